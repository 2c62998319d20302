import numpy as np
import pytest

from nntui.tasks import TASKS
from nntui.tasks.quadrants import quadrant
from nntui.tasks.task import Dataset, Recipe, Samples, Task, split

KNOBS = {"samples", "noise", "test_fraction", "points", "path", "styles", "features"}

CORNERS = {"xor": [0, 1, 1, 0], "and": [0, 0, 0, 1], "or": [0, 1, 1, 1]}

GENERATED = [task for task in TASKS.values() if "path" not in task.knobs]
every_task = pytest.mark.parametrize("task", GENERATED, ids=lambda task: task.name)


def make(task: Task, seed: int = 0, **changes: object) -> Dataset:
    settings = {"samples": 200, "noise": 0.1, "test_fraction": 0.2, "points": "random", **changes}
    return task.make(Recipe(**settings), np.random.default_rng(seed))  # type: ignore[arg-type]


def check_samples(samples: Samples, task: Task) -> None:
    assert samples.inputs.shape == (len(samples), len(task.input_names))
    assert samples.inputs.dtype == np.float32
    assert np.isfinite(samples.inputs).all()
    if not task.classes:
        assert samples.targets.shape == (len(samples), 1)
        assert samples.targets.dtype == np.float32
        assert np.isfinite(samples.targets).all()
    else:
        assert samples.targets.shape == (len(samples),)
        assert samples.targets.dtype == np.int64
        assert np.isin(samples.targets, np.arange(len(task.classes))).all()


def test_every_problem_is_there() -> None:
    assert set(TASKS) == {
        *("circle", "gauss", "xor_plane", "spiral", "moons", "quadrants", "plane", "multi_gauss", "sine"),
        *("xor", "and", "or", "digits", "table"),
    }


@every_task
def test_data_has_the_shape_that_the_task_names(task: Task) -> None:
    data = make(task)
    check_samples(data.train, task)
    check_samples(data.test, task)
    if task.classes:
        assert set(data.train.targets.tolist()) == set(range(len(task.classes)))
    assert data.input_names is data.classes is data.scaling is None


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_description_is_complete(task: Task) -> None:
    assert TASKS[task.name] is task
    assert task.help
    assert task.view in {"plane", "drawing", "curve", "table"}
    assert task.knobs <= KNOBS
    assert ("features" in task.knobs) == (task.view == "plane")
    assert len(task.input_names) == len(set(task.input_names))
    assert task.view != "plane" or len(task.input_names) == 2
    assert task.view != "curve" or len(task.input_names) == 1
    assert len(task.classes) == len(set(task.classes))
    assert (len(task.classes) >= 2) == (task.name not in {"plane", "multi_gauss", "sine", "table"})


@every_task
@pytest.mark.parametrize("noise", [0.0, 1.0])
@pytest.mark.parametrize("samples", [1, 2, 3])
def test_the_least_data_and_the_most_noise(task: Task, samples: int, noise: float) -> None:
    data = make(task, samples=samples, noise=noise)
    check_samples(data.train, task)
    check_samples(data.test, task)
    if noise or task.name not in CORNERS:
        assert len(data.train) + len(data.test) == samples


@every_task
def test_same_seed_same_data(task: Task) -> None:
    first, again = make(task, seed=7), make(task, seed=7)
    for part in ("train", "test"):
        np.testing.assert_array_equal(getattr(first, part).inputs, getattr(again, part).inputs)
        np.testing.assert_array_equal(getattr(first, part).targets, getattr(again, part).targets)


@every_task
def test_another_seed_other_data(task: Task) -> None:
    assert (make(task, seed=7).train.inputs != make(task, seed=8).train.inputs).any()


@every_task
@pytest.mark.parametrize(
    ("samples", "fraction", "tests"),
    [(200, 0.2, 40), (200, 0, 0), (1, 0.2, 0), (1, 0.9, 0), (2, 0.9, 1), (10, 0.9, 9), (11, 0.5, 6)],
)
def test_split_sizes(task: Task, samples: int, fraction: float, tests: int) -> None:
    data = make(task, samples=samples, test_fraction=fraction)
    assert (len(data.train), len(data.test)) == (samples - tests, tests)
    check_samples(data.train, task)
    check_samples(data.test, task)


