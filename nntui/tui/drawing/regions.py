"""Decision regions: grounds of colour and textures by class, as strong as the network is sure."""

from itertools import chain

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.grounds import Grounds, draw_grounds
from nntui.tui.drawing.plane import Frame
from nntui.tui.drawing.steps import Settle, whole_steps
from nntui.tui.themes import Palette

_TEXTURES = np.array([" ", "·", ":", "-", "+", "'", "%", "="])
_DITHERED = np.array([",", *_TEXTURES[1:]])
_DITHER = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) + 0.5) / 16
"""Bayer's matrix (1973): a cell bears a mark where the share of cells that do is above its number."""
_SURETIES = 5  # steps from unsure to sure
_DENSEST = 0.75  # share of the cells with a mark where the network is sure


def draw_regions(
    canvas: Canvas,
    palette: Palette,
    frame: Frame,
    classes: IntArray,
    surety: Array | None = None,
    settle: Settle = whole_steps,
) -> None:
    """Fill the frame with the regions of the classes at Frame.centres(), of one part a cell or of two.

    surety: for each of these places how sure the network is, from 0 to 1; None for regions that are all alike.
    """
    parts = classes.reshape(frame.rows, -1, frame.columns)
    sure = None if surety is None else settle(surety * _SURETIES, _SURETIES).reshape(parts.shape)
    codes, mean = _codes(palette, parts, sure), None if sure is None else sure.sum(axis=1) // sure.shape[1]
    grounds = Grounds(
        chars=_textures(palette, parts[:, 0], mean),
        whole=_codes(palette, parts[:, 0], mean),
        upper=codes[:, 0],
        lower=codes[:, -1],
        split=parts[:, 0] != parts[:, -1],
    )
    draw_grounds(canvas, frame, palette.regions + tuple(chain.from_iterable(palette.shades)), grounds)


def _codes(palette: Palette, classes: IntArray, sure: IntArray | None) -> IntArray:
    """Which of the regions and shades, in this order, each ground has; sure: steps of _SURETIES."""
    regions, shades = len(palette.regions), len(palette.shades[0])
    if sure is None:
        return classes % regions
    return regions + classes % regions * shades + sure * shades // _SURETIES


def _textures(palette: Palette, classes: IntArray, sure: IntArray | None) -> npt.NDArray[np.str_]:
    """What tells classes apart without colours; where these do not tell how sure the network is, marks do so too."""
    rows, columns = np.ogrid[: classes.shape[0], : classes.shape[1]]
    if sure is None or len(palette.shades[0]) > 1:
        return np.where((rows + columns) % 2 == 0, _TEXTURES[classes % len(_TEXTURES)], " ")
    marked = _DITHER[rows % 4, columns % 4] < sure / (_SURETIES - 1) * _DENSEST
    return np.where(marked, _DITHERED[classes % len(_DITHERED)], " ")
