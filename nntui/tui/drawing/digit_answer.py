"""What the network says to a drawn digit: large, in words and in bars, and why."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rich.style import Style

from nntui.core.arrays import Array
from nntui.tasks.digits import GLYPHS, SIDE
from nntui.tui.drawing.bars import percent, probability_row
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.half_blocks import half_blocks
from nntui.tui.drawing.pad import NO_MARK, STRENGTH_MARKS, TURNING, Layout, turning_sign
from nntui.tui.sketch import Sketch
from nntui.tui.themes import Palette
from nntui.tui.why import Why

NOT_SURE_BELOW = 0.4
"""The winner's probability from which on an answer counts as one."""

CLOSE_FROM = 0.5
"""The runner-up's share of the winner's probability from which on both are named."""

_BAR_WIDTH, _SHORT_BAR_WIDTH = 48, 24  # the most
_LEAST_BAR_WIDTH, _LIKELIEST_WIDTH = 8, 5  # less is no bar; a name and a percentage


class DigitAnswer(NamedTuple):
    """The network's answer to one drawing: a probability for each name."""

    probabilities: Array
    names: tuple[str, ...]

    @property
    def winner(self) -> int:
        """The class that is answered."""
        return int(self.probabilities.argmax())

    @property
    def sure(self) -> bool:
        """Whether the answer counts as one."""
        return bool(self.probabilities.max() >= NOT_SURE_BELOW)

    @property
    def verdict(self) -> str:
        """What has to be said of an answer that is not clear: "not sure", "8 or 9?", or nothing."""
        if not self.sure:
            return "not sure"
        others = np.delete(self.probabilities, self.winner)
        if others.max() < CLOSE_FROM * self.probabilities.max():
            return ""
        runner_up = int(others.argmax())
        return f"{self.names[self.winner]} or {self.names[runner_up + (runner_up >= self.winner)]}?"


def draw_answer(canvas: Canvas, palette: Palette, layout: Layout, answer: DigitAnswer) -> None:
    """Draw the winner and all probabilities, one a class."""
    draw = _draw_roomy if layout.roomy else _draw_column if layout.height > 1 else _draw_short
    draw(canvas, palette, layout, answer)


def why_legend(why: Why, sketch: Sketch, names: tuple[str, ...]) -> str:
    """What the marks mean, in one short line that begins with the flip that changes the answer."""
    supporting, opposing, turning = _legend(why, sketch, names)
    parts = [turning, supporting, opposing] if why.turning else [supporting, opposing]
    return "  ".join(sign + words for sign, words, _ in parts)


def draw_why(
    canvas: Canvas, palette: Palette, layout: Layout, why: Why, sketch: Sketch, names: tuple[str, ...]
) -> None:
    """Below a roomy answer: what the marks mean, and what would come of flipping the cell under the cursor."""
    x, y = layout.answer_x, layout.answer_y + 11
    supporting, opposing, turning = _legend(why, sketch, names)
    for column, line, (sign, words, mark) in ((0, 0, supporting), (12, 0, opposing), (0, 1, turning)):
        after = canvas.text(x + column, y + line, sign, palette.on_paper[mark])
        canvas.text(after, y + line, words, palette.text)
    if len(why.turning) > 1:
        canvas.text(x + 12, y + 1, "→: the others that do", palette.text)
    canvas.text(x, y + 2, _flip_here(why, sketch, names), palette.text)


