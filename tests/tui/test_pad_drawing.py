"""The pad as it is drawn: everything shows in every layout, and without colour."""

import numpy as np
import pytest
from rich.color import ColorType

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.digit_answer import DigitAnswer, draw_answer, draw_why, why_legend
from nntui.tui.drawing.pad import draw_grid, layout_for
from nntui.tui.sketch import blank_sketch
from nntui.tui.themes import THEMES, palette_of
from nntui.tui.why import Why

PALETTE = palette_of(THEMES[0])
DIGITS = tuple("0123456789")
SIZES = pytest.mark.parametrize("size", [(42, 36), (78, 20), (50, 5), (30, 5), (42, 13), (41, 11)])
BLANK = blank_sketch(5)


def grid(size, sketch, why=None, focused=True):
    canvas = Canvas(*size)
    draw_grid(canvas, PALETTE, sketch, why, focused)
    return canvas.plain()


def why_of(strength, becomes=7):
    """The first cell has a strength, and its flip makes an answer of 7 another."""
    strengths = np.zeros(25, np.int64)
    strengths[0] = strength
    flipped = np.eye(10)[[becomes, *[7] * 24]]
    return Why(7, flipped, flipped[:, 7] - 1, strengths, () if becomes == 7 else (0,))


@SIZES
def test_ink_cursor_and_marks_show_without_colour(size):
    whys = [None, *(why_of(strength) for strength in (-2, -1, 1, 2)), why_of(2, becomes=9), why_of(2, becomes=4)]
    sketches = [sketch.move_to(*cursor) for sketch in (BLANK, BLANK.toggle()) for cursor in ((0, 0), (3, 3))]
    assert len({grid(size, sketch, why) for sketch in sketches for why in whys}) == len(whys) * len(sketches)
    assert grid(size, BLANK, why_of(0)) == grid(size, BLANK)


@SIZES
def test_the_cell_that_changes_the_answer_most_stands_out_from_the_others(size):
    flipped = np.eye(10)[[9, 4, *[7] * 23]]
    why = Why(7, flipped, np.array([-0.5, -0.9, *[0.0] * 23]), np.array([1, 2, *[0] * 23]), (1, 0))
    text = grid(size, BLANK.move_to(4, 4), why)
    assert text.count("◇") == 1 and "◇4" in text and "9" in text
    assert "◆4" in grid(size, BLANK.move_to(1, 0).toggle().move_to(4, 4), why)


@SIZES
def test_the_answer_and_its_percentage_fit(size):
    canvas = Canvas(*size)
    draw_answer(canvas, PALETTE, layout_for(*size), DigitAnswer(np.eye(10)[7], DIGITS))
    assert "100" in canvas.plain() and "%" in canvas.plain()
    lines = [line.rstrip(" %") for line in canvas.plain().split("\n")]
    assert any(" 7 " in line and line.endswith("100") for line in lines) or any("7 100" in line for line in lines)


@pytest.mark.parametrize(
    ("likely", "verdict"),
    [
        ({8: 0.50, 9: 0.26}, "8 or 9?"),
        ({9: 0.50, 8: 0.26}, "9 or 8?"),
        ({0: 0.60, 9: 0.30}, "0 or 9?"),
        ({8: 0.60, 9: 0.29}, ""),
        ({8: 0.39, 9: 0.05}, "not sure"),
        ({8: 0.39, 9: 0.38}, "not sure"),
        ({8: 0.41, 9: 0.10}, ""),
    ],
)
@SIZES
def test_an_unclear_answer_is_said_to_be_one(size, likely, verdict):
    probabilities = np.full(10, (1 - sum(likely.values())) / 8)
    for digit, probability in likely.items():
        probabilities[digit] = probability
    answer = DigitAnswer(probabilities, DIGITS)
    assert answer.verdict == verdict
    canvas = Canvas(*size)
    draw_answer(canvas, PALETTE, layout_for(*size), answer)
    assert verdict in canvas.plain()
    assert [words for words in ("not sure", " or ") if words in canvas.plain()] == [
        words for words in ("not sure", " or ") if words in verdict
    ]


def test_the_legend_is_short_and_begins_with_the_flip():
    assert why_legend(why_of(2, becomes=9), BLANK.toggle(), DIGITS).startswith("◆ flip → 9  ")
    assert len(why_legend(why_of(2, becomes=9), BLANK, DIGITS)) + len("eraser down  ") <= 46
    assert "flip" not in why_legend(why_of(1), BLANK, DIGITS)


@pytest.mark.parametrize("size", [(42, 36), (78, 20)])
def test_a_roomy_pad_says_what_a_flip_here_would_do(size):
    def words(sketch, why):
        canvas = Canvas(*size)
        draw_why(canvas, PALETTE, layout_for(*size), why, sketch, DIGITS)
        return canvas.plain()

    assert "flip here: 7 100.0 → 0.0 %, reads 9" in words(BLANK, why_of(2, becomes=9))
    assert "flip here: 7 100.0 → 100.0 %\n" in words(BLANK.move(1, 0), why_of(2, becomes=9)) + "\n"
    assert "no single flip" in words(BLANK, why_of(1))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_marks_are_readable_on_their_ground(theme):
    palette = palette_of(theme)
    for style in (*palette.on_ink, *palette.on_paper):
        assert style.color.type is ColorType.TRUECOLOR
        assert contrast(style.color.triplet, style.bgcolor.triplet) >= 3


def contrast(one, other):
    """WCAG 2.1 contrast ratio."""

    def luminance(rgb):
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
