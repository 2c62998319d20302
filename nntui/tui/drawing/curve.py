"""Curves and points in a frame of two axes: values along a line, or predicted against true ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.themes import Palette

TRUE, SAMPLE, TEST_SAMPLE, NETWORK = "·", "○", "◇", "━"
_LEFT, _ABOVE, _BELOW = 7, 1, 2  # cells that the labels, the legend and the x axis take


@dataclass(frozen=True)
class Plot:
    """A piece of the plane of `columns` × `rows` cells from (left, top): x and y from lowest to highest."""

    left: int
    top: int
    columns: int
    rows: int
    x: tuple[float, float]
    y: tuple[float, float]

    def places(self) -> Array:
        """The x at the middle of every column, float32."""
        low, high = self.x
        return (low + (np.arange(self.columns) + 0.5) * (high - low) / self.columns).astype(np.float32)

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
    cells = np.where(values == high, count - 1, cells)
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
    """Ticks at both ends and in the middle of both axes."""
    bottom, right = plot.top + plot.rows, plot.left + plot.columns
    for y in range(plot.top, bottom):
        canvas.text(plot.left - 1, y, "│", palette.faint)
    canvas.text(plot.left - 1, bottom, "└" + "─" * plot.columns, palette.faint)
    for y, value in zip((bottom - 1, plot.top + plot.rows // 2, plot.top), _ticks(plot.y), strict=True):
        canvas.right(plot.left, y, f"{_label(value, plot.y)}┤", palette.muted)
    for x, value in zip((plot.left, plot.left + plot.columns // 2, right - 1), _ticks(plot.x), strict=True):
        text = _label(value, plot.x)
        canvas.text(x, bottom, "┬", palette.muted)
        canvas.text(min(max(x - len(text) // 2, 0), canvas.width - len(text)), bottom + 1, text, palette.muted)


def _ticks(ends: tuple[float, float]) -> tuple[float, float, float]:
    low, high = ends
    return low, (low + high) / 2, high


def _label(value: float, ends: tuple[float, float]) -> str:
    """At most six characters; what is next to nothing on this axis is 0."""
    text = f"{value:.3g}" if abs(value) > (ends[1] - ends[0]) / 500 else "0"
    return text if len(text) < _LEFT else f"{value:.0e}"


def draw_dots(canvas: Canvas, plot: Plot, x: Array, y: Array, shape: str, style: Style) -> None:
    """One shape at each point (x and y: n each) inside the plot."""
    for column, row in zip(plot.columns_of(x).tolist(), plot.rows_of(y).tolist(), strict=True):
        if plot.holds(column, row):
            canvas.text(column, row, shape, style)


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


def draw_place(canvas: Canvas, palette: Palette, plot: Plot, x: float, y: float, focused: bool) -> None:
    """Mark a point of a curve with ╋, its column on the axis, and the way up to it."""
    column = int(np.clip(plot.columns_of(np.array([x]))[0], plot.left, plot.left + plot.columns - 1))
    row = int(np.clip(plot.rows_of(np.array([y]))[0], plot.top, plot.top + plot.rows - 1))
    for between in range(row + 1, plot.top + plot.rows):
        canvas.text(column, between, "╎", palette.faint)
    canvas.text(column, row, "╋", palette.selected if focused else palette.strong)
    canvas.text(column, plot.top + plot.rows, "▴", palette.accent)


def draw_key(canvas: Canvas, palette: Palette, entries: Sequence[tuple[str, str, Style]]) -> None:
    """Shapes and what they stand for, on the first line."""
    x, length = _LEFT, sum(len(shape) + len(meaning) + 1 for shape, meaning, _ in entries)
    gap = " " * min(max((canvas.width - x - length) // max(len(entries), 1), 1), 3)
    for shape, meaning, style in entries:
        x = canvas.text(canvas.text(x, 0, shape, style), 0, f" {meaning}{gap}", palette.muted)
