"""The course of the loss, drawn in the terminal once training is over."""

import sys
from shutil import get_terminal_size

import numpy as np

from nntui.cli.streams import draws_braille
from nntui.core.arrays import Array

_HEIGHT = 14
_NARROWEST = 30


def print_loss_chart(table: Array, epochs: int, colour: bool) -> None:
    """Draw a history as History.table() has it, as wide as the terminal; nothing where there is no course yet."""
    width, height = get_terminal_size()
    table = table[np.isfinite(table[:, 1])]
    if len(table) < 2 or width < _NARROWEST or height <= _HEIGHT:
        return
    from rich.console import Console
    from rich.segment import Segment, Segments
    from rich.style import Style

    from nntui.tui.drawing.canvas import Canvas
    from nntui.tui.drawing.chart import (
        BRAILLE_MARKERS,
        LETTER_MARKERS,
        MIXED_MARKERS,
        ChartChoice,
        ChartStyles,
        draw_chart,
        draw_plain_legend,
    )

    dots = BRAILLE_MARKERS if colour else MIXED_MARKERS
    markers = dots if draws_braille(sys.stdout) else LETTER_MARKERS
    # the terminal's own colours: its background is not known here
    dim = Style(dim=True)
    styles = ChartStyles(Style(color="cyan"), Style(color="yellow"), axes=dim, rate=dim, markers=markers)
    canvas = Canvas(width - 1, _HEIGHT)
    canvas.text(0, 0, "loss by epoch", styles.axes)
    draw_plain_legend(canvas, styles, table)
    draw_chart(canvas, styles, table, epochs, ChartChoice())
    console = Console(width=width, no_color=not colour, highlight=False)
    for y in range(_HEIGHT):
        console.print(Segments([*canvas.segments(y), Segment.line()]), end="")
