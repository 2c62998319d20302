"""What the presets are for: each reaches its figure; and what cannot work ends as it should."""

import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from digit_drawings import flipped_glyphs, read_drawings
from lessons_shown import LESSONS
from preset_runs import all_corners, given, right_share, trained

from nntui.core.arrays import Array, IntArray
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters
from nntui.experiment.preset_folders import shipped_presets
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import RUNAWAY, Trainer
from nntui.tasks.digits import GLYPHS, styles


def near_the_answers(trainer: Trainer) -> bool:
    answers = trainer.network.predict(trainer.data.train.inputs)[:, 0]
    return bool(np.abs(answers - [0, 1, 1, 0]).max() <= 0.05)


def near_the_curve(trainer: Trainer) -> bool:
    places = np.linspace(-np.pi, np.pi, 1001, dtype=np.float32)[:, np.newaxis]
    return bool(np.abs(trainer.network.predict(places) - np.sin(places)).mean() <= 0.03)


def small_test_loss(trainer: Trainer) -> bool:
    return trainer.measure().test_loss <= 0.01


def copies_read(trainer: Trainer) -> bool:
    metrics = trainer.measure()
    return metrics.train_accuracy >= 0.99 and metrics.test_accuracy >= 0.85


def share_read(trainer: Trainer, drawings: Array, digits: IntArray) -> float:
    return float(np.mean(trainer.network.predict(drawings).argmax(axis=1) == digits))


def drawings_read(trainer: Trainer) -> bool:
    glyphs, flipped = share_read(trainer, GLYPHS, np.arange(10)), share_read(trainer, *flipped_glyphs())
    return glyphs == 1 and flipped >= 0.85 and trainer.measure().test_accuracy >= 0.85


FIGURES: dict[str, Callable[[Trainer], bool]] = {
    "perceptron-and": all_corners,
    "perceptron-xor": lambda trainer: not all_corners(trainer),
    "xor": all_corners,
    "xor-online": all_corners,
    "xor-tanh": near_the_answers,
    "quadrants": right_share(0.97),
    "quadrants-linear": right_share(0.97),
    "quadrants-hidden": right_share(0.97),
    "sine": near_the_curve,
    "digits": drawings_read,
    "digits-classic": copies_read,
    "circle": right_share(0.97),
    "gauss": right_share(0.97),
    "xor-plane": right_share(0.97),
    "spiral": right_share(0.95),
    "moons": right_share(0.97),
    "plane": small_test_loss,
    "multi-gauss": small_test_loss,
    "and": all_corners,
    "or": all_corners,
    **LESSONS,
}


def test_every_preset_has_a_figure() -> None:
    assert set(FIGURES) == set(shipped_presets())


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", FIGURES)
def test_a_preset_reaches_its_figure(name: str, seed: int) -> None:
    trainer = trained(given(name, training__seed=seed))
    assert FIGURES[name](trainer), trainer.measure()
    assert not trainer.diverged


@pytest.mark.parametrize("seed", range(2, 10))
@pytest.mark.soak
def test_quadrants_reach_their_figure_whatever_points_are_drawn(seed: int) -> None:
    assert FIGURES["quadrants"](trained(given("quadrants", training__seed=seed)))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "changes"), [*((name, {}) for name in FIGURES), ("xor-online", {"training__loss": "mse"})], ids=str
)
def test_a_preset_reaches_its_figure_for_nine_seeds_of_ten(name: str, changes: dict[str, object]) -> None:
    missed = []
    for seed in range(10):
        trainer = trained(given(name, training__seed=seed, **changes))
        assert not trainer.diverged
        if not FIGURES[name](trainer):
            missed.append((seed, trainer.measure()))
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("name", shipped_presets())
def test_a_description_has_a_few_short_lines(name: str) -> None:
    lines = load_preset(name).description.splitlines()
    assert 3 <= len(lines) <= 6
    assert max(map(len, lines)) <= 115


@pytest.mark.skipif("NNTUI_DIGIT_STYLES" not in os.environ, reason="NNTUI_DIGIT_STYLES names no file of drawings")
def test_digits_reads_nine_in_ten_drawings_of_other_people() -> None:
    drawings, digits = read_drawings(Path(os.environ["NNTUI_DIGIT_STYLES"]))
    trainer = trained(given("digits"))
    assert share_read(trainer, drawings, digits) >= 0.9
    for digit in range(10):
        assert share_read(trainer, drawings[digits == digit], digits[digits == digit]) >= 0.75, digit


@pytest.mark.soak
def test_one_glyph_a_digit_is_not_enough_to_read_other_styles() -> None:
    """Every style in the middle of the pad: what the knob `styles` is for."""
    drawings = np.concatenate(list(styles().values()))
    digits = np.repeat(list(styles()), [len(ways) for ways in styles().values()])
    assert share_read(trained(given("digits-classic")), drawings, digits) < 0.6
    assert share_read(trained(given("digits", training__epochs=5)), drawings, digits) > 0.8


def test_the_perceptron_says_why_it_cannot() -> None:
    assert "no straight line" in load_preset("perceptron-xor").description


# every claim «try this» that can be checked by a figure
@pytest.mark.parametrize(
    ("name", "changes", "reaches"),
    [
        ("perceptron-and", {"task__name": "or"}, True),
        ("perceptron-xor", {"task__features": ["x1", "x2", "x1*x2"]}, True),
        ("circle", {"network__hidden": [3]}, True),
        ("circle", {"network__hidden": [], "task__features": ["x1^2", "x2^2"]}, True),
        ("xor-plane", {"network__hidden": [], "task__features": ["x1*x2"]}, True),
        ("quadrants", {"network__hidden": []}, True),
        ("quadrants-hidden", {"network__hidden": [2]}, True),
        ("gauss", {"task__noise": 0.5}, False),
        ("spiral", {"network__hidden": [32]}, False),
    ],
)
def test_what_a_description_says_to_try_does_as_it_says(name: str, changes: dict[str, object], reaches: bool) -> None:
    figure = all_corners if name.startswith("perceptron") else FIGURES[name]
    assert figure(trained(given(name, **changes))) == reaches


