"""Problems on the plane: points over the regions, or the heights, that the network or the truth makes of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from textual.binding import Binding

from nntui.core.arrays import Array, IntArray
from nntui.tasks.task import Samples, Targets
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.figures import accuracy_text
from nntui.tui.drawing.grounds import parts_of_cell
from nntui.tui.drawing.heat_map import draw_heat_legend, draw_heat_map, draw_valued_points, in_bands
from nntui.tui.drawing.legend import PointsNote, draw_class_legend, draw_points_notes
from nntui.tui.drawing.plane import Frame, draw_axes, draw_cross_hair, frame_for, legend_column
from nntui.tui.drawing.points import draw_points, points_to_show
from nntui.tui.drawing.regions import draw_regions
from nntui.tui.drawing.shapes import RIGHT_POINTS, TRAINING_SHAPES
from nntui.tui.drawing.steps import Settle, SettledSteps
from nntui.tui.drawing.wrapping import shortened_apart
from nntui.tui.panes.samples_view import PICTURE_BINDING, ZOOM_BINDINGS, SamplesView, error_of
from nntui.tui.panes.task_view import SCATTER_TITLE, draw_mistakes
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_BORDER = 4  # cells of the lower border beside what stands in it
_MISTAKES_WIDTH, _MISTAKES_HEIGHT = 30, 8  # the least that a picture of the mistakes needs beside the plane


class PlaneView(SamplesView):
    """Training, test or fresh points over decision regions or a heat map, with a cross-hair that the arrows move."""

    heading = "Plane"
    kept_as = "plane"
    BINDINGS = [
        Binding("up", "move(0, 1)", "cross-hair", key_display="↑↓←→"),
        Binding("down", "move(0, -1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        ("t", "screen.next_points", "train/test"),
        ("s", "screen.toggle_smooth", "smooth/discrete"),
        ("b", "screen.toggle_truth", "network/truth"),
        PICTURE_BINDING,
        ("f", "screen.fresh_points", "fresh points"),
        *ZOOM_BINDINGS,
    ]

    smooth = True
    """Whether regions show how sure the network is, and heights are not put in bands."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = SettledSteps()

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "smooth": self.smooth}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """As in SamplesView."""
        self.smooth = kept.get("smooth") is not False
        super().take_back(kept)

    def toggle_smooth(self) -> None:
        """Switch between grounds that follow the network's numbers and grounds that tell its answers alone."""
        self.smooth = not self.smooth
        self.redraw()

    def draw_problem(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        frame = self.area(scene)
        has_legend = legend_column(canvas, frame) < canvas.width
        title = "Plane: what is true" if self.truth else "Plane: what the network says"
        self.entitle(title, "" if has_legend else _key(canvas.width, scene.ends.classes))
        draw_ground = self._draw_classes if scene.ends.classes else self._draw_values
        draw_ground(canvas, palette, scene, frame)
        draw_axes(canvas, palette, frame)
        draw_cross_hair(canvas, palette, frame, self.point, self.has_focus)

    def area(self, scene: Scene) -> Frame:
        """Where the window stands on the pane."""
        return frame_for(*self.content_size, *self.window.ends)

    def _draw_classes(self, canvas: Canvas, palette: Palette, scene: Scene, frame: Frame) -> None:
        places = frame.centres(parts_of_cell(palette))
        draw_regions(canvas, palette, frame, *self._regions(scene, places), self._settle(scene, frame))
        notes, parts = [], self.parts(scene)
        for what, samples, total in parts:
            shapes = palette.test_points if what == "test" else TRAINING_SHAPES
            predicted, labels = scene.classify(samples.inputs), samples.targets
            shown, few = self.once(_points_to_show, frame, samples, total, len(parts))
            draw_points(canvas, palette, frame, samples.inputs[shown], labels[shown], predicted[shown], shapes)
            verdict = _verdict(scene, what, predicted == labels, total)
            notes.append(PointsNote(what, verdict, shapes[0][0] if what == "test" else "", few))
        x = legend_column(canvas, frame)
        y = draw_class_legend(canvas, palette, x, scene.ends.classes, shaded=self.smooth and not self.truth)
        _fill_room(canvas, palette, scene, x, draw_points_notes(canvas, palette, x, y + 1, notes) + 1)

    def _draw_values(self, canvas: Canvas, palette: Palette, scene: Scene, frame: Frame) -> None:
        heights = self._heights(scene, frame.centres(parts_of_cell(palette)))
        draw_heat_map(canvas, palette, frame, heights, self._settle(scene, frame))
        notes, parts = [], self.parts(scene)
        for what, samples, total in parts:
            shapes = palette.test_points if what == "test" else TRAINING_SHAPES
            values = samples.targets[:, 0]
            shown, few = self.once(_points_to_show, frame, samples, total, len(parts))
            draw_valued_points(canvas, palette, frame, samples.inputs[shown], values[shown], shapes[0])
            notes.append(PointsNote(what, error_of(scene, samples), shapes[0][0] if what == "test" else "", few))
        x = legend_column(canvas, frame)
        y = draw_points_notes(canvas, palette, x, draw_heat_legend(canvas, palette, x) + 1, notes)
        _fill_room(canvas, palette, scene, x, y + 1)

    def _settle(self, scene: Scene, frame: Frame) -> Settle:
        """While it trains no ground changes that hardly would; what stands still is exact."""
        moves = scene.snapshot is not None and scene.snapshot.state == "training"
        return self._steps.settle_for((scene.run, frame, self.truth, self.smooth) if moves else None)

    def _regions(self, scene: Scene, points: Array) -> tuple[Targets, Array | None]:
        """The classes of points (n × 2) that the ground shows, and how sure they are where that is to be seen."""
        if self.truth and scene.task.truth is not None:
            return scene.task.truth(points), None
        return scene.classify_surely(points) if self.smooth else (scene.classify(points), None)

    def _heights(self, scene: Scene, points: Array) -> Array:
        """The values at points (n × 2) that the ground shows: n."""
        truth = scene.task.truth if self.truth else None
        values: Array = (scene.answers(points) if truth is None else truth(points))[:, 0]
        return values if self.smooth else in_bands(values)


def _verdict(scene: Scene, what: str, right: npt.NDArray[np.bool_], total: int) -> str:
    """How many are right: of all that there are, even where these are only some of them, once that is known."""
    if len(right) < total and scene.snapshot is not None:
        metrics = scene.snapshot.metrics
        return f"{accuracy_text(metrics.test_accuracy if what == 'test' else metrics.train_accuracy)}\xa0% right"
    count = str(len(right))
    return f"{int(right.sum()):{len(count)}}/{count} right"


def _key(width: int, classes: tuple[str, ...]) -> str:
    """What the shapes stand for, in the border of a pane so narrow that it has no legend."""
    names = classes or ("below 0", "from 0")
    room = (width - _BORDER) // len(names) - 3
    short = enumerate(shortened_apart(names, max(room, 1)))
    return "  ".join(f"{RIGHT_POINTS[number % len(RIGHT_POINTS)]} {name}" for number, name in short)


def _points_to_show(frame: Frame, samples: Samples, total: int, parts: int) -> tuple[IntArray, int | None]:
    """As in points_to_show(), of classes or of values below 0 and from 0 on; total: of how many these are some."""
    targets = samples.targets
    kinds = targets if targets.ndim == 1 else (targets[:, 0] >= 0).astype(np.int64)
    shown, few = points_to_show(frame, samples.inputs, kinds, parts)
    return shown, len(samples) if few is None and len(samples) < total else few


def _fill_room(canvas: Canvas, palette: Palette, scene: Scene, x: int, y: int) -> None:
    """Show the mistakes as well where there is room for them, below and to the right of a cell."""
    title = "" if scene.ends.classes else SCATTER_TITLE
    part = Canvas(max(canvas.width - x, 0), max(canvas.height - y - bool(title), 0))
    if part.width >= _MISTAKES_WIDTH and part.height >= max(_MISTAKES_HEIGHT, len(scene.ends.classes) + 3):
        draw_mistakes(part, palette, scene)
        canvas.text(x, y, title, palette.muted)
        canvas.paste(x, y + bool(title), part)
