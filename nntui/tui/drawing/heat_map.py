"""Values on the plane as a map of colours: negative ones dotted with -, positive ones with +."""

import numpy as np

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas, ids_by_code, style_of
from nntui.tui.drawing.grounds import Grounds, draw_grounds
from nntui.tui.drawing.plane import Frame
from nntui.tui.drawing.ramp import exact_ramp_steps, ramp_marks, ramp_steps
from nntui.tui.drawing.shapes import RIGHT_POINTS
from nntui.tui.drawing.steps import Settle, whole_steps
from nntui.tui.themes import Palette

_STEEP = 2  # steps of the ramp between two halves of a cell from which on they are drawn apart

_SCALE = (1.0, 0.5, 0.0, -0.5, -1.0)


def in_bands(values: Array) -> Array:
    """Each value as the nearest one of the scale that the legend shows."""
    rounded: Array = np.round(values * 2) / 2
    return rounded


def draw_heat_map(canvas: Canvas, palette: Palette, frame: Frame, values: Array, settle: Settle = whole_steps) -> None:
    """Fill the frame with the values at Frame.centres(), of one part a cell or two; -1 to 1 is what they can show."""
    steps = settle(exact_ramp_steps(palette, values), len(palette.ramp))
    parts = steps.reshape(frame.rows, -1, frame.columns)
    upper, lower = parts[:, 0], parts[:, -1]
    whole, split = (upper + lower) // 2, np.abs(upper - lower) >= _STEEP
    rows, columns = np.ogrid[: frame.rows, : frame.columns]
    sparse = (rows % 2 == 0) & ((columns + rows) % 4 == 0)
    marks = ramp_marks(palette, whole)
    chars = marks if palette.patterned else np.where(sparse, marks, " ")
    split &= (chars == " ") & (not palette.patterned)
    draw_grounds(canvas, frame, palette.ramp, Grounds(chars, whole, upper, lower, split))


def draw_valued_points(
    canvas: Canvas, palette: Palette, frame: Frame, points: Array, values: Array, shapes: str
) -> None:
    """Draw points (n × 2) in a shape for the sign of their value (n), on what is there already.

    shapes: of negative and of other values, by their index.
    """
    inside = np.flatnonzero(frame.contains(*frame.cells(points)))
    columns, rows = frame.cells(points[inside])
    canvas.chars[rows, columns] = np.array(list(shapes))[(values[inside] >= 0).astype(np.int64)]
    grounds = canvas.styles[rows, columns]
    canvas.styles[rows, columns] = ids_by_code(grounds, lambda ground: style_of(ground) + palette.on_ramp)


def draw_heat_legend(canvas: Canvas, palette: Palette, x: int) -> int:
    """The points' shapes and the ramp of colours from its highest value down, from column x. Returns the line after."""
    for y, (shape, meaning) in enumerate(((RIGHT_POINTS[1], "from 0"), (RIGHT_POINTS[0], "below 0"))):
        canvas.text(canvas.text(x, y, f"{shape} ", palette.strong), y, meaning, palette.text)
    for y, (value, step) in enumerate(zip(_SCALE, ramp_steps(palette, np.array(_SCALE)).tolist(), strict=True), 3):
        mark = str(ramp_marks(palette, np.array(step)))
        canvas.text(x, y, mark * 3 if palette.patterned else f"{mark}  ", palette.ramp[step])
        canvas.text(x + 4, y, f"{value:+g}" if value else " 0", palette.muted)
    return 3 + len(_SCALE)
