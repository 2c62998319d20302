"""Curves and points in a frame of two axes: values along a line, or predicted against true ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from rich.cells import cell_len
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.braille import DOT_COLUMNS, DOT_ROWS, braille
from nntui.tui.drawing.canvas import Canvas, style_id
from nntui.tui.drawing.round_ticks import LABEL_WIDTH, round_ticks
from nntui.tui.drawing.thinning import one_a_block
from nntui.tui.themes import Palette

TRUE, SAMPLE, TEST_SAMPLE, NETWORK = "·", "○", "◇", "━"
_LEFT, _ABOVE, _BELOW = LABEL_WIDTH + 1, 1, 2  # cells that the labels, the legend and the x axis take
_FEW_ROWS, _FEW_COLUMNS = 8, 30  # up to which two ticks are enough
_SPACING = 4, 2  # columns and rows to a point, where there are many
_MANY_ROWS, _MANY_COLUMNS = 24, 80  # from which there are five at the least

Key = Sequence[tuple[str, str, Style]]
"""Shapes, what each stands for, and the style that it has."""


@dataclass(frozen=True)
class Plot:
    """A piece of the plane of `columns` × `rows` cells from (left, top): x and y from lowest to highest."""

    left: int
    top: int
    columns: int
    rows: int
    x: tuple[float, float]
    y: tuple[float, float]

    def places(self, parts: int = 1) -> Array:
        """The x at the middle of every column, or of `parts` of it one beside the other, float32."""
        low, high = self.x
        count = self.columns * parts
        return (low + (np.arange(count) + 0.5) * (high - low) / count).astype(np.float32)

    def point_at(self, column: int, row: int) -> tuple[float, ...]:
        """The x at the middle of a column of the canvas."""
        return (self.x[0] + (column - self.left + 0.5) * self.cell[0],)

    @property
    def cell(self) -> tuple[float, ...]:
        """How long a column is along x."""
        return ((self.x[1] - self.x[0]) / self.columns,)

    def columns_of(self, x: Array) -> IntArray:
        """The column of each x, which may lie outside the plot."""
        return self.left + _cells(x, self.x, self.columns)

    def rows_of(self, y: Array) -> IntArray:
        """The row of each y, which may lie outside the plot."""
        return self.top + self.rows - 1 - _cells(y, self.y, self.rows)

    def holds(self, column: int, row: int) -> bool:
        """Whether a cell belongs to the plot."""
        return self.left <= column < self.left + self.columns and self.top <= row < self.top + self.rows


def _cells(values: Array, ends: tuple[float, float], count: int) -> IntArray:
    low, high = ends
    exact = np.where(np.isnan(values), np.inf, values.astype(np.float64))
    cells = np.floor((exact - low) / (high - low) * count)
    cells = np.where((values >= low) & (values <= high), np.clip(cells, 0, count - 1), cells)  # whatever the rounding
    return np.clip(cells, -1, count).astype(np.int64)


def plot_for(width: int, height: int, x: tuple[float, float], y: tuple[float, float]) -> Plot:
    """The largest plot that fits a canvas with room for a legend and axes."""
    return Plot(_LEFT, _ABOVE, max(width - _LEFT - 1, 2), max(height - _ABOVE - _BELOW, 2), x, y)


def range_of(*values: Array) -> tuple[float, float]:
    """A range that holds all finite values, with a margin."""
    flat = np.concatenate([part.ravel() for part in values]).astype(np.float64)
    flat = flat[np.isfinite(flat)]
    low, high = (float(flat.min()), float(flat.max())) if len(flat) else (-1.0, 1.0)
    margin = 0.1 * (high - low) or 1.0
    return low - margin, high + margin


def draw_plot_axes(canvas: Canvas, palette: Palette, plot: Plot) -> None:
    """Ticks at round numbers of both axes."""
    bottom = plot.top + plot.rows
    for y in range(plot.top, bottom):
        canvas.text(plot.left - 1, y, "│", palette.faint)
    canvas.text(plot.left - 1, bottom, "└" + "─" * plot.columns, palette.faint)
    ticks = round_ticks(*plot.y, _least_ticks(plot.rows, _FEW_ROWS, _MANY_ROWS))
    for y, (_, text) in zip(plot.rows_of(_values(ticks)).tolist(), ticks, strict=True):
        canvas.right(plot.left, y, f"{text}┤", palette.muted)
    ticks = round_ticks(*plot.x, _least_ticks(plot.columns, _FEW_COLUMNS, _MANY_COLUMNS))
    for x, (_, text) in zip(plot.columns_of(_values(ticks)).tolist(), ticks, strict=True):
        canvas.text(x, bottom, "┬", palette.muted)
        canvas.text(min(max(x - len(text) // 2, 0), canvas.width - len(text)), bottom + 1, text, palette.muted)


def _values(ticks: list[tuple[float, str]]) -> Array:
    return np.array([value for value, _ in ticks])


def _least_ticks(cells: int, few: int, many: int) -> int:
    return 2 if cells <= few else 3 if cells < many else 5


def draw_dots(canvas: Canvas, plot: Plot, x: Array, y: Array, shape: str, style: Style) -> None:
    """One shape at each point (x and y: n each) inside the plot."""
    for column, row in zip(plot.columns_of(x).tolist(), plot.rows_of(y).tolist(), strict=True):
        if plot.holds(column, row):
            canvas.text(column, row, shape, style)


def draw_some_dots(canvas: Canvas, plot: Plot, x: Array, y: Array, shape: str, style: Style) -> int | None:
    """The same, but of many points only so many that a line shows between them. Returns how many are drawn if these
    are not all that lie inside.
    """
    columns, rows = plot.columns_of(x) - plot.left, plot.rows_of(y) - plot.top
    inside = np.flatnonzero((columns >= 0) & (columns < plot.columns) & (rows >= 0) & (rows < plot.rows))
    chosen = inside
    if len(inside) * _SPACING[0] > plot.columns:
        chosen = inside[one_a_block(columns[inside], rows[inside], np.zeros(len(inside), np.int64), *_SPACING)]
    draw_dots(canvas, plot, x[chosen], y[chosen], shape, style)
    return len(chosen) if len(chosen) < len(inside) else None


def draw_line(canvas: Canvas, plot: Plot, y: Array, style: Style) -> None:
    """A line through the values at Plot.places(), upright where it is steep."""
    rows = plot.rows_of(y).tolist()
    for column, (before, row) in enumerate(zip([rows[0], *rows], rows, strict=False), plot.left):
        step = 1 if row > before else -1
        for between in range(before + step, row, step):
            if plot.holds(column, between):
                canvas.text(column, between, "┃", style)
        if plot.holds(column, row):
            canvas.text(column, row, NETWORK, style)


def draw_fine_line(canvas: Canvas, plot: Plot, y: Array, style: Style) -> None:
    """The same in Braille dots, through the values at Plot.places(DOT_COLUMNS)."""
    rows = _dot_rows(plot, y)
    before = np.concatenate([rows[:1], rows[:-1]])
    first = before + np.sign(rows - before)
    every = np.arange(plot.rows * DOT_ROWS)[:, np.newaxis]
    _draw_braille(canvas, plot, (every >= np.minimum(first, rows)) & (every <= np.maximum(first, rows)), style)


def draw_true(canvas: Canvas, palette: Palette, plot: Plot, y: Array) -> None:
    """A dot in each column for the values at Plot.places(), what is right: its gaps tell it from a line."""
    if not palette.braille:
        draw_dots(canvas, plot, plot.places(), y, TRUE, palette.second)
        return
    rows, dots = _dot_rows(plot, y), np.zeros((plot.rows * DOT_ROWS, plot.columns * DOT_COLUMNS), bool)
    inside = np.flatnonzero((rows >= 0) & (rows < len(dots)))
    dots[rows[inside], inside * DOT_COLUMNS] = True
    _draw_braille(canvas, plot, dots, palette.second)


def _dot_rows(plot: Plot, y: Array) -> IntArray:
    """The row of dots of each y, from 0 at the top of the plot, which may lie outside it."""
    return replace(plot, top=0, rows=plot.rows * DOT_ROWS).rows_of(y)


def _draw_braille(canvas: Canvas, plot: Plot, dots: npt.NDArray[np.bool_], style: Style) -> None:
    """Write over the cells that have dots."""
    here = np.s_[plot.top : plot.top + plot.rows, plot.left : plot.left + plot.columns]
    chars, written = braille(dots)
    canvas.chars[here][written] = chars[written]
    canvas.styles[here][written] = style_id(style)


def draw_place(canvas: Canvas, palette: Palette, plot: Plot, x: float, y: float, focused: bool) -> None:
    """Mark a point of a curve with ╋, its column on the axis, and the way up to it."""
    column = int(np.clip(plot.columns_of(np.array([x]))[0], plot.left, plot.left + plot.columns - 1))
    row = int(np.clip(plot.rows_of(np.array([y]))[0], plot.top, plot.top + plot.rows - 1))
    for between in range(row + 1, plot.top + plot.rows):
        canvas.text(column, between, "╎", palette.faint)
    canvas.text(column, row, "╋", palette.selected if focused else palette.strong)
    canvas.text(column, plot.top + plot.rows, "▴", palette.accent)


def draw_key(canvas: Canvas, palette: Palette, *wordings: Key, reserved: int = 0) -> None:
    """Shapes and what they stand for, on the first line: of several wordings the first that fits, or the last one.

    reserved: cells at the end of the line that are for something else.
    """
    width = canvas.width - reserved
    entries = next((wording for wording in wordings if _length(wording) < width), wordings[-1])
    x = max(min(_LEFT, width - _length(entries)), 1)
    gap = " " * min(max((width - x - _length(entries)) // max(len(entries), 1) + 1, 1), 3)
    for shape, meaning, style in entries:
        x = canvas.text(canvas.text(x, 0, shape, style), 0, f" {meaning}{gap}", palette.muted)


def _length(key: Key) -> int:
    return sum(cell_len(shape) + 1 + cell_len(meaning) for shape, meaning, _ in key) + len(key) - 1
