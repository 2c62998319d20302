"""The last thing that happens to a line before it is sent: what the terminal cannot show becomes what it can.

It sees every line of every widget, borders and dialogs included, so nothing that draws has to know the terminal, and
no text from a file can carry an escape sequence out.
"""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from nntui.tui.abilities import Abilities, Depth, Glyphs


class TerminalFilter(LineFilter):
    """Keeps to the characters of the terminal, to its colours where it has none, and sends no hyperlinks."""

    def __init__(self, abilities: Abilities) -> None:
        super().__init__()
        self._repertoire = abilities.repertoire
        self._is_fit = str.isprintable if abilities.glyphs is Glyphs.UNICODE else _is_printable_ascii
        self._style = _without_color if abilities.depth is Depth.NONE else _without_link

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same number of cells."""
        return [
            segment
            if self._is_fit(segment.text) and (segment.style is None or self._style(segment.style) is segment.style)
            else self._shown(segment)
            for segment in segments
        ]

    def _shown(self, segment: Segment) -> Segment:
        text, style, control = segment
        return Segment(text.translate(self._repertoire), style and self._style(style), control)


def _is_printable_ascii(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _without_link(style: Style) -> Style:
    return style.update_link(None) if style.link else style


@lru_cache(1024)
def _without_color(style: Style) -> Style:
    """Without the colours; with what the mouse finds there."""
    plain = _without_link(style.without_color)
    return plain + Style.from_meta(style.meta) if style.meta else plain
