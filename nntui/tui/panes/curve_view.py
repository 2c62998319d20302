"""Problems on a line: the curve that the network makes of it, over the true one and the samples."""

import numpy as np
from textual.binding import Binding

from nntui.tui.drawing.braille import DOT_COLUMNS
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.curve import (
    NETWORK,
    SAMPLE,
    TEST_SAMPLE,
    TRUE,
    Plot,
    draw_fine_line,
    draw_key,
    draw_line,
    draw_place,
    draw_plot_axes,
    draw_some_dots,
    draw_true,
    plot_for,
    range_of,
)
from nntui.tui.panes.samples_view import PICTURE_BINDING, ZOOM_BINDINGS, SamplesView, error_of
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
        ("t", "screen.next_points", "train/test"),
        ("b", "screen.toggle_truth", "true curve"),
        PICTURE_BINDING,
        ("f", "screen.fresh_points", "fresh points"),
        *ZOOM_BINDINGS,
    ]

    def draw_problem(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        plot, truth = self.area(scene), scene.task.truth if self.truth else None
        draw_plot_axes(canvas, palette, plot)
        lines = [(NETWORK, "network", palette.accent)]
        if truth is not None:
            draw_true(canvas, palette, plot, truth(plot.places()[:, np.newaxis])[:, 0])
            lines.append((TRUE, "true", palette.second))
        places = plot.places(DOT_COLUMNS if palette.braille else 1)[:, np.newaxis]
        (draw_fine_line if palette.braille else draw_line)(canvas, plot, scene.answers(places)[:, 0], palette.accent)
        short, named, errors = [], [], []
        for what, samples, total in self.parts(scene):
            shape, style = (TEST_SAMPLE, palette.text) if what == "test" else (SAMPLE, palette.muted)
            shown = draw_some_dots(canvas, plot, samples.inputs[:, 0], samples.targets[:, 0], shape, style)
            drawn = len(samples) if shown is None else shown
            few = "" if drawn == total else f"{drawn}/{total}"
            name = f"{few} {what}".strip()
            short.append((shape, few or what, style))
            named.append((shape, name, style))
            errors.append((shape, f"{name}, {error_of(scene, samples)}", style))
        x = self.point[0]
        draw_place(canvas, palette, plot, x, float(scene.answers(np.array([[x]]))[0, 0]), self.has_focus)
        draw_key(canvas, palette, *([*lines, *samples] for samples in (errors, named, short)))

    def area(self, scene: Scene) -> Plot:
        """As high as the data need, so that it stands still however the network changes."""
        heights = range_of(scene.data.train.targets, scene.data.test.targets)
        return plot_for(*self.content_size, self.window.ends[0], heights)
