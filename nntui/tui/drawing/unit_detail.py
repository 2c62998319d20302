"""About one unit of a network diagram: what it is, its value, its equation, and its weights one by one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from rich.cells import cell_len

from nntui.tui.drawing.bars import bar
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.ramp import ramp_marks, ramp_steps
from nntui.tui.drawing.wrapping import shortened
from nntui.tui.themes import Palette

_WEIGHT_WIDTH, _BAR_WIDTH = 7, 6
_WEIGHTS_FROM = 8  # rows from which on the equation leaves some to the weights
_LEAST_BESIDE = 26  # cells for the text beside a picture of the weights
_MOST_EQUATION = 1 / 2  # share of the rows that the equation may take


class Weight(NamedTuple):
    """A weight from a unit, or to one, of this name."""

    name: str
    value: float


class UnitDetail(NamedTuple):
    """What there is to say. place: which of how many it is. value, where: what the unit puts out, and for which input.

    equation: from how many cells and rows there are for it to its lines; None for an input. weights: what follows it,
    under a heading. side: how many weights stand in a row, if they are those of the cells of a square picture; else 0.
    """

    heading: str
    place: str
    value: str
    where: str
    equation: Callable[[int, int], list[str]] | None
    weights_heading: str
    weights: Sequence[Weight]
    side: int = 0


def _picture_width(width: int, height: int, side: int) -> int:
    """Cells of a picture of the weights and of the gap before it; 0 where it finds no room."""
    has_room = side and height > side and width - 2 * side >= _LEAST_BESIDE
    return 2 * side + 1 if has_room else 0


def _equation_rows(height: int) -> int:
    if height < _WEIGHTS_FROM:
        return max(height - 1, 1)
    return min(max(int((height - 1) * _MOST_EQUATION), 2), 8)


def draw_detail(canvas: Canvas, palette: Palette, x: int, y: int, width: int, height: int, detail: UnitDetail) -> None:
    """Draw it on `height` rows of `width` cells from column x of row y."""
    heading, value = f"{detail.heading} {detail.place}", f"{detail.value} {detail.where}"
    if cell_len(f"{heading} {value}") > width:
        heading = detail.heading  # how many there are the diagram tells; what the value is for, nothing else
    if cell_len(f"{heading} {value}") > width:
        value = detail.value
    heading = shortened(heading, width - cell_len(value) - 1)
    canvas.text(x, y, heading, palette.strong)
    canvas.right(x + width, y, value, palette.accent)
    if picture := _picture_width(width, height, detail.side):
        _draw_picture(canvas, palette, x + width - picture + 1, y + 1, detail)
        width -= picture
    lines = detail.equation(width, _equation_rows(height)) if detail.equation is not None else []
    for row, line in enumerate(lines, y + 1):
        canvas.text(x, row, line, palette.text)
    first = y + 1 + len(lines)
    _draw_weights(canvas, palette, x, first, width, y + height - first, detail, bool(lines) and height < _WEIGHTS_FROM)


def _draw_picture(canvas: Canvas, palette: Palette, x: int, y: int, detail: UnitDetail) -> None:
    """What the unit looks for: the weight of each cell by its colour and its sign."""
    weights = np.nan_to_num([weight.value for weight in detail.weights], posinf=0, neginf=0)
    steps = ramp_steps(palette, weights / (np.abs(weights).max() or 1)).reshape(-1, detail.side)
    marks = ramp_marks(palette, steps)
    for (row, column), step in np.ndenumerate(steps):
        canvas.text(x + 2 * column, y + row, f"{marks[row, column]}" * 2, palette.ramp[int(step)])


def _draw_weights(
    canvas: Canvas, palette: Palette, x: int, y: int, width: int, height: int, detail: UnitDetail, all_or_none: bool
) -> None:
    """Names, bars and numbers in columns, read from left to right; what finds no room is counted.

    all_or_none: draw nothing rather than some of them.
    """
    if height < 2 or not detail.weights:
        return
    longest = max(cell_len(weight.name) for weight in detail.weights)
    cell = longest + 1 + _BAR_WIDTH + _WEIGHT_WIDTH
    across = max((width + 2) // (cell + 2), 1)
    shown = detail.weights[: across * (height - 1)]
    left = len(detail.weights) - len(shown)
    if left and all_or_none:
        return
    canvas.text(x, y, f"{detail.weights_heading}{f', {left} more' if left else ''}", palette.muted)
    peak = max((abs(weight.value) for weight in detail.weights), default=0) or 1.0
    for number, weight in enumerate(shown):
        row, column = divmod(number, across)
        left_edge = x + column * (cell + 2)
        canvas.right(left_edge + longest, y + 1 + row, weight.name, palette.muted)
        style = palette.of_class(int(weight.value > 0))
        canvas.text(left_edge + longest + 1, y + 1 + row, bar(abs(weight.value) / peak, _BAR_WIDTH), style)
        canvas.right(left_edge + cell, y + 1 + row, f"{weight.value:+.2f}".replace("-", "−"), palette.text)
