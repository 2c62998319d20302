"""Puts the panes of a playground where the size of the terminal, the focus and the zoom want them."""

from typing import TYPE_CHECKING

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
    )
    playground.set_class(layout.narrow, "narrow")
    playground.set_class(playground.zoomed, "zoomed")
    for name in playground.panes_of_view:
        playground.set_class(view == name, name)
    playground.query_one("#body").display = playground.query_one("KeyLine").display = not too_small
    playground.query_one("#too-small").display = too_small
    shown = frozenset(panes[place] for place in layout.shown)
    for pane in playground.query(Pane):
        pane.display = pane in shown
    playground.query_one("#middle").display = layout.has_middle
    playground.query_one("#right").display = Place.SIDE in layout.shown
    playground.query_one("#main").display = layout.has_middle or Place.SIDE in layout.shown
    return frozenset() if too_small else shown