# dead ends


@pytest.mark.parametrize("name", ["xor", "xor-tanh", "xor-online"])
def test_from_zeros_xor_is_not_learned(name: str) -> None:
    trainer = trained(given(name, network__initializer="zeros", training__epochs=500))
    assert not trainer.diverged
    assert trainer.epoch == 500
    assert not all_corners(trainer)
    hidden = trainer.network.weights[0]
    assert (hidden == hidden[0]).all(), "the units never part"


@pytest.mark.parametrize("name", shipped_presets())
def test_a_rate_of_a_million_diverges_and_keeps_finite_weights(name: str) -> None:
    for seed in range(5):
        trainer = trained(given(name, training__learning_rate=1e6, training__seed=seed))
        assert trainer.diverged
        assert trainer.finished
        assert np.sqrt(np.square(trainer.network.parameters).mean()) < RUNAWAY
        assert np.isfinite(trainer.measure().train_loss)


def test_sixty_four_hidden_layers_train_a_step() -> None:
    trainer = Trainer(given("xor-plane", network__hidden=[8] * 64))
    before = trainer.network.parameters.copy()
    assert trainer.train_steps(1) == 32
    assert np.isfinite(trainer.network.parameters).all()
    assert (trainer.network.parameters != before).any()
    with pytest.raises(HyperparameterError, match=r"^network\.hidden: expected up to 64 layer sizes"):
        given(network__hidden=[8] * 65)


def test_a_hidden_layer_of_no_units_is_refused() -> None:
    with pytest.raises(
        HyperparameterError, match=r"^network\.hidden: expected .* layer sizes from 1 to 4096.*got \[0\]"
    ):
        given(network__hidden=[0])


def test_more_than_a_million_parameters_are_refused_before_they_are_made() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(HyperparameterError, match=r"^network\.hidden: expected at most 1,000,000 parameters, got "):
            Trainer(given("xor", network__hidden=[4096] * 64))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", shipped_presets())
def test_a_batch_larger_than_the_data_is_all_of_it(name: str) -> None:
    trainer = Trainer(given(name, training__batch_size=100_000))
    assert trainer.steps_per_epoch == 1
    assert trainer.train_epoch() == trainer.samples
    assert trainer.epoch == 1


@pytest.mark.parametrize("name", shipped_presets())
def test_one_sample_trains(name: str) -> None:
    trainer = Trainer(given(name, task__samples=1, training__epochs=3))
    while not trainer.finished:
        trainer.train_epoch()
    assert trainer.epoch == 3
    assert np.isfinite(trainer.network.parameters).all()


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Hyperparameters]:
    """Hyperparameters that train on a table of this content."""

    def make(content: str) -> Hyperparameters:
        path = tmp_path / "table.csv"
        path.write_text(content)
        return given(task__name="table", task__path=str(path), task__test_fraction=0.0, training__epochs=200)

    return make


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a,b,class\n1,2,x\n2,3,\n3,4,y\n", "line 3, column 3: expected a class, got an empty name"),
        ("1,2,x\n2,nan,y\n", "line 2, column 2: expected a finite number, got 'nan'"),
        ("1,2,x\n2,3,nan\n3,4,y\n", "line 2, column 3: expected a finite number, got 'nan'"),
        ("1,2,0.5\n2,3,NaN\n", "line 2, column 3: expected a finite number, got 'NaN'"),
        ("1,2,x\n2,3,x\n", "column 3: expected two classes or more, got 'x' alone"),
        ("1,2,0.5\n2,3,0.5\n", "column 3: expected different values, got 0.5 alone"),
        ("", "expected rows of numbers, got an empty file"),
    ],
)
def test_a_table_that_cannot_be_learned_is_refused_by_its_place(
    table: Callable[[str], Hyperparameters], content: str, why: str
) -> None:
    hyperparameters = table(content)
    with pytest.raises(HyperparameterError, match=rf"^task\.path: .*table\.csv: {re.escape(why)}$") as refusal:
        Trainer(hyperparameters)
    assert refusal.value.key == "task.path"


def test_a_table_without_a_path_or_a_file_is_refused(tmp_path: Path) -> None:
    for path, why in (("", "expected the name of a CSV file"), (str(tmp_path / "no"), "No such file")):
        with pytest.raises(HyperparameterError, match=rf"^task\.path: .*{why}"):
            Trainer(given(task__name="table", task__path=path))


def test_a_constant_column_does_no_harm(table: Callable[[str], Hyperparameters]) -> None:
    rows = "\n".join(f"{x},7,{'high' if x > 4 else 'low'}" for x in range(10))
    trainer = trained(table(rows + "\n"))
    assert (trainer.data.train.inputs[:, 1] == 0).all()
    assert trainer.measure().train_accuracy == 1


def test_a_table_of_values_is_learned(table: Callable[[str], Hyperparameters]) -> None:
    trainer = trained(table("x,y\n" + "".join(f"{x},{3 * x + 0.5}\n" for x in range(40))))
    assert trainer.ends.classes == ()
    assert trainer.network.sizes[-1] == 1
    assert trainer.measure().train_loss < 0.01
