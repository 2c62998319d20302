"""Dots finer than cells, in Braille characters."""

import numpy as np
import numpy.typing as npt

DOT_COLUMNS, DOT_ROWS = 2, 4
"""Dots to a cell."""

_BLANK = 0x2800
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint32)


def braille(dots: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.bool_]]:
    """The characters that show dots (4 · rows × 2 · columns), rows × columns, and which of them have any."""
    rows, columns = dots.shape[0] // DOT_ROWS, dots.shape[1] // DOT_COLUMNS
    cells = dots.reshape(rows, DOT_ROWS, columns, DOT_COLUMNS)
    codes = np.einsum("rycx,yx->rc", cells.astype(np.uint32), _BITS)
    return (codes + _BLANK).astype(np.uint32).view("<U1").reshape(rows, columns), codes > 0
