"""A grid of styled characters that knows which of its cells differ from another's."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style

from nntui.core.arrays import IntArray

_PLAIN = Style.null()
_ids: dict[Style, int] = {}
_styles: list[Style] = []


def style_id(style: Style) -> int:
    """A small number for a style, so that arrays of cells can hold and compare styles."""
    number = _ids.get(style)
    if number is None:
        number = _ids[style] = len(_styles)
        _styles.append(style)
    return number


def style_of(number: int) -> Style:
    """The style that a number stands for."""
    return _styles[number]


def style_ids(styles: list[Style]) -> npt.NDArray[np.int32]:
    """Numbers for several styles, to index with an array of indices."""
    return np.array([style_id(style) for style in styles], np.int32)


def ids_by_code(codes: IntArray, make: Callable[[int], Style]) -> npt.NDArray[np.int32]:
    """The number of the style that make() gives for each code, made once for each that occurs."""
    found, places = np.unique(codes, return_inverse=True)
    return style_ids([make(code) for code in found.tolist()])[places].reshape(codes.shape)


@lru_cache(8192)
def _on_ground(number: int, ground: Style) -> Style:
    return ground + _styles[number]


class Canvas:
    """Characters (height × width, one cell each) and the number of each one's style.

    A character two cells wide is followed by an empty string.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.chars = np.full((height, width), " ", "<U1")
        self.styles = np.full((height, width), style_id(_PLAIN), np.int32)

    def text(self, x: int, y: int, text: str, style: Style) -> int:
        """Write text at column x of row y, clipped to the canvas; return the column after it."""
        if not 0 <= y < self.height:
            return x
        number = style_id(style)
        is_plain = text.isascii() and text.isprintable()
        sizes = () if is_plain else tuple(map(get_character_cell_size, text))
        if is_plain or all(cells == 1 for cells in sizes):  # as nearly always: in one go
            start, stop = min(max(x, 0), self.width), min(max(x + len(text), 0), self.width)
            self.chars[y, start:stop] = list(text[start - x : stop - x]) if start < stop else []
            self.styles[y, start:stop] = number
            return x + len(text)
        for char, cells in zip(text, sizes, strict=True):
            if cells and x >= 0 and x + cells <= self.width:
                self.chars[y, x : x + cells] = [char, ""][:cells]
                self.styles[y, x : x + cells] = number
            x += cells
        return x

    def right(self, x: int, y: int, text: str, style: Style) -> None:
        """Write text that ends before column x."""
        self.text(x - sum(map(get_character_cell_size, text)), y, text, style)

    def paint(self, x: int, y: int, width: int, style: Style) -> None:
        """Give `width` cells of a row a style and keep their characters."""
        if 0 <= y < self.height:
            self.styles[y, max(x, 0) : max(x + width, 0)] = style_id(style)

    def paste(self, x: int, y: int, part: "Canvas") -> None:
        """Copy another canvas to where its upper left corner is to be, clipped to this one."""
        here = np.s_[y : y + part.height, x : x + part.width]
        height, width = self.chars[here].shape
        self.chars[here] = part.chars[:height, :width]
        self.styles[here] = part.styles[:height, :width]

    def segments(self, y: int, ground: Style = _PLAIN) -> list[Segment]:
        """Row y as runs of one style each, on a ground that shows where a style has no colour of its own."""
        row, numbers = self.chars[y].tolist(), self.styles[y]
        cuts = [0, *(np.flatnonzero(numbers[1:] != numbers[:-1]) + 1).tolist(), self.width]
        return [Segment("".join(row[a:b]), _on_ground(numbers[a].item(), ground)) for a, b in pairwise(cuts) if a < b]

    def changes_from(self, before: "Canvas") -> Iterator[tuple[int, int, int]]:
        """Runs of cells that differ from a canvas of the same size: (x, y, width), joined across gaps too short to pay.

        Moving the cursor past an unchanged cell costs more bytes than the cell, up to about three of them.
        """
        codes, codes_before = self.chars.view(np.uint32), before.chars.view(np.uint32)  # sooner compared than strings
        rows, columns = np.nonzero((codes != codes_before) | (self.styles != before.styles))
        if len(rows):
            ends = np.flatnonzero((rows[1:] != rows[:-1]) | (columns[1:] - columns[:-1] > 4))
            starts, stops = columns[[0, *(ends + 1)]], columns[[*ends, -1]]
            yield from zip(starts.tolist(), rows[[*ends, -1]].tolist(), (stops - starts + 1).tolist(), strict=True)

    def plain(self) -> str:
        """The characters alone, for tests and for people who cannot see them."""
        return "\n".join("".join(row).rstrip() for row in self.chars.tolist())
