"""The line above the chart: which key shows which curve and how each is drawn, or what they are at the cursor."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.style import Style

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.chart import (
    ACCURACY,
    BLANKS,
    EPOCH_COLUMN,
    LOSS,
    NO_TEST,
    PAIRS,
    QUANTITIES,
    RATE,
    RATE_COLUMN,
    SAME_CURVE,
    TWO_CURVES,
    ChartChoice,
    ChartMarkers,
)
from nntui.tui.drawing.chart_axes import Field
from nntui.tui.drawing.figures import accuracy_text, loss_text, rate_text
from nntui.tui.themes import Palette

KEYS = {LOSS: "O", ACCURACY: "A", RATE: "G"}

_SHORTER: dict[tuple[str, ...], tuple[str, ...]] = {SAME_CURVE: ("= test",), NO_TEST: ("no test",)}

_CURSOR, _PASSED = "│", "◂"

Text = tuple[str, Style]


@dataclass(frozen=True)
class Entry:
    """A part of the line that a click on switches a quantity."""

    quantity: str
    start: int
    stop: int


def draw_legend(
    canvas: Canvas, palette: Palette, choice: ChartChoice, has_accuracy: bool, words: tuple[str, ...] = TWO_CURVES
) -> list[Entry]:
    """Write what there is to see, as fully as there is room for; return where each quantity stands.

    words: what the curves of a pair are called, see curve_words().
    """
    for gap, said, names in (
        (2, words, ("loss", "accuracy", "learning rate")),
        (2, words, ("loss", "acc", "rate")),
        (1, _SHORTER.get(words, ("",) * len(words)), ("loss", "acc", "rate")),
        (1, ("",) * len(words), ("loss", "acc", "rate")),
    ):
        parts = list(_legend(palette, choice, has_accuracy, said, dict(zip(QUANTITIES, names, strict=True))))
        if sum(_width(texts) for _, texts in parts) + gap * (len(parts) - 1) <= canvas.width:
            break
    entries, x = [], 0
    for quantity, texts in parts:
        start = x
        for text, style in texts:
            x = canvas.text(x, 0, text, style)
        entries.append(Entry(quantity, start, x))
        x += gap
    return entries


def _legend(
    palette: Palette, choice: ChartChoice, has_accuracy: bool, words: tuple[str, ...], names: dict[str, str]
) -> Iterator[tuple[str, list[Text]]]:
    signs = _signs(palette.markers)
    for quantity in QUANTITIES:
        if quantity == ACCURACY and not has_accuracy:
            continue
        shown = quantity in choice.shown
        texts = [(f"{KEYS[quantity]} ", palette.accent), (names[quantity], palette.text if shown else palette.muted)]
        if shown and quantity in PAIRS:
            for word, sign, style in zip(words, signs[quantity], (palette.accent, palette.second), strict=False):
                texts.append((f" {sign} {word}".rstrip(), style))
            words = ("",) * len(words)  # said once
        elif shown:
            texts.append((f" {signs[quantity][0]}", palette.muted))
        yield quantity, texts


def draw_reading(canvas: Canvas, palette: Palette, point: Array, epochs: int, has_accuracy: bool) -> None:
    """Write what is known of one point of the history, as fully as there is room for.

    epochs: planned, for the width of the epoch.
    """
    for form in _FORMS:
        texts = list(_reading(palette, point, epochs, has_accuracy, form))
        if _width(texts) <= canvas.width:
            break
    x = 0
    for text, style in texts:
        x = canvas.text(x, 0, text, style)


class _Form(NamedTuple):
    """What stands before the figures, whether signs tell of which curve they are, and the decimals of a loss."""

    epoch: str
    names: dict[str, str]
    signs: bool
    decimals: int


_FORMS = (
    _Form("epoch ", {LOSS: "  loss ", ACCURACY: "  accuracy ", RATE: "  learning rate "}, signs=True, decimals=4),
    _Form("epoch ", {LOSS: "  loss ", ACCURACY: "  acc ", RATE: "  rate "}, signs=False, decimals=4),
    _Form("", {LOSS: "  loss ", ACCURACY: "  acc ", RATE: "  rate "}, signs=False, decimals=3),
    _Form("", {quantity: f" {key} " for quantity, key in KEYS.items()}, signs=False, decimals=3),
)


def _reading(palette: Palette, point: Array, epochs: int, has_accuracy: bool, form: _Form) -> Iterator[Text]:
    yield form.epoch, palette.muted
    yield f"{int(point[EPOCH_COLUMN]):>{len(str(epochs))}}", palette.strong
    losses = [loss_text(float(point[column]), form.decimals) for column in PAIRS[LOSS]]
    accuracies = [accuracy_text(float(point[column])) for column in PAIRS[ACCURACY]]
    signs = _signs(palette.markers)
    for quantity, figures in {LOSS: losses, ACCURACY: accuracies}.items():
        if quantity == LOSS or has_accuracy:
            yield form.names[quantity], palette.muted
            yield from _pair(palette, figures, signs[quantity] if form.signs else None)
    yield form.names[RATE], palette.muted
    yield rate_text(float(point[RATE_COLUMN])).strip(), palette.text


def _pair(palette: Palette, figures: list[str], signs: tuple[str, ...] | None) -> list[Text]:
    (train, test), styles = figures, (palette.accent, palette.second)
    if signs is None:
        return [(train.strip(), styles[0]), ("/", palette.faint), (test.strip(), styles[1])]
    return [(f"{sign} {figure} ", style) for sign, figure, style in zip(signs, figures, styles, strict=True)]


def draw_cursor(canvas: Canvas, palette: Palette, field: Field, epoch: float) -> None:
    """Mark the column of an epoch; the curves stay, and are the brighter for it. One that has passed is to the left."""
    if epoch < field.first:
        canvas.text(field.left, field.top + field.rows // 2, _PASSED, palette.strong)
        return
    x = int(field.column(np.array(epoch)))
    for y in range(field.top, min(field.top + field.rows, canvas.height)):
        if canvas.chars[y, x] in BLANKS:
            canvas.text(x, y, _CURSOR, palette.text)
        else:
            canvas.paint(x, y, 1, palette.strong)


def _signs(markers: ChartMarkers) -> dict[str, tuple[str, ...]]:
    return {
        LOSS: (markers.train[1], markers.test[1]),
        ACCURACY: (markers.accuracy_train[1], markers.accuracy_test[1]),
        RATE: (markers.rate[1],),
    }


def _width(texts: list[Text]) -> int:
    return sum(cell_len(text) for text, _ in texts)
