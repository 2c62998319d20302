"""Puts the panes of a playground where the size of the terminal, the focus and the zoom want them."""

from typing import TYPE_CHECKING

from nntui.tui.board import Board
from nntui.tui.layout import Place, is_too_small, layout_for
from nntui.tui.panes.pane import Pane

if TYPE_CHECKING:
    from nntui.tui.playground import Playground


def arrange(playground: "Playground") -> frozenset[Pane]:
    """Show the panes that the size has room for; return these, none of them in a terminal that is too small."""
    too_small, view = is_too_small(playground.app.size), playground.scene.task.view
    panes = playground.panes()
    layout = layout_for(
        playground.app.size,
        focused=Place(panes.index(playground.focused_pane())),
        zoomed=playground.zoomed,
        before={place for place in Place if panes[place].display},
        usual=Place.CHART if view == "drawing" else Place.VIEW,
        view=view,
    )
    board = playground.query_one(Board)
    board.display = playground.query_one("KeyLine").display = not too_small
    playground.query_one("#too-small").display = too_small
    board.place(layout, panes)
    return frozenset() if too_small else frozenset(panes[place] for place in layout.shown)
