"""The pad: a digit is drawn with the keyboard, and the network says at once what it sees."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from rich.style import Style
from textual.binding import Binding
from textual.events import Blur, Key, MouseDown, MouseEvent, MouseMove

from nntui.core.arrays import Array
from nntui.experiment.drawings import Drawing
from nntui.tasks.digits import SIDE, styles
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.digit_answer import DigitAnswer, draw_answer, draw_why, why_legend
from nntui.tui.drawing.pad import Layout, draw_grid, layout_for
from nntui.tui.messages import DrawingChanged, DrawingTaught, Said
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.sketch import Sketch, blank_sketch
from nntui.tui.themes import Palette
from nntui.tui.why import Why, explain
from nntui.tui.words import drawing_in_words

_LEARNING_BELOW = 0.75
"""Test accuracy from which on the pad no longer says that the network is still learning."""

_PEN_WORDS = {"": "", "ink": "pen down: moving inks", "erase": "eraser down: moving erases"}


_BESIDE_DIGITS = ("escape", "backspace", "tab", "shift+tab", "q")
"""Keys that do what they do while a question waits."""


class DigitQuestion(NamedTuple):
    """A question that the next digit answers. act: what is done with the digit."""

    words: str
    act: Callable[[int], None]


class DigitPad(Pane):
    """A 5×5 grid with a cursor and a pen, the network's probabilities beside it.

    While a question waits, digits answer it and do not go to another pane; other keys drop it, and do nothing else.
    """

    number = 5
    heading = "Draw"
    kept_as = "pad"
    BINDINGS = [
        Binding("0", "answer(0)", "the digit asked for", key_display="0-9"),
        *(Binding(str(digit), f"answer({digit})", show=False) for digit in range(1, 10)),
        Binding("escape,backspace", "drop", "not now", key_display="Esc"),
        Binding("up", "move(0, -1)", "move", key_display="↑↓←→"),
        Binding("down", "move(0, 1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("space", "toggle_cell", "ink", key_display="Space"),
        ("i", "pen('ink')", "pen"),
        ("u", "undo", "undo"),
        ("x", "clear", "clear"),
        ("w", "why", "why"),
        ("l", "teach", "teach"),
        ("g", "example", "example"),
        ("c", "pen('erase')", "eraser"),
        ("L", "screen.drawings", "my drawings"),
        Binding("U,ctrl+r", "redo", "redo", key_display="U"),
        ("v", "invert", "invert"),
        Binding("shift+up,N", "shift(0, -1)", "shift the drawing", key_display="⇧↑↓←→ NSWE", show=False),
        Binding("shift+down,S", "shift(0, 1)", show=False),
        Binding("shift+left,W", "shift(-1, 0)", show=False),
        Binding("shift+right,E", "shift(1, 0)", show=False),
        Binding("escape,backspace", "cancel", "lift the pen", key_display="Esc ⌫", show=False),
    ]

    sketch = blank_sketch(SIDE)
    explaining = False
    question: DigitQuestion | None = None
    _dragging: bool | None = None  # what a drag with the mouse does to cells: True inks, False clears

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        layout, names = layout_for(canvas.width, canvas.height), scene.ends.classes
        why = self._why(scene)
        draw_grid(canvas, palette, self.sketch, why, self.has_focus)
        if self.question is not None:
            _write(canvas, layout, (self.question.words, "0-9, or Esc"), palette.strong)
        elif self.sketch.empty:
            _write(canvas, layout, ("Draw a digit:", "arrows move,", "Space inks."), palette.muted)
        else:
            draw_answer(canvas, palette, layout, DigitAnswer(scene.answers(self.sketch.inputs())[0], names))
            if why is not None and layout.roomy:
                draw_why(canvas, palette, layout, why, self.sketch, names)
        legend = why_legend(why, self.sketch, names) if why is not None and not layout.roomy else ""
        self.entitle(self.heading, _in_border(self.sketch.pen, legend) or _readiness(scene))

    def kept(self) -> dict[str, Any]:
        sketch = self.sketch
        return {"ink": "".join("01"[ink] for ink in sketch.ink), "x": sketch.x, "y": sketch.y, "why": self.explaining}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """As in Pane; the pen is up, and there is nothing to undo."""
        if len(kept["ink"]) != len(self.sketch.ink) or not set(kept["ink"]) <= set("01"):
            raise ValueError(f"expected {len(self.sketch.ink)} cells of 0 and 1")
        sketch = replace(blank_sketch(SIDE), ink=tuple(cell == "1" for cell in kept["ink"]))
        self.explaining = kept["why"] is True
        self._become(sketch.move_to(int(kept["x"]), int(kept["y"])))

    def in_words(self, scene: Scene) -> list[str]:
        return drawing_in_words(scene, self.sketch, self.explaining)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question waits it can be answered or dropped, and nothing else."""
        return (action in ("answer", "drop")) == (self.question is not None)

    def on_key(self, event: Key) -> None:
        """Let no key change the drawing that a question is about, but drop the question."""
        if self.question is not None and not event.key.isdigit() and event.key not in _BESIDE_DIGITS:
            event.stop()
            event.prevent_default()
            self.action_drop()

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

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self._become(self.sketch.redo())

    def action_clear(self) -> None:
        """Empty the pad."""
        self._become(self.sketch.clear())

    def action_invert(self) -> None:
        """Swap ink and empty cells."""
        self._become(self.sketch.invert())

    def action_shift(self, dx: int, dy: int) -> None:
        """Move the ink by one cell."""
        self._become(self.sketch.shift(dx, dy))

    def action_why(self) -> None:
        """Show or hide what each cell does for the answer."""
        self.explaining = not self.explaining
        self._become(self.sketch)

    def action_example(self) -> None:
        """Ask which digit to load an example of."""
        self.ask("Load which digit?", self._load_example)

    def action_teach(self) -> None:
        """Ask which digit the drawing is."""
        if self.sketch.empty:
            self.post_message(Said("There is nothing to learn: draw a digit first."))
        else:
            self.ask("Which digit is this?", self._teach)

    def action_answer(self, digit: int) -> None:
        """Answer the question that waits."""
        question = self.question
        self._wait_for(None)
        if question is not None:
            question.act(digit)

    def action_cancel(self) -> None:
        """Lift the pen; the drawing stays."""
        self._become(self.sketch.lift_pen())

    def action_drop(self) -> None:
        """Drop the question that waits."""
        self._become(self.sketch)

    def ask(self, words: str, act: Callable[[int], None]) -> None:
        """Wait for a digit and give it to `act`."""
        self._wait_for(DigitQuestion(words, act))
        self.redraw()

    def on_blur(self, event: Blur) -> None:
        """Do not take digits for answers after a visit to another pane."""
        self._become(self.sketch)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Start a stroke: it inks where it starts on an empty cell, and clears where it starts on ink."""
        if self.question is not None:
            self.action_drop()
        elif (cell := self._cell(event)) is not None:
            self._dragging = not self.sketch.at(*cell)
            self.capture_mouse()
            self._become(self.sketch.move_to(*cell).set(self._dragging))

    def on_mouse_move(self, event: MouseMove) -> None:
        """Go on with a stroke, through the cells that a fast hand leaves out."""
        if self._dragging is not None and (cell := self._cell(event)) is not None:
            self._become(self.sketch.draw_line(*cell, self._dragging))

    def on_mouse_up(self) -> None:
        """End a stroke."""
        self._dragging = None
        self.release_mouse()

    def _load_example(self, digit: int) -> None:
        """Load the style of a digit that follows the one on the pad, or its first."""
        examples = _examples(digit)
        shown = np.flatnonzero((examples == self.sketch.inputs()).all(axis=1))
        self.load(examples[(shown[0] + 1) % len(examples) if len(shown) else 0])

    def load(self, cells: Iterable[object]) -> None:
        """Put a drawing on the pad, in place of the one that undo brings back."""
        self._become(self.sketch.load(cells))

    def _teach(self, digit: int) -> None:
        self.post_message(DrawingTaught(Drawing(digit, self.sketch.ink)))

    def _why(self, scene: Scene) -> Why | None:
        return explain(self.sketch.inputs()[0], scene.answers) if self.explaining and not self.sketch.empty else None

    def _cell(self, event: MouseEvent) -> tuple[int, int] | None:
        offset = event.get_content_offset(self)
        return layout_for(*self.content_size).cell_at(offset.x, offset.y) if offset is not None else None

    def _become(self, sketch: Sketch) -> None:
        self._wait_for(None)
        if sketch.ink != self.sketch.ink:
            self.post_message(DrawingChanged(tuple(map(float, sketch.ink))))
        self.sketch = sketch
        self.redraw()

    def _wait_for(self, question: DigitQuestion | None) -> None:
        if question is not self.question:
            self.question = question
            self.refresh_bindings()


def _write(canvas: Canvas, layout: Layout, lines: tuple[str, ...], style: Style) -> None:
    """Where the answer stands, or if they are too long for that below the grid, where there is room."""
    x, y = layout.answer_x, layout.answer_y + 1
    below = SIDE * layout.stride_y
    if max(map(len, lines)) > canvas.width - x and below < canvas.height:
        x, y, lines = layout.left, below, (" ".join(lines),)
    for line, text in enumerate(lines):
        canvas.text(x, y + line, text, style)


def _in_border(pen: str, legend: str) -> str:
    """What the pen does, in short where a legend stands beside it."""
    words = _PEN_WORDS[pen]
    return f"{words.split(':')[0]}  {legend}".strip() if legend else words


def _readiness(scene: Scene) -> str:
    """That the network does not know much yet, while that is so and will change."""
    snapshot = scene.snapshot
    if snapshot is None or not snapshot.steps:
        return "not trained yet"
    learning = snapshot.state == "training" and snapshot.metrics.test_accuracy < _LEARNING_BELOW
    return "still learning…" if learning else ""


def _examples(digit: int) -> Array:
    """The styles of a digit, k × 25, the classic one first and the rest mixed: neighbours in the table look alike."""
    ways = styles()[digit]
    return np.asarray(ways[[0, *1 + np.random.default_rng(digit).permutation(len(ways) - 1)]])
