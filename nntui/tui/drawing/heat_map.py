"""Values on the plane as a map of colours: negative ones dotted with -, positive ones with +."""

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas, style_id, style_ids
from nntui.tui.drawing.plane import RIGHT_POINTS, Frame
from nntui.tui.themes import Palette

_TEXTURES = np.array(["-", " ", "+"])
_PATTERNS = np.array(["=", "~", "-", ".", " ", "'", ":", "%", "#"])
"""From -1 to 1, where colours do not tell how high."""

_SCALE = (1.0, 0.5, 0.0, -0.5, -1.0)
_NEGATIVE, _POSITIVE = RIGHT_POINTS[0], RIGHT_POINTS[1]


def draw_heat_map(canvas: Canvas, palette: Palette, frame: Frame, values: Array) -> None:
    """Fill the frame with the values at its cell centres (Frame.centres()); they are worth showing from -1 to 1."""
    steps = _steps(palette, values).reshape(frame.rows, frame.columns)
    rows, columns = np.arange(frame.rows)[:, None], np.arange(frame.columns)
    sparse = (rows % 2 == 0) & ((columns + rows) % 4 == 0)
    marks = _marks(palette, steps)
    here = np.s_[frame.top : frame.top + frame.rows, frame.left : frame.left + frame.columns]
    canvas.chars[here] = marks if palette.patterned else np.where(sparse, marks, " ")
    canvas.styles[here] = style_ids(list(palette.ramp))[steps]


def draw_valued_points(
    canvas: Canvas, palette: Palette, frame: Frame, points: Array, values: Array, grounds: Array
) -> None:
    """Draw points (n × 2) in a shape for the sign of their value (n), on the ground that the map has (n)."""
    columns, rows = frame.cells(points)
    steps = _steps(palette, grounds)
    for index in np.flatnonzero(frame.contains(columns, rows)).tolist():
        x, y = int(columns[index]), int(rows[index])
        canvas.chars[y, x] = _NEGATIVE if values[index] < 0 else _POSITIVE
        canvas.styles[y, x] = style_id(palette.ramp[int(steps[index])] + palette.on_ramp)


def draw_heat_legend(canvas: Canvas, palette: Palette, x: int, notes: tuple[str, ...]) -> None:
    """The points' shapes, the ramp of colours from its highest value down, and notes: one a line, from column x."""
    for y, (shape, meaning) in enumerate(((_POSITIVE, "from 0"), (_NEGATIVE, "below"))):
        canvas.text(canvas.text(x, y, f"{shape} ", palette.strong), y, meaning, palette.text)
    for y, (value, step) in enumerate(zip(_SCALE, _steps(palette, np.array(_SCALE)).tolist(), strict=True), 3):
        mark = str(_marks(palette, np.array(step)))
        canvas.text(x, y, mark * 3 if palette.patterned else f"{mark}  ", palette.ramp[step])
        canvas.text(x + 4, y, f"{value:+g}" if value else " 0", palette.muted)
    for y, note in enumerate(notes, 4 + len(_SCALE)):
        canvas.text(x, y, note, palette.muted)


def _steps(palette: Palette, values: Array) -> IntArray:
    """Which style of the ramp each value has."""
    half = len(palette.ramp) // 2
    steps: IntArray = np.round(np.clip(np.nan_to_num(values), -1, 1) * half).astype(np.int64) + half
    return steps


def _marks(palette: Palette, steps: IntArray) -> npt.NDArray[np.str_]:
    """The character that tells a step: its sign, or how high it is as well."""
    half = len(palette.ramp) // 2
    if not palette.patterned:
        return np.asarray(_TEXTURES[np.sign(steps - half) + 1])
    quarter = len(_PATTERNS) // 2
    levels = np.sign(steps - half) * -(-np.abs(steps - half) * quarter // half)
    return np.asarray(_PATTERNS[levels + quarter])
