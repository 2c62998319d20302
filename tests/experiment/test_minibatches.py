import numpy as np
import pytest

from nntui.experiment.build import Columns
from nntui.experiment.minibatches import Minibatches

SAMPLES = 20


def minibatches(seed: int = 0) -> Minibatches:
    """Of samples that each hold their own number, as input and, a hundred higher, as target."""
    numbers = np.arange(SAMPLES, dtype=np.float32)[np.newaxis]
    return Minibatches(Columns(numbers, numbers + 100, None), np.random.default_rng(seed))


def epoch(source: Minibatches, batch_size: int) -> list[float]:
    """The numbers of the samples of an epoch, in the order in which they came."""
    order: list[float] = []
    while len(order) < SAMPLES:
        inputs, targets = source.next(batch_size)
        np.testing.assert_array_equal(targets, inputs + 100)
        order += inputs[0].tolist()
    assert source.position == 0
    return order


@pytest.mark.parametrize("batch_size", [1, 6, 20, 100])
def test_every_epoch_has_every_sample_once_in_an_order_of_its_own(batch_size: int) -> None:
    source = minibatches()
    orders = [epoch(source, batch_size) for _ in range(10)]
    for order in orders:
        assert sorted(order) == list(range(SAMPLES))
    assert len(set(map(tuple, orders))) == 10


def test_the_order_is_the_seeds_and_not_the_batch_sizes() -> None:
    first, again, other = minibatches(), minibatches(), minibatches(seed=1)
    for _ in range(3):
        order = epoch(first, 6)
        assert order == epoch(again, 1)
        assert order != epoch(other, 6)


@pytest.mark.parametrize("position", [0, 6, 18])
def test_the_orders_to_come_are_part_of_the_state(position: int) -> None:
    first, again = minibatches(), minibatches(seed=1)
    epoch(first, 6)
    while first.position < position:
        first.next(6)
    again.restore(first.state())
    for _ in range(8):
        for ours, theirs in zip(first.next(6), again.next(6), strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("position", [-1, SAMPLES, SAMPLES + 1])
def test_a_position_outside_the_epoch_is_refused(position: int) -> None:
    source = minibatches()
    with pytest.raises(ValueError, match="position: expected a whole number from 0 to 19, got"):
        source.restore({**source.state(), "position": position})
