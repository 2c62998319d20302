"""A pane that is not drawn for every snapshot, because that costs more than it shows."""

from time import monotonic

from textual.timer import Timer

from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene


class PacedPane(Pane):
    """A pane that shows a new run at once, and how it goes on every `interval` seconds."""

    interval = 0.25
    """Seconds: a curve grows slowly, and nobody reads a number that changes ten times a second."""

    _drawn_at = 0.0
    _later: Timer | None = None

    def show(self, scene: Scene) -> None:
        """Draw now, or a little later if it was drawn a moment ago."""
        before, self.scene = self.scene, scene
        wait = self._drawn_at + self.interval - monotonic()
        if wait <= 0 or before is None or before.run != scene.run:
            self.redraw()
        elif self._later is None:
            self._later = self.set_timer(wait, self.redraw)

    def redraw(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._drawn_at = monotonic()
        super().redraw()
