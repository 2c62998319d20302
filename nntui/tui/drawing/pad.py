"""The digit pad: a grid of large or small cells with a cursor, the network's answer large, and its probabilities."""

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.digits import GLYPHS, SIDE
from nntui.tui.drawing.bars import percent, probability_row
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.sketch import Sketch
from nntui.tui.themes import Palette

_LARGE, _SMALL = (6, 3), (2, 1)  # width and height of a cell
_GAP = 1  # columns between two cells, and rows between two large ones
_LARGE_MIN = (SIDE * (_LARGE[0] + _GAP) - _GAP + 2, SIDE * (_LARGE[1] + _GAP) - _GAP + 12)


def cell_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of a cell of the grid on a canvas of this size."""
    return _LARGE if width >= _LARGE_MIN[0] and height >= _LARGE_MIN[1] else _SMALL


def cell_at(x: int, y: int, width: int, height: int) -> tuple[int, int] | None:
    """The cell of the grid at a place on a canvas of this size, or None beside the grid."""
    cell_width, cell_height = cell_size(width, height)
    column, row = (x - _left(width, cell_width)) // (cell_width + _GAP), y // _stride(cell_height)
    return (column, row) if 0 <= column < SIDE and 0 <= row < SIDE else None


def draw_pad(
    canvas: Canvas, palette: Palette, sketch: Sketch, answers: Array, names: tuple[str, ...], focused: bool
) -> None:
    """Draw the sketch and, unless it is empty, the answers (one probability a class)."""
    cell = cell_size(canvas.width, canvas.height)
    _draw_grid(canvas, palette, sketch, cell, focused)
    grid_width, grid_height = SIDE * (cell[0] + _GAP) - _GAP, SIDE * _stride(cell[1])
    winner = -1 if sketch.empty else int(answers.argmax())
    if cell == _LARGE:
        _draw_answer_below(canvas, palette, answers, names, winner, grid_height)
    else:
        _draw_answer_beside(canvas, palette, answers, names, winner, grid_width + 3)


def _stride(cell_height: int) -> int:
    """Rows from one cell of the grid to the next."""
    return cell_height + _GAP if cell_height > 1 else cell_height


def _left(width: int, cell_width: int) -> int:
    """The grid of large cells stands in the middle, that of small ones at the left."""
    return (width - SIDE * (cell_width + _GAP) + _GAP) // 2 if cell_width == _LARGE[0] else 0


def _draw_grid(canvas: Canvas, palette: Palette, sketch: Sketch, cell: tuple[int, int], focused: bool) -> None:
    width, height = cell
    left = _left(canvas.width, width)
    for row in range(SIDE):
        for column in range(SIDE):
            x, y = left + column * (width + _GAP), row * _stride(height)
            here = (column, row) == (sketch.x, sketch.y)
            _draw_cell(canvas, palette, x, y, cell, sketch.at(column, row), here, focused)


def _draw_cell(
    canvas: Canvas, palette: Palette, x: int, y: int, cell: tuple[int, int], ink: bool, cursor: bool, focused: bool
) -> None:
    width, height = cell
    for line in range(height):
        if ink:
            canvas.text(x, y + line, "█" * width, palette.strong)
        else:
            dots = "··".center(width) if line == height // 2 else " " * width
            canvas.text(x, y + line, dots, palette.raised)
    if not cursor:
        return
    style = palette.selected if focused else palette.muted
    if height == 1:
        canvas.text(x, y, "▐▌" if ink else "[]", style if not ink else palette.accent if focused else palette.muted)
    else:
        edge = "━" * (width - 2)
        canvas.text(x, y, f"┏{edge}┓", style)
        canvas.text(x, y + height - 1, f"┗{edge}┛", style)


def _draw_answer_below(
    canvas: Canvas, palette: Palette, answers: Array, names: tuple[str, ...], winner: int, top: int
) -> None:
    if winner < 0:
        canvas.text(2, top + 1, "Draw a digit: arrows move, Space inks.", palette.muted)
    else:
        _draw_large(canvas, palette, winner, 2, top + 1, 2)
        canvas.text(3, top + 7, percent(answers[winner]), palette.strong)
    for number, name in enumerate(names):
        best = number == winner
        probability = 0.0 if winner < 0 else float(answers[number])
        styles = (palette.accent, palette.strong) if best else (palette.muted, palette.muted)
        if winner >= 0:
            probability_row(canvas, 15, top + number + 1, canvas.width - 17, name, probability, *styles)


def _draw_answer_beside(
    canvas: Canvas, palette: Palette, answers: Array, names: tuple[str, ...], winner: int, left: int
) -> None:
    if winner < 0:
        canvas.text(left, 1, "Draw a digit:", palette.muted)
        canvas.text(left, 2, "arrows move, Space inks.", palette.muted)
        return
    _draw_large(canvas, palette, winner, left, 0, 1)
    canvas.text(left, 4, percent(answers[winner]), palette.strong)
    left += 8
    column_width = (canvas.width - left - 1) // 2
    for number, name in enumerate(names):
        column, row = divmod(number, SIDE)
        styles = (palette.accent, palette.strong) if number == winner else (palette.muted, palette.muted)
        x = left + column * (column_width + 1)
        probability_row(canvas, x, row, column_width, name, float(answers[number]), *styles)


def _draw_large(canvas: Canvas, palette: Palette, digit: int, x: int, y: int, scale: int) -> None:
    """The glyph of a digit, five cells wide in half-blocks, or at scale 2 ten wide and five high."""
    glyph = GLYPHS[digit].reshape(SIDE, SIDE) > 0
    if scale == 2:
        for row, cells in enumerate(glyph):
            canvas.text(x, y + row, "".join("██" if cell else "  " for cell in cells), palette.accent)
        return
    padded = np.vstack([glyph, np.zeros((1, SIDE), bool)])
    for row in range(3):
        pairs = zip(padded[2 * row], padded[2 * row + 1], strict=True)
        line = "".join(" ▀▄█"[int(upper) + 2 * int(lower)] for upper, lower in pairs)
        canvas.text(x, y + row, line, palette.accent)
