"""Connections between two layers: the sign by colour and by whether the line is broken, the strength by its weight.

Where the terminal has braille, lines are dots, four rows of them to a cell; elsewhere each cell has one character.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas, style_ids
from nntui.tui.themes import Palette

LEVELS = 3
"""How many strengths are told apart."""

_BRAILLE = 0x2800
_DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8)
_DASH = 3  # dots of a broken line, and of each gap in it
_INKS = (3, 5, 8)  # steps of the ramp whose ink a line of each level has
_RISING, _FALLING, _LEVEL = "╱", "╲", ("─", "─", "━")
_BROKEN = ("·", "·", ":")


@dataclass(frozen=True)
class Lines:
    """Some connections between two layers, the weakest first, so that the strongest end up on top.

    sources, targets: numbers of units in the layer before and in the layer itself. strengths: from 0 to LEVELS − 1.
    """

    sources: IntArray
    targets: IntArray
    positive: npt.NDArray[np.bool_]
    strengths: IntArray

    def __len__(self) -> int:
        return len(self.sources)


def strongest(weights: Array, most: int, chosen: int | None = None) -> Lines:
    """The strongest of these weights (units × inputs), at most so many, each compared with the strongest of all.

    chosen: a unit whose weights go before all others'.
    """
    sizes = np.nan_to_num(np.abs(weights.astype(np.float64)), posinf=0)
    peak = float(sizes.max(initial=0)) or 1.0
    ranks = sizes.copy()
    if chosen is not None:
        ranks[chosen] += peak
    count = min(most, int(np.count_nonzero(sizes)))
    found = np.argsort(ranks, axis=None, kind="stable")[sizes.size - count :]
    targets, sources = np.divmod(found, weights.shape[1])
    strengths = np.minimum(sizes.ravel()[found] / peak * LEVELS, LEVELS - 1).astype(np.int64)
    return Lines(sources, targets, weights.ravel()[found] > 0, strengths)


def draw_connections(
    canvas: Canvas, palette: Palette, x: int, width: int, starts: IntArray, ends: IntArray, lines: Lines, fine: bool
) -> None:
    """Draw lines from rows `starts` to rows `ends` of the canvas, across `width` cells from column x.

    fine: whether the terminal has braille.
    """
    if width < 1 or not len(lines):
        return
    numbers = _styles(palette.ramp, palette.classes if palette.patterned else ())[
        lines.positive * LEVELS + lines.strengths
    ]
    (_draw_dots if fine else _draw_characters)(canvas, x, width, starts, ends, lines, numbers)


@cache
def _styles(ramp: tuple[Style, ...], classes: tuple[Style, ...]) -> npt.NDArray[np.int32]:
    """The numbers of the styles of negative connections, the weakest first, and then of positive ones.

    Class 1's colour stands for what is positive, class 0's for what is negative, as on the ramp. classes: styles to
    take where the ramp's would not do; else ().
    """
    half = len(ramp) // 2
    steps = [max(ink * half // 8, 1) for ink in _INKS]
    inks = [Style(color=ramp[half + sign * step].color) for sign in (-1, 1) for step in steps]
    return style_ids([classes[sign % len(classes)] for sign in (0, 1) for _ in steps] if classes else inks)


def _draw_dots(
    canvas: Canvas, x: int, width: int, starts: IntArray, ends: IntArray, lines: Lines, numbers: IntArray
) -> None:
    rise = (ends - starts)[:, None] * 4
    points = int(max(2 * width, 1.5 * np.abs(rise).max())) + 1
    share = np.linspace(0, 1, points)
    columns = np.minimum((share * 2 * width).astype(np.int64), 2 * width - 1)
    rows = np.round(starts[:, None] * 4 + 1 + rise * _bend(share)).astype(np.int64)
    lengths = np.maximum(np.abs(rise), 2 * width)
    drawn = lines.positive[:, None] | ((share * lengths / _DASH).astype(np.int64) % 2 == 0)
    columns = np.broadcast_to(columns, rows.shape)
    bits = np.zeros((canvas.height + 1, width), np.uint8)
    thick = drawn & (lines.strengths == LEVELS - 1)[:, None]
    for offset, mask in ((0, drawn), (1, thick)):
        there_x, there_y = columns[mask], rows[mask] + offset
        np.bitwise_or.at(bits, (there_y // 4, there_x // 2), _DOTS[there_y % 4, there_x % 2])
    cells_y, cells_x = rows[drawn] // 4, columns[drawn] // 2
    canvas.styles[cells_y, cells_x + x] = np.broadcast_to(numbers[:, None], rows.shape)[drawn]
    used_y, used_x = np.nonzero(bits[: canvas.height])
    canvas.chars[used_y, used_x + x] = (bits[used_y, used_x].astype(np.uint32) + _BRAILLE).view("<U1")


def _draw_characters(
    canvas: Canvas, x: int, width: int, starts: IntArray, ends: IntArray, lines: Lines, numbers: IntArray
) -> None:
    share = (np.arange(width) + 0.5) / width
    rows = np.round(starts[:, None] + (ends - starts)[:, None] * _bend(share)).astype(np.int64)
    slopes = np.sign(np.diff(rows, append=ends[:, None]))
    marks = np.where(slopes == 0, np.array(_LEVEL)[lines.strengths][:, None], np.where(slopes > 0, _FALLING, _RISING))
    marks = np.where(lines.positive[:, None], marks, np.array(_BROKEN)[lines.strengths][:, None])
    columns = np.broadcast_to(np.arange(width) + x, rows.shape)
    canvas.chars[rows, columns] = marks
    canvas.styles[rows, columns] = np.broadcast_to(numbers[:, None], rows.shape)


def _bend(share: Array) -> Array:
    """From 0 to 1, level at both ends."""
    return np.asarray(share * share * (3 - 2 * share))
