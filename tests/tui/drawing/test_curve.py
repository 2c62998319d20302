from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.curve import (
    NETWORK,
    TRUE,
    draw_dots,
    draw_fine_line,
    draw_key,
    draw_line,
    draw_place,
    draw_plot_axes,
    draw_some_dots,
    draw_true,
    plot_for,
    range_of,
)
from nntui.tui.drawing.round_ticks import round_ticks
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
RED = Style(color="red")
WIDTH, HEIGHT = 48, 15


def plot_of(x=(0.0, 4.0), y=(-1.0, 1.0)):
    return plot_for(WIDTH, HEIGHT, x, y)


def inside(canvas, plot):
    return canvas.chars[plot.top : plot.top + plot.rows, plot.left : plot.left + plot.columns]


def test_places_lie_in_the_middle_of_their_own_columns():
    plot = plot_of()
    assert (plot.columns_of(plot.places()) == plot.left + np.arange(plot.columns)).all()
    assert plot.places()[0] - 0 == pytest.approx(4 - plot.places()[-1], abs=1e-6)


def test_high_values_are_at_the_top_and_both_ends_belong_to_the_plot():
    plot = plot_of()
    assert plot.rows_of(np.array([1.0, -1.0])).tolist() == [plot.top, plot.top + plot.rows - 1]
    assert plot.columns_of(np.array([0.0, 4.0])).tolist() == [plot.left, plot.left + plot.columns - 1]


@given(st.integers(-99, 99), st.integers(1, 99), st.integers(-9, 9))
def test_every_tick_is_drawn_in_the_plot(low, length, exponent):
    ends = low * 10.0**exponent, (low + length) * 10.0**exponent
    ticks = np.array([at for at, _ in round_ticks(*ends, 3)])
    plot = plot_of(ends, ends)
    assert all(map(plot.holds, plot.columns_of(ticks).tolist(), plot.rows_of(ticks).tolist()))
    inner = plot_of((ends[0], np.nextafter(ends[1], np.inf)))
    assert inner.columns_of(np.array(ends)).tolist() == [plot.left, plot.left + plot.columns - 1]


@pytest.mark.parametrize("value", [1.001, -1.001, 1e30, -np.inf, np.inf, np.nan])
def test_what_lies_outside_is_not_drawn(value):
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_dots(canvas, plot, np.array([2.0]), np.array([value]), "x", RED)
    draw_line(canvas, plot, np.full(plot.columns, value), RED)
    assert canvas.plain().strip() == ""


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(-1e6, 1e6))
def test_a_range_holds_all_values_with_a_margin(values, other):
    low, high = range_of(np.array(values), np.array([other, np.nan, np.inf]))
    assert low < min(*values, other) and max(*values, other) < high


def test_a_range_of_nothing_finite_can_be_drawn():
    low, high = range_of(np.array([np.nan]), np.array([]))
    assert low < high


def test_a_level_line_has_one_cell_a_column_and_a_step_is_joined_upright():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_line(canvas, plot, np.zeros(plot.columns), RED)
    assert (inside(canvas, plot) == NETWORK).sum() == plot.columns
    canvas = Canvas(WIDTH, HEIGHT)
    draw_line(canvas, plot, np.where(np.arange(plot.columns) < 20, -1.0, 1.0), RED)
    step = inside(canvas, plot)[:, 20].tolist()
    assert step == [NETWORK, *["┃"] * (plot.rows - 2), " "]
    assert inside(canvas, plot)[-1, :20].tolist() == [NETWORK] * 20


def test_a_line_that_leaves_the_plot_reaches_its_edge():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_line(canvas, plot, np.where(np.arange(plot.columns) < 20, -1.0, 99.0), RED)
    assert inside(canvas, plot)[0, 20] == "┃"
    assert (inside(canvas, plot)[:, 21:] == " ").all()


def test_dots_stand_where_the_axes_say():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_plot_axes(canvas, PALETTE, plot)
    draw_dots(canvas, plot, np.array([0.0, 4.0]), np.array([1.0, -1.0]), "x", RED)
    lines = canvas.plain().split("\n")
    assert lines[plot.top].startswith("     1┤x")
    assert lines[plot.top + plot.rows - 1].strip().startswith("-1┤") and lines[plot.top + plot.rows - 1].endswith("x")
    assert lines[-1].split() == ["0", "2", "4"]


def test_ticks_stand_where_their_numbers_are():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of(x=(-3.14, 3.14), y=(-1.38, 1.41))
    draw_plot_axes(canvas, PALETTE, plot)
    rows = {line.split("┤")[0].strip(): y for y, line in enumerate(canvas.plain().split("\n")) if "┤" in line}
    assert rows == {str(y): int(plot.rows_of(np.array(float(y)))) for y in (1, 0, -1)}
    ticks = np.flatnonzero(canvas.chars[plot.top + plot.rows] == "┬").tolist()
    assert ticks == plot.columns_of(np.array([-2.0, 0.0, 2.0])).tolist()


