"""Problems on the plane: points over the regions, or the heights, that the network or the truth makes of it."""

from textual.binding import Binding
from textual.events import MouseDown

from nntui.core.arrays import Array
from nntui.tasks.task import Samples, Targets
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
    legend_column,
)
from nntui.tui.panes.samples_view import SamplesView, error_of
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette


class PlaneView(SamplesView):
    """Training, test or fresh points over decision regions or a heat map, with a cross-hair that the arrows move."""

    heading = "Plane"
    kept_as = "plane"
    BINDINGS = [
        Binding("up", "move(0, 1)", "cross-hair", key_display="↑↓←→"),
        Binding("down", "move(0, -1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        ("f", "screen.fresh_points", "fresh points"),
        ("t", "screen.next_points", "train/test"),
        ("b", "screen.toggle_truth", "network/truth"),
    ]

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle("Plane: what is true" if self.truth else "Plane: what the network says")
        frame = frame_for(canvas.width, canvas.height, scene.task.domain)
        draw_problem = self._draw_classes if scene.ends.classes else self._draw_values
        draw_problem(canvas, palette, scene, frame, self.shown(scene))
        draw_axes(canvas, palette, frame)
        draw_cross_hair(canvas, palette, frame, (self.point[0], self.point[1]), self.has_focus)

    def _draw_classes(self, canvas: Canvas, palette: Palette, scene: Scene, frame: Frame, samples: Samples) -> None:
        predicted = scene.classify(samples.inputs)
        draw_regions(canvas, palette, frame, self._ground(scene, frame.centres()))
        draw_points(canvas, palette, frame, samples.inputs, samples.targets, predicted)
        right = int((predicted == samples.targets).sum())
        notes = (self.points, "points:", f"{right}/{len(samples)}", "right")
        draw_legend(canvas, palette, legend_column(canvas, frame), scene.ends.classes, notes)

    def _draw_values(self, canvas: Canvas, palette: Palette, scene: Scene, frame: Frame, samples: Samples) -> None:
        values, grounds = (self._ground(scene, points)[:, 0] for points in (frame.centres(), samples.inputs))
        draw_heat_map(canvas, palette, frame, values)
        draw_valued_points(canvas, palette, frame, samples.inputs, samples.targets[:, 0], grounds)
        notes = (self.points, "points:", *error_of(scene, samples).split())
        draw_heat_legend(canvas, palette, legend_column(canvas, frame), notes)

    def _ground(self, scene: Scene, points: Array) -> Targets:
        """What the ground shows at points (n × 2): classes or values, the true ones or the network's."""
        if self.truth and scene.task.truth is not None:
            return scene.task.truth(points)
        return scene.classify(points) if scene.ends.classes else scene.answers(points)

    def action_move(self, dx: int, dy: int) -> None:
        """Move the cross-hair by one cell."""
        if self.scene is not None:
            frame = self._frame(self.scene)
            self.point_to(self.point[0] + dx * frame.cell_width, self.point[1] + dy * frame.cell_height)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Put the cross-hair where the mouse is."""
        offset = event.get_content_offset(self)
        if offset is not None and self.scene is not None:
            frame = self._frame(self.scene)
            x = frame.low + (offset.x - frame.left + 0.5) * frame.cell_width
            self.point_to(x, frame.high - (offset.y - frame.top + 0.5) * frame.cell_height)

    def _frame(self, scene: Scene) -> Frame:
        return frame_for(*self.content_size, scene.task.domain)
