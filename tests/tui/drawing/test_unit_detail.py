"""What is said of a unit fits where it stands."""

import numpy as np
import pytest

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.unit_detail import UnitDetail, Weight, draw_detail
from nntui.tui.equations import Unit, equation_lines
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])


def drawn(width, height, inputs, side=0):
    weights = np.random.default_rng(0).normal(size=inputs)
    unit = Unit("h2·3", "tanh", weights, 0.07, lambda number: f"h1·{number + 1}")
    named = [Weight(unit.input_name(number), weight) for number, weight in enumerate(weights.tolist())]
    detail = UnitDetail(
        "unit h2·3",
        "(3 of 16)",
        "= 0.61",
        "at ╋",
        lambda width, rows: equation_lines(unit, width, rows),
        "bias +0.07, weights from",
        named,
        side,
    )
    canvas = Canvas(width + 2, height + 1)
    draw_detail(canvas, PALETTE, 0, 0, width, height, detail)
    return canvas.plain()


@pytest.mark.parametrize("inputs", [1, 2, 25, 400])
@pytest.mark.parametrize("size", [(25, 7), (28, 5), (42, 6), (50, 3), (82, 12), (60, 36)])
def test_the_equation_has_its_end_whatever_the_room(size, inputs):
    text = drawn(*size, inputs)
    lines = text.split("\n")
    assert "h2·3 = tanh(" in text and "+ 0.07)" in text and "= 0.61" in lines[0]
    assert max(map(len, lines)) <= size[0] and len(lines[-1]) == 0
    written = "".join(lines[1:]).split("bias")[0]
    terms, more = written.count("h1·"), "more" in written
    assert more == (terms < inputs)
    if more:
        assert f"{inputs - terms} more" in " ".join(text.split())


def test_weights_have_bars_where_there_is_room_and_those_left_out_are_counted():
    text = drawn(60, 20, 25)
    assert "bias +0.07, weights from" in text and "█" in text
    shown = text.split("weights from")[1].count("h1·")
    assert shown == 25 or f"{25 - shown} more" in text
    assert "weights from" not in drawn(42, 5, 25)
    assert "h1·2 █" in drawn(30, 7, 2)  # in the rows that the equation leaves


def test_the_weights_of_a_drawing_are_a_picture():
    signs = np.sign(np.random.default_rng(0).normal(size=25)).reshape(5, 5)
    rows = [line[-10:] for line in drawn(42, 6, 25, side=5).split("\n")[1:6]]
    for row, cells in zip(signs, rows, strict=True):
        for sign, mark in zip(row, cells[::2], strict=True):
            assert mark in (" ", "+" if sign > 0 else "-")
    assert any("+" in row for row in rows) and any("-" in row for row in rows)


def test_names_of_wide_characters_stand_in_their_columns():
    named = [Weight(name, 1.0) for name in ("x1", "比率")]
    detail = UnitDetail("unit h1·1", "(1 of 2)", "= 0.61", "at ╋", None, "weights from", named)
    canvas = Canvas(20, 6)
    draw_detail(canvas, PALETTE, 0, 0, 20, 6, detail)
    assert (canvas.chars[2, :5].tolist(), canvas.chars[3, :5].tolist()) == (
        [" ", " ", "x", "1", " "],
        ["比", "", "率", "", " "],
    )
