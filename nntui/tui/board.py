"""The part of the screen where the panes stand, each in the region that the layout gives it."""

from collections.abc import Mapping

from textual.containers import Container
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, WidgetPlacement
from textual.layout import Layout as WidgetLayout
from textual.widget import Widget

from nntui.tui.layout import Layout, Place
from nntui.tui.panes.pane import Pane


class Board(Container):
    """Holds every pane there is; those that show stand where place() was last told."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = _BoardLayout()

    @property
    def layout(self) -> WidgetLayout:
        """How Textual finds out where the panes stand."""
        return self._layout

    def place(self, layout: Layout, panes: list[Pane]) -> None:
        """Show the panes that the layout has, where it has them. panes: in the order of their places."""
        shown = {panes[place]: place for place in layout.shown}
        for pane in self.query(Pane):
            pane.display = pane in shown
        self._layout.show(layout, shown)
        panes[0].refresh(layout=True)  # a child's, so that this board is arranged anew


class _BoardLayout(WidgetLayout):
    name = "board"

    def __init__(self) -> None:
        self._plan: Layout | None = None
        self._places: Mapping[Pane, Place] = {}

    def show(self, layout: Layout, places: Mapping[Pane, Place]) -> None:
        self._plan, self._places = layout, dict(places)

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        regions = self._plan.regions(size) if self._plan is not None else {}
        nowhere = Region()
        return [
            WidgetPlacement(regions.get(self._places[child], nowhere), NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if isinstance(child, Pane) and child in self._places
        ]
