"""Units as tiny heat maps and as numbers."""

import numpy as np
import pytest

from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.diagram import Column
from nntui.tui.drawing.unit_maps import (
    draw_maps,
    draw_numbers,
    draw_picture,
    map_grid,
    map_places,
    scaled_maps,
    short_number,
)
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
PLAIN = palette_of(THEMES[0], Abilities(Depth.NONE, Glyphs.ASCII))
COLUMN = Column(layer=1, x=1, width=4, top=0, stride=2, first=0, shown=2, units=2, label=0, body_height=2)


def test_the_places_of_a_map_go_from_the_upper_left_of_the_domain():
    places = map_places((4, 3), (-6, 6))
    assert places[0].tolist() == [-4.5, 4.0] and places[-1].tolist() == [4.5, -4.0]
    assert len(places) == 12


@pytest.mark.parametrize("palette", [PALETTE, PLAIN])
def test_maps_of_opposite_values_look_different_and_units_are_apart(palette):
    halves = palette is PALETTE
    across, down = map_grid(COLUMN, halves)
    canvas = Canvas(6, 4)
    values = np.stack([np.ones((down, across)), -np.ones((down, across))])
    draw_maps(canvas, palette, COLUMN, values, halves)
    one, other = ((canvas.chars[y, 1], canvas.styles[y, 1]) for y in (0, 2))
    assert one != other
    assert (canvas.chars[0, 1:5] == one[0]).all()
    below = canvas.chars[1, 1], canvas.styles[1, 1]
    assert below != one, "half a row, or a row, sets units apart"


def test_maps_are_scaled_only_where_they_go_beyond_one():
    values = np.array([[0.5, 4.0], [-0.25, -8.0]] * 6)
    maps = scaled_maps(values, COLUMN, (4, 3), are_shares=False)
    assert maps.shape == (2, 3, 4)
    assert np.abs(maps[0]).max() == 0.5 and maps[1].min() == -1
    assert scaled_maps(np.array([[0.0], [0.5], [1.0]] * 4), COLUMN, (4, 3), are_shares=True).tolist()[0][0][:3] == [
        -1,
        0,
        1,
    ]


def test_the_map_of_an_output_shows_its_hills_be_they_missed():
    values = np.array([[0.0, 4.0], [-0.25, -8.0], [0.125, 0.0]] * 4)
    maps = scaled_maps(values, COLUMN, (4, 3), are_shares=False, to_strongest=True)
    assert maps[0].min() == -1 and maps[0].max() == 0.5 and maps[1].min() == -1
    none = scaled_maps(np.zeros((12, 2)), COLUMN, (4, 3), are_shares=False, to_strongest=True)
    assert not none.any()


@pytest.mark.filterwarnings("error")
def test_values_that_are_no_numbers_are_drawn():
    values = np.full((12, 2), np.nan)
    draw_maps(Canvas(6, 4), PALETTE, COLUMN, scaled_maps(values, COLUMN, (4, 3), False), True)
    canvas = Canvas(8, 4)
    wide = Column(layer=1, x=1, width=5, top=0, stride=1, first=0, shown=2, units=2, label=0)
    draw_numbers(canvas, PALETTE, wide, np.array([np.nan, np.inf]), 1.0)
    assert canvas.plain().split("\n")[:2] == ["     –", "     –"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.614, "0.61"),
        (-1.3, "−1.30"),
        (123.456, "123.5"),
        (-123.456, "−123"),
        (1e9, "> 0"),
        (-1e9, "< 0"),
        (-0.001, "0.00"),
    ],
)
def test_numbers_fit_in_five_cells(value, text):
    assert short_number(value) == text.strip() and len(text) <= 5


def test_three_cells_tell_sign_and_size_without_colour():
    column = Column(layer=1, x=0, width=3, top=0, stride=1, first=0, shown=8, units=8, label=0)
    canvas = Canvas(3, 8)
    draw_numbers(canvas, PLAIN, column, np.array([1.0, 0.42, -0.42, 0.0, -0.001, -3.84, 123.0, -4e4]), 1.0)
    texts = [line.strip() for line in canvas.plain().split("\n")]
    assert texts == ["1.0", ".42", "−.4", "0", "0", "−4", "123", "< 0"]


def test_a_picture_shows_its_ink():
    column = Column(layer=0, x=0, width=10, top=0, stride=1, first=0, shown=25, units=25, label=0, side=5)
    canvas = Canvas(10, 5)
    draw_picture(canvas, PALETTE, column, np.eye(5).ravel())
    assert [line.index("██") for line in canvas.plain().split("\n")] == [0, 2, 4, 6, 8]
