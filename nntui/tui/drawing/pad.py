"""The digit pad's grid of large or small cells, with ink, a cursor, and marks that say why."""

from functools import cache
from typing import NamedTuple

from rich.style import Style

from nntui.tasks.digits import SIDE
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.sketch import Sketch
from nntui.tui.themes import Palette
from nntui.tui.why import Why

STRENGTH_MARKS = {-2: "━", -1: "-", 1: "+", 2: "╋"}
"""Characters for what speaks against and for an answer; the larger ones speak strongly."""

NO_MARK, TURNING = 2, 5
"""Places in the palette's on_ink and on_paper; those of strengths lie around the first."""

_ANSWER_WIDTH, _ANSWER_HEIGHT = 30, 11  # the least that a roomy answer takes
_COLUMN_WIDTH, _COLUMN_HEIGHT = 16, 11  # the least that an answer takes whose classes stand below each other
_COMFORTABLE_WIDTH = 32  # from which small cells and the answer have a column between them


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


class Cell(NamedTuple):
    """What one cell shows. mark: at most two characters. style: number in the palette's on_ink and on_paper."""

    ink: bool
    mark: str = ""
    style: int = NO_MARK


def layout_for(width: int, height: int) -> Layout:
    """Large cells with the answer below, or beside, where there is room; else smaller ones with the answer beside."""
    grid_width, grid_height = SIDE * 7 - 1, SIDE * 4 - 1
    if width >= grid_width and height >= grid_height + 1 + _ANSWER_HEIGHT:
        return Layout(6, 3, 7, 4, (width - grid_width) // 2, 2, grid_height + 1, True)
    if width >= grid_width + 4 + _ANSWER_WIDTH and height >= grid_height:
        return Layout(6, 3, 7, 4, 1, grid_width + 5, 2, True)
    if width >= SIDE * 5 + _COLUMN_WIDTH and height >= _COLUMN_HEIGHT:
        return Layout(4, 2, 5, 2, 1, SIDE * 5 + 2, 0, False)
    return Layout(2, 1, 3, 1, 1, SIDE * 3 + (2 if width >= _COMFORTABLE_WIDTH else 1), 0, False)


def turning_sign(ink: bool) -> str:
    """The sign of the cell whose flip changes the answer most."""
    return "◆" if ink else "◇"


def draw_grid(canvas: Canvas, palette: Palette, sketch: Sketch, why: Why | None, focused: bool) -> None:
    """Draw ink, marks and cursor."""
    layout = layout_for(canvas.width, canvas.height)
    draw_cell, draw_cursor = _BY_HEIGHT[layout.height]
    for number, cell in enumerate(_cells(sketch, why)):
        row, column = divmod(number, SIDE)
        draw_cell(canvas, palette, layout.left + column * layout.stride_x, row * layout.stride_y, cell)
    x, y = layout.left + sketch.x * layout.stride_x, sketch.y * layout.stride_y
    draw_cursor(canvas, palette.selected if focused else palette.muted, x, y)


def _cells(sketch: Sketch, why: Why | None) -> list[Cell]:
    if why is None:
        return [Cell(ink) for ink in sketch.ink]
    cells = [
        Cell(ink, STRENGTH_MARKS.get(int(strength), ""), NO_MARK + int(strength))
        for ink, strength in zip(sketch.ink, why.strengths, strict=True)
    ]
    for place, number in enumerate(why.turning):
        sign = turning_sign(sketch.ink[number]) if place == 0 else ""
        cells[number] = Cell(sketch.ink[number], f"{sign}{why.becomes(number)}", TURNING)
    return cells


def _draw_small_cell(canvas: Canvas, palette: Palette, x: int, y: int, cell: Cell) -> None:
    """Two characters: whether there is ink, and the mark; the sign of a turning cell tells the ink by its filling."""
    marked, ground = _styles(palette, cell)
    canvas.text(x, y, "██" if cell.ink else "··", ground)
    canvas.text(x + 2 - len(cell.mark), y, cell.mark, marked)


def _draw_middle_cell(canvas: Canvas, palette: Palette, x: int, y: int, cell: Cell) -> None:
    """Two rows of four characters, the mark in the first one."""
    marked, ground = _styles(palette, cell)
    for line in range(2):
        canvas.text(x, y + line, "████" if cell.ink else "····" if line else "    ", ground)
    canvas.text(x + 3 - len(cell.mark), y, cell.mark, marked)


def _draw_large_cell(canvas: Canvas, palette: Palette, x: int, y: int, cell: Cell) -> None:
    """Six by three characters, the mark in the middle with ink beside it, where the cursor leaves both free."""
    marked, ground = _styles(palette, cell)
    for line in range(3):
        canvas.text(x, y + line, "██████" if cell.ink else "      ", ground)
    if cell.mark:
        mark = cell.mark.rjust(2, "→") if cell.style == TURNING else cell.mark * 2
        canvas.text(x + 2, y + 1, mark, marked)
    elif not cell.ink:
        canvas.text(x + 2, y + 1, "··", ground)


def _draw_small_cursor(canvas: Canvas, style: Style, x: int, y: int) -> None:
    """Brackets in the gaps beside the cell."""
    canvas.text(x - 1, y, "[", style)
    canvas.text(x + 2, y, "]", style)


def _draw_middle_cursor(canvas: Canvas, style: Style, x: int, y: int) -> None:
    """Brackets around both rows, in the gaps beside the cell."""
    for left, right, row in (("┏", "┓", y), ("┗", "┛", y + 1)):
        canvas.text(x - 1, row, left, style)
        canvas.text(x + 4, row, right, style)


def _draw_large_cursor(canvas: Canvas, style: Style, x: int, y: int) -> None:
    """A frame in the cell."""
    canvas.text(x, y, "┏━━━━┓", style)
    canvas.text(x, y + 1, "┃", style)
    canvas.text(x + 5, y + 1, "┃", style)
    canvas.text(x, y + 2, "┗━━━━┛", style)


_BY_HEIGHT = {
    1: (_draw_small_cell, _draw_small_cursor),
    2: (_draw_middle_cell, _draw_middle_cursor),
    3: (_draw_large_cell, _draw_large_cursor),
}


def _styles(palette: Palette, cell: Cell) -> tuple[Style, Style]:
    """How the mark of a cell is written, and how the cell itself is."""
    if not cell.ink:
        style = palette.on_paper[cell.style] if cell.mark else palette.raised
        return style, style
    style = palette.on_ink[cell.style]
    return style, _full(style)


@cache
def _full(style: Style) -> Style:
    """A style in which full blocks have the colour of another one's ground."""
    return Style(color=style.bgcolor)
