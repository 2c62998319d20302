"""Updates of the screen that can be sent in parts, and that write no more than what the terminal does not show yet.

Nor is more of it worked out: Textual renders every widget whole for any change on the screen, here only the rows of a
widget are in which something has changed.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import cast

from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from nntui.tui.terminal_cells import Piece, TerminalCells


class TightUpdate(ChopsUpdate):
    """What changed in some spans of rows."""

    def render_within(self, console: Console, cells: TerminalCells, limit: int | None, first: Region | None) -> str:
        """The text to be written, of about `limit` bytes; what there was no room for stays in `spans`.

        first: where changes are written before all others.
        """
        if limit is not None and first is not None:
            self.spans.sort(key=lambda span: not _is_within(span, first))
        pieces = [(index, piece) for index, span in enumerate(self.spans) for piece in self._pieces(span)]
        text, done = cells.update((piece for _, piece in pieces), _colors(console), limit)
        self.spans = self.spans[pieces[done][0] :] if done < len(pieces) else []
        return text

    def _pieces(self, span: tuple[int, int, int]) -> Iterator[Piece]:
        y, start, stop = span
        for (x, strip), end in zip(self.chops[y].items(), self.chop_ends[y], strict=False):
            if strip is not None and x < stop and end > start:
                yield Piece(y, x, strip, max(start - x, 0), min(end, stop) - x)


class TightLayoutUpdate(LayoutUpdate):
    """The whole screen. Textual takes it apart itself where there is no terminal, as for a picture."""

    def __init__(self, update: LayoutUpdate) -> None:
        super().__init__([list(row) for row in update.strips], update.region)
        self.spans = [(y, self.region.x, self.region.right) for y in self.region.line_range]

    def render_within(self, console: Console, cells: TerminalCells, limit: int | None, first: Region | None) -> str:
        """The text to be written, of about `limit` bytes; what there was no room for stays in `spans`."""
        rows = cast(list[list[Strip]], self.strips)
        pieces = (Piece(y, self.region.x, Strip.join(row)) for y, row in enumerate(rows, self.region.y))
        text, done = cells.update(pieces, _colors(console), limit)
        self.spans = self.spans[done:]
        return text


class TightCompositor(Compositor):
    """A compositor whose updates are tight."""

    _wanted: dict[int, list[tuple[int, int]]] | None = None
    """Of each row the spans, from x to x, that an update still lacks; None while it is of everything."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last update."""
        self._wanted = {}
        for y, start, stop in self._regions_to_spans(self._dirty_regions):
            self._wanted.setdefault(y, []).append((start, stop))
        try:
            update = super().render_partial_update()
        finally:
            self._wanted = None
        return TightUpdate(update.chops, update.spans, update.chop_ends) if update is not None else None

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """Everything."""
        return TightLayoutUpdate(super().render_full_update(simplify))

    def put_back(self, spans: list[tuple[int, int, int]]) -> None:
        """Count spans of rows, each (y, from x, to x), among what has changed since the last update."""
        self._dirty_regions.update(Region(start, y, stop - start, 1) for y, start, stop in spans)

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if self._wanted is None:
            yield from super()._get_renders(crop)
            return
        for widget, (region, clip) in self.visible_widgets.items():  # those in front first
            seen = region.intersection(clip)
            rows = [y for y in seen.line_range if self._takes(y, *seen.column_span)]
            for _, neighbours in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
                band = [y for _, y in neighbours]
                part = Region(seen.x, band[0], seen.width, len(band))
                yield region, part, widget.render_lines(part.translate(-region.offset))

    def _takes(self, y: int, left: int, right: int) -> bool:
        """Whether a widget has anything that is wanted of row y; what it has whole, nothing behind it need have."""
        assert self._wanted is not None
        wanted = self._wanted.get(y, ())
        self._wanted[y] = [(start, stop) for start, stop in wanted if start < left or stop > right]
        return any(start < right and stop > left for start, stop in wanted)


def _is_within(span: tuple[int, int, int], region: Region) -> bool:
    y, start, stop = span
    return region.y <= y < region.bottom and region.x <= start and stop <= region.right


def _colors(console: Console) -> ColorSystem:
    return console._color_system or ColorSystem.TRUECOLOR
