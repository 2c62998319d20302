"""Where the curves of a chart lie, and the axes around them."""

from dataclasses import dataclass

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas, style_id
from nntui.tui.drawing.chart_scales import LABEL_WIDTH, Scale, epoch_ticks

AXIS_WIDTH = LABEL_WIDTH + 1
"""Cells of an upright axis with its labels."""

_APART = 3  # cells between the labels of the epochs, at the least


@dataclass(frozen=True)
class Field:
    """Where the curves lie on the canvas: its cells, and the epochs from the first column to the last."""

    left: int
    top: int
    columns: int
    rows: int
    first: float
    last: float

    def column(self, epochs: Array) -> Array:
        """The columns of epochs."""
        share = (epochs - self.first) / (self.last - self.first)
        return np.asarray(self.left + np.rint(np.clip(share, 0, 1) * (self.columns - 1)), np.int64)

    def epoch(self, column: int) -> float:
        """The epoch at a column."""
        share = (column - self.left) / max(self.columns - 1, 1)
        return self.first + min(max(share, 0.0), 1.0) * (self.last - self.first)

    def row(self, values: Array, scale: Scale) -> Array:
        """The rows of values, at the edge where they are past the scale."""
        share = (values - scale.low) / (scale.high - scale.low)
        return np.asarray(self.top + np.rint((1 - np.clip(share, 0, 1)) * (self.rows - 1)), np.int64)


def draw_axes(canvas: Canvas, field: Field, left: Scale | None, right: Scale | None, style: Style) -> None:
    """Draw a line on the left and one below with the epochs; one on the right where there is a scale for it."""
    _draw_epochs(canvas, field, style)
    _draw_upright(canvas, field, field.left - 1, "└", style)
    canvas.styles[field.top : field.top + field.rows, : field.left] = style_id(style)  # blanks too: fewer runs to send
    for at, label in left.ticks if left is not None else ():
        canvas.text(0, _row(field, left, at), f"{label:>{LABEL_WIDTH}}┤", style)
    if right is not None:
        x = field.left + field.columns
        _draw_upright(canvas, field, x, "┘", style)
        for at, label in right.ticks:
            canvas.text(x, _row(field, right, at), f"├{label:>{LABEL_WIDTH}}", style)


def _row(field: Field, scale: Scale | None, at: float) -> int:
    assert scale is not None
    return int(field.row(np.array(at), scale))


def _draw_upright(canvas: Canvas, field: Field, x: int, corner: str, style: Style) -> None:
    rows = slice(field.top, field.top + field.rows + 1)
    canvas.chars[rows, x], canvas.styles[rows, x] = "│", style_id(style)
    canvas.chars[field.top + field.rows, x] = corner


def _draw_epochs(canvas: Canvas, field: Field, style: Style) -> None:
    longest = len(f"{field.last:.0f}")
    ticks = epoch_ticks(field.first, field.last, (field.columns + _APART) // (longest + _APART))
    line, labels = ["─"] * field.columns, [" "] * canvas.width
    for tick, x in zip(ticks, field.column(np.array(ticks, np.float64)).tolist(), strict=True):
        line[x - field.left] = "┬"
        start = min(max(x - len(f"{tick}") // 2, 0), canvas.width - len(f"{tick}"))
        labels[start : start + len(f"{tick}")] = f"{tick}"
    y = field.top + field.rows
    canvas.text(field.left, y, "".join(line), style)
    canvas.text(0, y + 1, "".join(labels), style)
