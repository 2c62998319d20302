"""What the data of a user's file are: their columns, rows and classes."""

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette


class DataPane(Pane):
    """Names of the inputs and of the classes, and how many rows there are of each part."""

    number = 5
    heading = "Data"

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        data, ends = scene.data, scene.ends
        x = 1
        for count, what in ((len(data.train), "training"), (len(data.test), "test")):
            x = canvas.text(canvas.text(x, 0, f"{count} ", palette.strong), 0, f"{what}   ", palette.muted)
        columns = [("columns", palette.muted), *((f"  {name}", palette.text) for name in ends.input_names)]
        outputs = [(f"  {name}", palette.text) for name in ends.classes] or [("  a value", palette.text)]
        lists = (columns, [("classes" if ends.classes else "to learn", palette.muted), *outputs])
        left, beside = 1, canvas.height < len(columns) + len(outputs) + 4
        top, room = 2 if canvas.height > 6 else 1, canvas.height
        for lines in lists:
            shown = lines if len(lines) <= room - top else [*lines[: room - top - 1], ("  …", palette.muted)]
            for y, (text, style) in enumerate(shown, top):
                canvas.text(left, y, text if not beside or left > 1 else text[: canvas.width // 2 - 1], style)
            if beside:
                left = canvas.width // 2 + 1
            else:
                top += len(shown) + 1
