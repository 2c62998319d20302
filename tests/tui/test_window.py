from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from nntui.tui.window import FARTHEST, NEAREST, WHOLE, whole_of

PLANE = whole_of((-6.0, 6.0), 2)
INSIDE = st.tuples(*[st.floats(-6, 6)] * 2)


def test_each_step_halves_what_shows():
    window = PLANE
    for step in range(1, NEAREST + 1):
        window = window.zoomed(1, (1.0, 1.0))
        assert window.length == 12 / 2**step
    assert window.zoomed(1, (1.0, 1.0)) == window


@given(about=INSIDE)
def test_the_point_zoomed_about_keeps_its_place(about):
    window = PLANE.zoomed(1, about)
    for value, (low, high) in zip(about, window.ends, strict=True):
        assert (value - low) / (high - low) == approx((value + 6) / 12)


@given(points=st.lists(INSIDE, min_size=1, max_size=8), directions=st.lists(st.sampled_from([-1, 1]), max_size=12))
def test_however_it_is_zoomed_no_more_than_need_be_lies_beyond_the_domain(points, directions):
    window = PLANE
    for point, direction in zip(points * 12, directions, strict=False):
        window = window.zoomed(direction, point)
        assert FARTHEST <= window.step <= NEAREST
        for low, high in window.ends:
            assert (low, high) == (-12, 12) if window.step == FARTHEST else -6.001 <= low < high <= 6.001
    assert window.whole() == PLANE and PLANE.step == WHOLE


@given(point=INSIDE)
def test_it_moves_no_farther_than_to_show_a_point(point):
    window = PLANE.zoomed(1, (0.0, 0.0)).zoomed(1, (0.0, 0.0))
    moved = window.around(point)
    for value, (low, high), (before, after) in zip(point, moved.ends, window.ends, strict=True):
        assert low - 1e-9 <= value <= high + 1e-9
        assert before <= value <= after or value in (approx(low), approx(high))


def test_what_shows_beyond_the_domain_can_be_pointed_to():
    assert PLANE.nearest((9.0, -99.0)) == (6.0, -6.0)
    assert PLANE.zoomed(-1, (0.0, 0.0)).nearest((9.0, -99.0)) == (9.0, -12.0)
