"""The units of a network diagram: tiny heat maps of what they respond to, or numbers on the colour of their value."""

from functools import cache

import numpy as np
import numpy.typing as npt
from rich.style import Style

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.canvas import Canvas, style_ids
from nntui.tui.drawing.diagram import Column
from nntui.tui.drawing.half_blocks import UPPER_HALF
from nntui.tui.drawing.ramp import ramp_marks, ramp_steps
from nntui.tui.themes import Palette


def map_grid(column: Column, halves: bool) -> tuple[int, int]:
    """Columns and rows of the values that each map of a layer shows.

    halves: whether a cell can have two grounds, one above the other; the last half row then sets units apart.
    """
    if not halves:
        return column.width, max(column.stride - 1, 1)
    return column.width, 2 * column.stride - (column.stride > 1)


@cache
def map_places(grid: tuple[int, int], domain: tuple[float, float]) -> Array:
    """The points in the middle of the cells of a grid over the domain, row by row from the top: cells × 2."""
    low, high = domain
    x, down = (low + (np.arange(count) + 0.5) / count * (high - low) for count in grid)
    grid_x, grid_y = np.meshgrid(x, down[::-1])
    places = np.column_stack([grid_x.ravel(), grid_y.ravel()]).astype(np.float32)
    places.flags.writeable = False  # they are given out again
    return places


def draw_maps(canvas: Canvas, palette: Palette, column: Column, values: Array, halves: bool) -> None:
    """Draw maps (units shown × rows × columns, from −1 to 1) in the places of a layer's units."""
    steps = ramp_steps(palette, values)
    (_draw_halves if halves else _draw_cells)(canvas, palette, column, steps)


def _draw_halves(canvas: Canvas, palette: Palette, column: Column, steps: IntArray) -> None:
    """Two values to a cell, the upper one as the colour of a half block."""
    upper, lower = steps[:, ::2], steps[:, 1::2]
    if upper.shape[1] > lower.shape[1]:
        none = np.full((len(lower), 1, column.width), len(palette.ramp))
        lower = np.concatenate([lower, none], axis=1)
    rows = slice(column.top, column.top + column.shown * column.stride)
    here = rows, slice(column.x, column.right)
    styles = _half_styles(palette.ramp)[upper, lower]
    height = canvas.chars[here].shape[0]
    canvas.chars[here] = UPPER_HALF
    canvas.styles[here] = styles.reshape(-1, column.width)[:height]


@cache
def _half_styles(ramp: tuple[Style, ...]) -> npt.NDArray[np.int32]:
    """The numbers of the styles of an upper half block over each lower ground; the last one is no ground."""
    grounds = [*(style.bgcolor for style in ramp), None]
    return np.array([style_ids([Style(color=upper.bgcolor, bgcolor=lower) for lower in grounds]) for upper in ramp])


def _draw_cells(canvas: Canvas, palette: Palette, column: Column, steps: IntArray) -> None:
    """A value to a cell, told by its ground and by a character."""
    styles, marks = style_ids(list(palette.ramp))[steps], ramp_marks(palette, steps)
    for unit in range(column.shown):
        y = column.top + unit * column.stride
        here = slice(y, y + steps.shape[1]), slice(column.x, column.right)
        canvas.chars[here], canvas.styles[here] = marks[unit], styles[unit]


def draw_numbers(
    canvas: Canvas, palette: Palette, column: Column, values: Array, scale: float, faint: bool = False
) -> None:
    """Draw the values of a layer's units (all of them), each in as many cells as its body has.

    scale: the value that has the strongest colour. faint: give none of them a colour.
    """
    shown = values[column.first : column.last]
    steps = ramp_steps(palette, shown / scale).tolist()
    for unit, (value, step) in enumerate(zip(shown.tolist(), steps, strict=True), column.first):
        text = short_number(value, column.width)
        is_muted = faint or step == len(palette.ramp) // 2
        style = palette.muted if is_muted else palette.ramp[step] + palette.on_ramp
        canvas.text(column.x, column.row_of(unit), text.rjust(column.width), style)


def draw_marks(canvas: Canvas, palette: Palette, column: Column, mark: str) -> None:
    """Draw a mark for each unit shown."""
    for unit in range(column.first, column.last):
        canvas.text(column.x, column.row_of(unit), mark, palette.muted)


def short_number(value: float, room: int = 5) -> str:
    """A number in at most so many cells, five or three; in three without the zero before its point."""
    if not np.isfinite(value):
        return "–"
    for places in (2, 1, 0):
        text = f"{value:.{places}f}"
        if len(text) > room and abs(value) < 1:
            text = text.replace("0.", ".") if text.strip("-0.") else "0"
        if len(text) <= room:
            return text.replace("-", "−") if text.strip("-0.") else text.removeprefix("-")
    return "< 0" if value < 0 else "> 0"


def draw_picture(canvas: Canvas, palette: Palette, column: Column, values: Array) -> None:
    """Draw the inputs of a layer that are cells of a picture, ink where they are over a half."""
    across = column.width // column.side
    for unit, value in enumerate(values.tolist()):
        x = column.x + unit % column.side * across
        ink = value > 0.5
        canvas.text(x, column.row_of(unit), ("█" if ink else "·") * across, palette.text if ink else palette.raised)


def draw_cursor(canvas: Canvas, palette: Palette, column: Column, unit: int, focused: bool) -> None:
    """Mark the chosen unit on both sides; a cell of a picture in itself."""
    style = palette.selected if focused else palette.strong
    y = column.row_of(unit)
    if column.side:
        across = column.width // column.side
        x = column.x + unit % column.side * across
        canvas.text(x, y, "[]" if across > 1 else "+", style)
        return
    if column.x > 0:
        canvas.text(column.x - 1, y, "▸", style)
    canvas.text(column.right, y, "◂", style)


def scaled_maps(
    values: Array, column: Column, grid: tuple[int, int], are_shares: bool, to_strongest: bool = False
) -> Array:
    """What the shown units of a layer put out at the places of a grid (places × units) as maps, units × rows × columns.

    What goes beyond ±1 is scaled to it, each unit by itself. are_shares: whether they are probabilities, for which a
    half lies in the middle. to_strongest: scale what stays below ±1, too: on a few cells the highest hills are missed,
    and what is left of them would be next to nothing.
    """
    across, down = grid
    shown = values[:, column.first : column.last].T
    maps = np.where(np.isfinite(shown), shown, 0).reshape(-1, down, across)
    if are_shares:
        return np.asarray(2 * maps - 1)
    least = np.finfo(np.float32).tiny if to_strongest else 1
    return np.asarray(maps / np.maximum(np.abs(maps).max(axis=(1, 2), keepdims=True), least))
