"""The problems' definitions, held against the numbers that TensorFlow Playground and scikit-learn use."""

import numpy as np
import pytest

from nntui.core.arrays import Array
from nntui.tasks import TASKS
from nntui.tasks.task import Recipe, Samples


def everything(name: str, samples: int = 4000, noise: float = 0.0, seed: int = 0) -> Samples:
    recipe = Recipe(samples=samples, noise=noise, test_fraction=0)
    return TASKS[name].make(recipe, np.random.default_rng(seed)).train


def class_named(samples: Samples, task: str, name: str) -> Array:
    """The points of one class, in float64."""
    return samples.inputs[samples.targets == TASKS[task].classes.index(name)].astype(np.float64)


def radii(points: Array) -> Array:
    return np.hypot(points[:, 0], points[:, 1])


def quantiles_are_even(values: Array, low: float, high: float) -> None:
    """Values drawn evenly from low to high: each tenth of the range holds a tenth of them."""
    counts, _ = np.histogram(values, bins=10, range=(low, high))
    assert counts.sum() == len(values)
    assert counts / len(values) == pytest.approx(0.1, abs=0.03)  # 2,000 values: a standard deviation is 0.007


@pytest.mark.parametrize("name", ["circle", "gauss", "spiral", "moons"])
@pytest.mark.parametrize(("samples", "first", "second"), [(1, 1, 0), (2, 1, 1), (7, 4, 3), (500, 250, 250)])
def test_classes_share_the_samples(name: str, samples: int, first: int, second: int) -> None:
    counts = np.bincount(everything(name, samples).targets, minlength=2)
    assert sorted(counts.tolist(), reverse=True) == [first, second]


@pytest.mark.parametrize("name", ["circle", "gauss", "xor_plane", "spiral", "moons", "plane", "multi_gauss"])
def test_they_lie_in_the_square_of_six(name: str) -> None:
    assert TASKS[name].domain == (-6, 6)
    assert TASKS[name].input_names == ("x1", "x2")
    farthest = np.abs(everything(name).inputs).max()
    assert farthest > 4
    if name != "gauss":  # whose clouds have no edge
        assert farthest <= 6


@pytest.mark.parametrize("name", ["circle", "xor_plane", "plane", "multi_gauss"])
def test_noise_changes_the_target_and_leaves_the_point(name: str) -> None:
    task = TASKS[name]
    assert task.truth is not None
    noisy = everything(name, noise=0.5)
    assert np.abs(noisy.inputs).max() <= 6
    wrong = (task.truth(noisy.inputs) != noisy.targets).mean()
    assert wrong > 0.05


def test_circle_is_a_disc_and_a_ring() -> None:
    samples = everything("circle")
    quantiles_are_even(radii(class_named(samples, "circle", "inside")), 0, 2.5 + 1e-6)
    quantiles_are_even(radii(class_named(samples, "circle", "outside")), 3.5 - 1e-6, 5 + 1e-6)
    quantiles_are_even(np.arctan2(*samples.inputs.astype(np.float64).T), -np.pi, np.pi)


def test_circle_labels_by_the_distance_of_the_noisy_place() -> None:
    assert TASKS["circle"].truth is not None
    points = np.array([[2.49, 0], [0, -2.51], [1.7, 1.7], [1.8, 1.8]], np.float32)
    assert TASKS["circle"].truth(points).tolist() == [1, 0, 1, 0]
    noisy = everything("circle", samples=20_000, noise=0.1)  # moves by up to 0.5 along each axis, 0.71 in all
    moved = TASKS["circle"].truth(noisy.inputs) != noisy.targets
    assert moved.mean() == pytest.approx(0.0262, abs=0.0034)  # of a million places; moved by 0.4 or 0.6 0.019 and 0.033
    assert (np.abs(radii(noisy.inputs[moved]) - 2.5) <= 0.5 * np.sqrt(2) + 1e-6).all()


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (0.25, 2.25), (0.5, 4), (0.7, 4), (1, 4)])
def test_gauss_is_two_clouds_whose_variance_noise_sets(noise: float, variance: float) -> None:
    samples = everything("gauss", samples=20_000, noise=noise)
    for name, centre in (("upper", 2), ("lower", -2)):
        points = class_named(samples, "gauss", name)
        assert points.mean(axis=0) == pytest.approx(centre, abs=0.1)
        assert points.var(axis=0) == pytest.approx(variance, rel=0.06)
        assert np.corrcoef(points.T)[0, 1] == pytest.approx(0, abs=0.05)


def test_xor_plane_keeps_off_the_axes() -> None:
    samples = everything("xor_plane")
    away = np.abs(samples.inputs.astype(np.float64))
    for column in away.T:
        quantiles_are_even(column, 0.3 - 1e-6, 5.3 + 1e-6)
    assert (class_named(samples, "xor_plane", "same").prod(axis=1) > 0).all()
    assert (class_named(samples, "xor_plane", "differ").prod(axis=1) < 0).all()
    assert samples.targets.mean() == pytest.approx(0.5, abs=0.05)


