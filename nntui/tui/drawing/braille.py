"""Dots finer than cells, in Braille characters."""

import numpy as np
import numpy.typing as npt

DOT_COLUMNS, DOT_ROWS = 2, 4
"""Dots to a cell."""

BLANK = 0x2800
"""The code of the character without dots."""

BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8)
"""What each dot of a cell (rows × columns) adds to it."""


def braille(dots: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.bool_]]:
    """The characters that show dots (4 · rows × 2 · columns), rows × columns, and which of them have any."""
    rows, columns = dots.shape[0] // DOT_ROWS, dots.shape[1] // DOT_COLUMNS
    cells = dots.reshape(rows, DOT_ROWS, columns, DOT_COLUMNS)
    codes = np.einsum("rycx,yx->rc", cells.astype(np.uint32), BITS)
    return (codes + BLANK).astype(np.uint32).view("<U1").reshape(rows, columns), codes > 0
