import numpy as np
import pytest

from nntui.experiment.hyperparameters import declaration_of
from nntui.tasks.digit_styles import CLASSIC, drawings
from nntui.tasks.digits import GLYPHS, SIDE, TASK, styles
from nntui.tasks.task import Dataset, Recipe


def made(seed: int = 0, samples: int = 200, noise: float = 0.0, test_fraction: float = 0.0, **changes: str) -> Dataset:
    return TASK.make(Recipe(samples, noise, test_fraction, **changes), np.random.default_rng(seed))


def placed(drawing: tuple[str, ...], top: int, left: int) -> bytes:
    sheet = np.zeros((SIDE, SIDE), np.float32)
    for y, row in enumerate(drawing):
        for x, cell in enumerate(row):
            sheet[top + y, left + x] = cell == "#"
    return sheet.tobytes()


def everywhere(drawing: tuple[str, ...]) -> set[bytes]:
    tops, lefts = range(SIDE - len(drawing) + 1), range(SIDE - len(drawing[0]) + 1)
    return {placed(drawing, top, left) for top in tops for left in lefts}


def test_glyphs_are_ten_distinct_drawings() -> None:
    assert GLYPHS.shape == (10, SIDE * SIDE)
    assert np.isin(GLYPHS, [0, 1]).all()
    assert len(np.unique(GLYPHS, axis=0)) == 10
    assert GLYPHS[1].reshape(SIDE, SIDE).tolist() == [
        [0, 0, 1, 0, 0],
        [0, 1, 1, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 1, 1, 1, 0],
    ]


def test_digit_noise_flips_one_cell_in_ten_and_moves_the_rest_a_little() -> None:
    train = made(styles="one", samples=4000, noise=0.15, test_fraction=0).train
    moved = np.abs(train.inputs - GLYPHS[train.targets])
    flipped = moved > 0.5
    assert flipped.mean() == pytest.approx(0.1, abs=0.006)  # 100,000 cells: a standard deviation is 0.001
    assert moved[~flipped].max() <= 0.15 + 1e-6
    assert moved[~flipped].max() > 0.149
    assert np.abs(1 - moved[flipped]).max() <= 0.15 + 1e-6
    assert train.inputs.min() >= -0.15 - 1e-6
    assert train.inputs.max() <= 1.15 + 1e-6


def test_digits_without_noise_are_the_glyphs() -> None:
    train = made(styles="one", noise=0).train
    np.testing.assert_array_equal(train.inputs, GLYPHS[train.targets])


@pytest.mark.parametrize("samples", [10, 200, 205])
def test_digits_come_in_equal_numbers(samples: int) -> None:
    data = made(styles="one", samples=samples, test_fraction=0.2)
    counts = np.bincount(np.concatenate([data.train.targets, data.test.targets]), minlength=10)
    assert counts.sum() == samples
    assert counts.max() - counts.min() <= 1


def test_one_style_gives_the_numbers_that_it_always_gave() -> None:
    train = made(styles="one", samples=100, noise=0.15, test_fraction=0.2).train
    assert train.targets[:10].tolist() == [6, 2, 2, 9, 3, 3, 6, 8, 4, 6]
    np.testing.assert_allclose(
        train.inputs[0, :5], [-0.0940348, 0.1352567, 0.8922206, 0.9478126, 1.0437049], rtol=0, atol=1e-6
    )


def test_a_style_fits_the_pad_and_has_no_empty_edge() -> None:
    for ways in drawings().values():
        for drawing in ways:
            assert 2 <= len(drawing) <= SIDE
            assert len({len(row) for row in drawing}) == 1
            assert 1 <= len(drawing[0]) <= SIDE
            assert set("".join(drawing)) <= {"#", "."}
            assert "#" in drawing[0] and "#" in drawing[-1]
            assert any(row[0] == "#" for row in drawing) and any(row[-1] == "#" for row in drawing)


def test_no_drawing_is_meant_for_two_digits_wherever_it_is_placed() -> None:
    owners: dict[bytes, int] = {}
    for digit, ways in drawings().items():
        for drawing, weight in ways.items():
            assert weight > 0
            for sheet in everywhere(drawing):
                assert owners.setdefault(sheet, digit) == digit


def test_each_digit_has_many_styles_and_the_classic_glyph_is_the_first() -> None:
    for digit in range(10):
        assert styles()[digit].shape == (len(drawings()[digit]), SIDE * SIDE)
        assert styles()[digit].dtype == np.float32
        assert len(np.unique(styles()[digit], axis=0)) == len(styles()[digit]) >= 15
        np.testing.assert_array_equal(styles()[digit][0], GLYPHS[digit])
        assert next(iter(drawings()[digit])) == CLASSIC[digit]


@pytest.mark.parametrize("digit", range(10))
def test_styles_stand_in_the_middle(digit: int) -> None:
    for sheet in styles()[digit].reshape(-1, SIDE, SIDE):
        for axis in (0, 1):
            inked = np.flatnonzero(sheet.any(axis=axis))
            assert 0 <= (SIDE - 1 - inked[-1]) - inked[0] <= 1


def test_many_styles_are_drawn_wherever_they_fit_and_nothing_else() -> None:
    train = made(samples=60_000).train
    meant = {digit: set().union(*map(everywhere, styles)) for digit, styles in drawings().items()}
    drawn: dict[int, set[bytes]] = {digit: set() for digit in range(10)}
    for label, pixels in zip(train.targets.tolist(), train.inputs, strict=True):
        drawn[label].add(pixels.tobytes())
    for digit in range(10):
        assert drawn[digit] <= meant[digit]
        assert len(drawn[digit]) > 0.8 * len(meant[digit])


def test_noise_changes_drawings_in_many_styles_too() -> None:
    clean, noisy = made(samples=4000).train, made(samples=4000, noise=0.15).train
    moved = np.abs(noisy.inputs - clean.inputs)
    assert np.isin(clean.inputs, [0, 1]).all()
    np.testing.assert_array_equal(clean.targets, noisy.targets)
    assert (moved > 0.5).mean() == pytest.approx(0.1, abs=0.006)
    assert moved[moved <= 0.5].max() == pytest.approx(0.15, abs=0.001)


def test_styles_is_a_knob() -> None:
    assert "styles" in TASK.knobs
    assert declaration_of("task.styles").default == "many"
    assert declaration_of("task.styles").kind.check("one") == "one"
