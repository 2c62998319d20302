"""What the network answers at the cross-hair: classes with their probabilities, or a value."""

import numpy as np
from rich.cells import cell_len, set_cell_size
from textual.binding import Binding

from nntui.core.arrays import Array
from nntui.tui.drawing.bars import probability_row
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.shapes import WRONG_POINTS
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette


class AnswerPane(Pane):
    """Inputs, outputs and class at one spot of the plane."""

    number = 5
    heading = "Answer at ╋"
    BINDINGS = [
        Binding("up", "screen.move_cross_hair(0, 1)", "cross-hair", key_display="↑↓←→"),
        Binding("down", "screen.move_cross_hair(0, -1)", show=False),
        Binding("left", "screen.move_cross_hair(-1, 0)", "cross-hair", key_display="←→"),
        Binding("right", "screen.move_cross_hair(1, 0)", show=False),
    ]
    point: tuple[float, ...] = (0.0, 0.0)

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        if len(self.point) != len(scene.task.input_names):
            return  # a last word from the view of another problem
        spot, x = np.array([self.point], np.float32), 1
        for name, value in zip(scene.task.input_names, self.point, strict=True):
            x = canvas.text(x, 0, f"{name} ", palette.muted)
            x = canvas.text(x, 0, f"{value:z6.2f}  ", palette.strong)
        if scene.ends.classes:
            _draw_classes(canvas, palette, scene, spot)
        else:
            _draw_value(canvas, palette, scene, spot)


def _draw_classes(canvas: Canvas, palette: Palette, scene: Scene, spot: Array) -> None:
    answers, classes = scene.answers(spot)[0], scene.ends.classes
    winner, longest = int(answers.argmax()), max(map(cell_len, classes))
    for number, name in enumerate(classes):
        y = number + 1 + (canvas.height > len(classes) + 3)
        style = palette.of_class(number)
        canvas.text(1, y, WRONG_POINTS[number % len(WRONG_POINTS)], style)
        label = palette.strong if number == winner else palette.muted
        probability_row(
            canvas, 3, y, canvas.width - 4, set_cell_size(name, longest), float(answers[number]), style, label
        )
    if scene.task.truth is not None and canvas.height > len(classes) + 4:
        true = int(scene.task.truth(spot)[0])
        verdict = "✓ right" if true == winner else f"✗ it is {classes[true]}"
        style = palette.good if true == winner else palette.bad
        y = len(classes) + 3
        after = canvas.text(1, y, "The network says ", palette.muted)
        canvas.text(after, y, classes[winner], palette.strong)
        canvas.text(1, y + 1, verdict, style)


def _draw_value(canvas: Canvas, palette: Palette, scene: Scene, spot: Array) -> None:
    value = float(scene.answers(spot)[0, 0])
    rows = [("network", value, palette.accent)]
    if scene.task.truth is not None:
        true = float(scene.task.truth(spot)[0, 0])
        rows += [("true", true, palette.second), ("off by", value - true, palette.strong)]
    for y, (name, number, style) in enumerate(rows, 1 + (canvas.height > len(rows) + 2)):
        canvas.text(canvas.text(1, y, f"{name:8}", palette.muted), y, f"{number:z10.4f}", style)
