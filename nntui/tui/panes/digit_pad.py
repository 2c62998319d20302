"""The pad: a digit is drawn with the keyboard, and the network says at once what it sees."""

from textual.binding import Binding
from textual.events import MouseDown, MouseEvent, MouseMove

from nntui.tasks.digits import SIDE
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.pad import draw_pad, layout_for
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.sketch import Sketch, blank_sketch
from nntui.tui.themes import Palette


class DigitPad(Pane):
    """A 5×5 grid with a cursor and a pen, the network's probabilities beside it."""

    number = 5
    heading = "Draw"
    BINDINGS = [
        Binding("up", "move(0, -1)", "move", key_display="↑↓←→"),
        Binding("down", "move(0, 1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("space", "toggle_cell", "ink", key_display="Space"),
        ("i", "pen('ink')", "pen down"),
        ("c", "pen('erase')", "eraser"),
        ("u", "undo", "undo"),
        ("x", "clear", "clear"),
    ]

    sketch = blank_sketch(SIDE)
    _dragging: bool | None = None  # what a drag with the mouse does to cells: True inks, False clears

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        answers = scene.answers(self.sketch.inputs())[0]
        draw_pad(canvas, palette, self.sketch, answers, scene.ends.classes, self.has_focus)
        pens = {"": "", "ink": "pen down: moving inks", "erase": "eraser down: moving erases"}
        self.entitle(self.heading, pens[self.sketch.pen])

    def action_move(self, dx: int, dy: int) -> None:
        """Move the cursor."""
        self._become(self.sketch.move(dx, dy))

    def action_toggle_cell(self) -> None:
        """Turn the cell under the cursor over."""
        self._become(self.sketch.toggle())

    def action_pen(self, pen: str) -> None:
        """Put a pen down, or lift it."""
        self._become(self.sketch.take_pen(pen))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._become(self.sketch.undo())

    def action_clear(self) -> None:
        """Empty the pad."""
        self._become(self.sketch.clear())

    def on_mouse_down(self, event: MouseDown) -> None:
        """Start a stroke: it inks where it starts on an empty cell, and clears where it starts on ink."""
        if (cell := self._cell(event)) is not None:
            self._dragging = not self.sketch.at(*cell)
            self.capture_mouse()
            self._become(self.sketch.move_to(*cell).set(self._dragging))

    def on_mouse_move(self, event: MouseMove) -> None:
        """Go on with a stroke."""
        if self._dragging is not None and (cell := self._cell(event)) is not None:
            self._become(self.sketch.move_to(*cell).set(self._dragging))

    def on_mouse_up(self) -> None:
        """End a stroke."""
        self._dragging = None
        self.release_mouse()

    def _cell(self, event: MouseEvent) -> tuple[int, int] | None:
        offset = event.get_content_offset(self)
        return layout_for(*self.content_size).cell_at(offset.x, offset.y) if offset is not None else None

    def _become(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.redraw()
