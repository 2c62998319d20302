"""A piece of the plane on a canvas: where its points stand, axes around it, and a cross-hair in it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.round_ticks import rounded
from nntui.tui.themes import Palette

_LEFT, _BELOW = 6, 2  # cells that the axes take
_LEGEND_WIDTH = 7
_ROOMY_COLUMNS, _ROOMY_ROWS = 36, 16  # from which on quarters have a tick as well

Ends = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where a square piece of the plane stands on a canvas: `columns` × `rows` cells from (left, top).

    x, y: the coordinates at the outer edges, lowest and highest; both ranges are as long. A cell is about twice as
    high as it is wide, so twice as many columns as rows look square, and a circle round.
    """

    left: int
    top: int
    columns: int
    rows: int
    x: Ends
    y: Ends

    def centres(self, parts: int = 1) -> Array:
        """The points at the middle of every cell, or of `parts` of it one below the other, row by row from the top:
        (rows · parts · columns) × 2.
        """
        across = self.x[0] + (np.arange(self.columns) + 0.5) * self.cell[0]
        down = self.y[1] - (np.arange(self.rows * parts) + 0.5) * self.cell[1] / parts
        grid_x, grid_y = np.meshgrid(across, down)
        return np.column_stack([grid_x.ravel(), grid_y.ravel()]).astype(np.float32)

    def cells(self, points: Array) -> tuple[IntArray, IntArray]:
        """Column and row on the canvas of each point (n × 2), which may lie outside the frame."""
        columns = np.floor((points[:, 0] - self.x[0]) / self.cell[0]).astype(np.int64)
        rows = np.floor((self.y[1] - points[:, 1]) / self.cell[1]).astype(np.int64)
        return columns + self.left, rows + self.top

    def contains(self, columns: IntArray, rows: IntArray) -> npt.NDArray[np.bool_]:
        """Which of these cells lie in the frame."""
        across = (columns >= self.left) & (columns < self.left + self.columns)
        return across & (rows >= self.top) & (rows < self.top + self.rows)

    def point_at(self, column: int, row: int) -> tuple[float, ...]:
        """The point at the middle of a cell of the canvas."""
        return (
            self.x[0] + (column - self.left + 0.5) * self.cell[0],
            self.y[1] - (row - self.top + 0.5) * self.cell[1],
        )

    @property
    def cell(self) -> tuple[float, ...]:
        """Width and height of a cell in coordinates."""
        return (self.x[1] - self.x[0]) / self.columns, (self.y[1] - self.y[0]) / self.rows


def frame_for(width: int, height: int, x: Ends, y: Ends) -> Frame:
    """The largest square that fits a canvas with room for axes."""
    rows = max(min(height - _BELOW, (width - _LEFT) // 2), 2)
    return Frame(_LEFT, 0, min(rows * 2, max(width - _LEFT, 2)), rows, x, y)


def draw_axes(canvas: Canvas, palette: Palette, frame: Frame) -> None:
    """Ticks at both ends, in the middle, and where there is room at the quarters of both axes."""
    bottom = frame.top + frame.rows
    for y in range(frame.top, bottom):
        canvas.text(frame.left - 1, y, "│", palette.faint)
    for part in _parts(frame.rows >= _ROOMY_ROWS):
        y = bottom - 1 - min(int(part * frame.rows), frame.rows - 1)
        canvas.right(frame.left, y, f"{_label(frame.y, part)}┤", palette.muted)
    canvas.text(frame.left - 1, bottom, "└" + "─" * frame.columns, palette.faint)
    for part in _parts(frame.columns >= _ROOMY_COLUMNS):
        text, x = _label(frame.x, part), frame.left + min(int(part * frame.columns), frame.columns - 1)
        canvas.text(x, bottom, "┬", palette.muted)
        canvas.text(min(x - len(text) // 2, canvas.width - len(text)), bottom + 1, text, palette.muted)


def _parts(roomy: bool) -> tuple[float, ...]:
    return (0.0, 0.25, 0.5, 0.75, 1.0) if roomy else (0.0, 0.5, 1.0)


def _label(ends: Ends, part: float) -> str:
    """With as many digits as five characters hold; what is next to nothing on this axis is 0."""
    value = ends[0] + part * (ends[1] - ends[0])
    if abs(value) <= (ends[1] - ends[0]) / 1000:
        return "0"
    return rounded(value, _LEFT - 1)


def draw_cross_hair(canvas: Canvas, palette: Palette, frame: Frame, point: tuple[float, ...], focused: bool) -> None:
    """Mark the cell of a point with ╋ and its column and row on the axes."""
    columns, rows = frame.cells(np.array([point], np.float32))
    x = min(max(int(columns[0]), frame.left), frame.left + frame.columns - 1)
    y = min(max(int(rows[0]), frame.top), frame.top + frame.rows - 1)
    canvas.text(x, y, "╋", palette.selected if focused else palette.strong)
    canvas.text(frame.left - 1, y, "▸", palette.accent)
    canvas.text(x, frame.top + frame.rows, "▴", palette.accent)


def legend_column(canvas: Canvas, frame: Frame) -> int:
    """Where a legend starts: beside the frame, or past the canvas, out of sight, where there is no room for it."""
    column = frame.left + frame.columns + 2
    return column if canvas.width - column >= _LEGEND_WIDTH else canvas.width
