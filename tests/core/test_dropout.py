import tracemalloc

import numpy as np
import pytest

from nntui.core.dropout import Dropout

UNITS, BATCH = (50, 40), 500


def dropout(seed: int = 0, dtype: type = np.float32) -> Dropout:
    return Dropout(UNITS, np.random.default_rng(seed), dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("probability", [0.1, 0.2, 0.5, 0.9])
def test_masks_drop_their_share_and_keep_the_mean(probability: float, dtype: type) -> None:
    for mask, units in zip(dropout(dtype=dtype).draw(probability, BATCH), UNITS, strict=True):
        assert (mask.shape, mask.dtype) == ((units, BATCH), dtype)
        assert set(np.unique(mask)) == {0, dtype(1 / (1 - probability))}
        assert (mask == 0).mean() == pytest.approx(probability, abs=0.015)
        assert mask.mean() == pytest.approx(1, abs=5 * np.sqrt(probability / (1 - probability) / mask.size))


def test_probability_zero_drops_nothing() -> None:
    assert all((mask == 1).all() for mask in dropout().draw(0.0, BATCH))


def test_units_samples_layers_and_draws_are_independent() -> None:
    source = dropout()
    first, second = (mask.copy() for mask in source.draw(0.5, BATCH))
    again = source.draw(0.5, BATCH)[0]
    pairs = [(first[:-1], first[1:]), (first[:, :-1], first[:, 1:]), (first[:40], second), (first, again)]
    for one, other in pairs:
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.03


def test_the_generators_state_decides() -> None:
    one, other, third = dropout(1), dropout(1), dropout(2)
    one.draw(0.5, 3)
    other.rng.bit_generator.state = one.rng.bit_generator.state
    for mask, same in zip(one.draw(0.5, BATCH), other.draw(0.5, BATCH), strict=True):
        np.testing.assert_array_equal(mask, same)
    assert (one.draw(0.5, BATCH)[0] != third.draw(0.5, BATCH)[0]).any()


def test_batches_of_any_size_may_take_turns() -> None:
    source = dropout()
    for batch in (7, BATCH, 3, BATCH, 7):
        masks = source.draw(0.5, batch)
        assert [mask.shape for mask in masks] == [(50, batch), (40, batch)]
        assert all(mask.flags.c_contiguous for mask in masks)
        assert all(np.isin(mask, [0, 2]).all() and mask.any() for mask in masks)


def test_all_batch_sizes_together_take_the_room_of_the_largest() -> None:
    source = dropout()
    source.draw(0.5, BATCH)
    tracemalloc.start()
    try:
        for batch in range(BATCH - 50, BATCH):
            source.draw(0.5, batch)
        assert tracemalloc.get_traced_memory()[0] < sum(UNITS) * BATCH * 4  # each of the 50 would be nearly as large
    finally:
        tracemalloc.stop()
