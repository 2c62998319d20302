"""Decision regions: grounds of colour and textures by class, as strong as the network is sure."""

from itertools import chain

import numpy as np
import numpy.typing as npt
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.grounds import Grounds, draw_grounds
from nntui.tui.drawing.plane import Frame
from nntui.tui.themes import Palette

_TEXTURES = np.array([" ", "·", ":", "-", "+", "'", "%", "="])
_DITHERED = np.array([",", *_TEXTURES[1:]])
_DITHER = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) + 0.5) / 16
"""Bayer's matrix (1973): a cell bears a mark where the share of cells that do is above its number."""
_DENSEST = 0.75  # share of the cells with a mark where the network is sure


def draw_regions(
    canvas: Canvas, palette: Palette, frame: Frame, classes: IntArray, surety: Array | None = None
) -> None:
    """Fill the frame with the regions of the classes at Frame.centres(), of one part a cell or of two.

    surety: for each of these places how sure the network is, from 0 to 1; None for regions that are all alike.
    """
    parts = classes.reshape(frame.rows, -1, frame.columns)
    sure = None if surety is None else surety.reshape(parts.shape)
    codes, mean = ground_codes(palette, parts, sure), None if sure is None else sure.mean(axis=1)
    grounds = Grounds(
        chars=_textures(palette, parts[:, 0], mean),
        whole=ground_codes(palette, parts[:, 0], mean),
        upper=codes[:, 0],
        lower=codes[:, -1],
        split=parts[:, 0] != parts[:, -1],
    )
    draw_grounds(canvas, frame, ground_styles(palette), grounds)


def ground_styles(palette: Palette) -> tuple[Style, ...]:
    """The styles that ground_codes() are indices of."""
    return palette.regions + tuple(chain.from_iterable(palette.shades))


def ground_codes(palette: Palette, classes: IntArray, surety: Array | None) -> IntArray:
    """Which style the ground of each class has; surety as in draw_regions()."""
    regions, shades = len(palette.regions), len(palette.shades[0])
    if surety is None:
        return classes % regions
    return regions + classes % regions * shades + np.minimum((surety * shades).astype(np.int64), shades - 1)


def _textures(palette: Palette, classes: IntArray, surety: Array | None) -> npt.NDArray[np.str_]:
    """What tells classes apart without colours; where these do not tell how sure the network is, marks do so too."""
    rows, columns = np.ogrid[: classes.shape[0], : classes.shape[1]]
    if surety is None or len(palette.shades[0]) > 1:
        return np.where((rows + columns) % 2 == 0, _TEXTURES[classes % len(_TEXTURES)], " ")
    marked = _DITHER[rows % 4, columns % 4] < surety * _DENSEST
    return np.where(marked, _DITHERED[classes % len(_DITHERED)], " ")
