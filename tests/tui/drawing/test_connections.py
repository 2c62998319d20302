"""Which connections are drawn, and how their sign and strength show."""

import numpy as np
import pytest

from nntui.tui.abilities import EVERYTHING, Abilities, Depth
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.connections import Lines, draw_connections, strongest
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
WEIGHTS = np.array([[0.1, -2.0, 0.0], [1.0, 0.5, -0.2]], np.float32)


def drawn(positive=True, strength=2, start=1, end=6, fine=True, width=8):
    canvas = Canvas(12, 10)
    lines = Lines(np.array([0]), np.array([0]), np.array([positive]), np.array([strength]))
    draw_connections(canvas, PALETTE, 2, width, np.array([start]), np.array([end]), lines, fine)
    return canvas


def test_the_strongest_are_chosen_the_weakest_first():
    lines = strongest(WEIGHTS, 3)
    assert lines.sources.tolist() == [1, 0, 1] and lines.targets.tolist() == [1, 1, 0]
    assert lines.positive.tolist() == [True, True, False]
    assert lines.strengths.tolist() == [0, 1, 2]


def test_what_is_nothing_is_not_drawn():
    assert len(strongest(WEIGHTS, 99)) == 5
    assert len(strongest(np.zeros((3, 3)), 9)) == 0


def test_the_weights_of_the_chosen_unit_go_first():
    lines = strongest(WEIGHTS, 3, chosen=1)
    assert lines.targets.tolist() == [1, 1, 1]
    assert lines.strengths.tolist() == [0, 0, 1], "compared with the strongest of all"


@pytest.mark.filterwarnings("error")
def test_weights_that_have_run_away_are_drawn_as_far_as_they_are_numbers():
    weights = np.array([[np.nan, np.inf, 1.0]], np.float32)
    assert strongest(weights, 9).sources.tolist() == [2]


@pytest.mark.parametrize("fine", [True, False])
def test_sign_and_strength_show_without_colour(fine):
    pictures = {drawn(positive, strength, fine=fine).plain() for positive in (True, False) for strength in (0, 2)}
    assert len(pictures) == 4


@pytest.mark.parametrize("fine", [True, False])
@pytest.mark.parametrize("ends", [(1, 6), (6, 1), (4, 4), (0, 9)])
def test_a_line_goes_from_row_to_row_within_its_columns(fine, ends):
    canvas = drawn(start=ends[0], end=ends[1], fine=fine, strength=0)
    rows, columns = np.nonzero(canvas.chars != " ")
    assert set(columns.tolist()) == set(range(2, 10))
    assert rows[columns == 2].min() <= ends[0] <= rows[columns == 2].max()
    assert rows[columns == 9].min() <= ends[1] <= rows[columns == 9].max()


@pytest.mark.parametrize("depth", Depth)
def test_positive_and_negative_differ_in_style_where_there_are_colours(depth):
    abilities = EVERYTHING if depth is Depth.TRUE else Abilities(depth)
    palette = palette_of(THEMES[0], abilities)
    canvas = Canvas(8, 3)
    lines = Lines(np.array([0, 1]), np.array([0, 1]), np.array([True, False]), np.array([2, 2]))
    draw_connections(canvas, palette, 0, 8, np.array([0, 2]), np.array([0, 2]), lines, True)
    styles = set(canvas.styles[[0, 2], 0].tolist())
    assert len(styles) == (1 if depth is Depth.NONE else 2)


@pytest.mark.parametrize("fine", [True, False])
@pytest.mark.parametrize("end", [0, 2, 5, 9])
def test_every_cell_of_a_line_has_its_colour(fine, end):
    canvas = drawn(start=1, end=end, fine=fine)
    assert len(set(canvas.styles[canvas.chars != " "].tolist())) == 1


def test_a_line_looks_the_same_whatever_lines_are_beside_it():
    alone = drawn(start=1, end=2)
    canvas = Canvas(12, 20)
    lines = Lines(np.array([0, 0]), np.array([0, 1]), np.array([True, True]), np.array([2, 2]))
    draw_connections(canvas, PALETTE, 2, 8, np.array([1, 10]), np.array([2, 19]), lines, True)
    assert canvas.plain().split("\n")[:4] == alone.plain().split("\n")[:4]


@pytest.mark.parametrize("width", range(2, 19))
@pytest.mark.parametrize("end", [3, 4, 9])
def test_a_positive_line_has_no_gaps(width, end):
    canvas = Canvas(20, 10)
    lines = Lines(np.array([0]), np.array([0]), np.array([True]), np.array([0]))
    draw_connections(canvas, PALETTE, 0, width, np.array([3]), np.array([end]), lines, True)
    dots = canvas.chars[:, :width].view(np.uint32).reshape(10, width) - 0x2800
    dots[dots > 0xFF] = 0
    across = np.bitwise_or.reduce(dots, axis=0)
    assert ((across & 0x47) > 0).all() and ((across & 0xB8) > 0).all(), "dots in both halves of each cell"
