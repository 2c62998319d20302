"""Measuring: in blocks as at once, and no accuracy by accident."""

import math

import numpy as np
import pytest

from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.experiment import measuring
from nntui.experiment.build import Columns, columns_of, dataset_of, ends_of, network_of, predicted_classes
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.measuring import blocks_of, measure
from nntui.experiment.minibatches import Minibatches


def given(task: str, samples: int = 1000, loss: str = "auto") -> tuple[Network, Columns]:
    """A network in float64 and the samples it is to be trained on, all of them."""
    hyperparameters = Hyperparameters().with_value("task.name", task).with_value("task.samples", samples)
    hyperparameters = hyperparameters.with_value("task.test_fraction", 0).with_value("training.loss", loss)
    ends = ends_of(hyperparameters)
    network = network_of(hyperparameters, ends, np.float64)
    return network, columns_of(hyperparameters, dataset_of(hyperparameters).train, ends, network)


@pytest.mark.parametrize("loss", ["auto", "mse", "huber"])
@pytest.mark.parametrize("task", ["digits", "quadrants", "circle", "sine", "multi_gauss"])
@pytest.mark.parametrize("block", [1, 7, 500, 999, 1000, 1001])
def test_measuring_in_blocks_is_measuring_at_once(
    monkeypatch: pytest.MonkeyPatch, task: str, loss: str, block: int
) -> None:
    network, columns = given(task, loss=loss)
    whole = measure(network, [columns])
    monkeypatch.setattr(measuring, "_BLOCK", block)
    blocks = blocks_of(columns)
    assert sum(part.count for part in blocks) == 1000
    assert len(blocks) == math.ceil(1000 / block)
    in_blocks = measure(network, blocks)
    assert in_blocks[0] == pytest.approx(whole[0], rel=1e-12)
    np.testing.assert_equal(in_blocks[1], whole[1])


def test_more_samples_than_a_block_are_measured_in_several() -> None:
    network, columns = given("circle", 10_000)
    assert [part.count for part in blocks_of(columns)] == [4096, 4096, 1808]
    assert measure(network, blocks_of(columns))[0] == pytest.approx(measure(network, [columns])[0], rel=1e-12)


@pytest.mark.parametrize("output", LOSSES["mse"].allowed_outputs)
def test_accuracy_is_the_share_of_right_predictions_for_any_output(output: str) -> None:
    hyperparameters = Hyperparameters().with_value("task.name", "quadrants").with_value("task.test_fraction", 0)
    hyperparameters = hyperparameters.with_value("training.loss", "mse").with_value("network.output", output)
    check_accuracy(hyperparameters)


def test_accuracy_is_the_share_of_right_predictions_of_perceptrons() -> None:
    check_accuracy(Hyperparameters().with_value("task.name", "quadrants").with_value("training.loss", "perceptron"))


def check_accuracy(hyperparameters: Hyperparameters) -> None:
    data, ends = dataset_of(hyperparameters), ends_of(hyperparameters)
    network = network_of(hyperparameters, ends)
    network.parameters *= 40  # far into the flat parts, where outputs are alike and logits are not
    predicted = predicted_classes(network.predict(data.train.inputs).T)
    columns = columns_of(hyperparameters, data.train, ends, network)
    assert measure(network, [columns])[1] == (predicted == data.train.targets).mean()


def test_no_samples_have_no_metrics() -> None:
    network, columns = given("circle", 10)
    assert np.isnan(measure(network, blocks_of(columns.part(0, 0)))).all()


def test_regression_has_a_loss_and_no_accuracy() -> None:
    network, columns = given("sine")
    loss, accuracy = measure(network, [columns])
    assert loss == pytest.approx(np.square(network.forward(columns.inputs) - columns.targets).mean(), rel=1e-12)
    assert math.isnan(accuracy)


@pytest.mark.parametrize("loss", ["auto", "mse", "perceptron"])
@pytest.mark.parametrize("task", ["digits", "quadrants", "circle", "xor", "gauss"])
def test_a_network_of_zeros_is_right_about_one_class_alone(task: str, loss: str) -> None:
    network, columns = given(task, loss=loss)
    network.parameters[:] = 0
    assert columns.labels is not None
    shares = np.bincount(columns.labels) / columns.count
    assert measure(network, [columns])[1] == pytest.approx(shares[1 if (loss, len(shares)) == ("perceptron", 2) else 0])


def test_a_tie_of_some_columns_goes_to_the_first_class() -> None:
    network, columns = given("quadrants", 100)
    network.parameters[:] = 0
    network.weights[-1][:, -1] = [0, 1, 1, 0]
    assert columns.labels is not None
    assert measure(network, [columns])[1] == pytest.approx((columns.labels == 1).mean())


def test_a_network_of_no_numbers_has_an_accuracy_all_the_same() -> None:
    network, columns = given("digits", 100)
    network.parameters[:] = np.nan
    loss, accuracy = measure(network, [columns])
    assert math.isnan(loss)
    assert 0 <= accuracy < 0.5


# minibatches


def numbered(count: int) -> Columns:
    row = np.arange(count, dtype=np.float64)
    return Columns(np.stack([row, np.ones(count)]), row[np.newaxis] * 10, None)


def epoch_of(minibatches: Minibatches, batch_size: int) -> list[float]:
    seen: list[float] = []
    while True:
        inputs, targets = minibatches.next(batch_size)
        np.testing.assert_array_equal(targets[0], inputs[0] * 10)
        np.testing.assert_array_equal(inputs[1], 1)
        seen += inputs[0].tolist()
        if minibatches.position == 0:
            return seen


@pytest.mark.parametrize("batch_size", [1, 3, 10, 11, 1000])
def test_an_epoch_has_each_sample_once_with_its_target_in_a_new_order(batch_size: int) -> None:
    minibatches = Minibatches(numbered(10), np.random.default_rng(1))
    first, second = epoch_of(minibatches, batch_size), epoch_of(minibatches, batch_size)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert first == epoch_of(Minibatches(numbered(10), np.random.default_rng(1)), 4), "whatever the batch size"


@pytest.mark.parametrize("steps", range(9))
def test_minibatches_go_on_where_others_stood(steps: int) -> None:
    first, second = (Minibatches(numbered(10), np.random.default_rng(seed)) for seed in (1, 2))
    for _ in range(steps):
        first.next(3)
    second.restore(first.state())
    assert second.position == first.position
    for _ in range(3):
        assert epoch_of(first, 3) == epoch_of(second, 3)


@pytest.mark.parametrize("position", [-1, 10, 10**20])
def test_a_position_outside_the_epoch_is_refused(position: int) -> None:
    minibatches = Minibatches(numbered(10), np.random.default_rng(1))
    with pytest.raises(ValueError, match=r"^state\.minibatches\.position: expected a whole number from 0 to 9, got "):
        minibatches.restore({**minibatches.state(), "position": position})
