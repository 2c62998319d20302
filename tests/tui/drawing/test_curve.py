import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.curve import (
    NETWORK,
    draw_dots,
    draw_key,
    draw_line,
    draw_place,
    draw_plot_axes,
    plot_for,
    range_of,
)
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


@pytest.mark.parametrize(
    ("ends", "labels"),
    [((-np.pi, np.pi), ["-3.14", "0", "3.14"]), ((0.0, 2.5e7), ["0", "1e+07", "2e+07"]), ((1e-9, 3e-9), None)],
)
def test_labels_fit_beside_the_axis(ends, labels):
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of(y=ends)
    draw_plot_axes(canvas, PALETTE, plot)
    shown = [line.split("┤")[0].strip() for line in canvas.plain().split("\n") if "┤" in line]
    assert shown == (labels or ["1e-09", "2e-09", "3e-09"])[::-1]


@pytest.mark.parametrize(("x", "y"), [(2.0, 0.0), (0.0, 5.0), (4.0, -5.0), (4.0, np.nan)])
def test_the_place_has_its_mark_on_the_curve_and_below_the_axis(x, y):
    canvas, plot = Canvas(WIDTH, HEIGHT), plot_of()
    draw_place(canvas, PALETTE, plot, x, y, focused=True)
    column = int(plot.columns_of(np.array([x]))[0])
    assert (inside(canvas, plot) == "╋").sum() == 1
    assert "╋" in canvas.chars[:, column] and canvas.chars[plot.top + plot.rows, column] == "▴"


def test_the_key_names_the_shapes_on_the_first_line_and_is_cut_at_the_edge():
    canvas = Canvas(24, 3)
    draw_key(canvas, PALETTE, [("━", "network", RED), ("○", "training samples", RED)])
    assert canvas.plain().rstrip("\n") == "       ━ network ○ train"
