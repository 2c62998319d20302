"""Points on the plane: in the shape and colour of their class, standing out where the network is wrong."""

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas, ids_by_code, style_ids, style_of
from nntui.tui.drawing.plane import Frame
from nntui.tui.drawing.thinning import thinned
from nntui.tui.themes import Palette


def points_to_show(frame: Frame, points: Array, kinds: IntArray, parts: int = 1) -> tuple[IntArray, int | None]:
    """Which of the points (n × 2) to draw in the frame, and how many these are if they are not all that lie in it.

    kinds: as in thinned(). parts: between how many such lots of points the frame is shared.
    """
    columns, rows = frame.cells(points)
    inside = np.flatnonzero(frame.contains(columns, rows))
    columns, rows = columns[inside] - frame.left, rows[inside] - frame.top
    chosen = inside[thinned(columns, rows, kinds[inside], frame.columns * frame.rows // parts)]
    return chosen, len(chosen) if len(chosen) < len(inside) else None


def draw_points(
    canvas: Canvas,
    palette: Palette,
    frame: Frame,
    points: Array,
    labels: IntArray,
    predicted: IntArray,
    shapes: tuple[str, str],
) -> None:
    """Draw points (n × 2) in the shapes of their classes on what is there already; the wrong ones last, on a block.

    shapes: of right and of wrong points, by class.
    """
    inside = np.flatnonzero(frame.contains(*frame.cells(points)))
    order = inside[np.argsort(labels[inside] != predicted[inside], kind="stable")]
    labels, wrong = labels[order], labels[order] != predicted[order]
    columns, rows = frame.cells(points[order])
    right_shapes, wrong_shapes = (np.array(list(kind)) for kind in shapes)
    canvas.chars[rows, columns] = np.where(
        wrong, wrong_shapes[labels % len(wrong_shapes)], right_shapes[labels % len(right_shapes)]
    )
    classes, grounds = len(palette.points), canvas.styles[rows, columns].astype(np.int64)

    def right_style(code: int) -> Style:
        return style_of(code // classes) + palette.points[code % classes]

    canvas.styles[rows, columns] = np.where(
        wrong,
        style_ids(list(palette.wrong))[labels % len(palette.wrong)],
        ids_by_code(grounds * classes + labels % classes, right_style),
    )
