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


def draw_confusion(canvas: Canvas, palette: Palette, counts: IntArray, names: tuple[str, ...], what: str) -> None:
    """Draw counts (classes × classes); `what` says in a word which data they come from."""
    longest = min(max(map(len, names)), _LONGEST)
    left = max(_LEFT, longest + 2)
    cell = max(2, min(max(5, longest + 1), (canvas.width - left - _SHARE) // len(names)))
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
        for column in range(len(names)):
            count = int(counts[row, column])
            style = palette.faint if not count else palette.accent if row == column else palette.bad
            canvas.right(left + (column + 1) * cell, y, str(count) if count else "·", style)
        if has_share and (of := int(counts[row].sum())):
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
