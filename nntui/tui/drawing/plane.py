"""Problems on the plane: decision regions, points over them, axes, a cross-hair.

A class has a colour, a shape of point and a texture of region, so that it can be told apart without colour too.
Points that the network gets wrong are filled and stand on a block of their class's colour.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas, style_id, style_ids
from nntui.tui.themes import Palette

RIGHT_POINTS = "○△□◇▽☆"
WRONG_POINTS = "●▲■◆▼★"
_TEXTURES = np.array([" ", "·", ":", "-", "+", "'", "%", "="])
_LEFT, _BELOW = 6, 2  # cells that the axes take
_LEGEND_WIDTH = 7


@dataclass(frozen=True)
class Frame:
    """Where a square piece of the plane stands on a canvas: `columns` × `rows` cells from (left, top).

    low, high: the coordinates at the outer edges, the same on both axes. A cell is about twice as high as it is
    wide, so twice as many columns as rows look square.
    """

    left: int
    top: int
    columns: int
    rows: int
    low: float
    high: float

    def centres(self) -> Array:
        """The points at the middle of every cell, row by row from the top: (rows · columns) × 2."""
        x = self.low + (np.arange(self.columns) + 0.5) * self.cell_width
        y = self.high - (np.arange(self.rows) + 0.5) * self.cell_height
        grid_x, grid_y = np.meshgrid(x, y)
        return np.column_stack([grid_x.ravel(), grid_y.ravel()]).astype(np.float32)

    def cells(self, points: Array) -> tuple[IntArray, IntArray]:
        """Column and row on the canvas of each point (n × 2), which may lie outside the frame."""
        columns = np.floor((points[:, 0] - self.low) / self.cell_width).astype(np.int64)
        rows = np.floor((self.high - points[:, 1]) / self.cell_height).astype(np.int64)
        return columns + self.left, rows + self.top

    def contains(self, columns: IntArray, rows: IntArray) -> npt.NDArray[np.bool_]:
        """Which of these cells lie in the frame."""
        across = (columns >= self.left) & (columns < self.left + self.columns)
        return across & (rows >= self.top) & (rows < self.top + self.rows)

    @property
    def cell_width(self) -> float:
        """Width of a cell in coordinates."""
        return (self.high - self.low) / self.columns

    @property
    def cell_height(self) -> float:
        """Height of a cell in coordinates."""
        return (self.high - self.low) / self.rows


def frame_for(width: int, height: int, domain: tuple[float, float]) -> Frame:
    """The largest square that fits a canvas with room for axes."""
    rows = max(min(height - _BELOW, (width - _LEFT) // 2), 2)
    return Frame(_LEFT, 0, min(rows * 2, max(width - _LEFT, 2)), rows, *domain)


def draw_regions(canvas: Canvas, palette: Palette, frame: Frame, classes: IntArray) -> None:
    """Fill the frame with the regions of the classes at its cell centres (Frame.centres())."""
    grid = classes.reshape(frame.rows, frame.columns)
    spread = np.add.outer(np.arange(frame.rows), np.arange(frame.columns)) % 2 == 0
    textures = np.where(spread, _TEXTURES[grid % len(_TEXTURES)], " ")
    here = np.s_[frame.top : frame.top + frame.rows, frame.left : frame.left + frame.columns]
    canvas.chars[here] = textures
    canvas.styles[here] = style_ids(list(palette.regions))[grid % len(palette.regions)]


def draw_points(
    canvas: Canvas, palette: Palette, frame: Frame, points: Array, labels: IntArray, predicted: IntArray
) -> None:
    """Draw points (n × 2) in the shape of their class, on the region's ground; the wrong ones last and standing out."""
    columns, rows = frame.cells(points)
    inside = frame.contains(columns, rows)
    wrong = labels != predicted
    for index in np.flatnonzero(inside & ~wrong).tolist() + np.flatnonzero(inside & wrong).tolist():
        x, y, label = int(columns[index]), int(rows[index]), int(labels[index])
        if wrong[index]:
            canvas.chars[y, x] = WRONG_POINTS[label % len(WRONG_POINTS)]
            canvas.styles[y, x] = style_id(palette.wrong[label % len(palette.wrong)])
        else:
            ground = palette.regions[int(predicted[index]) % len(palette.regions)]
            canvas.chars[y, x] = RIGHT_POINTS[label % len(RIGHT_POINTS)]
            canvas.styles[y, x] = style_id(ground + palette.points[label % len(palette.points)])


def draw_axes(canvas: Canvas, palette: Palette, frame: Frame) -> None:
    """Ticks at both ends and in the middle of both axes."""
    middle = (frame.low + frame.high) / 2
    bottom, right = frame.top + frame.rows, frame.left + frame.columns
    for y, value in ((frame.top, frame.high), (frame.top + frame.rows // 2, middle), (bottom - 1, frame.low)):
        canvas.right(frame.left, y, f"{value:.3g}┤", palette.muted)
    for y in range(frame.top, bottom):
        if canvas.chars[y, frame.left - 1] == " ":
            canvas.text(frame.left - 1, y, "│", palette.faint)
    canvas.text(frame.left - 1, bottom, "└" + "─" * frame.columns, palette.faint)
    for x, value in ((frame.left, frame.low), (frame.left + frame.columns // 2, middle), (right - 1, frame.high)):
        text = f"{value:.3g}"
        canvas.text(x, bottom, "┬", palette.muted)
        canvas.text(min(x - len(text) // 2, canvas.width - len(text)), bottom + 1, text, palette.muted)


def draw_cross_hair(canvas: Canvas, palette: Palette, frame: Frame, point: tuple[float, float], focused: bool) -> None:
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


def draw_legend(canvas: Canvas, palette: Palette, x: int, classes: tuple[str, ...], notes: tuple[str, ...]) -> None:
    """Shapes and names of the classes, what a wrong point looks like, and notes: one a line, from column x."""
    for number, name in enumerate(classes[: canvas.height - 2]):
        after = canvas.text(x, number, RIGHT_POINTS[number % len(RIGHT_POINTS)] + " ", palette.of_class(number))
        canvas.text(after, number, name, palette.text)
    y = len(classes) + 1
    after = canvas.text(x, y, WRONG_POINTS[0], palette.wrong[0])
    canvas.text(after, y, " wrong", palette.text)
    for line, note in enumerate(notes, y + 2):
        canvas.text(x, line, note, palette.muted)
