"""Sends the terminal the changed cells of a row, and not all that stands left of them in the widget.

Textual 8 crops what it sends of a widget's row at the right end of a changed region, but not at its left: ten changed
digits in a row of forty cells cost ten times the row. These two classes stand in for its own.
"""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class TightUpdate(ChopsUpdate):
    """An update that crops each span at both ends."""

    def render_segments(self, console: Console) -> str:
        """The text to be written to the terminal."""
        pieces: list[str] = []
        for y, start, stop in self.spans:
            for (x, strip), end in zip(self.chops[y].items(), self.chop_ends[y], strict=False):
                if strip is not None and x < stop and end > start:
                    left, right = max(x, start), min(end, stop)
                    pieces.append(Control.move_to(left, y).segment.text)
                    pieces.append(strip.crop(left - x, right - x).render(console))
        return "".join(pieces)


class TightCompositor(Compositor):
    """A compositor whose partial updates are tight."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last update."""
        update = super().render_partial_update()
        return TightUpdate(update.chops, update.spans, update.chop_ends) if update is not None else None
