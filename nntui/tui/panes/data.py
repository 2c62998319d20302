"""What the data of a user's file are: their columns, rows and classes."""

from collections.abc import Iterable

import numpy as np
from rich.cells import cell_len

from nntui.core.arrays import Array
from nntui.tasks.task import Dataset
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.wrapping import shortened_apart
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_INDENT, _GAP, _APART = 2, 2, 3  # cells before names, before what is said of them, and between two lists
_LEAST_NAME = 8  # cells of a name that is shortened to make room for what is said of it

Lines = list[tuple[str, str]]
"""Names, and what is to be said of each where there is room."""


class DataPane(Pane):
    """The inputs and their ranges, the classes and their rows, and how many rows there are of each part."""

    number = 5
    heading = "Data"

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self.entitle(self.heading)
        data, x = scene.data, 1
        for count, what in ((len(data.train), "training"), (len(data.test), "test")):
            x = canvas.text(canvas.text(x, 0, f"{count} ", palette.strong), 0, f"{what}   ", palette.muted)
        ranges, outputs = self.once(_measured, data, len(scene.ends.classes))
        columns: Lines = list(zip(scene.ends.input_names, ranges, strict=True))
        learned: Lines = list(zip(scene.ends.classes or ("a value",), outputs, strict=True))
        headings = "columns", "classes, rows" if scene.ends.classes else "to learn"
        top, room = 2 if canvas.height > 6 else 1, canvas.height
        if canvas.height < len(columns) + len(learned) + 5:
            left, right = _width(columns), _width(learned)
            middle = left + _APART + 1 if left + _APART + right < canvas.width else canvas.width // 2 + 1
            _draw_list(canvas, palette, (1, top, middle - _APART, room - top), headings[0], columns)
            _draw_list(canvas, palette, (middle, top, canvas.width - middle, room - top), headings[1], learned)
        else:
            _draw_list(canvas, palette, (1, top, canvas.width - 1, room - top), headings[0], columns)
            top += len(columns) + 2
            _draw_list(canvas, palette, (1, top, canvas.width - 1, room - top), headings[1], learned)


def _draw_list(canvas: Canvas, palette: Palette, place: tuple[int, int, int, int], heading: str, lines: Lines) -> None:
    """A heading and lines below it, at a place of x, y, width and height; "…" where there are more than fit."""
    x, y, width, height = place
    canvas.text(x, y, heading, palette.muted)
    fits = len(lines) < height
    names, notes = [name for name, _ in lines], [note for _, note in lines]
    most = width - _INDENT - _GAP - _longest(notes)  # cells of a name beside what is said of it
    noted = most >= min(_LEAST_NAME, _longest(names))
    longest = min(_longest(names), most if noted else width - _INDENT)
    names = shortened_apart(names, longest)
    for row, (name, note) in enumerate(list(zip(names, notes, strict=True))[: None if fits else height - 2], y + 1):
        canvas.text(x + _INDENT, row, name, palette.text)
        if noted:
            canvas.text(x + _INDENT + longest + _GAP, row, note, palette.muted)
    if not fits:
        canvas.text(x + _INDENT, y + height - 1, f"… {len(lines) - height + 2} more", palette.muted)


def _width(lines: Lines) -> int:
    """Cells that names and what is said of them take."""
    return _INDENT + _longest(name for name, _ in lines) + _GAP + _longest(note for _, note in lines)


def _longest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _measured(data: Dataset, classes: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """From where to where each column goes in its own unit, and how many rows each class has, or the range of the
    values.
    """
    inputs = np.concatenate([data.train.inputs, data.test.inputs]).astype(np.float64)
    targets = np.concatenate([data.train.targets, data.test.targets])
    if data.scaling is not None:
        inputs = inputs * np.array(data.scaling.input_scale) + np.array(data.scaling.input_shift)
    ranges = tuple(map(_range, inputs.T))
    if classes:
        return ranges, tuple(map(str, np.bincount(targets, minlength=classes).tolist()))
    return ranges, (_range(data.scaling.raw_outputs(targets) if data.scaling else targets),)


def _range(values: Array) -> str:
    low, high = float(values.min()), float(values.max())
    least = (high - low) / 10_000  # what is closer to 0 comes from float32
    shown, last = (f"{float(f'{value:.4g}'):g}" if abs(value) > least else "0" for value in (low, high))
    return f"{shown} to {last}" if shown != last else f"always {shown}"
