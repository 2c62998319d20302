"""The confusion matrix: rows are what it is, columns what the network says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

from nntui.core.arrays import IntArray
from nntui.tui.drawing.bars import percent
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.wrapping import shortened
from nntui.tui.themes import Palette

_LEFT, _SHARE = 6, 7  # cells for the names of the rows at the least, and for the share that is right
_LONGEST = 12  # cells of a name that are shown where there is room
_AXES = "rows: the true class, columns: the answer"


def confusion_matrix(labels: IntArray, predicted: IntArray, classes: int) -> IntArray:
    """How often each class (row) was taken for each class (column): classes × classes."""
    return np.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def draw_confusion(
    canvas: Canvas, palette: Palette, counts: IntArray, names: tuple[str, ...], what: str, available: int = 0
) -> str:
    """Draw counts (classes × classes), or shares where they find no room; return what the numbers are then, or "".

    what: says in a word which data the counts come from. available: how many samples there are of it, counted or not.
    """
    table = _table_for(canvas.width, counts, names)
    _draw_header(canvas, palette, table)
    _draw_rows(canvas, palette, table, counts)
    end = len(names) + len(table.header)
    if canvas.height < end:
        canvas.right(canvas.width, canvas.height - 1, "▾ z", palette.accent)
    total = int(counts.sum())
    if total and canvas.height > end:
        y = end + (canvas.height > end + 1)
        of_all = f" (of {available} in all)" if available > total else ""
        canvas.text(1, y, f"{int(np.trace(counts))} of {total} {what} samples right{of_all}", palette.muted)
        if canvas.width > len(_AXES):
            canvas.text(1, y + 1, _AXES, palette.muted)
    return "" if not table.as_shares else "% of class" if table.cell > 2 else "% of class, + for 10 or more"


@dataclass(frozen=True)
class _Table:
    """How the matrix is laid out, in cells of the terminal.

    names: of the rows. longest: what they have at the most. header: what stands above the columns, line by line.
    left: where the columns start. cell: how wide each is. as_shares: whether counts would find no room.
    """

    names: Sequence[str]
    longest: int
    header: list[list[str]]
    left: int
    cell: int
    as_shares: bool

    @property
    def end(self) -> int:
        """Where the columns end."""
        return self.left + self.cell * len(self.names)


def _table_for(width: int, counts: IntArray, names: Sequence[str]) -> _Table:
    """Columns bear names if these are told apart in what room there is, else numbers, which the rows bear as well."""
    longest = min(max(map(cell_len, names)), _LONGEST)
    left, needed = max(_LEFT, longest), len(str(counts.max())) + 1
    cell = _cell(width - left, len(names), max(longest + 1, needed))
    header = [[shortened(name, cell - 1) for name in names]]
    if len(set(header[0])) < len(names):
        digits = len(str(len(names)))
        names = [f"{number:{digits}} {name}" for number, name in enumerate(names, 1)]
        left, longest = left + digits + 1, longest + digits + 1
        cell = _cell(width - left, len(names), max(digits + 1, needed))
        header = _numbers(len(names), cell - 1)
    return _Table(names, longest, header, left, cell, as_shares=cell < needed)


def _draw_header(canvas: Canvas, palette: Palette, table: _Table) -> None:
    for y, row_of_names in enumerate(table.header):
        for column, name in enumerate(row_of_names, 1):
            canvas.right(table.left + column * table.cell, y, name, palette.muted)
    canvas.text(0, 0, "is╲as", palette.muted)
    if canvas.width >= table.end + _SHARE:
        canvas.right(table.end + _SHARE, 0, "right", palette.muted)


def _draw_rows(canvas: Canvas, palette: Palette, table: _Table, counts: IntArray) -> None:
    for row, name in enumerate(table.names):
        y = row + len(table.header)
        canvas.right(max(table.left - 1, table.longest), y, shortened(name, table.longest), palette.muted)
        of = int(counts[row].sum())
        none = "" if table.as_shares and of and counts[row].max() == of else "·"  # 100 fills its cell
        for column in range(len(table.names)):
            count = int(counts[row, column])
            number = _share(count, of, table.cell - 1) if table.as_shares else str(count)
            style = palette.faint if not count else palette.accent if row == column else palette.bad
            canvas.right(table.left + (column + 1) * table.cell, y, number if count else none, style)
        if of and canvas.width >= table.end + _SHARE:
            canvas.right(table.end + _SHARE, y, percent(counts[row, row] / of), palette.muted)


def _cell(room: int, columns: int, wanted: int) -> int:
    """Cells of a column, the gap before it included."""
    return max(2, min(max(5, wanted), (room - _SHARE) // columns))


def _numbers(count: int, width: int) -> list[list[str]]:
    """The numbers of the columns from 1, in one row or, if they find no room, one digit below the other."""
    numbers = [str(number) for number in range(1, count + 1)]
    digits = len(numbers[-1])
    return (
        [numbers] if digits <= width else [list(row) for row in zip(*(n.rjust(digits) for n in numbers), strict=True)]
    )


def _share(count: int, of: int, width: int) -> str:
    """Per cent in so many cells; 100 only where it is all, which stands alone in its row."""
    if count == of:
        return "100" if width > 1 else "+"
    share = min(max(round(100 * count / max(of, 1)), 1), 99)
    return str(share) if share < 10**width else "+"
