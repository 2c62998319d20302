"""The network diagram: layers of units, what each of them puts out, and the connections between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nntui.core.arrays import Array
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.connections import draw_connections, strongest
from nntui.tui.drawing.diagram import Column, Diagram
from nntui.tui.drawing.unit_maps import (
    draw_cursor,
    draw_maps,
    draw_marks,
    draw_numbers,
    draw_picture,
    map_grid,
    scaled_maps,
)
from nntui.tui.drawing.wrapping import shortened, shortened_apart
from nntui.tui.themes import Palette

LINES_PER_ROW = 0.8
"""How many connections find room between two layers, for each row of the diagram."""


@dataclass(frozen=True, eq=False)
class Portrait:
    """What there is to draw of a network.

    weights: for each layer after the inputs units × inputs. values: what each layer puts out for the present input.
    names: of the units of each layer; none for hidden ones. kinds: the activation of each layer, "" for the inputs.
    shares: whether the outputs are probabilities. chosen: layer and unit. focused: whether a cursor shows there.
    faint: whether the numbers answer nothing that anybody asked, and are not to stand out.
    """

    weights: Sequence[Array]
    values: Sequence[Array]
    names: Sequence[Sequence[str]]
    kinds: Sequence[str]
    shares: bool
    chosen: tuple[int, int]
    focused: bool
    faint: bool = False


@dataclass(frozen=True)
class Glyphs:
    """What the terminal has: braille for lines, and two grounds to a cell for maps."""

    braille: bool
    halves: bool


def draw_network(
    canvas: Canvas, palette: Palette, diagram: Diagram, portrait: Portrait, glyphs: Glyphs, maps: Sequence[Array] = ()
) -> tuple[int, int]:
    """Draw the layers in sight; return how many connections are drawn, and how many there are between these layers.

    maps: for units that are heat maps, one array for each column of the diagram, see maps_of().
    """
    drawn = there = 0
    for before, column in pairwise(diagram.columns):
        weights = portrait.weights[column.layer - 1]
        there += weights.size
        drawn += _draw_between(canvas, palette, diagram, before, column, portrait, glyphs)
    _draw_headings(canvas, palette, diagram, portrait.kinds)
    for place, column in enumerate(diagram.columns):
        if maps:
            draw_maps(canvas, palette, column, maps[place], glyphs.halves)
        elif column.side:
            draw_picture(canvas, palette, column, portrait.values[0])
        elif column.bare:
            draw_marks(canvas, palette, column, "●" if glyphs.braille else "o")
        else:
            _draw_values(canvas, palette, column, portrait)
        _draw_names(canvas, palette, diagram, column, portrait)
    layer, unit = portrait.chosen
    if (chosen := diagram.column(layer)) is not None:
        draw_cursor(canvas, palette, chosen, unit, portrait.focused)
    return drawn, there


def maps_of(column: Column, values: Array, glyphs: Glyphs, is_output: bool, are_shares: bool) -> Array:
    """The maps of a layer from what it puts out at the places of map_grid() (places × units).

    are_shares: whether the outputs are probabilities.
    """
    grid = map_grid(column, glyphs.halves)
    return scaled_maps(values, column, grid, is_output and are_shares, to_strongest=is_output)


def _draw_between(
    canvas: Canvas,
    palette: Palette,
    diagram: Diagram,
    before: Column,
    column: Column,
    portrait: Portrait,
    glyphs: Glyphs,
) -> int:
    weights = portrait.weights[column.layer - 1][column.first : column.last, before.first : before.last]
    layer, unit = portrait.chosen
    most = int(LINES_PER_ROW * (diagram.height - diagram.top))
    lines = strongest(weights, most, unit - column.first if layer == column.layer else None)
    starts = np.array([before.row_of(number) for number in range(before.first, before.last)], np.int64)
    ends = np.array([column.row_of(number) for number in range(column.first, column.last)], np.int64)
    x = before.right
    rows = starts[lines.sources], ends[lines.targets]
    draw_connections(canvas, palette, x, column.left - x, *rows, lines, glyphs.braille)
    return len(lines)


def _draw_headings(canvas: Canvas, palette: Palette, diagram: Diagram, kinds: Sequence[str]) -> None:
    """How many units there are, and which of them are in sight; below, if there is room, their activation.

    Of a window the heading is shorter where it would touch the next one. A heading that runs into the next one is cut;
    the last one moves to the left instead.
    """
    for y, style in enumerate((palette.text, palette.muted)[: diagram.top]):
        end = diagram.width
        for column in reversed(diagram.columns):
            is_last = column is diagram.columns[-1]
            least = 0 if is_last else column.left
            text = kinds[column.layer] if y else _count(column, end - least - (not is_last))
            x = max(min(column.x, end - len(text)), least)
            canvas.text(x, y, shortened(text, max(end - x, 1)), style)
            end = x - 1


def _count(column: Column, room: int) -> str:
    if column.is_whole:
        return f"{column.units}"
    windows = (f"{column.first + 1}–{column.last}/{column.units}", f"{column.shown}/{column.units}")
    return next((text for text in windows if len(text) <= room), f"{column.units}")


def _draw_values(canvas: Canvas, palette: Palette, column: Column, portrait: Portrait) -> None:
    values = portrait.values[column.layer]
    peak = float(np.nan_to_num(np.abs(values), posinf=0).max(initial=0))
    is_share = portrait.shares and column.layer == len(portrait.values) - 1
    draw_numbers(canvas, palette, column, values, 1.0 if is_share else max(peak, 1.0), portrait.faint)


def _draw_names(canvas: Canvas, palette: Palette, diagram: Diagram, column: Column, portrait: Portrait) -> None:
    names = portrait.names[column.layer]
    if not column.label or column.side or not names:
        return
    cut = shortened_apart(names, column.label)
    for unit in range(column.first, column.last):
        style = palette.strong if portrait.chosen == (column.layer, unit) else palette.text
        if column.layer == 0:
            canvas.right(column.x - 1, column.row_of(unit), cut[unit], style)
        else:
            canvas.text(column.right + 1, column.row_of(unit), cut[unit], style)
