"""The confusion matrix: rows are what it is, columns what the network says."""

import numpy as np

from nntui.core.arrays import IntArray
from nntui.tui.drawing.bars import percent
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.themes import Palette

_LEFT, _SHARE = 6, 7  # cells for the names of the rows at the least, and for the share that is right
_LONGEST = 12  # characters of a name that are shown where there is room


def confusion_matrix(labels: IntArray, predicted: IntArray, classes: int) -> IntArray:
    """How often each class (row) was taken for each class (column): classes × classes."""
    return np.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def draw_confusion(canvas: Canvas, palette: Palette, counts: IntArray, names: tuple[str, ...], what: str) -> str:
    """Draw counts (classes × classes), or shares where they find no room; return what the numbers are then, or "".

    what: says in a word which data the counts come from.
    """
    longest = min(max(map(len, names)), _LONGEST)
    left, needed = max(_LEFT, longest + 2), len(str(counts.max())) + 1
    cell = max(2, min(max(5, longest + 1, needed), (canvas.width - left - _SHARE) // len(names)))
    as_shares = cell < needed
    end = left + cell * len(names)
    total, right = int(counts.sum()), int(np.trace(counts))
    for column, name in enumerate(names):
        canvas.right(left + (column + 1) * cell, 0, name[: cell - 1], palette.muted)
    canvas.text(0, 0, "is╲as", palette.muted)
    has_share = canvas.width >= end + _SHARE
    if has_share:
        canvas.right(end + _SHARE, 0, "right", palette.muted)
    for row, name in enumerate(names):
        y = row + 1
        canvas.right(left - 1, y, name[: left - 2], palette.muted)
        of = int(counts[row].sum())
        none = "" if as_shares and of and counts[row].max() == of else "·"  # 100 fills its cell
        for column in range(len(names)):
            count = int(counts[row, column])
            number = _share(count, of, cell - 1) if as_shares else str(count)
            style = palette.faint if not count else palette.accent if row == column else palette.bad
            canvas.right(left + (column + 1) * cell, y, number if count else none, style)
        if has_share and of:
            canvas.right(end + _SHARE, y, percent(counts[row, row] / of), palette.muted)
    if canvas.height <= len(names):
        canvas.right(canvas.width, canvas.height - 1, "▾ z", palette.accent)
    if total and canvas.height > len(names) + 1:
        canvas.text(
            1,
            len(names) + 1 + (canvas.height > len(names) + 2),
            f"{right} of {total} {what} samples right",
            palette.muted,
        )
    return "" if not as_shares else "% of class" if cell > 2 else "% of class, + for 10 or more"


def _share(count: int, of: int, width: int) -> str:
    """Per cent in so many cells; 100 only where it is all, which stands alone in its row."""
    if count == of:
        return "100" if width > 1 else "+"
    share = min(max(round(100 * count / max(of, 1)), 1), 99)
    return str(share) if share < 10**width else "+"
