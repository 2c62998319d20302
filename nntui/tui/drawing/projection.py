"""Samples as a hidden layer sees them: points on a plane, in the character or the shape of their class."""

from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.bars import percent
from nntui.tui.drawing.canvas import Canvas, style_ids
from nntui.tui.drawing.curve import Plot, draw_key
from nntui.tui.drawing.shapes import RIGHT_POINTS, WRONG_POINTS
from nntui.tui.drawing.wrapping import shortened_apart
from nntui.tui.themes import Palette

PROBE = "╋"
_ON_BLOCK = Style(reverse=True)
_LISTED = 4  # names of one character that are all told
_SHORTER = (20, 16, 12, 9, 7, 5, 3)  # cells of a name where not all find room in full
_ROOMY = 60  # columns from which on the share of the variance has its place

Key = list[tuple[str, str, Style]]


def class_marks(names: Sequence[str]) -> tuple[str, str]:
    """A character for each class where the network is right, and where it is wrong: its name if that is one itself,
    a shape, or a letter where there are more classes than shapes.
    """
    if all(len(name) == 1 for name in names):
        return "".join(names), "".join(names)
    if len(names) <= len(RIGHT_POINTS):
        return RIGHT_POINTS[: len(names)], WRONG_POINTS[: len(names)]
    return ascii_lowercase, ascii_lowercase.upper()


def draw_classes(
    canvas: Canvas,
    palette: Palette,
    plot: Plot,
    places: Array,
    labels: IntArray,
    predicted: IntArray,
    names: Sequence[str],
) -> Key:
    """Draw points at their places (n × 2), marked by class; those that the network gets wrong last, on a block."""
    right_marks, wrong_marks = (np.array(list(kind)) for kind in class_marks(names))
    of_class = [palette.of_class(number) for number in range(len(names))]
    order = np.argsort(labels != predicted, kind="stable")
    labels, wrong = labels[order], (labels != predicted)[order]
    rows, columns = _cells(canvas, plot, places[order])
    canvas.chars[rows, columns] = np.where(
        wrong, wrong_marks[labels % len(wrong_marks)], right_marks[labels % len(right_marks)]
    )
    on_block = style_ids([style + _ON_BLOCK for style in of_class])
    canvas.styles[rows, columns] = np.where(wrong, on_block[labels], style_ids(of_class)[labels])
    wrong_key = (str(wrong_marks[0]), "wrong", of_class[0] + _ON_BLOCK)
    if tuple(names) == tuple(right_marks):
        listed = ", ".join(names) if len(names) <= _LISTED else f"{names[0]} … {names[-1]}"
        return [(listed, "by class", palette.text), wrong_key]
    marks = right_marks[np.arange(len(names)) % len(right_marks)].tolist()
    return [wrong_key, *zip(marks, names, of_class, strict=True)]


def draw_values(canvas: Canvas, palette: Palette, plot: Plot, places: Array, values: Array, threshold: str) -> Key:
    """Draw points at their places (n × 2) in a shape for values (n) below 0 and another one for the rest.

    threshold: what 0 stands for.
    """
    below = (values < 0).astype(np.int64)
    rows, columns = _cells(canvas, plot, places)
    canvas.chars[rows, columns] = np.array(list(RIGHT_POINTS[:2]))[1 - below]
    canvas.styles[rows, columns] = style_ids([palette.of_class(0), palette.of_class(1)])[1 - below]
    words = f"below {threshold}", f"from {threshold}"
    return [(RIGHT_POINTS[side], words[side], palette.of_class(side)) for side in (1, 0)]


def draw_probe(canvas: Canvas, palette: Palette, plot: Plot, place: Array, focused: bool) -> None:
    """Mark a place (2), or the nearest one in the plot."""
    (row,), (column,) = _cells(canvas, plot, place[np.newaxis])
    canvas.text(int(column), int(row), PROBE, palette.selected if focused else palette.strong)


def draw_projection_key(canvas: Canvas, palette: Palette, key: Key, share: float) -> None:
    """What the marks mean, and where there is room how much of the variance (0 to 1) the plane shows."""
    note = f"  {percent(share)} of variance" if canvas.width >= _ROOMY else ""
    names = [name for _, name, _ in key]
    shorter = [zip(key, shortened_apart(names, cells), strict=True) for cells in _SHORTER]
    wordings = [[(shape, name, style) for (shape, _, style), name in wording] for wording in shorter]
    draw_key(canvas, palette, key, *wordings, reserved=len(note))
    canvas.right(canvas.width, 0, note, palette.muted)


def _cells(canvas: Canvas, plot: Plot, places: Array) -> tuple[IntArray, IntArray]:
    """Row and column of each place, in the plot; on a canvas that is smaller than any plot, at its edge."""
    bottom, right = min(plot.top + plot.rows, canvas.height), min(plot.left + plot.columns, canvas.width)
    rows = np.clip(plot.rows_of(places[:, 1]), plot.top, bottom - 1)
    return rows, np.clip(plot.columns_of(places[:, 0]), plot.left, right - 1)
