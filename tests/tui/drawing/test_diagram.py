"""Where layers and units stand."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nntui.tui.drawing.diagram import LEAST_GAP, MAPS, NARROW_GAP, NUMBERS, Layer, diagram_for

SPIRAL = (Layer(2, label=2), Layer(32), Layer(16), Layer(1, label=1))
DIGITS = (Layer(25, side=5), Layer(32), Layer(16), Layer(10, label=1))


def diagram(layers=SPIRAL, size=(42, 16), chosen=(1, 0), firsts=None, bodies=MAPS):
    return diagram_for(*size, layers, chosen, firsts or {}, bodies)


def test_maps_are_as_large_as_there_is_room_for():
    small = (Layer(2, label=2), Layer(4), Layer(1, label=1))
    widths = [diagram(small, size).columns[1].width for size in ((80, 40), (40, 14), (30, 10), (18, 8))]
    assert widths == sorted(widths, reverse=True) and len(set(widths)) > 2
    assert all(column.is_whole for column in diagram(small, (40, 14)).columns)


def test_a_wide_layer_shows_some_units_and_follows_the_chosen_one():
    first = diagram().columns[1]
    assert (first.first, first.is_whole) == (0, False) and first.shown >= 4
    moved = diagram(chosen=(1, first.shown)).columns[1]
    assert moved.first == 1
    back = diagram(chosen=(1, first.shown - 1), firsts={1: 1}).columns[1]
    assert back.first == 1, "what may stay does"
    assert diagram(chosen=(1, 31)).columns[1].last == 32


def test_a_deep_network_shows_the_layers_around_the_chosen_one():
    layers = (Layer(2, label=2), *[Layer(3)] * 20, Layer(1, label=1))
    for chosen in (0, 7, 21):
        shown = diagram(layers, chosen=(chosen, 0))
        numbers = [column.layer for column in shown.columns]
        assert chosen in numbers and not shown.is_whole
        assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_layers_can_stand_closer_together():
    layers = (Layer(2, label=2), *[Layer(8)] * 3, Layer(4, label=2))
    assert not diagram_for(29, 19, layers, (1, 0), {}, MAPS).is_whole
    narrow = diagram_for(29, 19, layers, (1, 0), {}, MAPS, NARROW_GAP)
    assert narrow.is_whole and all(b.left - a.right == 2 for a, b in pairwise(narrow.columns))


@given(
    st.lists(st.integers(1, 600), max_size=9),
    st.tuples(st.integers(20, 200), st.integers(4, 60)),
    st.integers(0, 10),
    st.integers(0, 999),
    st.sampled_from([MAPS, NUMBERS]),
    st.sampled_from([LEAST_GAP, NARROW_GAP]),
)
def test_every_unit_can_be_reached_and_all_columns_are_on_the_canvas(hidden, size, layer, unit, bodies, gap):
    layers = (Layer(3, label=5), *map(Layer, hidden), Layer(4, label=8))
    layer = min(layer, len(layers) - 1)
    unit = min(unit, layers[layer].units - 1)
    found = diagram_for(*size, layers, (layer, unit), {}, bodies, gap)
    column = found.column(layer)
    assert column.first <= unit < column.last
    assert found.top <= column.row_of(unit) < size[1]
    assert found.columns[0].left >= 0
    for before, after in zip(found.columns, found.columns[1:], strict=False):
        assert after.left - before.right >= gap
    if len(found.columns) > 1:
        last = found.columns[-1]
        assert last.right + (last.label + 1 if last.layer == len(layers) - 1 else 0) <= size[0]


def test_every_unit_in_sight_can_be_hit():
    for layers, bodies in ((SPIRAL, MAPS), (DIGITS, NUMBERS)):
        found = diagram(layers, bodies=bodies)
        hits = {found.hit(x, y) for x in range(42) for y in range(16)} - {None}
        assert hits == {(c.layer, unit) for c in found.columns for unit in range(c.first, c.last)}


def test_the_cells_of_a_picture_stand_as_in_the_picture():
    column = diagram(DIGITS, bodies=NUMBERS).columns[0]
    rows = [column.row_of(unit) for unit in range(25)]
    assert rows == [rows[0] + unit // 5 for unit in range(25)]
