"""The course of a run: plotext draws the losses, and over them stand marks for accuracies and learning rate.

What plotext writes in two role colours becomes the styles of whoever shows it.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from rich.style import Style

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas, style_id
from nntui.tui.drawing.chart_scales import PERCENT, Scale, even_scale, log_scale, powers, whole_ticks, window_of, within

LOSS, ACCURACY, RATE = "loss", "accuracy", "rate"
QUANTITIES = (LOSS, ACCURACY, RATE)
EPOCH_COLUMN, RATE_COLUMN = 0, 5
PAIRS = {LOSS: (1, 2), ACCURACY: (3, 4)}
"""Columns of a history: of training and of test."""

_TRAIN, _TEST = 1, 2  # colour numbers that stand for the two curves in what plotext writes
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_SIDE_WIDTH = 6  # of an axis with its labels
_MARK_SPACING = 3  # columns from one mark of an accuracy to the next


class ChartMarkers(NamedTuple):
    """plotext's name for the marker of each curve, and the sign that stands for it in the legend.

    Those of accuracies and learning rate are drawn as they are.
    """

    train: tuple[str, str]
    test: tuple[str, str]
    accuracy_train: tuple[str, str]
    accuracy_test: tuple[str, str]
    rate: tuple[str, str]


def _same(sign: str) -> tuple[str, str]:
    return sign, sign


BRAILLE_MARKERS = ChartMarkers(("braille", "━"), ("braille", "┅"), _same("▲"), _same("△"), _same("╌"))
LETTER_MARKERS = ChartMarkers(_same("*"), _same("o"), _same("A"), _same("a"), _same("-"))
MIXED_MARKERS = BRAILLE_MARKERS._replace(test=LETTER_MARKERS.test)
"""For dots that cannot be told apart by colours."""


@dataclass(frozen=True)
class ChartStyles:
    """The styles of the curves and of what stands around them, and the curves' markers."""

    train: Style
    test: Style
    axes: Style
    rate: Style
    markers: ChartMarkers = BRAILLE_MARKERS


@dataclass(frozen=True)
class ChartChoice:
    """What is to be seen: which of QUANTITIES, whether the losses by their powers of ten, and of the run the last
    1 / 2**part.
    """

    shown: frozenset[str] = frozenset({LOSS})
    logarithmic: bool = False
    part: int = 0

    def toggled(self, quantity: str) -> "ChartChoice":
        """With one quantity more or less."""
        return replace(self, shown=self.shown ^ {quantity})


@dataclass(frozen=True)
class Field:
    """Where the curves lie on the canvas: its cells, and the epochs from the first column to the last."""

    left: int
    top: int
    columns: int
    rows: int
    first: float
    last: float

    def column(self, epochs: Array) -> Array:
        """The columns of epochs."""
        share = (epochs - self.first) / (self.last - self.first)
        return np.asarray(self.left + np.rint(np.clip(share, 0, 1) * (self.columns - 1)), np.int64)

    def epoch(self, column: int) -> float:
        """The epoch at a column."""
        share = (column - self.left) / max(self.columns - 1, 1)
        return self.first + min(max(share, 0.0), 1.0) * (self.last - self.first)

    def row(self, values: Array, scale: Scale) -> Array:
        """The rows of values, at the edge where they are past the scale."""
        share = (values - scale.low) / (scale.high - scale.low)
        return np.asarray(self.top + np.rint((1 - np.clip(share, 0, 1)) * (self.rows - 1)), np.int64)


def field_of(width: int, height: int, history: Array, epochs: int, choice: ChartChoice, top: int = 1) -> Field:
    """Where the curves lie on a canvas of this size, from its row `top` down."""
    sides = _sides(choice).values()
    left, right = _SIDE_WIDTH if "left" in sides else 1, _SIDE_WIDTH if "right" in sides else 0
    window = window_of(history, epochs, choice.part)
    return Field(left, top, max(width - left - right, 2), max(height - top - 2, 1), *window)


def draw_chart(
    canvas: Canvas, styles: ChartStyles, history: Array, epochs: int, choice: ChartChoice, top: int = 1
) -> Field:
    """Draw what is chosen over the epochs, from row `top` down; return where it lies.

    history: as History.table() has it. epochs: where the x axis of the whole run ends, so that it stands still.
    The test curve is dotted, over the other: colour is not all that tells the two apart.
    """
    field = field_of(canvas.width, canvas.height, history, epochs, choice, top)
    if field.left + field.columns > canvas.width or field.top + field.rows + 2 > canvas.height:
        return field  # no room
    inside = within(history, field.first, field.last)
    scales, sides = _scales(inside, choice), _sides(choice)
    left = next((scales[quantity] for quantity, side in sides.items() if side == "left"), None)
    losses = inside[:, PAIRS[LOSS]] if LOSS in choice.shown else inside[:0, PAIRS[LOSS]]
    lines = _plot(inside[: len(losses), EPOCH_COLUMN], losses, field, left, choice.logarithmic, styles.markers)
    roles = {_TRAIN: styles.train, _TEST: styles.test}
    for y, line in enumerate(lines, top):
        _write(canvas, y, line, roles, styles.axes)
    if right := next((scales[quantity] for quantity, side in sides.items() if side == "right"), None):
        _draw_right_axis(canvas, field, right, styles.axes)
    _draw_marks(canvas, field, styles, inside, scales)
    return field


def draw_plain_legend(canvas: Canvas, styles: ChartStyles) -> None:
    """Write at the right end how the losses are drawn."""
    x = canvas.width - 15
    for (_, sign), text, style in zip(styles.markers[:2], ("train", "test"), (styles.train, styles.test), strict=True):
        x = canvas.text(x, 0, f"{sign} {text} ", style)


