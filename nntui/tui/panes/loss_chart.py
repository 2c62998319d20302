"""The loss of training and test data over the epochs."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

from textual.timer import Timer

from nntui.experiment.history import completed
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.chart import ChartStyles, draw_chart
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_INTERVAL = 0.25
"""Seconds between two drawings: plotext takes some milliseconds, and a curve grows slowly."""

_SLACK = 0.05
"""Seconds that it may come early, rather than later in a frame of its own."""


class LossChart(Pane):
    """Train and test loss; `y` switches the loss axis between even and logarithmic."""

    number = 2
    heading = "Loss"
    kept_as = "chart"
    BINDINGS = [("y", "screen.toggle_log", "log/linear")]

    logarithmic = False
    _drawn_at = 0.0
    _later: Timer | None = None

    def show(self, scene: Scene) -> None:
        """Draw now, or a little later if it was drawn a moment ago."""
        before, self.scene = self.scene, scene
        wait = self._drawn_at + _INTERVAL - monotonic()
        if wait <= _SLACK or before is None or before.run != scene.run:
            self.redraw()
        elif self._later is None:
            self._later = self.set_timer(wait, self.redraw)

    def redraw(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._drawn_at = monotonic()
        super().redraw()

    def kept(self) -> dict[str, Any]:
        return {"logarithmic": self.logarithmic}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        self.logarithmic = kept["logarithmic"] is True
        self.redraw()

    def toggle_log(self) -> None:
        """Switch the loss axis."""
        self.logarithmic = not self.logarithmic
        self.redraw()

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle("Loss, logarithmic" if self.logarithmic else "Loss")
        if (snapshot := scene.snapshot) is not None:
            history = completed(snapshot.history, snapshot.epoch, snapshot.metrics)
            epochs = scene.hyperparameters.training.epochs
            styles = ChartStyles(palette.accent, palette.second, palette.muted, palette.markers)
            draw_chart(canvas, styles, history, epochs, self.logarithmic)