@pytest.mark.parametrize(
    ("ends", "labels"),
    [((-np.pi, np.pi), ["-2", "0", "2"]), ((0.0, 2.5e7), ["0", "1e7", "2e7"]), ((1e-9, 3e-9), None)],
)
def test_labels_fit_beside_the_axis(ends, labels):
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of(y=ends)
    draw_plot_axes(canvas, PALETTE, plot)
    shown = [line.split("┤")[0].strip() for line in canvas.plain().split("\n") if "┤" in line]
    assert shown == (labels or ["1e-9", "2e-9", "3e-9"])[::-1]


@pytest.mark.parametrize(("x", "y"), [(2.0, 0.0), (0.0, 5.0), (4.0, -5.0), (4.0, np.nan)])
def test_the_place_has_its_mark_on_the_curve_and_below_the_axis(x, y):
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_place(canvas, PALETTE, plot, x, y, focused=True)
    column = int(plot.columns_of(np.array([x]))[0])
    assert (inside(canvas, plot) == "╋").sum() == 1
    assert "╋" in canvas.chars[:, column] and canvas.chars[plot.top + plot.rows, column] == "▴"


def dots_of(canvas, plot):
    """The plot's Braille as dots, rows × columns."""
    codes = np.where(inside(canvas, plot) == " ", "\u2800", inside(canvas, plot)).copy().view(np.uint32) - 0x2800
    bits = np.array([[0, 3], [1, 4], [2, 5], [6, 7]])
    return (codes[:, np.newaxis, :, np.newaxis] >> bits[:, np.newaxis] & 1).reshape(4 * plot.rows, 2 * plot.columns)


def test_a_fine_line_has_a_dot_in_each_half_of_a_column_and_is_joined():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_fine_line(canvas, plot, np.sin(4 * plot.places(2)), RED)
    dots = dots_of(canvas, plot)
    assert dots.any(axis=0).all()
    for before, after in pairwise(map(np.flatnonzero, dots.T)):
        assert before.max() >= after.min() - 1 and after.max() >= before.min() - 1


def test_a_fine_line_rises_by_less_than_a_row():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_fine_line(canvas, plot, np.linspace(-1, 1, 2 * plot.columns), RED)
    assert len(np.unique(inside(canvas, plot))) > 4
    assert dots_of(canvas, plot).any(axis=1).all() and dots_of(canvas, plot).sum(axis=0).max() == 1


@pytest.mark.parametrize("value", [1.001, -1.001, 1e30, -np.inf, np.inf, np.nan])
def test_of_fine_lines_too_what_lies_outside_is_not_drawn(value):
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_fine_line(canvas, plot, np.full(2 * plot.columns, value), RED)
    draw_true(canvas, PALETTE, plot, np.full(plot.columns, value))
    assert canvas.plain().strip() == ""


def test_what_is_true_has_one_dot_a_column_and_in_ascii_a_point():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_true(canvas, PALETTE, plot, np.sin(4 * plot.places()))
    assert (dots_of(canvas, plot).sum(axis=0) == [1, 0] * plot.columns).all()
    plain = palette_of(THEMES[0], Abilities(Depth.TRUE, Glyphs.ASCII))
    canvas = Canvas(WIDTH, HEIGHT)
    draw_true(canvas, plain, plot, np.sin(4 * plot.places()))
    assert ((inside(canvas, plot) == TRUE).sum(axis=0) == 1).all()


def test_of_many_points_some_are_drawn_and_leave_the_line_in_sight():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    x = np.linspace(0, 4, 500)
    drawn = draw_some_dots(canvas, plot, x, np.sin(4 * x), "o", RED)
    assert (inside(canvas, plot) == "o").sum() == drawn
    assert plot.columns / 4 <= drawn <= plot.columns


def test_of_few_points_all_in_the_plot_are_drawn():
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    assert draw_some_dots(canvas, plot, np.array([1.0, 1.1, 1.2, 9.0]), np.zeros(4), "o", RED) is None
    assert (inside(canvas, plot) == "o").sum() == 3


def test_the_key_names_the_shapes_on_the_first_line_and_is_cut_at_the_edge():
    canvas = Canvas(24, 3)
    draw_key(canvas, PALETTE, [("━", "network", RED), ("○", "training samples", RED)])
    assert canvas.plain().rstrip("\n") == " ━ network ○ training sa"


@pytest.mark.parametrize(("width", "key"), [(40, "━ network   ○ 18/160 training"), (24, "━ network ○ training")])
def test_the_key_takes_the_first_wording_that_fits(width, key):
    canvas = Canvas(width, 3)
    wordings = ([("━", "network", RED), ("○", meaning, RED)] for meaning in ("18/160 training", "training"))
    draw_key(canvas, PALETTE, *wordings)
    assert canvas.plain().strip() == key


def test_the_key_counts_cells_not_characters():
    canvas = Canvas(24, 3)
    draw_key(canvas, PALETTE, [("○", "日本語のクラスの", RED), ("◇", "中文", RED)], [("○", "日", RED)])
    assert canvas.plain().strip() == "○ 日"
