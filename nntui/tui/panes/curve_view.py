"""Problems on a line: the curve that the network makes of it, over the true one and the samples."""

import numpy as np
from textual.binding import Binding
from textual.events import MouseDown

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.curve import (
    NETWORK,
    SAMPLE,
    TRUE,
    Plot,
    draw_dots,
    draw_key,
    draw_line,
    draw_place,
    draw_plot_axes,
    plot_for,
    range_of,
)
from nntui.tui.panes.samples_view import SamplesView, error_of
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette


class CurveView(SamplesView):
    """The network's curve, the true one, and training, test or fresh samples, with a cross-hair for the arrows."""

    heading = "Curve"
    kept_as = "curve"
    shows_truth_first = True
    BINDINGS = [
        Binding("left", "move(-1, 0)", "cross-hair", key_display="←→"),
        Binding("right", "move(1, 0)", show=False),
        ("f", "screen.fresh_points", "fresh points"),
        ("t", "screen.next_points", "train/test"),
        ("b", "screen.toggle_truth", "true curve"),
    ]

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        plot = _plot(scene, canvas.width, canvas.height)
        places, samples = plot.places()[:, np.newaxis], self.shown(scene)
        key = [(NETWORK, "network", palette.accent)]
        draw_plot_axes(canvas, palette, plot)
        draw_dots(canvas, plot, samples.inputs[:, 0], samples.targets[:, 0], SAMPLE, palette.muted)
        if self.truth and scene.task.truth is not None:
            draw_dots(canvas, plot, places[:, 0], scene.task.truth(places)[:, 0], TRUE, palette.second)
            key.append((TRUE, "true", palette.second))
        draw_line(canvas, plot, scene.answers(places)[:, 0], palette.accent)
        x = self.point[0]
        draw_place(canvas, palette, plot, x, float(scene.answers(np.array([[x]]))[0, 0]), self.has_focus)
        draw_key(canvas, palette, [*key, (SAMPLE, f"{self.points}, {error_of(scene, samples)}", palette.muted)])

    def action_move(self, dx: int, dy: int) -> None:
        """Move the cross-hair by one column."""
        if self.scene is not None:
            low, high = self.scene.task.domain
            plot = _plot(self.scene, *self.content_size)
            self.point_to(self.point[0] + dx * (high - low) / plot.columns)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Put the cross-hair where the mouse is."""
        offset = event.get_content_offset(self)
        if offset is not None and self.scene is not None:
            plot = _plot(self.scene, *self.content_size)
            self.point_to(float(plot.places()[min(max(offset.x - plot.left, 0), plot.columns - 1)]))


def _plot(scene: Scene, width: int, height: int) -> Plot:
    """As high as the data need; it stands still however the network changes."""
    return plot_for(width, height, scene.task.domain, range_of(scene.data.train.targets, scene.data.test.targets))