def test_xor_plane_noise_reaches_five_times_itself() -> None:
    noisy = everything("xor_plane", noise=0.2)
    wrong = (noisy.inputs.prod(axis=1) >= 0) != noisy.targets
    assert wrong.mean() == pytest.approx(0.048, abs=0.012)
    assert np.abs(noisy.inputs[wrong]).min(axis=1).max() <= 1


def test_spiral_has_its_points_at_equal_steps() -> None:
    samples = everything("spiral", samples=500)
    steps = np.arange(250) / 250
    for name, turn in (("A", 0), ("B", np.pi)):
        points = class_named(samples, "spiral", name)
        points = points[np.argsort(radii(points))]
        angle = 3.5 * np.pi * steps + turn
        expected = 5 * steps[:, np.newaxis] * np.column_stack([np.sin(angle), np.cos(angle)])
        np.testing.assert_allclose(points, expected, atol=1e-5)


def test_spiral_noise_moves_each_coordinate_by_up_to_itself() -> None:
    samples = everything("spiral", samples=2, noise=0.5, seed=3)  # both at the middle
    assert 0 < np.abs(samples.inputs).max() <= 0.5
    farthest = max(np.abs(everything("spiral", samples=2, noise=0.5, seed=seed).inputs).max() for seed in range(50))
    assert 0.49 < farthest <= 0.5


def test_moons_are_half_circles_three_in_radius() -> None:
    samples = everything("moons", samples=500)
    for name, centre, side in (("upper", (-1.5, -0.75), 1), ("lower", (1.5, 0.75), -1)):
        places = class_named(samples, "moons", name) - centre
        assert radii(places) == pytest.approx(3, abs=1e-5)
        assert (places[:, 1] * side >= -1e-5).all()
        assert np.sort(places[:, 0]) == pytest.approx(np.sort(3 * np.cos(np.linspace(0, np.pi, 250))), abs=1e-5)


def test_moon_noise_is_a_deviation_in_radii() -> None:
    samples = everything("moons", noise=0.2)
    clean = everything("moons", noise=0)
    assert samples.inputs.var(axis=0) - clean.inputs.var(axis=0) == pytest.approx(0.36, abs=0.15)
    off = radii(class_named(samples, "moons", "upper")[:, :] - (-1.5, -0.75)) - 3
    assert np.std(off) == pytest.approx(0.6, rel=0.15)


def test_plane_at_known_points() -> None:
    truth = TASKS["plane"].truth
    assert truth is not None
    points = np.array([[0, 0], [6, 6], [-6, -6], [2, 3], [5, -5]], np.float32)
    np.testing.assert_allclose(truth(points), [[0], [1.2], [-1.2], [0.5], [0]], atol=1e-7)


def test_multi_gauss_at_known_points() -> None:
    truth = TASKS["multi_gauss"].truth
    assert truth is not None
    expected = {
        (-4, 2.5): 1,
        (0, 2.5): -1,
        (4, 2.5): 1,
        (-4, -2.5): -1,
        (0, -2.5): 1,
        (4, -2.5): -1,
        (0, 1.5): -0.5,
        (1, 2.5): -0.5,
        (4, 4): 0.25,
        (-4, -2): -0.75,
        (2, 2.5): 0,
        (0, 0): 0,
        (6, 6): 0,
    }
    values = truth(np.array(list(expected), np.float32))
    np.testing.assert_allclose(values[:, 0], list(expected.values()), atol=1e-7)


@pytest.mark.parametrize("name", ["plane", "multi_gauss"])
def test_points_of_a_regression_fill_the_square(name: str) -> None:
    for column in everything(name).inputs.astype(np.float64).T:
        quantiles_are_even(column, -6 - 1e-6, 6 + 1e-6)


def test_plane_noise_reaches_six_times_itself() -> None:
    noisy = everything("plane", noise=0.1)
    error = noisy.targets[:, 0] - noisy.inputs.sum(axis=1) / 10  # two parts of up to 0.06
    assert 0.117 < np.abs(error).max() <= 0.12 + 1e-6


def test_multi_gauss_noise_reaches_six_times_itself() -> None:
    assert TASKS["multi_gauss"].truth is not None
    noisy = everything("multi_gauss", noise=0.1)
    error = np.abs(noisy.targets - TASKS["multi_gauss"].truth(noisy.inputs))
    farthest = 0.5 * 0.6 * np.sqrt(2)  # slope times way
    assert 0.93 * farthest < error.max() <= farthest + 1e-6


def test_sine_is_a_period_and_noise_its_deviation() -> None:
    clean, noisy = everything("sine"), everything("sine", noise=0.2)
    quantiles_are_even(clean.inputs[:, 0].astype(np.float64), -np.pi - 1e-6, np.pi + 1e-6)
    np.testing.assert_allclose(clean.targets, np.sin(clean.inputs.astype(np.float64)), atol=1e-7)
    error = noisy.targets - np.sin(noisy.inputs)
    assert error.std() == pytest.approx(0.2, rel=0.05)
    assert error.mean() == pytest.approx(0, abs=0.02)
