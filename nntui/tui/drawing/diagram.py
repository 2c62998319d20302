"""Where the layers and units of a network diagram stand.

Layers are columns from left to right. A layer with more units than there are rows shows some of them, and a network
with more layers than there is width for some layers, always with the chosen unit among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LEAST_GAP, NARROW_GAP = 3, 2
"""Cells between two layers, for the connections; and the fewest in which these can still be made out."""

_WIDEST_GAP = 18
_LOW = 8  # rows of a diagram that has one line above its units, not two


class Layer(NamedTuple):
    """What decides how a layer is placed. label: cells of the names beside its units, to the left of inputs and to the
    right of outputs. side: for inputs that are cells of a square picture, how many stand in a row; else 0. bare: a mark
    stands for each unit, for its value tells nothing.
    """

    units: int
    label: int = 0
    side: int = 0
    bare: bool = False


class Body(NamedTuple):
    """What one unit takes: cells across, and rows to the next one. least: how many units of a layer are to be in
    sight, if it has as many, for this size to be taken.
    """

    width: int
    stride: int
    least: int = 0


MAPS = (Body(9, 4, 99), Body(7, 3, 8), Body(5, 3, 8), Body(4, 2, 4), Body(3, 2, 3), Body(3, 1))
"""For units that are pictures, the largest first."""

NUMBERS = (Body(5, 1), Body(3, 1))
"""For units that are numbers, in so many cells."""


@dataclass(frozen=True)
class Column:
    """One layer on the canvas: `shown` units from number `first` on, the bodies at columns x to x + width.

    top: row of the first of them. stride: rows from one to the next.
    """

    layer: int
    x: int
    width: int
    top: int
    stride: int
    first: int
    shown: int
    units: int
    label: int
    side: int = 0
    body_height: int = 1
    bare: bool = False

    @property
    def left(self) -> int:
        """The first cell with its names."""
        return self.x - (self.label + 1 if self.layer == 0 and self.label else 0)

    @property
    def right(self) -> int:
        """The cell after its bodies."""
        return self.x + self.width

    @property
    def last(self) -> int:
        """The number after that of the last unit shown."""
        return self.first + self.shown

    @property
    def is_whole(self) -> bool:
        """Whether all units are in sight."""
        return self.shown == self.units

    def row_of(self, unit: int) -> int:
        """The row in the middle of a unit that is shown."""
        if self.side:
            return self.top + unit // self.side
        return self.top + (unit - self.first) * self.stride + (self.body_height - 1) // 2

    def unit_at(self, row: int) -> int:
        """The unit that is shown nearest to a row; of a picture the first in it."""
        if self.side:
            return min(max(row - self.top, 0), self.units // self.side - 1) * self.side
        return self.first + min(max((row - self.top) // self.stride, 0), self.shown - 1)


@dataclass(frozen=True)
class Diagram:
    """The layers in sight, of so many, on so many cells and rows, of which the units take those from `top` on."""

    columns: tuple[Column, ...]
    layers: int
    top: int
    width: int
    height: int

    @property
    def is_whole(self) -> bool:
        """Whether all layers are in sight."""
        return len(self.columns) == self.layers

    def column(self, layer: int) -> Column | None:
        """A layer, if it is in sight."""
        return next((column for column in self.columns if column.layer == layer), None)

    def hit(self, x: int, y: int) -> tuple[int, int] | None:
        """The layer and the unit at a place, or the nearest to it of the layer there; None between the layers."""
        for column in self.columns:
            if column.left - 1 <= x <= column.right + column.label * (column.layer == self.layers - 1):
                unit = column.unit_at(y)
                if column.side:
                    unit += min(max((x - column.x) // max(column.width // column.side, 1), 0), column.side - 1)
                return column.layer, unit
        return None


def diagram_for(
    width: int,
    height: int,
    layers: Sequence[Layer],
    chosen: tuple[int, int],
    firsts: Mapping[int, int],
    bodies: Sequence[Body],
    least_gap: int = LEAST_GAP,
) -> Diagram:
    """The diagram with the largest bodies for which there is room.

    chosen: layer and unit that have to be in sight. firsts: the first unit shown of a layer, as long as that may stay.
    """
    top = 1 if height < _LOW else 2
    rows = max(height - top, 1)
    body = _body(bodies, width - least_gap * (len(layers) - 1), rows, layers)
    first, last = _window(width, layers, chosen[0], body, least_gap)
    seen = range(first, last)
    widths = [_width(layers[number], number, len(layers), body) for number in seen]
    spaces = max(len(seen) - 1, 1)
    gap = min((width - sum(widths)) // spaces, _WIDEST_GAP)
    x = max((width - sum(widths) - gap * (len(seen) - 1)) // 2, 0)
    columns = []
    for number, taken in zip(seen, widths, strict=True):
        columns.append(_column(layers[number], number, x, top, rows, body, chosen, firsts.get(number, 0)))
        x += taken + gap
    return Diagram(tuple(columns), len(layers), top, width, height)


def _body(bodies: Sequence[Body], room: int, rows: int, layers: Sequence[Layer]) -> Body:
    """The largest for which there is room between the gaps; where not all layers have it, one of the narrowest."""
    most = max(layer.units for layer in layers if not layer.side)
    high = [body for body in bodies if rows // body.stride >= min(most, body.least)] or [bodies[-1]]
    for body in high:
        if sum(_width(layer, number, len(layers), body) for number, layer in enumerate(layers)) <= room:
            return body
    return min(high, key=lambda body: body.width)


def _window(width: int, layers: Sequence[Layer], chosen: int, body: Body, gap: int) -> tuple[int, int]:
    """The layers in sight, as many on both sides of the chosen one as there is room for."""
    first, last = chosen, chosen + 1
    left = width - _width(layers[chosen], chosen, len(layers), body)
    while True:
        grown = [number for number in (last, first - 1) if 0 <= number < len(layers)]
        needed = {number: _width(layers[number], number, len(layers), body) + gap for number in grown}
        fitting = [number for number in grown if needed[number] <= left]
        if not fitting:
            return first, last
        taken = min(fitting, key=lambda number: abs(number - chosen))
        left -= needed[taken]
        first, last = min(first, taken), max(last, taken + 1)


def _width(layer: Layer, number: int, count: int, body: Body) -> int:
    """Cells that a layer takes with the names beside it."""
    labelled = layer.label + 1 if layer.label and number in (0, count - 1) else 0
    return _body_width(layer, body) + labelled


def _body_width(layer: Layer, body: Body) -> int:
    if layer.bare:
        return 1
    return layer.side * (2 if body.width > 3 else 1) if layer.side else body.width


def _column(
    layer: Layer, number: int, x: int, top: int, rows: int, body: Body, chosen: tuple[int, int], first: int
) -> Column:
    width = _body_width(layer, body)
    if number == 0 and layer.label:
        x += layer.label + 1
    if layer.side:
        tall = layer.units // layer.side
        middle = top + max((rows - tall) // 2, 0)
        return Column(number, x, width, middle, 1, 0, layer.units, layer.units, layer.label, layer.side)
    stride = body.stride if body.stride > 1 else min(max(rows // layer.units, 1), 2)
    shown = min(max(rows // stride, 1), layer.units)
    if chosen[0] == number:
        first = min(max(first, chosen[1] - shown + 1), chosen[1])
    first = min(max(first, 0), layer.units - shown)
    middle = top + max((rows - shown * stride) // 2, 0)
    return Column(number, x, width, middle, stride, first, shown, layer.units, layer.label, 0, body.stride, layer.bare)
