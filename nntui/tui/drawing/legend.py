"""Beside the plane: which shape is which class, how sure the network is, and how many of the points are right."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.plane import Frame
from nntui.tui.drawing.regions import draw_regions
from nntui.tui.drawing.shapes import RIGHT_POINTS, WRONG_POINTS
from nntui.tui.drawing.wrapping import wrapped
from nntui.tui.themes import Palette

_RAMP = 5  # cells at the most for how sure the network is
_SURE = " sure"
_ROOMY = 22  # columns from which on a kind of points takes one line


class PointsNote(NamedTuple):
    """A kind of points on show: its name, what is to be said of it, and a shape of it where its shapes are others.

    few: how many of them are drawn, where that is not all. The verdict is not broken at its hard spaces.
    """

    what: str
    verdict: str
    shape: str = ""
    few: int | None = None


def draw_class_legend(canvas: Canvas, palette: Palette, x: int, classes: tuple[str, ...], shaded: bool) -> int:
    """Shapes and names of the classes, what a wrong point looks like, and if `shaded` what a sure region does.

    One a line, from column x. Returns the line after.
    """
    for number, name in enumerate(classes[: canvas.height - 2]):
        after = canvas.text(x, number, RIGHT_POINTS[number % len(RIGHT_POINTS)] + " ", palette.of_class(number))
        canvas.text(after, number, name, palette.text)
    y = len(classes) + 1
    after = canvas.text(x, y, WRONG_POINTS[0], palette.wrong[0])
    canvas.text(after, y, " wrong", palette.text)
    length = min(_RAMP, canvas.width - x - len(_SURE))
    if shaded and y + 1 < canvas.height and length > 0:
        ramp = Frame(x, y + 1, length, 1, (0, 1), (0, 1))
        draw_regions(canvas, palette, ramp, np.ones(length, np.int64), (np.arange(length) + 0.5) / length)
        canvas.text(x + length, y + 1, _SURE, palette.text)
    return y + 1 + shaded


def draw_points_notes(canvas: Canvas, palette: Palette, x: int, y: int, notes: Iterable[PointsNote]) -> int:
    """What is to be said of the points on show, from column x of line y. Returns the line after."""
    for what, verdict, shape, few in notes:
        after = canvas.text(x, y, f"{shape} " if shape else "", palette.text)
        after = canvas.text(after, y, what, palette.muted)
        room = canvas.width - x
        lines = [verdict.replace("\xa0", " ")] if len(verdict) <= room else wrapped(verdict, room)
        if few is not None and after + len(shown := f" ({few} shown)") <= canvas.width:
            after = canvas.text(after, y, shown, palette.muted)
        elif few is not None:
            lines += wrapped(f"{few} shown", room)
        if room >= _ROOMY and after + 2 + len(verdict) <= canvas.width:
            canvas.text(after + 2, y, lines.pop(), palette.muted)
        for number, line in enumerate(lines, y + 1):
            canvas.text(x, number, line, palette.muted)
        y += 1 + len(lines)
    return y
