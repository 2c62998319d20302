"""What the network answers at the cross-hair."""

import numpy as np
from textual.binding import Binding

from nntui.tui.drawing.bars import probability_row
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.plane import WRONG_POINTS
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
        Binding("left", "screen.move_cross_hair(-1, 0)", show=False),
        Binding("right", "screen.move_cross_hair(1, 0)", show=False),
    ]
    point = (0.0, 0.0)

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        spot = np.array([self.point], np.float32)
        answers = scene.answers(spot)[0]
        winner = int(answers.argmax())
        x = 1
        for name, value in zip(scene.task.input_names, self.point, strict=True):
            x = canvas.text(x, 0, f"{name} ", palette.muted)
            x = canvas.text(x, 0, f"{value:6.2f}  ", palette.strong)
        for number, name in enumerate(scene.task.classes):
            y = number + 1 + (canvas.height > len(scene.task.classes) + 3)
            style = palette.of_class(number)
            canvas.text(1, y, WRONG_POINTS[number % len(WRONG_POINTS)], style)
            label = palette.strong if number == winner else palette.muted
            probability_row(canvas, 3, y, canvas.width - 4, name, float(answers[number]), style, label)
        if scene.task.truth is not None and canvas.height > len(scene.task.classes) + 4:
            true = int(scene.task.truth(spot)[0])
            verdict = "✓ right" if true == winner else f"✗ it is {scene.task.classes[true]}"
            style = palette.good if true == winner else palette.bad
            y = len(scene.task.classes) + 3
            after = canvas.text(1, y, "The network says ", palette.muted)
            canvas.text(after, y, scene.task.classes[winner], palette.strong)
            canvas.text(1, y + 1, verdict, style)
