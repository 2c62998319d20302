import numpy as np
import pytest
from textual.geometry import Size

from nntui.tui.layout import Place, is_too_small, layout_for

WIDE, MIDDLE, LOW, NARROW, LEAST = Size(120, 40), Size(100, 30), Size(200, 31), Size(80, 24), Size(60, 18)
HUGE = Size(200, 60)
FORM, CHART, VIEW, NETWORK, SIDE = Place
VIEWS = ("plane", "curve", "drawing", "table")


def layout(size, focused=FORM, zoomed=False, before=(), usual=VIEW, view="plane"):
    return layout_for(size, focused, zoomed, set(before), usual, view)


def shown(*args, **options):
    return layout(*args, **options).shown


@pytest.mark.parametrize("focused", Place)
@pytest.mark.parametrize("view", VIEWS)
def test_a_wide_screen_shows_everything_and_a_zoomed_one_the_focus_alone(focused, view):
    assert shown(WIDE, focused, view=view) == set(Place)
    for size in (WIDE, MIDDLE, LOW, NARROW):
        assert shown(size, focused, zoomed=True, view=view) == {focused}


def test_a_middle_screen_shows_everything_of_the_plane_and_all_but_one_of_the_digits():
    for size in (MIDDLE, LOW):
        assert shown(size) == set(Place)
        assert shown(size, CHART, view="drawing") == {FORM, CHART, NETWORK, SIDE}
        assert shown(size, VIEW, view="drawing") == {FORM, VIEW, NETWORK, SIDE}


@pytest.mark.parametrize("focused", [CHART, VIEW, NETWORK])
def test_a_narrow_screen_shows_the_pane_in_focus_between_form_and_side(focused):
    assert shown(NARROW, focused) == {FORM, focused, SIDE}


@pytest.mark.parametrize("focused", [FORM, SIDE])
def test_with_the_focus_elsewhere_the_pane_that_shows_stays(focused):
    for place in (CHART, VIEW, NETWORK):
        assert place in shown(NARROW, focused, before={FORM, place, SIDE}, usual=CHART)
    for before in (set(Place), {focused}):
        assert shown(NARROW, focused, before=before, usual=CHART) == {FORM, CHART, SIDE}
        assert shown(NARROW, focused, before=before, usual=VIEW) == {FORM, VIEW, SIDE}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [LEAST, NARROW, Size(96, 28), MIDDLE, LOW, Size(116, 36), WIDE, HUGE, Size(300, 90)])
def test_the_panes_cover_the_board_and_none_lies_over_another(size, view):
    board = Size(size.width, size.height - 2)
    for focused in Place:
        regions = layout(size, focused, view=view).regions(board)
        cells = np.zeros((board.height, board.width), int)
        for region in regions.values():
            cells[region.y : region.bottom, region.x : region.right] += 1
        assert (cells == 1).all()
        assert min(region.width for region in regions.values()) >= 26
        assert min(region.height for region in regions.values()) >= 7


def test_a_zoomed_pane_has_the_whole_board_but_the_form_no_more_than_it_can_use():
    board = Size(200, 58)
    assert layout(HUGE, NETWORK, zoomed=True).regions(board) == {NETWORK: board.region}
    assert layout(HUGE, FORM, zoomed=True).regions(board)[FORM].size == Size(60, 58)
    assert layout(LEAST, FORM, zoomed=True).regions(Size(58, 16))[FORM].size == Size(58, 16)


def test_the_plane_gets_the_width_that_its_height_asks_for():
    """Two cells of width to one of height, and room for the axes and the legend."""
    region = layout(HUGE).regions(Size(200, 58))[VIEW]
    assert region.width - 2 * region.height in range(5, 17)


def test_how_small_is_too_small():
    assert not is_too_small(Size(60, 18))
    assert is_too_small(Size(59, 18)) and is_too_small(Size(60, 17))
