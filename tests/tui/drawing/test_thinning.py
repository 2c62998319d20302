import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.tui.drawing.plane import frame_for
from nntui.tui.drawing.points import points_to_show
from nntui.tui.drawing.thinning import thinned

COLUMNS, ROWS = 22, 11
ROOM = COLUMNS * ROWS


def scattered(count, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, COLUMNS, count), rng.integers(0, ROWS, count)


def test_points_that_leave_room_are_all_drawn():
    columns, rows = scattered(80)
    assert thinned(columns, rows, np.zeros(80, int), ROOM).tolist() == list(range(80))


def test_many_points_in_few_cells_hide_little_and_are_all_drawn():
    assert len(thinned(np.arange(2000) % 20, np.zeros(2000, int), np.zeros(2000, int), ROOM)) == 2000


@pytest.mark.parametrize("count", [400, 960, 2000])
def test_points_that_would_hide_the_map_are_thinned_and_lie_all_over_it(count):
    columns, rows = scattered(count)
    chosen = thinned(columns, rows, np.arange(count) % 2, ROOM)
    assert ROOM / 10 < len(chosen) <= ROOM / 4
    quarters = 2 * (columns[chosen] >= COLUMNS // 2) + (rows[chosen] > ROWS // 2)
    assert np.bincount(quarters, minlength=4).min() >= len(chosen) / 8


def test_a_kind_does_not_vanish_beside_another():
    rows, columns = (axis.ravel() for axis in np.mgrid[:ROWS, :COLUMNS])
    columns, rows = np.append(columns, 5), np.append(rows, 5)
    kinds = np.append(np.zeros(ROOM, int), 1)
    assert ROOM in thinned(columns, rows, kinds, ROOM)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20), st.integers(0, 7))), st.integers(1, 700))
def test_the_choice_is_of_the_points_there_are_and_ascends(points, room):
    columns, rows, kinds = np.array(points, np.int64).reshape(-1, 3).T
    chosen = thinned(columns, rows, kinds, room)
    assert (np.diff(chosen) > 0).all() and len(chosen) <= len(points)
    assert len(chosen) == 0 or (chosen[0] >= 0 and chosen[-1] < len(points))
    assert bool(len(chosen)) == bool(points)


def test_what_lies_outside_a_frame_is_not_shown_and_does_not_count():
    frame = frame_for(50, 13, (-1.0, 1.0), (-1.0, 1.0))
    points = np.array([[0.5, 0.5], [3.0, 0.5], [-0.5, -0.5]], np.float32)
    chosen, few = points_to_show(frame, points, np.zeros(3, int))
    assert chosen.tolist() == [0, 2] and few is None


def test_a_frame_tells_how_many_points_it_shows_of_too_many():
    frame = frame_for(50, 13, (-1.0, 1.0), (-1.0, 1.0))
    points = np.random.default_rng(0).uniform(-1, 1, (900, 2)).astype(np.float32)
    chosen, few = points_to_show(frame, points, (points[:, 0] > 0).astype(int))
    assert few == len(chosen) < 70


def test_lots_of_points_share_the_frame():
    frame = frame_for(50, 13, (-1.0, 1.0), (-1.0, 1.0))
    points = np.random.default_rng(0).uniform(-1, 1, (900, 2)).astype(np.float32)
    assert points_to_show(frame, points[:100], np.zeros(100, int))[1] is None
    for lot in (points[:300], points[300:]):
        few = points_to_show(frame, lot, np.zeros(len(lot), int), parts=2)[1]
        assert few is not None and few <= frame.columns * frame.rows / 8
