import numpy as np
import pytest

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.curve import plot_for
from nntui.tui.drawing.projection import (
    class_marks,
    draw_classes,
    draw_probe,
    draw_projection_key,
    draw_values,
)
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
DIGITS = tuple("0123456789")


def empty(width=70, height=15):
    return Canvas(width, height), plot_for(width, height, (-1.0, 1.0), (-1.0, 1.0))


def at(canvas, plot, place):
    column, row = int(plot.columns_of(place[:1])[0]), int(plot.rows_of(place[1:])[0])
    styles = [segment.style for segment in canvas.segments(row) for _ in segment.text]
    return canvas.chars[row, column], styles[column]


@pytest.mark.parametrize(
    ("names", "right", "wrong"),
    [
        (DIGITS, "0123456789", "0123456789"),
        (("in", "out"), "○△", "●▲"),
        (tuple(f"c{number}" for number in range(20)), "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ],
)
def test_each_class_has_a_character_of_its_own(names, right, wrong):
    assert class_marks(names) == (right, wrong)


def test_digits_stand_as_themselves_and_wrong_ones_on_a_block_over_the_others():
    canvas, plot = empty()
    places = np.array([[0.5, 0.5], [-0.5, -0.5], [-0.5, -0.5]])
    key = draw_classes(canvas, PALETTE, plot, places, np.array([7, 3, 4]), np.array([7, 8, 4]), DIGITS)
    assert at(canvas, plot, places[0]) == ("7", PALETTE.of_class(7))
    char, style = at(canvas, plot, places[1])
    assert char == "3" and style.reverse
    assert [entry[:2] for entry in key] == [("0 … 9", "by class"), ("0", "wrong")]


def test_values_have_shapes_for_both_sides_of_the_threshold():
    canvas, plot = empty()
    places = np.array([[0.5, 0.5], [-0.5, -0.5]])
    key = draw_values(canvas, PALETTE, plot, places, np.array([2.0, -2.0]), "12.5")
    assert [at(canvas, plot, place)[0] for place in places] == ["△", "○"]
    assert [entry[:2] for entry in key] == [("△", "from 12.5"), ("○", "below 12.5")]


@pytest.mark.parametrize("place", [(0.0, 0.0), (99.0, -99.0), (-99.0, 99.0)])
def test_a_probe_out_of_the_plot_is_drawn_at_its_edge(place):
    canvas, plot = empty()
    draw_probe(canvas, PALETTE, plot, np.array(place), focused=False)
    assert at(canvas, plot, np.clip(place, -1, 1))[0] == "╋"


@pytest.mark.parametrize(("width", "has_share"), [(70, True), (40, False)])
def test_the_key_tells_the_share_of_the_variance_where_there_is_room(width, has_share):
    canvas, _ = empty(width)
    draw_projection_key(canvas, PALETTE, [("7", "seven", PALETTE.text)], 0.614)
    line = canvas.plain().split("\n")[0]
    assert "7 seven" in line and line.endswith("61 % of variance") == has_share


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (40, 1), (40, 2), (40, 3), (1, 12), (8, 12)])
def test_a_pane_with_no_room_for_a_plot_is_drawn_all_the_same(size):
    canvas, plot = empty(*size)
    places, labels = np.array([[-1.0, -1.0], [1.0, 1.0], [0.0, 0.0]]), np.array([0, 1, 2])
    draw_classes(canvas, PALETTE, plot, places, labels, labels[::-1], DIGITS)
    draw_values(canvas, PALETTE, plot, places, labels - 1.0, "0")
    draw_probe(canvas, PALETTE, plot, places[0], focused=True)