def _sides(choice: ChartChoice) -> dict[str, str]:
    """Which quantity has which axis: the losses left, the accuracies right, the learning rate what is free."""
    sides = {quantity: side for quantity, side in ((LOSS, "left"), (ACCURACY, "right")) if quantity in choice.shown}
    free = [side for side in ("right", "left") if side not in sides.values()]
    if RATE in choice.shown and free:
        sides[RATE] = free[0]
    return sides


def has_no_axis(choice: ChartChoice, quantity: str) -> bool:
    """Whether a quantity that shows has found both axes taken."""
    return quantity in choice.shown and quantity not in _sides(choice)


def rate_scale(history: Array) -> Scale:
    """From zero to above all learning rates."""
    return even_scale(history[:, RATE_COLUMN])


def _scales(history: Array, choice: ChartChoice) -> dict[str, Scale]:
    losses = history[:, PAIRS[LOSS]]
    loss_scale = log_scale(powers(losses)) if choice.logarithmic else even_scale(losses)
    scales = {LOSS: loss_scale, ACCURACY: PERCENT, RATE: rate_scale(history)}
    return {quantity: scale for quantity, scale in scales.items() if quantity in choice.shown}


def _write(canvas: Canvas, y: int, line: str, roles: dict[int, Style], frame: Style) -> None:
    x, style = 0, frame
    for index, piece in enumerate(_ESCAPE.split(line)):
        if index % 2:
            codes = piece.split(";")
            style = roles.get(int(codes[-1]), frame) if len(codes) == 3 else frame
        else:
            x = canvas.text(x, y, piece, style)


def _plot(
    epochs: Array, losses: Array, field: Field, left: Scale | None, logarithmic: bool, markers: ChartMarkers
) -> list[str]:
    import plotext  # a tenth of a second to import: not before the first paint

    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(field.left + field.columns, field.rows + 2)
    values = powers(losses) if logarithmic else losses
    curves = ((_TRAIN, 2 * field.columns, markers.train), (_TEST, field.columns // 3, markers.test))
    for column, (role, points, (marker_name, _)) in enumerate(curves):
        x, y = _resample(epochs, values[:, column], points)
        if len(x):
            marker = plotext.marker(marker_name, plotext.pixel(role))
            signal = figure.signal(x.tolist(), y.tolist(), marker=marker)
            figure.draw(signal.lines() if role == _TRAIN else signal)
    _set_axes(figure, field, left)
    return str(figure.build().string()).rstrip("\n").split("\n")


def _set_axes(figure: Any, field: Field, left: Scale | None) -> None:
    x_axis, y_axis = figure.ruler("x", "lower"), figure.ruler("y", "left")
    x_ticks = whole_ticks(field.first, field.last)
    x_axis.lim(field.first, field.last)
    x_axis.ticks(x_ticks, [str(tick) for tick in x_ticks])
    if left is not None:
        y_axis.lim(left.low, left.high)
    ticks = () if left is None else left.ticks
    y_axis.ticks([at for at, _ in ticks], [label.rjust(_SIDE_WIDTH - 1) for _, label in ticks])
    figure.axes(False, axis=[0, 1], side=1)


def _draw_right_axis(canvas: Canvas, field: Field, scale: Scale, style: Style) -> None:
    x = field.left + field.columns
    for y in range(field.top, field.top + field.rows):
        canvas.text(x, y, "│", style)
    for at, label in scale.ticks:
        canvas.text(x, int(field.row(np.array(at), scale)), f"├{label:>{_SIDE_WIDTH - 1}}", style)
    canvas.text(x, field.top + field.rows, "┘", style)


def _draw_marks(canvas: Canvas, field: Field, styles: ChartStyles, history: Array, scales: dict[str, Scale]) -> None:
    markers, spaced = styles.markers, field.columns // _MARK_SPACING
    train, test = PAIRS[ACCURACY]
    epochs = history[:, EPOCH_COLUMN]
    curves = (
        (RATE, markers.rate, styles.rate, _in_columns(field, epochs, history[:, RATE_COLUMN])),
        # between those of the test, to be seen too
        (ACCURACY, markers.accuracy_train, styles.train, _resample(epochs, history[:, train], spaced, 0.5)),
        (ACCURACY, markers.accuracy_test, styles.test, _resample(epochs, history[:, test], spaced)),
    )
    for quantity, (sign, _), style, (x, y) in curves:
        if (scale := scales.get(quantity)) is not None:
            rows, columns = field.row(y, scale), field.column(x)
            canvas.chars[rows, columns], canvas.styles[rows, columns] = sign, style_id(style)


def _in_columns(field: Field, epochs: Array, values: Array) -> tuple[Array, Array]:
    """The curve in each column that it reaches."""
    usable = np.isfinite(values)
    epochs, values = epochs[usable], values[usable]
    if not len(epochs):
        return epochs, values
    x = np.linspace(field.first, field.last, field.columns)
    x = x[(x >= epochs[0]) & (x <= epochs[-1])]
    return x, np.interp(x, epochs, values)


def _resample(epochs: Array, values: Array, points: int, first: float = 0.0) -> tuple[Array, Array]:
    """At most `points` points of the curve: more than the terminal shows would only cost time.

    first: where the first one stands, as a share of the distance to the next.
    """
    usable = np.isfinite(values)
    epochs, values = epochs[usable], values[usable]
    if len(epochs) <= points:
        return epochs, values
    x = epochs[0] + (epochs[-1] - epochs[0]) * (np.arange(points) + first) / max(points - 1, 1)
    x = x[x <= epochs[-1]]
    return x, np.interp(x, epochs, values)
