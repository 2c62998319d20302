"""Points on the plane: in the shape and colour of their class, standing out where the network is wrong."""

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas, ids_by_code, style_ids
from nntui.tui.drawing.plane import Frame
from nntui.tui.drawing.regions import ground_styles
from nntui.tui.themes import Palette


def draw_points(
    canvas: Canvas,
    palette: Palette,
    frame: Frame,
    points: Array,
    labels: IntArray,
    predicted: IntArray,
    shapes: tuple[str, str],
    grounds: IntArray,
) -> None:
    """Draw points (n × 2) in the shapes of their classes; the wrong ones last, on a block of their colour.

    shapes: of right and of wrong points, by class. grounds: what the others stand on, from ground_codes().
    """
    inside = np.flatnonzero(frame.contains(*frame.cells(points)))
    order = inside[np.argsort(labels[inside] != predicted[inside], kind="stable")]
    labels, grounds, wrong = labels[order], grounds[order], labels[order] != predicted[order]
    columns, rows = frame.cells(points[order])
    right_shapes, wrong_shapes = (np.array(list(kind)) for kind in shapes)
    canvas.chars[rows, columns] = np.where(
        wrong, wrong_shapes[labels % len(wrong_shapes)], right_shapes[labels % len(right_shapes)]
    )
    styles, classes = ground_styles(palette), len(palette.points)

    def right_style(code: int) -> Style:
        return styles[code // classes] + palette.points[code % classes]

    canvas.styles[rows, columns] = np.where(
        wrong,
        style_ids(list(palette.wrong))[labels % len(palette.wrong)],
        ids_by_code(grounds * classes + labels % classes, right_style),
    )
