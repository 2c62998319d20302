"""What the network makes of the problem: pictures of it in one pane, which a key goes through."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.task import Samples
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.confusion import confusion_matrix, draw_confusion
from nntui.tui.drawing.curve import SAMPLE, TRUE, draw_dots, draw_key, draw_plot_axes, draw_true, plot_for, range_of
from nntui.tui.drawing.projection import PROBE, draw_classes, draw_probe, draw_projection_key, draw_values
from nntui.tui.panes.pane import Pane
from nntui.tui.projection import Projection, Projector, last_hidden
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette
from nntui.tui.words import projection_in_words

PROBLEM, MISTAKES, HIDDEN = "problem", "mistakes", "hidden"

SCATTER_TITLE = "Predicted ↑ by true →"


class TaskView(Pane):
    """One of several pictures: the problem itself, the network's mistakes, the samples as its last hidden layer sees
    them.
    """

    number = 3
    pictures: ClassVar[tuple[str, ...]] = (MISTAKES, HIDDEN)
    probe_name: ClassVar[str] = ""
    """What the point is called that look_at() speaks of."""

    picture = ""
    _probe: tuple[float, ...] = ()
    _projector: Projector

    def __init__(self) -> None:
        super().__init__()
        self.picture, self._projector = self.pictures[0], Projector()

    def kept(self) -> dict[str, Any]:
        return {"picture": self.picture}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """As in Pane."""
        if kept.get("picture") in self.pictures:
            self.picture = kept["picture"]
        self.redraw()

    def drop(self) -> None:
        super().drop()
        self._projector = Projector()

    def next_picture(self) -> None:
        """Show the next picture."""
        self.picture = self.pictures[(self.pictures.index(self.picture) + 1) % len(self.pictures)]
        self.redraw()

    def look_at(self, probe: tuple[float, ...]) -> None:
        """Show where these inputs are as well; () for no place."""
        self._probe = probe
        if self.picture == HIDDEN:
            self.redraw()

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        drawing = {PROBLEM: self.draw_problem, MISTAKES: self._draw_mistakes, HIDDEN: self._draw_hidden}
        drawing[self.picture](canvas, palette, scene)

    def draw_problem(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        """Draw the problem itself, for those views that have such a picture."""
        raise NotImplementedError

    def in_words(self, scene: Scene) -> list[str]:
        return [projection_in_words(scene, *self._hidden(scene))] if self.picture == HIDDEN else []

    def _hidden(self, scene: Scene) -> tuple[Samples, Array, float]:
        projection = self._projector.project(scene)
        return projection.samples, projection.places, projection.share

    def _draw_mistakes(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        unit = draw_mistakes(canvas, palette, scene)
        title = "Confusion" if scene.ends.classes else SCATTER_TITLE
        self.entitle(f"{title}, {unit}" if unit else title)

    def _draw_hidden(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        layers = len(scene.network.sizes) - 2
        self.entitle(f"Hidden layer {layers}, projected" if layers else "Inputs, projected")
        projection = self._projector.project(scene)
        x, y = ((-limit, limit) for limit in projection.limits)
        plot = plot_for(canvas.width, canvas.height, x, y)
        draw_plot_axes(canvas, palette, plot)
        samples, places = projection.samples, projection.places
        if scene.ends.classes:
            predicted = scene.classify(samples.inputs)
            key = draw_classes(canvas, palette, plot, places, samples.targets, predicted, scene.ends.classes)
        else:
            key = draw_values(canvas, palette, plot, places, samples.targets[:, 0], _raw_zero(scene))
        if len(self._probe) == samples.inputs.shape[1]:
            draw_probe(canvas, palette, plot, self._place(scene, projection), self.has_focus)
            key.insert(0, (PROBE, self.probe_name, palette.strong))
        draw_projection_key(canvas, palette, key, projection.share)

    def _place(self, scene: Scene, projection: Projection) -> Array:
        place: Array = projection.place_of(last_hidden(scene, np.array([self._probe], np.float32)))[0]
        return place


def draw_mistakes(canvas: Canvas, palette: Palette, scene: Scene) -> str:
    """Draw the confusion matrix, or for regression predicted against true values; return what its numbers are, if not
    counts.
    """
    samples, what = scene.tested(), "test" if len(scene.data.test) else "training"
    if not scene.ends.classes:
        _draw_scatter(canvas, palette, scene, samples, what)
        return ""
    counts = confusion_matrix(samples.targets, scene.classify(samples.inputs), len(scene.ends.classes))
    available = len(scene.data.test) or len(scene.data.train)
    return draw_confusion(canvas, palette, counts, scene.ends.classes, what, available)


def _draw_scatter(canvas: Canvas, palette: Palette, scene: Scene, samples: Samples, what: str) -> None:
    true, predicted = _raw(scene, samples.targets), _raw(scene, scene.answers(samples.inputs))
    ends = range_of(_raw(scene, scene.data.train.targets), _raw(scene, scene.data.test.targets))
    plot = plot_for(canvas.width, canvas.height, ends, ends)
    draw_plot_axes(canvas, palette, plot)
    draw_true(canvas, palette, plot, plot.places())
    draw_dots(canvas, plot, true, predicted, SAMPLE, palette.accent)
    draw_key(canvas, palette, ((SAMPLE, f"{what} sample", palette.accent), (TRUE, "right", palette.second)))


def _raw(scene: Scene, values: Array) -> Array:
    """The first of the values of each sample, in the data's own unit."""
    raw: Array = scene.data.scaling.raw_outputs(values) if scene.data.scaling else values
    return np.asarray(raw[:, 0])


def _raw_zero(scene: Scene) -> str:
    return f"{float(f'{_raw(scene, np.zeros((1, 1)))[0]:.3g}'):g}"
