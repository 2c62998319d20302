"""Problems on the plane: points over the regions that the network, or the truth, makes of it."""

import numpy as np
from textual.binding import Binding
from textual.events import MouseDown

from nntui.core.arrays import Array
from nntui.tasks.task import Samples, Task
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.heat_map import draw_heat_legend, draw_heat_map, draw_valued_points
from nntui.tui.drawing.plane import (
    Frame,
    draw_axes,
    draw_cross_hair,
    draw_legend,
    draw_points,
    draw_regions,
    frame_for,
)
from nntui.tui.messages import CrossHairMoved
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_LEGEND_WIDTH = 9
_MOST_POINTS = 2000  # more would hide each other, and cost time at each snapshot


class PlaneView(Pane):
    """Training, test or fresh points over decision regions, with a cross-hair that the arrows move."""

    number = 3
    heading = "Plane"
    BINDINGS = [
        Binding("up", "move(0, 1)", "cross-hair", key_display="↑↓←→"),
        Binding("down", "move(0, -1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        ("f", "screen.fresh_points", "fresh points"),
        ("t", "screen.next_points", "train/test"),
        ("b", "screen.toggle_truth", "network/truth"),
    ]

    truth = False
    fresh: Samples | None = None
    points = "training"
    point: tuple[float, ...] = (0.0, 0.0)

    def toggle_truth(self) -> None:
        """Switch the regions between what the network says and what is true."""
        self.truth = not self.truth
        self.redraw()

    def next_points(self) -> None:
        """Show the test points in place of the training points, or the other way round."""
        self.points = "test" if self.points == "training" and self.scene and len(self.scene.data.test) else "training"
        self.redraw()

    def draw_fresh(self, rng: np.random.Generator) -> None:
        """Draw new points from the whole of the plane, to be classified by the network as it is."""
        if self.scene is not None and self.scene.task.view == "plane" and self.scene.task.truth is not None:
            self.fresh = fresh_points(self.scene.task, self.scene.view.fresh_points, rng)
            self.points = "fresh"
            self.redraw()

    def start_over(self, task: Task) -> None:
        """Forget what belongs to another problem, and put the cross-hair in the upper right."""
        self.fresh, self.points, self.truth = None, "training", False
        low, high = task.domain
        self.point = (low + 0.75 * (high - low),) * 2  # not in the middle, where borders meet

    def shown(self, scene: Scene) -> Samples:
        """The points on show."""
        if self.points == "fresh" and self.fresh is not None:
            return self.fresh
        samples = scene.data.test if self.points == "test" and len(scene.data.test) else scene.data.train
        return Samples(samples.inputs[:_MOST_POINTS], samples.targets[:_MOST_POINTS])

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle("Plane: what is true" if self.truth else "Plane: what the network says")
        frame = frame_for(canvas.width, canvas.height, scene.task.domain)
        if scene.ends.classes:
            self._draw_classes(canvas, palette, scene, frame)
        else:
            self._draw_values(canvas, palette, scene, frame)

    def _draw_classes(self, canvas: Canvas, palette: Palette, scene: Scene, frame: Frame) -> None:
        grid = frame.centres()
        truth = scene.task.truth
        regions = truth(grid) if self.truth and truth else scene.classify(grid)
        samples = self.shown(scene)
        predicted = scene.classify(samples.inputs)
        draw_regions(canvas, palette, frame, regions)
        draw_axes(canvas, palette, frame)
        draw_points(canvas, palette, frame, samples.inputs, samples.targets, predicted)
        draw_cross_hair(canvas, palette, frame, (self.point[0], self.point[1]), self.has_focus)
        right = int((predicted == samples.targets).sum())
        after = frame.left + frame.columns + 2
        if canvas.width - after >= _LEGEND_WIDTH - 2:
            notes = (f"{self.points}", "points:", f"{right}/{len(samples)}", "right")
            draw_legend(canvas, palette, after, scene.ends.classes, notes)

    def _draw_values(self, canvas: Canvas, palette: Palette, scene: Scene, frame: Frame) -> None:
        truth = scene.task.truth
        values = truth if self.truth and truth else scene.answers
        samples = self.shown(scene)
        draw_heat_map(canvas, palette, frame, values(frame.centres())[:, 0])
        draw_axes(canvas, palette, frame)
        grounds = values(samples.inputs)[:, 0]
        draw_valued_points(canvas, palette, frame, samples.inputs, samples.targets[:, 0], grounds)
        draw_cross_hair(canvas, palette, frame, (self.point[0], self.point[1]), self.has_focus)
        after = frame.left + frame.columns + 2
        if canvas.width - after >= _LEGEND_WIDTH - 2:
            draw_heat_legend(canvas, palette, after, (self.points, "points"))

    def action_move(self, dx: int, dy: int) -> None:
        """Move the cross-hair by one cell."""
        if self.scene is None:
            return
        frame = self._frame()
        self._point_to(self.point[0] + dx * frame.cell_width, self.point[1] + dy * frame.cell_height)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Put the cross-hair where the mouse is."""
        offset = event.get_content_offset(self)
        if offset is None or self.scene is None:
            return
        frame = self._frame()
        x = frame.low + (offset.x - frame.left + 0.5) * frame.cell_width
        self._point_to(x, frame.high - (offset.y - frame.top + 0.5) * frame.cell_height)

    def _point_to(self, x: float, y: float) -> None:
        if self.scene is not None:
            low, high = self.scene.task.domain
            self.point = (min(max(x, low), high), min(max(y, low), high))
            self.redraw()
            self.post_message(CrossHairMoved(self.point))

    def _frame(self) -> Frame:
        assert self.scene is not None
        return frame_for(*self.content_size, self.scene.task.domain)


def fresh_points(task: Task, count: int, rng: np.random.Generator) -> Samples:
    """Points drawn evenly from the plane that the problem shows, with their true classes."""
    assert task.truth is not None
    points: Array = rng.uniform(*task.domain, (count, 2)).astype(np.float32)
    return Samples(points, task.truth(points))
