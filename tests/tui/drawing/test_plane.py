import numpy as np
import pytest

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.legend import PointsNote, draw_class_legend, draw_points_notes
from nntui.tui.drawing.plane import draw_axes, draw_cross_hair, frame_for
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
UNIT = (-1.0, 1.0)


@pytest.mark.parametrize("size", [(20, 8), (51, 22), (100, 30), (60, 58)])
def test_a_frame_looks_square_and_lies_on_the_canvas(size):
    frame = frame_for(*size, UNIT, UNIT)
    assert frame.columns in (2 * frame.rows, size[0] - frame.left)
    assert frame.left + frame.columns <= size[0] and frame.top + frame.rows + 2 <= size[1]


@pytest.mark.parametrize("size", [(50, 13), (57, 22), (78, 20), (139, 42), (198, 56)])
@pytest.mark.parametrize("window", [UNIT, (2.0, 2.5)])
def test_a_circle_is_twice_as_many_cells_wide_as_high(size, window):
    frame = frame_for(*size, window, window)
    middle, radius = sum(window) / 2, 0.4 * (window[1] - window[0])
    angles = np.linspace(0, 2 * np.pi, 4000)
    columns, rows = frame.cells(np.column_stack([middle + radius * np.cos(angles), middle + radius * np.sin(angles)]))
    width, height = np.ptp(columns) + 1, np.ptp(rows) + 1
    assert abs(width - 2 * height) <= 2


@pytest.mark.parametrize("windows", [(UNIT, UNIT), ((1.0, 1.5), (-3.0, -2.5))])
def test_cells_centres_and_points_are_inverse(windows):
    frame = frame_for(50, 22, *windows)
    columns, rows = frame.cells(frame.centres())
    expected_rows, expected_columns = np.divmod(np.arange(frame.rows * frame.columns), frame.columns)
    assert (columns - frame.left == expected_columns).all() and (rows - frame.top == expected_rows).all()
    np.testing.assert_allclose(frame.point_at(frame.left + 3, frame.top), frame.centres()[3], rtol=1e-6)


def test_half_cells_lie_in_their_cells_the_upper_one_first():
    frame = frame_for(50, 22, UNIT, UNIT)
    points = frame.centres(2).reshape(frame.rows, 2, frame.columns, 2)
    for part in (0, 1):
        _, rows = frame.cells(points[:, part].reshape(-1, 2))
        assert (rows == np.repeat(np.arange(frame.rows), frame.columns) + frame.top).all()
    assert (points[:, 0, :, 1] > points[:, 1, :, 1]).all()


@pytest.mark.parametrize(
    ("size", "window", "labels"),
    [
        ((51, 22), (-6.0, 6.0), ["-6", "-3", "0", "3", "6"]),
        ((30, 12), (-6.0, 6.0), ["-6", "0", "6"]),
        ((30, 12), (-0.375, 2.625), ["-.375", "1.125", "2.625"]),
        ((51, 22), (4.5, 4.875), ["4.5", "4.594", "4.688", "4.781", "4.875"]),
    ],
)
def test_both_axes_tell_the_ends_of_the_window(size, window, labels):
    canvas = Canvas(*size)
    draw_axes(canvas, PALETTE, frame_for(*size, window, window))
    lines = canvas.plain().split("\n")
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == labels[::-1]
    assert lines[-1].split() == labels


def test_a_cross_hair_out_of_the_frame_is_drawn_at_its_edge():
    canvas, frame = Canvas(50, 22), frame_for(50, 22, UNIT, UNIT)
    draw_cross_hair(canvas, PALETTE, frame, (9.0, -9.0), focused=True)
    assert canvas.chars[frame.rows - 1, frame.left + frame.columns - 1] == "╋"


def test_the_legend_of_classes_and_of_points():
    canvas = Canvas(12, 14)
    y = draw_class_legend(canvas, PALETTE, 0, ("in", "out"), shaded=True)
    end = draw_points_notes(canvas, PALETTE, 0, y + 1, [PointsNote("training", "3/4"), PointsNote("test", "1/2", "◦")])
    lines = [line.rstrip() for line in canvas.plain().split("\n")]
    assert lines[:2] == ["○ in", "△ out"] and lines[3] == "● wrong" and lines[4].endswith("sure")
    assert lines[6:10] == ["training", "3/4", "◦ test", "1/2"] and end == 10
    narrow = Canvas(9, 4)
    assert draw_points_notes(narrow, PALETTE, 0, 0, [PointsNote("training", "mse 0.0256")]) == 3
    assert narrow.plain().split() == ["training", "mse", "0.0256"]
    wide = Canvas(40, 3)
    assert draw_points_notes(wide, PALETTE, 0, 0, [PointsNote("training", "3/4")]) == 1
    assert wide.plain().split("\n")[0] == "training  3/4"


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (9, ["training", "8/700", "right", "60 shown"]),
        (20, ["training (60 shown)", "  8/700 right"]),
        (34, ["training (60 shown)    8/700 right"]),
    ],
)
def test_the_legend_tells_how_many_points_are_shown_where_not_all_are(width, lines):
    canvas = Canvas(width, 6)
    end = draw_points_notes(canvas, PALETTE, 0, 0, [PointsNote("training", "  8/700 right", "", 60)])
    assert canvas.plain().rstrip().split("\n") == lines and end == len(lines)


@pytest.mark.parametrize("width", [7, 9, 10, 20])
def test_sure_stands_apart_from_its_shades(width):
    canvas = Canvas(width, 6)
    draw_class_legend(canvas, PALETTE, 0, ("in", "out"), shaded=True)
    assert canvas.plain().split("\n")[4].endswith(" sure")
    assert len(set(canvas.styles[4, : min(width - 5, 5)])) == min(width - 5, 5)
