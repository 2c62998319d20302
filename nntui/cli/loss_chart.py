"""The course of the loss, drawn in the terminal once training is over."""

import sys
from shutil import get_terminal_size

import numpy as np

from nntui.core.arrays import Array

_HEIGHT = 14
_NARROWEST = 30
_TICKS = 5


def print_loss_chart(table: Array, colour: bool) -> None:
    """Draw points × 5 as History.table() has it, as wide as the terminal; nothing where there is no course yet."""
    width, height = get_terminal_size()
    table = table[np.isfinite(table[:, 1])]
    if len(table) < 2 or width < _NARROWEST or height <= _HEIGHT or not _can_draw():
        return
    print(loss_chart(table, width, colour))


def loss_chart(table: Array, width: int, colour: bool) -> str:
    """The chart as text; the two curves differ in their marks, not in colour alone."""
    import plotext

    figure = plotext.figure
    figure.clear()
    figure.theme("simple")  # the others paint the background
    figure.plot_size(width, _HEIGHT)
    top = 0.0
    for name, column, mark in (("test", 2, "·"), ("train", 1, "braille")):
        rows = table[np.isfinite(table[:, column])]
        if len(rows):
            curve = figure.signal(rows[:, 0].tolist(), rows[:, column].tolist(), marker=mark)
            figure.draw(curve.lines().label(name))
            top = max(top, float(rows[:, column].max()))
    epochs = sorted({round(epoch) for epoch in np.linspace(table[0, 0], table[-1, 0], _TICKS)})
    figure.ruler(0, 0).ticks(epochs, [str(epoch) for epoch in epochs])
    figure.legend(x=epochs[-1], y=top, relative=True, ha="right", va="top")
    figure.title("loss by epoch")
    return str(figure.build().string(colorless=not colour)).rstrip("\n")


def _can_draw() -> bool:
    try:
        "·⣿─".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True
