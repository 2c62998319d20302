import pytest
from textual.geometry import Size

from nntui.tui.layout import Place, is_too_small, layout_for

WIDE, LOW, NARROW = Size(120, 40), Size(200, 31), Size(80, 24)
FORM, CHART, VIEW, SIDE = Place


def shown(size, focused=FORM, zoomed=False, before=(), usual=VIEW):
    return layout_for(size, focused, zoomed, set(before), usual).shown


@pytest.mark.parametrize("focused", Place)
def test_a_wide_screen_shows_everything_and_a_zoomed_one_the_focus_alone(focused):
    assert shown(WIDE, focused) == set(Place)
    for size in (WIDE, LOW, NARROW):
        assert shown(size, focused, zoomed=True) == {focused}


@pytest.mark.parametrize("size", [LOW, NARROW])
def test_a_narrow_or_low_screen_shows_the_middle_pane_in_focus(size):
    assert shown(size, CHART) == {FORM, CHART, SIDE}
    assert shown(size, VIEW) == {FORM, VIEW, SIDE}


@pytest.mark.parametrize("focused", [FORM, SIDE])
def test_with_the_focus_elsewhere_the_middle_pane_that_shows_stays(focused):
    assert CHART in shown(NARROW, focused, before={FORM, CHART, SIDE})
    assert VIEW in shown(NARROW, focused, before={FORM, VIEW, SIDE}, usual=CHART)
    for before in (set(Place), {focused}):
        assert shown(NARROW, focused, before=before, usual=CHART) == {FORM, CHART, SIDE}
        assert shown(NARROW, focused, before=before, usual=VIEW) == {FORM, VIEW, SIDE}


def test_the_middle_has_no_room_when_a_pane_outside_it_is_zoomed():
    assert not layout_for(NARROW, SIDE, True, set(), VIEW).has_middle
    assert layout_for(NARROW, SIDE, False, set(), VIEW).has_middle


def test_how_small_is_too_small():
    assert not is_too_small(Size(60, 18))
    assert is_too_small(Size(59, 18)) and is_too_small(Size(60, 17))
