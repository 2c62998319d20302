"""About one unit of a network diagram: what it is, its value, its equation, and its weights one by one."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from nntui.tui.drawing.bars import bar
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.themes import Palette

_WEIGHT_WIDTH, _BAR_WIDTH = 7, 6
_WEIGHTS_BELOW = 4  # rows from which on weights have rows of their own, below the equation
_MOST_EQUATION = 1 / 2  # share of the rows that the equation may take


class Weight(NamedTuple):
    """A weight from a unit, or to one, of this name."""

    name: str
    value: float


class UnitDetail(NamedTuple):
    """What there is to say. value, where: what the unit puts out, and for which input. equation: with hard spaces where
    it must not be broken. weights: what follows it, under a heading.
    """

    heading: str
    value: str
    where: str
    equation: str
    weights_heading: str
    weights: Sequence[Weight]


def equation_room(width: int, height: int) -> int:
    """How many characters of an equation there is room for."""
    return (width - 2) * _equation_rows(height) - (_equation_rows(height) - 1) * 4  # lines that end before a term


def _equation_rows(height: int) -> int:
    if height <= _WEIGHTS_BELOW:
        return max(height - 1, 1)
    return min(max(int((height - 1) * _MOST_EQUATION), 2), 8)


def draw_detail(canvas: Canvas, palette: Palette, x: int, y: int, width: int, height: int, detail: UnitDetail) -> None:
    """Draw it on `height` rows of `width` cells from column x of row y."""
    is_roomy = len(detail.heading) + len(detail.value) + len(detail.where) + 2 <= width
    value = f"{detail.value} {detail.where}" if is_roomy else detail.value
    canvas.text(x, y, detail.heading[: width - len(value) - 1], palette.strong)
    canvas.right(x + width, y, value, palette.accent)
    rows = _equation_rows(height)
    lines = wrap(detail.equation, width, max_lines=rows, placeholder=" …", subsequent_indent="  ")
    for row, line in enumerate(lines, y + 1):
        canvas.text(x, row, line.replace("\xa0", " "), palette.text)
    if height > _WEIGHTS_BELOW or not lines:
        first = y + 1 + len(lines)
        _draw_weights(canvas, palette, x, first, width, y + height - first, detail)


def _draw_weights(
    canvas: Canvas, palette: Palette, x: int, y: int, width: int, height: int, detail: UnitDetail
) -> None:
    """Names, bars and numbers in columns, read from left to right; what finds no room is counted."""
    if height < 2 or not detail.weights:
        return
    longest = max(len(weight.name) for weight in detail.weights)
    cell = longest + 1 + _BAR_WIDTH + _WEIGHT_WIDTH
    across = max((width + 2) // (cell + 2), 1)
    shown = detail.weights[: across * (height - 1)]
    left = len(detail.weights) - len(shown)
    canvas.text(x, y, f"{detail.weights_heading}{f', {left} more' if left else ''}", palette.muted)
    peak = max((abs(weight.value) for weight in detail.weights), default=0) or 1.0
    for number, weight in enumerate(shown):
        row, column = divmod(number, across)
        left_edge = x + column * (cell + 2)
        canvas.text(left_edge, y + 1 + row, weight.name.rjust(longest), palette.muted)
        style = palette.of_class(int(weight.value > 0))
        canvas.text(left_edge + longest + 1, y + 1 + row, bar(abs(weight.value) / peak, _BAR_WIDTH), style)
        canvas.right(left_edge + cell, y + 1 + row, f"{weight.value:+.2f}".replace("-", "−"), palette.text)
