"""The confusion matrix: rows are what it is, columns what the network says."""

import numpy as np

from nntui.core.arrays import IntArray
from nntui.tui.drawing.bars import percent
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.themes import Palette

_LEFT, _SHARE = 6, 7  # cells for the names of the rows at the least, and for the share that is right
_LEAST_CUT = 4  # cells from which on a name that is too long ends with "…"
_LONGEST = 12  # characters of a name that are shown where there is room
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
    longest = min(max(map(len, names)), _LONGEST)
    left, needed = max(_LEFT, longest), len(str(counts.max())) + 1
    cell = _cell(canvas.width - left, len(names), max(longest + 1, needed))
    if is_numbered := len({_cut(name, cell - 1) for name in names}) < len(names):
        digits = len(str(len(names)))
        names = tuple(f"{number:{digits}} {name}" for number, name in enumerate(names, 1))
        left, longest = left + digits + 1, longest + digits + 1
        cell = _cell(canvas.width - left, len(names), max(digits + 1, needed))
    header = _numbers(len(names), cell - 1) if is_numbered else [[_cut(name, cell - 1) for name in names]]
    as_shares = cell < needed
    end = left + cell * len(names)
    total, right = int(counts.sum()), int(np.trace(counts))
    for y, row_of_names in enumerate(header):
        for column, name in enumerate(row_of_names, 1):
            canvas.right(left + column * cell, y, name, palette.muted)
    canvas.text(0, 0, "is╲as", palette.muted)
    has_share = canvas.width >= end + _SHARE
    if has_share:
        canvas.right(end + _SHARE, 0, "right", palette.muted)
    for row, name in enumerate(names):
        y = row + len(header)
        canvas.right(max(left - 1, longest), y, _cut(name, longest), palette.muted)
        of = int(counts[row].sum())
        none = "" if as_shares and of and counts[row].max() == of else "·"  # 100 fills its cell
        for column in range(len(names)):
            count = int(counts[row, column])
            number = _share(count, of, cell - 1) if as_shares else str(count)
            style = palette.faint if not count else palette.accent if row == column else palette.bad
            canvas.right(left + (column + 1) * cell, y, number if count else none, style)
        if has_share and of:
            canvas.right(end + _SHARE, y, percent(counts[row, row] / of), palette.muted)
    end_row = len(names) + len(header)
    if canvas.height < end_row:
        canvas.right(canvas.width, canvas.height - 1, "▾ z", palette.accent)
    if total and canvas.height > end_row:
        y = end_row + (canvas.height > end_row + 1)
        of_all = f" (of {available} in all)" if available > total else ""
        canvas.text(1, y, f"{right} of {total} {what} samples right{of_all}", palette.muted)
        if canvas.width > len(_AXES):
            canvas.text(1, y + 1, _AXES, palette.muted)
    return "" if not as_shares else "% of class" if cell > 2 else "% of class, + for 10 or more"


def _cut(name: str, width: int) -> str:
    """With a sign that it goes on where it does, and there is room for more than that."""
    return name if len(name) <= width else name[:width] if width < _LEAST_CUT else f"{name[: width - 1]}…"


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
