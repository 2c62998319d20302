import tracemalloc

import numpy as np
import pytest

from nntui.core.losses import LOSSES
from nntui.experiment.build import (
    MAX_PARAMETERS,
    activations_of,
    check_consistent,
    columns_of,
    dataset_of,
    loss_of,
    network_of,
    predicted_classes,
    recipe_of,
    resolved,
    sizes_of,
    task_of,
)
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters
from nntui.tasks import TASKS


def given(**values: object) -> Hyperparameters:
    """Hyperparameters from keys with two underscores in place of the dot."""
    result = Hyperparameters()
    for key, value in values.items():
        result = result.with_value(key.replace("__", "."), value)
    return result


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
    ],
)
def test_two_classes_have_one_output_but_for_softmax(
    task: str, loss: str, hidden: list[int], sizes: tuple[int, ...]
) -> None:
    hyperparameters = given(task__name=task, training__loss=loss, network__hidden=hidden)
    assert sizes_of(hyperparameters) == sizes
    assert network_of(hyperparameters).sizes == sizes


@pytest.mark.parametrize(
    ("task", "loss", "expected"),
    [
        ("xor", "auto", ("binary_cross_entropy", "sigmoid")),
        ("digits", "auto", ("cross_entropy", "softmax")),
        ("quadrants", "auto", ("cross_entropy", "softmax")),
        ("digits", "mse", ("mse", "sigmoid")),
        ("digits", "binary_cross_entropy", ("binary_cross_entropy", "sigmoid")),
    ],
)
def test_auto_stands_for_what_suits(task: str, loss: str, expected: tuple[str, str]) -> None:
    names = resolved(given(task__name=task, training__loss=loss))
    assert (names.training.loss, names.network.output) == expected
    assert resolved(names) == names


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("loss", ["auto", *LOSSES])
def test_every_task_builds_with_every_loss_and_answers(task: str, loss: str) -> None:
    hyperparameters = given(task__name=task, training__loss=loss)
    network, data = network_of(hyperparameters), dataset_of(hyperparameters)
    answers = network.predict(data.train.inputs)
    assert answers.shape == columns_of(data.train, network).targets.T.shape
    assert np.isfinite(answers).all()


@pytest.mark.parametrize(("loss", "output"), [("cross_entropy", "sigmoid"), ("binary_cross_entropy", "tanh")])
def test_an_output_that_does_not_fit_the_loss_is_refused(loss: str, output: str) -> None:
    hyperparameters = given(training__loss=loss, network__output=output)
    for build in (loss_of, check_consistent, network_of):
        with pytest.raises(HyperparameterError, match=f"^network.output: the loss {loss} needs .*, not {output}"):
            build(hyperparameters)


def test_an_output_that_fits_is_taken() -> None:
    assert loss_of(given(training__loss="mse", network__output="tanh")).output == "tanh"


def test_one_activation_serves_all_layers_and_a_list_each_its_own() -> None:
    assert activations_of(given(network__hidden=[4, 5], network__activation="relu")) == ("relu", "relu")
    assert activations_of(given(network__hidden=[], network__activation="relu")) == ()
    mixed = given(network__hidden=[4, 5], network__activation=["relu", "tanh"])
    assert activations_of(mixed) == network_of(mixed).activations == ("relu", "tanh")


@pytest.mark.parametrize("hidden", [[], [4], [4, 5, 6]])
def test_a_list_of_activations_of_another_length_is_refused(hidden: list[int]) -> None:
    hyperparameters = given(network__hidden=hidden, network__activation=["relu", "tanh"])
    with pytest.raises(HyperparameterError, match=f"^network.activation: expected one name or {len(hidden)}, got 2$"):
        network_of(hyperparameters)


def test_too_many_parameters_are_refused_before_any_are_made() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(HyperparameterError, match=r"^network.hidden: expected at most 1,000,000 parameters, got "):
            network_of(given(network__hidden=[4096] * 64))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_the_limit_of_parameters_counts_what_the_network_has() -> None:
    largest = given(task__name="xor", network__hidden=[994, 1000])  # 3 · 994 + 995 · 1000 + 1001
    assert network_of(largest).parameters.size == 998_983 <= MAX_PARAMETERS
    with pytest.raises(HyperparameterError, match="got 1,001,992"):
        network_of(given(task__name="xor", network__hidden=[997, 1000]))


def test_same_seed_same_weights_and_data() -> None:
    first, again, other = (network_of(given(training__seed=seed)).parameters for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    data = [dataset_of(given(training__seed=seed)).train.inputs for seed in (1, 1, 2)]
    np.testing.assert_array_equal(data[0], data[1])
    assert (data[0] != data[2]).any()


def test_the_shape_of_the_network_does_not_disturb_the_data() -> None:
    small, large = (dataset_of(given(network__hidden=hidden)) for hidden in ([], [64, 64]))
    np.testing.assert_array_equal(small.train.inputs, large.train.inputs)


def test_a_network_may_be_in_float64() -> None:
    network = network_of(Hyperparameters(), np.float64)
    assert network.parameters.dtype == np.float64
    assert columns_of(dataset_of(Hyperparameters()).train, network).inputs.dtype == np.float64


def test_recipe_says_what_the_hyperparameters_say() -> None:
    recipe = recipe_of(given(task__samples=77, task__noise=0.3, task__test_fraction=0.4, task__points="centres"))
    assert (recipe.samples, recipe.noise, recipe.test_fraction, recipe.points) == (77, 0.3, 0.4, "centres")
    assert task_of(given(task__name="xor")) is TASKS["xor"]


def test_columns_hold_samples_ones_and_targets() -> None:
    hyperparameters = given(task__name="xor")
    train = dataset_of(hyperparameters).train
    columns = columns_of(train, network_of(hyperparameters))
    np.testing.assert_array_equal(columns.inputs[:2].T, train.inputs)
    np.testing.assert_array_equal(columns.inputs[2], 1)
    np.testing.assert_array_equal(columns.targets, [[0, 1, 1, 0]])
    two = columns_of(train, network_of(given(task__name="xor", training__loss="cross_entropy")))
    np.testing.assert_array_equal(two.targets, [[1, 0, 0, 1], [0, 1, 1, 0]])


def test_predicted_class_is_the_largest_output_or_one_above_half() -> None:
    assert predicted_classes(np.array([[0.2, 0.5, 0.51]])).tolist() == [0, 0, 1]
    assert predicted_classes(np.array([[0.2, 0.9], [0.5, 0.05], [0.3, 0.05]])).tolist() == [1, 0]
