"""How the network does on the samples: the confusion matrix, or for regression predicted against true values."""

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.task import Samples
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.confusion import confusion_matrix, draw_confusion
from nntui.tui.drawing.curve import SAMPLE, TRUE, draw_dots, draw_key, draw_plot_axes, plot_for, range_of
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette


class ConfusionPane(Pane):
    """Test samples by what they are (rows, or to the right) and what the network says (columns, or upwards)."""

    number = 3
    heading = "Confusion"

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        samples = scene.tested()
        what = "test" if len(scene.data.test) else "training"
        if not scene.ends.classes:
            self.entitle("Predicted ↑ by true →")
            _draw_scatter(canvas, palette, scene, samples, what)
            return
        classes = scene.ends.classes
        counts = confusion_matrix(samples.targets, scene.classify(samples.inputs), len(classes))
        unit = draw_confusion(canvas, palette, counts, classes, what, len(scene.data.test) or len(scene.data.train))
        self.entitle(f"{self.heading}, {unit}" if unit else self.heading)


def _draw_scatter(canvas: Canvas, palette: Palette, scene: Scene, samples: Samples, what: str) -> None:
    true, predicted = _raw(scene, samples.targets), _raw(scene, scene.answers(samples.inputs))
    ends = range_of(_raw(scene, scene.data.train.targets), _raw(scene, scene.data.test.targets))
    plot = plot_for(canvas.width, canvas.height, ends, ends)
    places = plot.places()
    draw_plot_axes(canvas, palette, plot)
    draw_dots(canvas, plot, places, places, TRUE, palette.second)
    draw_dots(canvas, plot, true, predicted, SAMPLE, palette.accent)
    draw_key(canvas, palette, ((SAMPLE, f"{what} sample", palette.accent), (TRUE, "right", palette.second)))


def _raw(scene: Scene, values: Array) -> Array:
    """The first of the values of each sample, in the data's own unit."""
    raw: Array = scene.data.scaling.raw_outputs(values) if scene.data.scaling else values
    return np.asarray(raw[:, 0])
