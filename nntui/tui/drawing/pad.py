"""The digit pad: a grid of large or small cells with a cursor, the network's answer large, and its probabilities."""

from typing import NamedTuple

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.digits import GLYPHS, SIDE
from nntui.tui.drawing.bars import percent, probability_row
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.sketch import Sketch
from nntui.tui.themes import Palette

_ANSWER_WIDTH, _ANSWER_HEIGHT = 30, 11  # the least that a roomy answer takes


class Layout(NamedTuple):
    """Where grid and answer stand: cells of width × height every stride_x columns and stride_y rows."""

    width: int
    height: int
    stride_x: int
    stride_y: int
    left: int
    answer_x: int
    answer_y: int
    roomy: bool

    def cell_at(self, x: int, y: int) -> tuple[int, int] | None:
        """Column and row of the grid at a place on the canvas, or None beside the grid."""
        column, row = (x - self.left) // self.stride_x, y // self.stride_y
        return (column, row) if 0 <= column < SIDE and 0 <= row < SIDE else None


def layout_for(width: int, height: int) -> Layout:
    """Large cells with the answer below, or beside, where there is room; else small cells with the answer beside."""
    grid_width, grid_height = SIDE * 7 - 1, SIDE * 4 - 1
    if width >= grid_width and height >= grid_height + 1 + _ANSWER_HEIGHT:
        return Layout(6, 3, 7, 4, (width - grid_width) // 2, 2, grid_height + 1, True)
    if width >= grid_width + 4 + _ANSWER_WIDTH and height >= grid_height:
        return Layout(6, 3, 7, 4, 1, grid_width + 5, 2, True)
    return Layout(2, 1, 3, 1, 0, SIDE * 3 + 2, 0, False)


def draw_pad(
    canvas: Canvas, palette: Palette, sketch: Sketch, answers: Array, names: tuple[str, ...], focused: bool
) -> None:
    """Draw the sketch and, unless it is empty, the answers (one probability a class)."""
    layout = layout_for(canvas.width, canvas.height)
    for row in range(SIDE):
        for column in range(SIDE):
            x, y = layout.left + column * layout.stride_x, row * layout.stride_y
            _draw_cell(canvas, palette, layout, x, y, sketch.at(column, row))
            if (column, row) == (sketch.x, sketch.y):
                _draw_cursor(canvas, palette, layout, x, y, sketch.at(column, row), focused)
    if sketch.empty:
        for line, text in enumerate(("Draw a digit:", "arrows move,", "Space inks.")):
            canvas.text(layout.answer_x, layout.answer_y + 1 + line, text, palette.muted)
    elif layout.roomy:
        _draw_roomy_answer(canvas, palette, answers, names, layout)
    else:
        _draw_short_answer(canvas, palette, answers, names, layout)


def _draw_cell(canvas: Canvas, palette: Palette, layout: Layout, x: int, y: int, ink: bool) -> None:
    for line in range(layout.height):
        if ink:
            canvas.text(x, y + line, "█" * layout.width, palette.strong)
        else:
            dots = "··" if line == layout.height // 2 else ""
            canvas.text(x, y + line, dots.center(layout.width), palette.raised)


def _draw_cursor(canvas: Canvas, palette: Palette, layout: Layout, x: int, y: int, ink: bool, focused: bool) -> None:
    style = palette.selected if focused else palette.muted
    if layout.height == 1:
        shape = "▐▌" if ink else "[]"
        canvas.text(x, y, shape, palette.accent if ink and focused else style)
    else:
        edge = "━" * (layout.width - 2)
        canvas.text(x, y, f"┏{edge}┓", style)
        canvas.text(x, y + layout.height - 1, f"┗{edge}┛", style)


def _draw_roomy_answer(
    canvas: Canvas, palette: Palette, answers: Array, names: tuple[str, ...], layout: Layout
) -> None:
    winner, x, y = int(answers.argmax()), layout.answer_x, layout.answer_y
    _draw_large(canvas, palette, winner, x, y, 2)
    canvas.text(x + 1, y + 6, percent(answers[winner]), palette.strong)
    left = x + 13
    for number, name in enumerate(names):
        styles = (palette.accent, palette.strong) if number == winner else (palette.muted, palette.muted)
        width = min(canvas.width - left - 2, 48)
        probability_row(canvas, left, y + number, width, name, float(answers[number]), *styles)


def _draw_short_answer(
    canvas: Canvas, palette: Palette, answers: Array, names: tuple[str, ...], layout: Layout
) -> None:
    winner, x, y = int(answers.argmax()), layout.answer_x, layout.answer_y
    _draw_large(canvas, palette, winner, x, y, 1)
    canvas.text(x, y + 4, percent(answers[winner]), palette.strong)
    left = x + 8
    width = min((canvas.width - left - 2) // 2, 24)
    for number, name in enumerate(names):
        column, row = divmod(number, SIDE)
        styles = (palette.accent, palette.strong) if number == winner else (palette.muted, palette.muted)
        probability_row(canvas, left + column * (width + 2), y + row, width, name, float(answers[number]), *styles)


def _draw_large(canvas: Canvas, palette: Palette, digit: int, x: int, y: int, scale: int) -> None:
    """The glyph of a digit: ten cells wide and five high, or at scale 1 half that, in half-blocks."""
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
