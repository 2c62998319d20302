"""Updates of the screen that can be sent in parts, and that write no more than what the terminal does not show yet."""

from collections.abc import Iterator
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

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last update."""
        update = super().render_partial_update()
        return TightUpdate(update.chops, update.spans, update.chop_ends) if update is not None else None

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """Everything."""
        return TightLayoutUpdate(super().render_full_update(simplify))

    def put_back(self, spans: list[tuple[int, int, int]]) -> None:
        """Count spans of rows, each (y, from x, to x), among what has changed since the last update."""
        self._dirty_regions.update(Region(start, y, stop - start, 1) for y, start, stop in spans)


def _is_within(span: tuple[int, int, int], region: Region) -> bool:
    y, start, stop = span
    return region.y <= y < region.bottom and region.x <= start and stop <= region.right


def _colors(console: Console) -> ColorSystem:
    return console._color_system or ColorSystem.TRUECOLOR
