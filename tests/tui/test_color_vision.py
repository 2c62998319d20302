"""The two themes: what is to be read can be read, and no two classes look the same to anybody."""

from itertools import combinations

import numpy as np
import pytest
from color_vision import DEFICIENCIES, contrast, difference, lab_seen
from textual.color import Color

from nntui.tui.abilities import Abilities, Depth
from nntui.tui.themes import THEMES, palette_of

LEAST_DIFFERENCE = {2: 40, 4: 12, 8: 7}
"""CIEDE2000 between any two of so many classes; 2.3 is just noticed, 10 is seen at a glance."""

THEME_NAMES = [theme.name for theme in THEMES]


@pytest.fixture(params=THEMES, ids=THEME_NAMES)
def theme(request):
    return request.param


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_is_right(one, other, expected):
    """Figures of Sharma, Wu and Dalal (2005), who published them to test with."""
    assert difference(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_every_deficiency_leaves_greys_grey(deficiency):
    for grey in (30, 128, 250):
        assert np.abs(lab_seen((grey,) * 3, deficiency)[1:]).max() < 0.5


@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.CUBE])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("count", LEAST_DIFFERENCE)
def test_nobody_takes_one_class_for_another(theme, deficiency, count, depth):
    seen = [lab_seen(style.color.triplet, deficiency) for style in palette_of(theme, Abilities(depth)).classes[:count]]
    assert len(seen) == count
    assert min(difference(*pair) for pair in combinations(seen, 2)) >= LEAST_DIFFERENCE[count]


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_nobody_takes_training_for_test_or_good_for_bad(theme, deficiency):
    palette = palette_of(theme)
    for one, other in ((palette.accent, palette.second), (palette.good, palette.bad)):
        assert difference(*(lab_seen(style.color.triplet, deficiency) for style in (one, other))) >= 10


@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.CUBE])
def test_text_can_be_read_on_panes_lines_and_dialogs(theme, depth):
    palette = palette_of(theme, Abilities(depth))
    roles = ("text", "strong", "muted", "accent", "second", "good", "bad")
    for name, style in [*((role, getattr(palette, role)) for role in roles), *(("class", c) for c in palette.classes)]:
        for ground in (theme.background, theme.panel):
            assert contrast(style.color.triplet, Color.parse(ground).rgb) >= 4.5, (name, ground)


def test_text_on_a_colour_of_its_own_can_be_read(theme):
    palette = palette_of(theme)
    for style in (palette.selected, *palette.wrong, *palette.on_ink, *palette.on_paper):
        assert contrast(style.color.triplet, style.bgcolor.triplet) >= 4.5


def test_points_stand_out_from_every_region(theme):
    palette = palette_of(theme)
    for point in palette.points:
        for region in palette.regions:
            assert contrast(point.color.triplet, region.bgcolor.triplet) >= 3
