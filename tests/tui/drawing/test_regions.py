import numpy as np
import pytest

from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.grounds import parts_of_cell
from nntui.tui.drawing.half_blocks import UPPER_HALF
from nntui.tui.drawing.plane import frame_for
from nntui.tui.drawing.points import draw_points
from nntui.tui.drawing.regions import draw_regions
from nntui.tui.drawing.shapes import RIGHT_POINTS, TRAINING_SHAPES, WRONG_POINTS
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
COLOURLESS = palette_of(THEMES[0], Abilities(depth=Depth.NONE))
UNIT = (-1.0, 1.0)


def empty():
    return Canvas(50, 22), frame_for(50, 22, UNIT, UNIT)


def style_at(canvas, x, y):
    return [segment.style for segment in canvas.segments(y) for _ in segment.text][x]


@pytest.mark.parametrize("palette", [PALETTE, COLOURLESS], ids=["colours", "none"])
@pytest.mark.parametrize("sure", [None, 0.9])
def test_regions_differ_without_colour(palette, sure):
    texts = set()
    for number in range(4):
        canvas, frame = empty()
        cells = frame.rows * frame.columns
        surety = None if sure is None else np.full(cells, sure)
        draw_regions(canvas, palette, frame, np.full(cells, number), surety)
        texts.add(canvas.plain())
    assert len(texts) == 4


def test_the_surer_the_stronger_is_the_colour():
    canvas, frame = empty()
    points = frame.centres()
    draw_regions(canvas, PALETTE, frame, np.zeros(len(points), np.int64), (points[:, 0] + 1) / 2)
    grounds = [style_at(canvas, frame.left + column, 3).bgcolor for column in range(frame.columns)]
    assert list(dict.fromkeys(grounds)) == [style.bgcolor for style in PALETTE.shades[0]]


def test_the_surer_the_denser_are_the_marks_without_colours():
    densities = []
    for sure in (0.0, 0.3, 0.6, 1.0):
        canvas, frame = empty()
        cells = frame.rows * frame.columns
        draw_regions(canvas, COLOURLESS, frame, np.zeros(cells, np.int64), np.full(cells, sure))
        densities.append((canvas.chars != " ").mean())
    assert densities == sorted(set(densities)) and densities[0] == 0


@pytest.mark.parametrize("surety", [None, 1.0])
def test_a_border_within_a_cell_is_a_half_block_of_both_grounds(surety):
    canvas, frame = empty()
    classes = (np.arange(2 * frame.rows) > 6).astype(np.int64).repeat(frame.columns)
    sure = None if surety is None else np.full(classes.shape, surety)
    draw_regions(canvas, PALETTE, frame, classes, sure)
    inside = canvas.chars[: frame.rows, frame.left : frame.left + frame.columns]
    assert (inside[3] == UPPER_HALF).all() and (inside == UPPER_HALF).sum() == frame.columns
    style = style_at(canvas, frame.left, 3)
    grounds = PALETTE.regions if surety is None else [shades[-1] for shades in PALETTE.shades]
    assert (style.color, style.bgcolor) == (grounds[0].bgcolor, grounds[1].bgcolor)


@pytest.mark.parametrize(
    ("abilities", "parts"),
    [
        (Abilities(), 2),
        (Abilities(depth=Depth.BASIC, glyphs=Glyphs.CONSOLE), 2),
        (Abilities(glyphs=Glyphs.ASCII), 1),
        (Abilities(depth=Depth.NONE), 1),
    ],
)
def test_cells_are_halved_where_the_terminal_can_show_it(abilities, parts):
    assert parts_of_cell(palette_of(THEMES[0], abilities)) == parts


def test_points_have_the_shape_of_their_class_and_wrong_ones_stand_out_over_the_others():
    canvas, frame = empty()
    points = np.array([[0.5, 0.5], [-0.5, -0.5], [-0.5, -0.5], [0.0, 5.0]], np.float32)
    labels, predicted = np.array([0, 1, 0, 1]), np.zeros(4, np.int64)
    draw_regions(canvas, PALETTE, frame, np.zeros(frame.rows * frame.columns, np.int64))
    draw_points(canvas, PALETTE, frame, points, labels, predicted, TRAINING_SHAPES)
    (right_x, wrong_x, *_), (right_y, wrong_y, *_) = (cells.tolist() for cells in frame.cells(points))
    assert canvas.chars[right_y, right_x] == RIGHT_POINTS[0]
    assert style_at(canvas, right_x, right_y).bgcolor == PALETTE.regions[0].bgcolor
    assert canvas.chars[wrong_y, wrong_x] == WRONG_POINTS[1]
    assert style_at(canvas, wrong_x, wrong_y) == PALETTE.wrong[1]
    assert canvas.plain().count(WRONG_POINTS[1]) == 1
