"""Cells of a frame with a ground each, or with two of them, one above the other, drawn as a half-block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rich.style import Style

from nntui.core.arrays import IntArray
from nntui.tui.drawing.canvas import Canvas, ids_by_code, style_ids
from nntui.tui.drawing.half_blocks import UPPER_HALF
from nntui.tui.drawing.plane import Frame
from nntui.tui.themes import Palette


def parts_of_cell(palette: Palette) -> int:
    """How many parts of a cell, one below the other, can have a ground of their own."""
    return 2 if palette.halves else 1


@dataclass(frozen=True, eq=False)
class Grounds:
    """What lies under each cell of a frame: rows × columns.

    chars: on cells of one ground. whole: their grounds, as indices of the styles. upper, lower: the grounds of cells
    that have two. split: which cells have.
    """

    chars: npt.NDArray[np.str_]
    whole: IntArray
    upper: IntArray
    lower: IntArray
    split: npt.NDArray[np.bool_]


def draw_grounds(canvas: Canvas, frame: Frame, styles: Sequence[Style], grounds: Grounds) -> None:
    """Fill the frame."""
    here = np.s_[frame.top : frame.top + frame.rows, frame.left : frame.left + frame.columns]
    split, count = grounds.split, len(styles)
    canvas.chars[here] = np.where(split, UPPER_HALF, grounds.chars)
    canvas.styles[here] = style_ids(list(styles))[grounds.whole]
    if split.any():
        pairs = grounds.upper[split] * count + grounds.lower[split]
        canvas.styles[here][split] = ids_by_code(
            pairs, lambda pair: _halved(styles[pair // count], styles[pair % count])
        )


def _halved(upper: Style, lower: Style) -> Style:
    return Style(color=upper.bgcolor, bgcolor=lower.bgcolor)
