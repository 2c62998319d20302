"""The course of a run: plotext draws the losses, and over them stand marks for accuracies and learning rate.

What plotext writes in two role colours becomes the styles of whoever shows it.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rich.cells import cell_len
from rich.style import Style

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas, style_id
from nntui.tui.drawing.chart_axes import AXIS_WIDTH, Field, draw_axes
from nntui.tui.drawing.chart_scales import PERCENT, Scale, even_scale, log_scale, powers, window_of, within

LOSS, ACCURACY, RATE = "loss", "accuracy", "rate"
QUANTITIES = (LOSS, ACCURACY, RATE)
EPOCH_COLUMN, RATE_COLUMN = 0, 5
PAIRS = {LOSS: (1, 2), ACCURACY: (3, 4)}
"""Columns of a history: of training and of test."""

TWO_CURVES, SAME_CURVE, NO_TEST = ("train", "test"), ("train = test",), ("train, no test",)
"""What the curves of a pair are called; one word if there is only one to see."""

BLANKS = (" ", "\u2800")
"""What stands in a cell that no curve goes through."""

_TRAIN, _TEST = 1, 2  # colour numbers that stand for the two curves in what plotext writes
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_DOT_SPACING = 3  # rows from one dot of a steep curve to the next, at the most
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


def curve_words(history: Array) -> tuple[str, ...]:
    """TWO_CURVES, SAME_CURVE or NO_TEST."""
    if not len(history):
        return TWO_CURVES
    if _coincide(history):
        return SAME_CURVE
    return NO_TEST if np.isnan(history[:, PAIRS[LOSS][1]]).all() else TWO_CURVES


def _coincide(history: Array) -> bool:
    """Whether training and test are the same samples: then nothing that is measured on them differs."""
    train, test = (history[:, columns] for columns in zip(*PAIRS.values(), strict=True))
    return np.array_equal(train, test, equal_nan=True)


def field_of(width: int, height: int, history: Array, epochs: int, choice: ChartChoice, top: int = 1) -> Field:
    """Where the curves lie on a canvas of this size, from its row `top` down."""
    sides = _sides(choice).values()
    left, right = AXIS_WIDTH if "left" in sides else 1, AXIS_WIDTH if "right" in sides else 0
    window = window_of(history, epochs, choice.part)
    return Field(left, top, max(width - left - right, 2), max(height - top - 2, 1), *window)


def draw_chart(
    canvas: Canvas, styles: ChartStyles, history: Array, epochs: int, choice: ChartChoice, top: int = 1
) -> Field:
    """Draw what is chosen over the epochs, from row `top` down; return where it lies.

    history: as History.table() has it. epochs: where the x axis of the whole run ends, so that it stands still.
    The test curve is dotted, over the other: colour is not all that tells the two apart. Where both are the same,
    there is but that of the training.
    """
    field = field_of(canvas.width, canvas.height, history, epochs, choice, top)
    right = AXIS_WIDTH if "right" in _sides(choice).values() else 0
    if field.left + field.columns + right > canvas.width or field.top + field.rows + 2 > canvas.height:
        return field  # no room
    inside = within(history, field.first, field.last)
    if not len(inside):  # before a run begins: what is there stays there
        draw_axes(canvas, field, None, None, styles.axes)
        return field
    scales = _scales(inside, choice)
    on_side = {side: scales[quantity] for quantity, side in _sides(choice).items()}
    draw_axes(canvas, field, on_side.get("left"), on_side.get("right"), styles.axes)
    if LOSS in scales:
        _plot(canvas, field, inside, scales[LOSS], choice, styles)
    _draw_marks(canvas, field, styles, inside, scales)
    return field


def draw_plain_legend(canvas: Canvas, styles: ChartStyles, history: Array) -> None:
    """Write at the right end how the losses are drawn."""
    words = curve_words(history)
    x = canvas.width - sum(cell_len(word) + 3 for word in words)
    for word, (_, sign), style in zip(words, styles.markers[:2], (styles.train, styles.test), strict=False):
        x = canvas.text(x, 0, f"{sign} {word} ", style)


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


def _plot(canvas: Canvas, field: Field, inside: Array, left: Scale, choice: ChartChoice, styles: ChartStyles) -> None:
    """Have the losses drawn, and write them where they lie."""
    import plotext  # a tenth of a second to import: not before the first paint

    figure = plotext.figure
    figure.clear.data()
    figure.theme("colorless")
    figure.plot_size(field.columns, field.rows)
    epochs, losses = inside[:, EPOCH_COLUMN], inside[:, PAIRS[LOSS]]
    values = powers(losses) if choice.logarithmic else losses
    markers = styles.markers
    curves = ((_TRAIN, 2 * field.columns, markers.train), (_TEST, field.columns // 3, markers.test))
    for column, (role, points, (marker_name, _)) in enumerate(curves[: len(curve_words(inside))]):
        x, y = _resample(epochs, values[:, column], points)
        if role == _TRAIN:
            turning = _turning(y, field, left)
            x, y = x[turning], y[turning]
        else:
            between = _on_steep_parts(epochs, values[:, column], field, left)
            x, y = np.concatenate([x, between[0]]), np.concatenate([y, between[1]])
        if len(x):
            marker = plotext.marker(marker_name, plotext.pixel(role))
            signal = figure.signal(x.tolist(), y.tolist(), marker=marker)
            figure.draw(signal.lines() if role == _TRAIN else signal)
    _set_limits(figure, field, left)
    lines = str(figure.build().string()).rstrip("\n").split("\n")
    _write(canvas, field, lines, {_TRAIN: styles.train, _TEST: styles.test}, styles.axes)


def _on_steep_parts(epochs: Array, values: Array, field: Field, scale: Scale) -> tuple[Array, Array]:
    """Dots between points of a curve that are rows apart: else the one far above the next looks like a stray."""
    usable = np.isfinite(values)
    epochs, values = epochs[usable], values[usable]
    rows = np.abs(np.diff(values)) / (scale.high - scale.low) * (field.rows - 1)
    parts = np.maximum(np.ceil(rows / _DOT_SPACING), 1).astype(np.int64)
    found = [place + np.arange(1, count) / count for place, count in enumerate(parts.tolist()) if count > 1]
    if not found:
        return np.empty(0), np.empty(0)
    places, points = np.concatenate(found), np.arange(len(values))
    return np.interp(places, points, epochs), np.interp(places, points, values)


def _turning(values: Array, field: Field, scale: Scale) -> npt.NDArray[np.bool_]:
    """The points that a line needs: those amid others in the same row of dots only cost time."""
    rows = np.floor((values - scale.low) / (scale.high - scale.low) * (4 * (field.rows - 1)))
    changes = rows[1:] != rows[:-1]
    turning = np.ones(len(rows), bool)
    turning[1:-1] = changes[1:] | changes[:-1]
    return turning


def _set_limits(figure: Any, field: Field, scale: Scale) -> None:
    for ruler, low, high in (("x", field.first, field.last), ("y", scale.low, scale.high)):
        axis = figure.ruler(ruler, "lower" if ruler == "x" else "left")
        axis.lim(low, high)
        axis.ticks([], [])
    figure.axes(False)


def _write(canvas: Canvas, field: Field, lines: list[str], roles: dict[int, Style], blank: Style) -> None:
    """What plotext has written, row by row. blank: for the cells between the curves, as for the axis beside them."""
    for y, line in enumerate(lines, field.top):
        pieces = _ESCAPE.split(line)
        codes = [piece.split(";") for piece in pieces[1::2]]
        found = [blank, *(roles.get(int(code[-1]), blank) if len(code) == 3 else blank for code in codes)]
        styles = list(map(style_id, found))
        chars = list("".join(pieces[::2]))
        here = np.s_[y, field.left : field.left + len(chars)]
        canvas.chars[here], canvas.styles[here] = chars, np.repeat(styles, [len(text) for text in pieces[::2]])


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
    for quantity, (sign, _), style, (x, y) in curves[: 1 + len(curve_words(history))]:
        if (scale := scales.get(quantity)) is not None:
            rows, columns = field.row(y, scale), field.column(x)
            if quantity == RATE:  # an unbroken line: it goes behind the others
                free = np.isin(canvas.chars[rows, columns], BLANKS)
                rows, columns = rows[free], columns[free]
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
