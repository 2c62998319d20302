"""The confusion matrix: what the network takes each class for."""

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.confusion import confusion_matrix, draw_confusion
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette


class ConfusionPane(Pane):
    """Test samples by what they are (rows) and what the network says (columns)."""

    number = 3
    heading = "Confusion"

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        samples = scene.tested()
        counts = confusion_matrix(samples.labels, scene.classify(samples.inputs), len(scene.task.classes))
        what = "test" if len(scene.data.test) else "training"
        draw_confusion(canvas, palette, counts, scene.task.classes, what)