def _legend(why: Why, sketch: Sketch, names: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """Each sign, its meaning, and the style of its mark."""
    turning = ("", "no single flip changes it", NO_MARK)
    if why.turning:
        first = why.turning[0]
        turning = (turning_sign(sketch.ink[first]), f" flip → {names[why.becomes(first)]}", TURNING)
    return [
        (STRENGTH_MARKS[1] + STRENGTH_MARKS[2], f" for {names[why.winner]}", NO_MARK + 1),
        (STRENGTH_MARKS[-1] + STRENGTH_MARKS[-2], " against", NO_MARK - 1),
        turning,
    ]


def _flip_here(why: Why, sketch: Sketch, names: tuple[str, ...]) -> str:
    cell = sketch.y * sketch.side + sketch.x
    after, becomes = float(why.flipped[cell, why.winner]), why.becomes(cell)
    before = after - float(why.changes[cell])
    words = f"flip here: {names[why.winner]} {100 * before:.1f} → {100 * after:.1f} %"
    return words if becomes == why.winner else f"{words}, reads {names[becomes]}"


def _draw_roomy(canvas: Canvas, palette: Palette, layout: Layout, answer: DigitAnswer) -> None:
    x, y = layout.answer_x, layout.answer_y
    for row, cells in enumerate(_glyph(answer)):
        canvas.text(x, y + row, "".join("██" if cell else "  " for cell in cells), _style(palette, answer))
    canvas.text(x + 1, y + 6, percent(answer.probabilities.max()), palette.strong)
    canvas.text(x, y + 8, answer.verdict.center(10), palette.second)
    left = x + 13
    places = [(left, y + number) for number in range(len(answer.names))]
    _draw_bars(canvas, palette, places, min(canvas.width - left - 2, _BAR_WIDTH), answer)


def _draw_column(canvas: Canvas, palette: Palette, layout: Layout, answer: DigitAnswer) -> None:
    """All probabilities below each other, and under them the winner's with its sign and what is unclear."""
    x, y = layout.answer_x, layout.answer_y
    places = [(x, y + number) for number in range(len(answer.names))]
    _draw_bars(canvas, palette, places, min(canvas.width - x - 1, _BAR_WIDTH), answer)
    after = canvas.text(x, y + len(answer.names), percent(answer.probabilities.max()), palette.strong)
    canvas.text(after + 1, y + len(answer.names), answer.verdict, palette.second)


def _draw_short(canvas: Canvas, palette: Palette, layout: Layout, answer: DigitAnswer) -> None:
    x, y = layout.answer_x, layout.answer_y
    for row, line in enumerate(half_blocks(_glyph(answer))):
        canvas.text(x, y + row, line, _style(palette, answer))
    canvas.text(x, y + 3, answer.verdict, palette.second)
    canvas.text(x, y + 4, percent(answer.probabilities.max()), palette.strong)
    left = x + 9
    width = min((canvas.width - left - 2) // 2, _SHORT_BAR_WIDTH)
    if width < _LEAST_BAR_WIDTH:
        _draw_likeliest(canvas, palette, answer)
        return
    places = [(left + number // SIDE * (width + 2), y + number % SIDE) for number in range(len(answer.names))]
    _draw_bars(canvas, palette, places, width, answer)


def _draw_likeliest(canvas: Canvas, palette: Palette, answer: DigitAnswer) -> None:
    """At the right edge the likeliest names in order, where bars for all have no room."""
    for line, number in enumerate((-answer.probabilities).argsort(kind="stable")[: canvas.height].tolist()):
        style = palette.muted if line else palette.strong
        share = percent(float(answer.probabilities[number]))[:3]
        canvas.text(canvas.width - _LIKELIEST_WIDTH, line, f"{answer.names[number]} {share}", style)


def _draw_bars(
    canvas: Canvas, palette: Palette, places: list[tuple[int, int]], width: int, answer: DigitAnswer
) -> None:
    winning, other = (_style(palette, answer), palette.strong), (palette.muted, palette.muted)
    for number, (x, y) in enumerate(places):
        styles = winning if number == answer.winner else other
        probability_row(canvas, x, y, width, answer.names[number], float(answer.probabilities[number]), *styles)


def _glyph(answer: DigitAnswer) -> npt.NDArray[np.bool_]:
    glyph: npt.NDArray[np.bool_] = GLYPHS[answer.winner].reshape(SIDE, SIDE) > 0
    return glyph


def _style(palette: Palette, answer: DigitAnswer) -> Style:
    return palette.accent if answer.sure else palette.muted
