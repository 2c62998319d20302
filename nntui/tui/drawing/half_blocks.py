"""Small pictures in half-blocks: two rows of cells to a line of text."""

import numpy as np
import numpy.typing as npt

UPPER_HALF = "▀"


def half_blocks(cells: npt.NDArray[np.bool_]) -> list[str]:
    """Rows × columns of cells as lines of text, a character to a column and half as many lines as rows, rounded up."""
    upper, lower = cells[::2], cells[1::2]
    if len(lower) < len(upper):
        lower = np.vstack([lower, np.zeros((1, cells.shape[1]), bool)])
    return ["".join(" ▀▄█"[code] for code in row) for row in (upper + 2 * lower).tolist()]
