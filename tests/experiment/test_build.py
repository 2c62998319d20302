import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest

from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.experiment.build import (
    MAX_PARAMETERS,
    SHUFFLING,
    Ends,
    activations_of,
    check_consistent,
    columns_of,
    data_seed,
    dataset_of,
    ends_of,
    ends_with_data,
    loss_of,
    network_inputs,
    network_of,
    predicted_classes,
    random_stream,
    resolved,
    sizes_of,
    task_of,
    with_other_data,
    with_other_seed,
)
from nntui.experiment.hyperparameters import LARGEST_SEED, HyperparameterError, Hyperparameters
from nntui.tasks import TASKS


def given(**values: object) -> Hyperparameters:
    """Hyperparameters from keys with two underscores in place of the dot."""
    result = Hyperparameters()
    for key, value in values.items():
        result = result.with_value(key.replace("__", "."), value)
    return result


def built(hyperparameters: Hyperparameters, dtype: npt.DTypeLike = np.float32) -> Network:
    return network_of(hyperparameters, ends_with_data(hyperparameters), dtype)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a CSV file of three classes."""
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_text("width,height,kind\n1,2,a\n3,4,b\n5,7,c\n2,1,a\n")
    return str(path)


@pytest.mark.parametrize(
    ("task", "loss", "hidden", "sizes"),
    [
        ("xor", "auto", [4], (2, 4, 1)),
        ("xor", "binary_cross_entropy", [], (2, 1)),
        ("xor", "mse", [4], (2, 4, 1)),
        ("xor", "cross_entropy", [4], (2, 4, 2)),
        ("quadrants", "auto", [6], (2, 6, 4)),
        ("quadrants", "mse", [6], (2, 6, 4)),
        ("quadrants", "binary_cross_entropy", [6], (2, 6, 4)),
        ("digits", "auto", [32, 16], (25, 32, 16, 10)),
        ("and", "perceptron", [], (2, 1)),
        ("quadrants", "perceptron", [], (2, 4)),
        ("sine", "auto", [8], (1, 8, 1)),
        ("plane", "huber", [], (2, 1)),
    ],
)
def test_two_classes_have_one_output_but_for_softmax(
    task: str, loss: str, hidden: list[int], sizes: tuple[int, ...]
) -> None:
    hyperparameters = given(task__name=task, training__loss=loss, network__hidden=hidden)
    assert sizes_of(hyperparameters, ends_of(hyperparameters)) == sizes
    assert built(hyperparameters).sizes == sizes


@pytest.mark.parametrize(
    ("task", "loss", "expected"),
    [
        ("xor", "auto", ("binary_cross_entropy", "sigmoid")),
        ("digits", "auto", ("cross_entropy", "softmax")),
        ("quadrants", "auto", ("cross_entropy", "softmax")),
        ("digits", "mse", ("mse", "sigmoid")),
        ("digits", "binary_cross_entropy", ("binary_cross_entropy", "sigmoid")),
        ("digits", "huber", ("huber", "sigmoid")),
        ("and", "perceptron", ("perceptron", "step")),
        ("sine", "auto", ("mse", "linear")),
        ("plane", "mae", ("mae", "linear")),
    ],
)
def test_auto_stands_for_what_suits(task: str, loss: str, expected: tuple[str, str]) -> None:
    hyperparameters = given(task__name=task, training__loss=loss)
    ends = ends_of(hyperparameters)
    names = resolved(hyperparameters, ends)
    assert (names.training.loss, names.network.output) == expected
    assert resolved(names, ends) == names


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("loss", ["auto", *LOSSES])
def test_every_task_builds_with_every_loss_that_fits_and_answers(task: str, loss: str, table: str) -> None:
    hyperparameters = given(task__name=task, task__path=table, training__loss=loss)
    data = dataset_of(hyperparameters)
    ends = ends_of(hyperparameters, data)
    if not ends.classes and loss in ("cross_entropy", "binary_cross_entropy", "perceptron"):
        with pytest.raises(HyperparameterError, match=f"^training.loss: expected a loss for values, got {loss}$"):
            network_of(hyperparameters, ends)
        return
    network = network_of(hyperparameters, ends)
    answers = network.predict(network_inputs(hyperparameters, data.train.inputs))
    assert answers.shape == columns_of(hyperparameters, data.train, ends, network).targets.T.shape
    assert np.isfinite(answers).all()


@pytest.mark.parametrize(("loss", "output"), [("cross_entropy", "sigmoid"), ("binary_cross_entropy", "tanh")])
def test_an_output_that_does_not_fit_the_loss_is_refused(loss: str, output: str) -> None:
    hyperparameters = given(training__loss=loss, network__output=output)
    ends = ends_of(hyperparameters)
    for build in (loss_of, check_consistent, network_of):
        with pytest.raises(HyperparameterError, match=f"^network.output: the loss {loss} needs .*, not {output}"):
            build(hyperparameters, ends)


def test_an_output_that_fits_is_taken() -> None:
    hyperparameters = given(training__loss="mse", network__output="tanh")
    assert loss_of(hyperparameters, ends_of(hyperparameters)).output == "tanh"


def test_one_activation_serves_all_layers_and_a_list_each_its_own() -> None:
    assert activations_of(given(network__hidden=[4, 5], network__activation="relu")) == ("relu", "relu")
    assert activations_of(given(network__hidden=[], network__activation="relu")) == ()
    mixed = given(network__hidden=[4, 5], network__activation=["relu", "tanh"])
    assert activations_of(mixed) == built(mixed).activations == ("relu", "tanh")


@pytest.mark.parametrize("hidden", [[], [4], [4, 5, 6]])
def test_a_list_of_activations_of_another_length_is_refused(hidden: list[int]) -> None:
    hyperparameters = given(network__hidden=hidden, network__activation=["relu", "tanh"])
    or_list = f" or {len(hidden)}" if len(hidden) > 1 else ""
    with pytest.raises(HyperparameterError, match=f"^network.activation: expected one name{or_list}, got 2$"):
        built(hyperparameters)


def test_too_many_parameters_are_refused_before_any_are_made() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(HyperparameterError, match=r"^network.hidden: expected at most 1,000,000 parameters, got "):
            built(given(network__hidden=[4096] * 64))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_the_limit_of_parameters_counts_what_the_network_has() -> None:
    largest = given(task__name="xor", network__hidden=[994, 1000])  # 3 · 994 + 995 · 1000 + 1001
    assert built(largest).parameters.size == 998_983 <= MAX_PARAMETERS
    with pytest.raises(HyperparameterError, match="got 1,001,992"):
        built(given(task__name="xor", network__hidden=[997, 1000]))


def test_same_seed_same_weights_and_data() -> None:
    first, again, other = (built(given(training__seed=seed)).parameters for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    data = [dataset_of(given(training__seed=seed)).train.inputs for seed in (1, 1, 2)]
    np.testing.assert_array_equal(data[0], data[1])
    assert (data[0] != data[2]).any()


def test_the_data_may_have_a_seed_of_their_own() -> None:
    first, other = given(training__seed=3), given(training__seed=3, task__seed=4)
    np.testing.assert_array_equal(built(first).parameters, built(other).parameters)
    assert (dataset_of(first).train.inputs != dataset_of(other).train.inputs).any()
    of_run = given(training__seed=4)
    np.testing.assert_array_equal(dataset_of(of_run).train.inputs, dataset_of(other).train.inputs)
    np.testing.assert_array_equal(*(random_stream(each, SHUFFLING).random(4) for each in (first, other)))


@pytest.mark.parametrize(("run", "own"), [(0, 0), (7, 0), (7, 3), (LARGEST_SEED, 0), (0, LARGEST_SEED)])
def test_other_data_have_another_seed_and_so_has_another_run(run: int, own: int) -> None:
    before = given(training__seed=run, task__seed=own)
    other_data, other_run = with_other_data(before), with_other_seed(before)
    assert other_data.training == before.training
    assert data_seed(other_data) != data_seed(before)
    assert other_run.training.seed != run
    assert data_seed(other_run) != data_seed(before)
    assert bool(other_run.task.seed) == bool(own)


def test_the_shape_of_the_network_does_not_disturb_the_data() -> None:
    small, large = (dataset_of(given(network__hidden=hidden)) for hidden in ([], [64, 64]))
    np.testing.assert_array_equal(small.train.inputs, large.train.inputs)


def test_a_network_may_be_in_float64() -> None:
    hyperparameters = Hyperparameters()
    network, ends = built(hyperparameters, np.float64), ends_of(hyperparameters)
    assert network.parameters.dtype == np.float64
    columns = columns_of(hyperparameters, dataset_of(hyperparameters).train, ends, network)
    assert columns.inputs.dtype == columns.targets.dtype == np.float64


def test_the_data_are_those_that_the_hyperparameters_ask_for() -> None:
    data = dataset_of(given(task__name="gauss", task__samples=77, task__test_fraction=0.4))
    assert (len(data.train), len(data.test)) == (46, 31)
    still, noisy = (dataset_of(given(task__name="sine", task__noise=noise)).train for noise in (0.0, 0.3))
    np.testing.assert_array_equal(still.targets, np.sin(still.inputs, dtype=np.float64).astype(np.float32))
    assert np.abs(noisy.targets - np.sin(noisy.inputs)).max() > 0.3
    assert len(dataset_of(given(task__name="quadrants", task__points="centres")).train) == 4
    assert task_of(given(task__name="xor")) is TASKS["xor"]


def test_columns_hold_samples_ones_and_targets() -> None:
    one, two = given(task__name="xor"), given(task__name="xor", training__loss="cross_entropy")
    train, ends = dataset_of(one).train, ends_of(one)
    columns = columns_of(one, train, ends, built(one))
    np.testing.assert_array_equal(columns.inputs[:2].T, train.inputs)
    np.testing.assert_array_equal(columns.inputs[2], 1)
    np.testing.assert_array_equal(columns.targets, [[0, 1, 1, 0]])
    np.testing.assert_array_equal(columns.labels, [0, 1, 1, 0])
    assert columns.count == 4
    one_hot = columns_of(two, train, ends, built(two))
    np.testing.assert_array_equal(one_hot.targets, [[1, 0, 0, 1], [0, 1, 1, 0]])


def test_columns_of_values_have_no_labels() -> None:
    hyperparameters = given(task__name="sine", task__samples=20)
    train = dataset_of(hyperparameters).train
    columns = columns_of(hyperparameters, train, ends_of(hyperparameters), built(hyperparameters))
    np.testing.assert_array_equal(columns.targets, train.targets.T)
    assert columns.labels is None
    assert columns.part(3, 5).labels is None


def test_a_part_of_columns_is_contiguous_and_ends_where_they_do() -> None:
    hyperparameters = given(task__name="quadrants", task__samples=25)
    train, ends = dataset_of(hyperparameters).train, ends_of(hyperparameters)
    columns = columns_of(hyperparameters, train, ends, built(hyperparameters))
    part = columns.part(15, 100)
    assert part.count == 5
    np.testing.assert_array_equal(part.inputs, columns.inputs[:, 15:])
    np.testing.assert_array_equal(part.targets, columns.targets[:, 15:])
    np.testing.assert_array_equal(part.labels, train.targets[15:])
    assert part.inputs.flags.c_contiguous
    assert part.targets.flags.c_contiguous


def test_chosen_features_are_the_inputs_of_the_network() -> None:
    hyperparameters = given(task__name="circle", task__features=["x1^2", "x1*x2"])
    raw = dataset_of(hyperparameters).train.inputs
    assert ends_of(hyperparameters).input_names == ("x1^2", "x1*x2")
    assert built(hyperparameters).sizes[0] == 2
    inputs = network_inputs(hyperparameters, raw)
    np.testing.assert_array_equal(inputs, np.column_stack([raw[:, 0] ** 2, raw[:, 0] * raw[:, 1]]))


def test_features_do_not_matter_where_a_problem_has_none() -> None:
    hyperparameters = given(task__name="digits", task__features=["x1"])
    raw = dataset_of(hyperparameters).train.inputs
    assert len(ends_of(hyperparameters).input_names) == 25
    assert network_inputs(hyperparameters, raw) is raw


def test_a_table_names_its_own_ends(table: str) -> None:
    hyperparameters = given(task__name="table", task__path=table)
    assert ends_of(hyperparameters) == Ends((), ())
    ends = Ends(("width", "height"), ("a", "b", "c"))
    assert ends_of(hyperparameters, dataset_of(hyperparameters)) == ends_with_data(hyperparameters) == ends
    assert built(hyperparameters).sizes == (2, 8, 3)


def test_what_depends_on_a_table_is_checked_once_it_is_there(table: str) -> None:
    hyperparameters = given(task__name="table", task__path=table, network__output="tanh")
    check_consistent(hyperparameters)
    with pytest.raises(HyperparameterError, match=r"^network\.output"):
        check_consistent(hyperparameters, ends_with_data(hyperparameters))
    with pytest.raises(HyperparameterError, match=r"^network\.activation"):
        check_consistent(given(task__name="table", network__activation=["relu", "tanh"]))


def test_predicted_class_is_the_largest_output_or_one_above_half() -> None:
    assert predicted_classes(np.array([[0.2, 0.5, 0.51]])).tolist() == [0, 0, 1]
    assert predicted_classes(np.array([[0.2, 0.9], [0.5, 0.05], [0.3, 0.05]])).tolist() == [1, 0]


def test_each_purpose_has_random_numbers_of_its_own() -> None:
    streams = [(seed, purpose) for seed in (0, 1) for purpose in range(4)]
    drawn = [
        tuple(random_stream(Hyperparameters().with_value("training.seed", seed), purpose).random(4))
        for seed, purpose in streams
    ]
    assert len(set(drawn)) == len(streams)
    again = random_stream(Hyperparameters().with_value("training.seed", 1), 3).random(4)
    assert tuple(again) == drawn[-1]
