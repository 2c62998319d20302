import pickle

import numpy as np
import pytest

from nntui.experiment.history import CAPACITY, COLUMNS, History, Metrics, completed, whole

PARTS = (0.1, 0.2, 0.3, 0.4, 0.5)


def recorded(epochs: int) -> History:
    history = History()
    for epoch in range(epochs + 1):
        if history.wants(epoch):
            history.record(epoch, Metrics(*(epoch + part for part in PARTS)))
    return history


def test_short_runs_are_kept_whole() -> None:
    table = recorded(CAPACITY - 1).table()
    np.testing.assert_array_equal(table[:, 0], np.arange(CAPACITY))
    np.testing.assert_allclose(table[7], [7, 7.1, 7.2, 7.3, 7.4, 7.5])


@pytest.mark.parametrize("epochs", [CAPACITY, CAPACITY + 1, 2 * CAPACITY - 1, 2 * CAPACITY, 400, 10_000, 1_000_000])
def test_long_runs_are_thinned_evenly_from_the_first_epoch_to_the_last(epochs: int) -> None:
    history = recorded(epochs)
    table = history.table()
    spacing = np.unique(np.diff(table[:, 0]))
    assert table[0, 0] == 0
    assert len(spacing) == 1
    assert CAPACITY / 2 <= len(table) == len(history) <= CAPACITY
    assert epochs - table[-1, 0] < spacing[0]
    np.testing.assert_allclose(table[:, 1:], table[:, :1] + PARTS)


def test_the_longer_a_run_the_more_seldom_it_is_measured() -> None:
    assert CAPACITY >= 100, "whoever trains epoch by epoch sees each of them"
    history, measured = History(), 0
    for epoch in range(10_001):
        if history.wants(epoch):
            history.record(epoch, Metrics())
            measured += 1
    assert measured < 600  # half as many points as there is room for with each doubling of the length


def test_a_history_of_a_million_steps_is_small() -> None:
    history = recorded(1_000_000)
    assert len(pickle.dumps(history)) < 1_000_000 / 20
    assert history.table()[-1, 0] > 0.98 * 1_000_000


def test_record_leaves_out_what_it_does_not_want() -> None:
    history = recorded(CAPACITY)
    before = history.table()
    assert not history.wants(CAPACITY + 1)
    history.record(CAPACITY + 1, Metrics())
    np.testing.assert_array_equal(history.table(), before)


def test_table_is_a_copy() -> None:
    history = recorded(3)
    history.table()[:] = -1
    assert history.table()[0, 0] == 0


def test_metrics_of_nothing_are_not_numbers() -> None:
    history = History()
    history.record(0, Metrics())
    assert np.isnan(history.table()[0, 1:]).all()


@pytest.mark.parametrize("epochs", [0, 1, 5, CAPACITY - 1, CAPACITY, CAPACITY + 1, 5000])
def test_a_history_taken_up_again_goes_on_as_if_nothing_had_been(epochs: int) -> None:
    first, again = recorded(epochs), History.from_table(recorded(epochs).table())
    for epoch in range(epochs + 1, epochs + 3000):
        for history in (first, again):
            history.record(epoch, Metrics(epoch + 0.1))
    np.testing.assert_array_equal(again.table(), first.table())


@pytest.mark.parametrize("points", [CAPACITY + 1, 2 * CAPACITY, 512, 1000])
def test_a_longer_table_than_there_is_room_for_is_thinned(points: int) -> None:
    table = np.zeros((points, COLUMNS))
    table[:, 0] = np.arange(points) * 3
    history = History.from_table(table)
    for epoch in range(3 * points, 6 * points):
        history.record(epoch, Metrics())
    epochs = history.table()[:, 0]
    assert len(history) <= CAPACITY
    assert len(np.unique(np.diff(epochs))) == 1
    assert epochs[0] == 0
    assert epochs[-1] > 5.5 * points


@pytest.mark.parametrize("epoch", [0, 1, CAPACITY - 1, CAPACITY, CAPACITY + 1, 1001, 1002])
def test_a_completed_table_ends_with_the_newest_state(epoch: int) -> None:
    table, newest = recorded(epoch).table(), Metrics(*(epoch + part for part in PARTS))
    found = completed(table, epoch, newest)
    np.testing.assert_allclose(found[-1], [epoch, *(epoch + part for part in PARTS)])
    assert (np.diff(found[:, 0]) > 0).all()
    np.testing.assert_array_equal(found[: len(table)], table)


def test_of_no_history_the_newest_state_is_all() -> None:
    np.testing.assert_array_equal(completed(History().table(), 7, Metrics(1, 2, 3, 4, 5)), [[7, 1, 2, 3, 4, 5]])


def test_a_table_from_before_there_were_learning_rates_is_of_use() -> None:
    table = recorded(5).table()
    np.testing.assert_array_equal(History.from_table(table[:, :-1]).table()[:, :-1], table[:, :-1])
    assert np.isnan(whole(table[:, :-1])[:, -1]).all()
    for other in (table[:, :3], np.hstack([table, table]), table[0]):
        with pytest.raises(ValueError):
            whole(other)
