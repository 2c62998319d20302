"""The loss chart: plotext draws it in two role colours, which then become the styles of whoever shows it."""

import re
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, NamedTuple

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas

_TRAIN, _TEST = 1, 2  # colour numbers that stand for the two curves in what plotext writes
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_LABEL_WIDTH = 5
_MAX_DECADES = 6


class ChartMarkers(NamedTuple):
    """plotext's name for the marker of each curve, and the sign before its name in the legend."""

    train: tuple[str, str]
    test: tuple[str, str]


BRAILLE_MARKERS = ChartMarkers(("braille", "━ "), ("braille", "┅ "))
LETTER_MARKERS = ChartMarkers(("*", "* "), ("o", "o "))
MIXED_MARKERS = ChartMarkers(BRAILLE_MARKERS.train, LETTER_MARKERS.test)
"""For dots that cannot be told apart by colours."""


@dataclass(frozen=True)
class ChartStyles:
    """The styles of both curves and of what stands around them, and the curves' markers."""

    train: Style
    test: Style
    axes: Style
    markers: ChartMarkers = BRAILLE_MARKERS


def draw_chart(canvas: Canvas, styles: ChartStyles, history: Array, epochs: int, logarithmic: bool) -> None:
    """Draw a legend and below it train and test loss over the epochs.

    history: as History.table() has it. epochs: where the x axis ends, so that it stands still.
    The test curve is dotted, over the other: colour is not all that tells the two apart.
    """
    x = canvas.width - 15
    for (_, sign), text, style in zip(styles.markers, ("train ", "test"), (styles.train, styles.test), strict=True):
        x = canvas.text(x, 0, sign + text, style)
    lines = _plot(history, epochs, logarithmic, canvas.width, canvas.height - 1, styles.markers)
    roles = {_TRAIN: styles.train, _TEST: styles.test}
    for y, line in enumerate(lines, 1):
        _write(canvas, y, line, roles, styles.axes)


def _write(canvas: Canvas, y: int, line: str, roles: dict[int, Style], frame: Style) -> None:
    x, style = 0, frame
    for index, piece in enumerate(_ESCAPE.split(line)):
        if index % 2:
            codes = piece.split(";")
            style = roles.get(int(codes[-1]), frame) if len(codes) == 3 else frame
        else:
            x = canvas.text(x, y, piece, style)


def _plot(history: Array, epochs: int, logarithmic: bool, width: int, height: int, markers: ChartMarkers) -> list[str]:
    import plotext  # a tenth of a second to import: not before the first paint

    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(width, height)
    columns = max(width - _LABEL_WIDTH - 1, 2)
    losses = _powers(history[:, 1:3]) if logarithmic else history[:, 1:3]
    curves = ((_TRAIN, losses[:, 0], 2 * columns, markers.train), (_TEST, losses[:, 1], columns // 3, markers.test))
    for role, curve, points, (marker_name, _) in curves:
        x, y = _resample(history[:, 0], curve, points)
        if len(x):
            marker = plotext.marker(marker_name, plotext.pixel(role))
            signal = figure.signal(x.tolist(), y.tolist(), marker=marker)
            figure.draw(signal.lines() if role == _TRAIN else signal)
    _set_axes(figure, max(epochs, int(history[-1, 0]) if len(history) else 0, 1), losses, logarithmic)
    return str(figure.build().string()).rstrip("\n").split("\n")


def _powers(losses: Array) -> Array:
    """Powers of ten, nan for what has none; plotext misplaces limits given for its own logarithmic scale."""
    with np.errstate(all="ignore"):
        powers = np.log10(losses)
    return np.where(np.isfinite(powers), powers, np.nan)


def _set_axes(figure: Any, epochs: int, losses: Array, logarithmic: bool) -> None:
    x_axis, y_axis = figure.ruler("x", "lower"), figure.ruler("y", "left")
    x_ticks = sorted({round(epochs * part / 4) for part in range(5)})
    x_axis.lim(0, epochs)
    x_axis.ticks(x_ticks, [str(tick) for tick in x_ticks])
    finite = losses[np.isfinite(losses)]
    ticks = _decades(finite) if logarithmic else _even(finite)
    y_axis.lim(ticks[0], ticks[-1])
    y_axis.ticks(ticks, [_label(10.0**tick if logarithmic else tick) for tick in ticks])
    figure.axes(False, axis=[0, 1], side=1)


def _resample(epochs: Array, losses: Array, points: int) -> tuple[Array, Array]:
    """At most `points` points of the curve: more than the terminal shows would only cost time."""
    usable = np.isfinite(losses)
    epochs, losses = epochs[usable], losses[usable]
    if len(epochs) <= points:
        return epochs, losses
    x = np.linspace(epochs[0], epochs[-1], points)
    return x, np.interp(x, epochs, losses)


def _even(losses: Array) -> list[float]:
    """Four even ticks from zero to a round number above all losses: it rarely moves while the losses fall."""
    peak = float(np.max(losses, initial=1e-6))
    scale = 10.0 ** floor(log10(peak))
    top = next(round_up * scale for round_up in (1.2, 1.5, 3, 4.5, 6, 7.5, 9, 12) if peak <= round_up * scale)
    return [top * part / 3 for part in range(4)]


def _decades(powers: Array) -> list[float]:
    """A tick at each power of ten around the losses, the lowest ones cut off."""
    top = ceil(float(np.max(powers, initial=-30))) if len(powers) else 0
    bottom = max(floor(float(np.min(powers, initial=top))), top - _MAX_DECADES)
    return [float(power) for power in range(min(bottom, top - 1), top + 1)]


def _label(value: float) -> str:
    text = f"{value:.3g}"
    return (text if len(text) <= _LABEL_WIDTH else f"{value:.0e}").rjust(_LABEL_WIDTH)
