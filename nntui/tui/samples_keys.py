"""The keys of the playground that are about samples on the plane or the line, whichever pane has the focus."""

import numpy as np
from textual.binding import Binding
from textual.screen import Screen

from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.samples_view import SamplesView
from nntui.tui.panes.task_view import TaskView

SAMPLES_BINDINGS = [
    Binding("f", "fresh_points", "fresh points", show=False),
    Binding("t", "next_points", "train/test points", show=False),
    Binding("s", "toggle_smooth", "smooth/discrete", show=False),
    Binding("b", "toggle_truth", "network/truth", show=False),
    Binding("h", "next_picture", "task, confusion, hidden layer", show=False),
]


class SamplesKeys(Screen[None]):
    """A screen that carries these keys out on the view of samples that it has, if any."""

    def __init__(self) -> None:
        super().__init__()
        self._rng = np.random.default_rng()

    def samples_view(self) -> SamplesView | None:
        """The plane or the curve, for the problems that have one."""
        raise NotImplementedError

    def task_view(self) -> TaskView:
        """The pane that shows what the network makes of the problem."""
        raise NotImplementedError

    def action_next_picture(self) -> None:
        """Show the problem, the network's mistakes, or the samples as its last hidden layer sees them."""
        self.task_view().next_picture()
        self.refresh_bindings()

    def action_fresh_points(self) -> None:
        """Draw new points and see what the network makes of them."""
        if (view := self.samples_view()) is not None:
            view.draw_fresh(self._rng)
            self.refresh_bindings()

    def action_next_points(self) -> None:
        """Show training points, test points, both, none, one after the other."""
        if (view := self.samples_view()) is not None:
            view.next_points()
            self.refresh_bindings()

    def action_move_cross_hair(self, dx: int, dy: int) -> None:
        """Move the cross-hair of the plane, or of the curve, from the pane that shows the answer there."""
        if (view := self.samples_view()) is not None:
            view.action_move(dx, dy)

    def action_toggle_smooth(self) -> None:
        """Shade the plane by the network's numbers, or show its answers alone."""
        if isinstance(view := self.samples_view(), PlaneView):
            view.toggle_smooth()

    def action_toggle_truth(self) -> None:
        """Switch the regions of the plane between the network's and the true ones, or the true curve on and off."""
        if (view := self.samples_view()) is not None:
            view.toggle_truth()
