"""Connections between two layers: the sign by colour and by whether the line is broken, the strength by its weight.

Where the terminal has braille, lines are dots, four rows of them to a cell; elsewhere each cell has one character.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.braille import BITS, BLANK
from nntui.tui.drawing.canvas import Canvas, style_ids
from nntui.tui.themes import Palette

LEVELS = 3
"""How many strengths are told apart."""

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
    sizes = np.abs(weights.astype(np.float64))
    sizes[~np.isfinite(sizes)] = 0
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
    thick = lines.strengths == LEVELS - 1
    kinds = zip((ends - starts).tolist(), lines.positive.tolist(), thick.tolist(), strict=True)
    routes = [_route(width, rise, is_whole, is_thick) for rise, is_whole, is_thick in kinds]
    sizes = [len(route.dots) for route in routes]
    rows = np.repeat(starts, sizes) + np.concatenate([route.rows for route in routes])
    columns = np.concatenate([route.columns for route in routes])
    bits = np.zeros((canvas.height, width), np.uint8)
    np.bitwise_or.at(bits.ravel(), rows * width + columns, np.concatenate([route.dots for route in routes]))
    canvas.styles[rows, columns + x] = np.repeat(numbers, sizes)
    canvas.chars[rows, columns + x] = (bits[rows, columns].astype(np.uint32) + BLANK).view("<U1")


class _Route(NamedTuple):
    """The cells of a line, each once: rows below its start, columns, and the braille dots there."""

    rows: IntArray
    columns: IntArray
    dots: npt.NDArray[np.uint8]


@lru_cache(maxsize=8192)
def _route(width: int, rise: int, is_whole: bool, is_thick: bool) -> _Route:
    """A line `rise` rows down across `width` cells, worked out once: weights change in size, but not in place."""
    count = max(2 * width, 6 * abs(rise))
    points = np.arange(count + 1)
    columns = np.minimum(points * 2 * width // count, 2 * width - 1)
    rows = np.round(1 + 4 * rise * _bend(points / count)).astype(np.int64)
    if not is_whole:
        drawn = points * max(4 * abs(rise), 2 * width) // (count * _DASH) % 2 == 0
        columns, rows = columns[drawn], rows[drawn]
    if is_thick:
        columns, rows = np.tile(columns, 2), np.concatenate([rows, rows + 1])
    cells, places = np.unique(rows // 4 * width + columns // 2, return_inverse=True)
    dots = np.zeros(len(cells), np.uint8)
    np.bitwise_or.at(dots, places, BITS[rows % 4, columns % 2])
    return _Route(*np.divmod(cells, width), dots)


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
