import numpy as np
import pytest

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.half_blocks import UPPER_HALF
from nntui.tui.drawing.heat_map import draw_heat_legend, draw_heat_map, draw_valued_points, in_bands
from nntui.tui.drawing.plane import frame_for, legend_column
from nntui.tui.drawing.shapes import RIGHT_POINTS
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])


def ground(canvas, x, y):
    styles = [segment.style for segment in canvas.segments(y) for _ in segment.text]
    return styles[x].bgcolor


def drawn(value):
    canvas, frame = Canvas(50, 22), frame_for(50, 22, (-1, 1), (-1, 1))
    draw_heat_map(canvas, PALETTE, frame, np.full(frame.rows * frame.columns, value))
    return canvas, frame


def test_the_colour_follows_the_value_cell_by_cell():
    canvas, frame = Canvas(50, 22), frame_for(50, 22, (-1, 1), (-1, 1))
    draw_heat_map(canvas, PALETTE, frame, frame.centres()[:, 0])
    y = frame.top + 3
    colours = [ground(canvas, frame.left + column, y) for column in range(frame.columns)]
    wanted = [style.bgcolor for style in PALETTE.ramp]
    assert list(dict.fromkeys(colours)) == wanted
    assert colours[0] == wanted[0] and colours[-1] == wanted[-1]


def test_steep_cells_have_a_ground_for_each_half():
    canvas, frame = Canvas(50, 22), frame_for(50, 22, (-1, 1), (-1, 1))
    draw_heat_map(canvas, PALETTE, frame, frame.centres(2)[:, 1] * 5)
    split = canvas.chars[:, frame.left + 1] == UPPER_HALF
    segment = next(part for part in canvas.segments(int(np.flatnonzero(split)[0])) if UPPER_HALF in part.text)
    ramp = [style.bgcolor for style in PALETTE.ramp]
    assert ramp.index(segment.style.color) > ramp.index(segment.style.bgcolor)  # the higher value is above
    flat, frame = Canvas(50, 22), frame_for(50, 22, (-1, 1), (-1, 1))
    draw_heat_map(flat, PALETTE, frame, frame.centres(2)[:, 1] / 5)
    assert UPPER_HALF not in flat.plain()


def test_bands_are_the_values_that_the_legend_shows():
    assert in_bands(np.array([-1.3, -0.6, -0.2, 0.1, 0.3, 0.9])).tolist() == [-1.5, -0.5, 0, 0, 0.5, 1]


@pytest.mark.parametrize(("value", "texture"), [(-0.8, "-"), (0.8, "+"), (0.0, ""), (0.01, "")])
def test_the_sign_shows_without_colour(value, texture):
    canvas, _ = drawn(value)
    assert "".join(set(canvas.plain())).strip() == texture


@pytest.mark.parametrize(("value", "limit"), [(7.0, 1.0), (-1e30, -1.0), (np.inf, 1.0), (np.nan, 0.0)])
def test_values_past_the_scale_and_none_at_all_have_a_colour_too(value, limit):
    (canvas, _), (expected, _) = drawn(value), drawn(limit)
    assert (canvas.styles == expected.styles).all()
    assert canvas.plain() == expected.plain()


def test_points_have_the_shape_of_their_sign_on_the_ground_of_the_map():
    canvas, frame = drawn(1.0)
    points = np.array([[0.5, 0.5], [-0.5, -0.5], [0.0, 5.0]], np.float32)
    draw_valued_points(canvas, PALETTE, frame, points, np.array([0.3, -0.3, 1.0]), RIGHT_POINTS)
    (positive_x, negative_x, _), (positive_y, negative_y, _) = (cells.tolist() for cells in frame.cells(points))
    assert canvas.chars[positive_y, positive_x] == "△"
    assert canvas.chars[negative_y, negative_x] == "○"
    assert canvas.plain().count("△") == 1
    assert ground(canvas, positive_x, positive_y) == PALETTE.ramp[-1].bgcolor


def test_the_legend_has_the_shapes_and_the_scale_from_high_to_low():
    canvas = Canvas(12, 14)
    assert draw_heat_legend(canvas, PALETTE, 0) == 8
    words = canvas.plain().split()
    assert words == [
        "△",
        "from",
        "0",
        "○",
        "below",
        "0",
        "+",
        "+1",
        "+",
        "+0.5",
        "0",
        "-",
        "-0.5",
        "-",
        "-1",
    ]
    assert [ground(canvas, 0, y) for y in (3, 7)] == [PALETTE.ramp[-1].bgcolor, PALETTE.ramp[0].bgcolor]


@pytest.mark.parametrize(("width", "has_room"), [(60, True), (50, False)])
def test_a_legend_without_room_is_out_of_sight(width, has_room):
    canvas, frame = Canvas(width, 24), frame_for(width, 24, (-1, 1), (-1, 1))
    draw_heat_legend(canvas, PALETTE, legend_column(canvas, frame))
    assert bool(canvas.plain().strip()) == has_room
