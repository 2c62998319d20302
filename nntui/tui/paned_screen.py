"""Which panes show: the size of the terminal, the pane in focus and the zoom decide; keys change the latter two."""

from textual.binding import Binding
from textual.events import DescendantFocus, Resize
from textual.screen import Screen

from nntui.tui.board import Board
from nntui.tui.layout import Place, is_too_small, layout_for
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene

PANE_BINDINGS = [
    Binding("tab", "next_pane(1)", "next pane", key_display="Tab"),
    Binding("shift+tab", "next_pane(-1)", "pane before", key_display="⇧Tab", show=False),
    Binding("1", "pane(1)", "form", show=False),
    Binding("2", "pane(2)", "loss", show=False),
    Binding("3", "pane(3)", "task", show=False),
    Binding("4", "pane(4)", "network", show=False),
    Binding("5", "pane(5)", "drawing or answer", show=False),
    Binding("z", "zoom", "zoom"),
]


class PanedScreen(Screen[None]):
    """A screen with numbered panes on a Board, on which those stand that there is room for.

    zoomed: whether the focused pane has the whole screen.
    """

    scene: Scene
    zoomed = False
    _was_focused: Pane | None = None

    def panes(self) -> list[Pane]:
        """The panes of the scene's problem, in the order of their numbers."""
        raise NotImplementedError

    def focused_pane(self) -> Pane:
        """The pane that has the focus, or that holds what has it."""
        panes = self.panes()
        widget = self.focused
        while widget is not None and widget not in panes:
            widget = widget.parent if isinstance(widget.parent, Pane) else None
        return panes[0] if widget is None else widget

    def lay_out(self) -> None:
        """Show the panes that the size has room for."""
        too_small = is_too_small(self.app.size)
        panes, view = self.panes(), self.scene.task.view
        layout = layout_for(
            self.app.size,
            focused=Place(panes.index(self.focused_pane())),
            zoomed=self.zoomed,
            before={place for place in Place if panes[place].display},
            usual=Place.CHART if view == "drawing" else Place.VIEW,
            view=view,
        )
        board = self.query_one(Board)
        board.display = self.query_one("KeyLine").display = not too_small
        self.query_one("#too-small").display = too_small
        board.place(layout, panes)
        is_shown = self._was_focused in [panes[place] for place in layout.shown] and not too_small
        if self.focused is None and is_shown:
            self.set_focus(self._was_focused)  # what was out of sight could not keep the focus

    def zoom(self, zoomed: bool) -> None:
        """Give the focused pane the whole screen or not."""
        self.zoomed = zoomed
        self.lay_out()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """On a narrow screen, or zoomed, the focus decides which pane shows."""
        self._was_focused = self.focused_pane()
        self.lay_out()

    def on_resize(self, event: Resize) -> None:
        """Choose the layout for the size."""
        self.lay_out()

    def action_next_pane(self, direction: int) -> None:
        """Focus the next pane, or the one before."""
        panes = self.panes()
        self.set_focus(panes[(panes.index(self.focused_pane()) + direction) % len(panes)])

    def action_pane(self, number: int) -> None:
        """Focus the pane with this number."""
        for pane in self.panes():
            if pane.number == number:
                self.set_focus(pane)  # at once: the next key is meant for it

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self.zoom(not self.zoomed)