def test_split_loses_and_doubles_nothing() -> None:
    numbers = np.arange(50)
    data = split(Samples(numbers[:, np.newaxis].astype(np.float32), numbers), 0.3, np.random.default_rng(0))
    assert sorted([*data.train.targets, *data.test.targets]) == numbers.tolist()
    for part in (data.train, data.test):
        np.testing.assert_array_equal(part.inputs[:, 0], part.targets)


@pytest.mark.parametrize("task", [task for task in GENERATED if task.truth], ids=lambda task: task.name)
def test_targets_are_the_truth_without_noise(task: Task) -> None:
    data = make(task, noise=0, samples=2000)
    assert task.truth is not None
    for part in (data.train, data.test):
        apart = (part.inputs != 0).any(axis=1) | (task.name != "spiral")  # its arms meet in the middle
        np.testing.assert_array_equal(task.truth(part.inputs)[apart], part.targets[apart])
        low, high = task.domain
        assert ((part.inputs >= low) & (part.inputs <= high)).all()


@pytest.mark.parametrize("name", CORNERS)
def test_corners_without_noise_are_their_truth_table_whatever_is_asked(name: str) -> None:
    for changes in ({}, {"samples": 1, "test_fraction": 0.9}):
        data = make(TASKS[name], noise=0.0, **changes)
        for part in (data.train, data.test):
            assert part.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
            assert part.targets.tolist() == CORNERS[name]


@pytest.mark.parametrize("noise", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("name", CORNERS)
def test_noise_scatters_samples_around_each_corner(name: str, noise: float) -> None:
    data = make(TASKS[name], noise=noise, samples=4003, test_fraction=0)
    around = [data.train.inputs[data.train.targets == kind] for kind in (0, 1)]
    assert sum(CORNERS[name]) * 1000 <= len(around[1]) <= sum(CORNERS[name]) * 1000 + 3
    for points, corners in zip(around, corners_by_class(CORNERS[name]), strict=True):
        offsets = points[:, np.newaxis] - corners
        assert np.abs(offsets).max(axis=2).min(axis=1).max() <= noise + 1e-6
    low, high = data.train.inputs.min(axis=0), data.train.inputs.max(axis=0)
    np.testing.assert_allclose([*low, *high], [-noise, -noise, 1 + noise, 1 + noise], atol=noise / 50)
    assert data.train.inputs.mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", CORNERS)
def test_scattered_samples_keep_the_class_of_their_corner(name: str) -> None:
    task = TASKS[name]
    assert task.truth is not None
    near, far = (make(task, noise=noise, samples=2000).train for noise in (0.45, 1.0))
    np.testing.assert_array_equal(task.truth(near.inputs), near.targets)
    assert (task.truth(far.inputs) != far.targets).mean() > 0.1


def corners_by_class(outputs: list[int]) -> list[np.ndarray]:
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    return [corners[np.equal(outputs, kind)] for kind in (0, 1)]


def test_quadrants_count_counter_clockwise_from_upper_right() -> None:
    points = np.array([[0.3, 0.9], [-0.3, 0.9], [-0.3, -0.9], [0.3, -0.9]], np.float32)
    assert quadrant(points).tolist() == [0, 1, 2, 3]
    assert TASKS["quadrants"].classes == ("NE", "NW", "SW", "SE")


def test_quadrant_centres_train_on_four_points_and_test_on_the_square() -> None:
    data = make(TASKS["quadrants"], points="centres", noise=0, samples=1)
    table = {tuple(point): label for point, label in zip(data.train.inputs.tolist(), data.train.targets, strict=True)}
    assert table == {(0.5, 0.5): 0, (-0.5, 0.5): 1, (-0.5, -0.5): 2, (0.5, -0.5): 3}
    assert len(data.test) >= 100
    assert len(np.unique(data.test.inputs, axis=0)) == len(data.test)
    np.testing.assert_array_equal(quadrant(data.test.inputs), data.test.targets)


def test_quadrant_noise_moves_points_after_their_class_is_settled() -> None:
    clean, noisy = (make(TASKS["quadrants"], noise=noise, test_fraction=0, samples=2000) for noise in (0.0, 0.3))
    assert (quadrant(noisy.train.inputs) != noisy.train.targets).mean() > 0.02
    assert (quadrant(clean.train.inputs) == clean.train.targets).all()
    assert 1 < np.abs(noisy.train.inputs).max() <= 1.3
