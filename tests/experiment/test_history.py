import pickle

import numpy as np
import pytest

from nntui.experiment.history import CAPACITY, History, Metrics


def recorded(epochs: int) -> History:
    history = History()
    for epoch in range(epochs + 1):
        if history.wants(epoch):
            history.record(epoch, Metrics(epoch + 0.1, epoch + 0.2, epoch + 0.3, epoch + 0.4))
    return history


def test_short_runs_are_kept_whole() -> None:
    table = recorded(CAPACITY - 1).table()
    np.testing.assert_array_equal(table[:, 0], np.arange(CAPACITY))
    np.testing.assert_allclose(table[7], [7, 7.1, 7.2, 7.3, 7.4])


@pytest.mark.parametrize("epochs", [CAPACITY, CAPACITY + 1, 2 * CAPACITY - 1, 2 * CAPACITY, 10_000, 1_000_000])
def test_long_runs_are_thinned_evenly_from_the_first_epoch_to_the_last(epochs: int) -> None:
    history = recorded(epochs)
    table = history.table()
    spacing = np.unique(np.diff(table[:, 0]))
    assert table[0, 0] == 0
    assert len(spacing) == 1
    assert CAPACITY / 2 <= len(table) == len(history) <= CAPACITY
    assert epochs - table[-1, 0] < spacing[0]
    np.testing.assert_allclose(table[:, 1:], table[:, :1] + [0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize(("planned", "spacing"), [(0, 1), (149, 1), (299, 1), (300, 2), (10_000, 66), (10**7, 66_666)])
def test_a_long_plan_is_measured_seldom_from_the_start(planned: int, spacing: int) -> None:
    history = History(planned)
    wanted = [epoch for epoch in range(min(planned, 200_000) + 1) if history.wants(epoch)]
    assert wanted[:4] == [epoch for epoch in range(0, 4 * spacing, spacing) if epoch <= planned]


@pytest.mark.parametrize("planned", [150, 300, 1000, 10_000, 100_000])
def test_a_run_of_the_planned_length_has_enough_points_for_a_chart(planned: int) -> None:
    history = History(planned)
    for epoch in range(planned + 1):
        history.record(epoch, Metrics())
    assert 150 <= len(history) <= CAPACITY
    assert planned - history.table()[-1, 0] <= planned / 150


def test_a_history_of_a_million_steps_is_small() -> None:
    assert CAPACITY == 512
    history = recorded(1_000_000)
    assert len(pickle.dumps(history)) < 1_000_000 / 20


@pytest.mark.parametrize("recorded_epochs", [0, 65, 66, 131, 132, 5000])
def test_a_planned_history_keeps_its_spacing_when_taken_up(recorded_epochs: int) -> None:
    whole = History(10_000)
    for epoch in range(recorded_epochs + 1):
        whole.record(epoch, Metrics(epoch))
    again = History.from_table(whole.table(), 10_000)
    for epoch in range(recorded_epochs + 1, 100_000):
        for history in (whole, again):
            history.record(epoch, Metrics(epoch))
    np.testing.assert_array_equal(again.table(), whole.table())


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


@pytest.mark.parametrize("epochs", [0, 1, 5, CAPACITY - 1, CAPACITY, 5000])
def test_a_history_taken_up_again_goes_on_as_if_nothing_had_been(epochs: int) -> None:
    whole, again = recorded(epochs), History.from_table(recorded(epochs).table())
    for epoch in range(epochs + 1, epochs + 3000):
        for history in (whole, again):
            history.record(epoch, Metrics(epoch + 0.1))
    np.testing.assert_array_equal(again.table(), whole.table())
