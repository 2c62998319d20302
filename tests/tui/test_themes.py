from itertools import product

import pytest
from rich.color import ColorSystem
from rich.style import Style

from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.themes import THEMES, palette_of

SYSTEMS = {Depth.BASIC: ColorSystem.STANDARD, Depth.CUBE: ColorSystem.EIGHT_BIT, Depth.TRUE: ColorSystem.TRUECOLOR}
PALETTES = list(product(THEMES, SYSTEMS))


def sent(style, depth):
    """What the terminal is sent for a style."""
    colors = (color and color.downgrade(SYSTEMS[depth]) for color in (style.color, style.bgcolor))
    return *(color and (color.number if color.triplet is None else color.triplet) for color in colors), style.bold


@pytest.fixture(params=PALETTES, ids=lambda pair: f"{pair[0].name}-{pair[1].name}")
def colored(request):
    theme, depth = request.param
    return palette_of(theme, Abilities(depth)), lambda style: sent(style, depth)


@pytest.mark.parametrize("role", ["classes", "regions"])
def test_no_two_classes_have_the_same_colours(colored, role):
    palette, of = colored
    styles = getattr(palette, role)
    assert len(styles) == 8
    assert len({of(style)[role == "regions"] for style in styles}) == 8


def test_ink_and_points_differ_from_the_ground_they_stand_on(colored):
    palette, of = colored
    for number, region in enumerate(palette.regions):
        ink, ground, _ = of(region)
        assert ink != ground
        for label in range(8):
            point, ground, _ = of(region + palette.points[label % len(palette.points)])
            assert point != ground, (number, label)


def test_values_below_and_above_zero_have_grounds_of_their_own(colored):
    palette, of = colored
    grounds = [of(style)[1] for style in palette.ramp]
    half = len(grounds) // 2
    lowest, zero, highest = grounds[0], grounds[half], grounds[-1]
    assert len({lowest, zero, highest}) == 3
    assert not set(grounds[:half]) & set(grounds[half + 1 :]) - {zero}


def test_points_differ_from_the_ramp_they_lie_on(colored):
    palette, of = colored
    for style in palette.ramp:
        point, ground, _ = of(style + palette.on_ramp)
        assert point != ground


def test_roles_that_stand_side_by_side_differ(colored):
    palette, of = colored
    for one, other in (("accent", "second"), ("accent", "bad"), ("good", "bad"), ("second", "bad"), ("text", "faint")):
        assert of(getattr(palette, one)) != of(getattr(palette, other)), (one, other)
    assert of(palette.selected)[0] != of(palette.selected)[1]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_without_colours_there_are_none_and_what_matters_still_stands_out(theme):
    palette = palette_of(theme, Abilities(Depth.NONE))
    for value in vars(palette).values():
        for style in value if isinstance(value, tuple) else (value,):
            assert not isinstance(style, Style) or (style.color is None and style.bgcolor is None)
    assert palette.selected.reverse
    assert palette.wrong[0].reverse
    assert palette.markers.train != palette.markers.test


@pytest.mark.parametrize("glyphs", [Glyphs.ASCII, Glyphs.CONSOLE])
def test_the_chart_does_without_braille_where_there_is_none(glyphs):
    markers = palette_of(THEMES[0], Abilities(glyphs=glyphs)).markers
    assert all(part.isascii() for marker in markers for part in marker)
    assert markers.train != markers.test
