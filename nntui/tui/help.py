"""Every key that works for what is on show, from the bindings themselves; and what every field of the form means."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Size
from textual.widget import Widget

from nntui.experiment.hyperparameters import Declaration
from nntui.tui.dialog import Dialog
from nntui.tui.drawing.wrapping import wrapped
from nntui.tui.keys import actions_of, keys_of
from nntui.tui.paced_app import link_figures

_INDENT, _GAP = 2, 4  # cells before a key, and between two columns
_TWO_COLUMNS = 100  # cells from which on there is room for two


class Section(NamedTuple):
    """A heading, and below it names with what they are."""

    heading: str
    entries: list[tuple[str, str]]


class HelpScreen(Dialog[None]):
    """A list of the keys of several nodes, each under a heading, and then of fields with their help."""

    BINDINGS = [Binding("escape,question_mark,q", "close", "close", key_display="Esc")]

    def __init__(self, nodes: list[tuple[str, DOMNode]], fields: Sequence[Declaration] = ()) -> None:
        super().__init__()
        self._groups, self._fields = nodes, fields

    def compose(self) -> ComposeResult:
        """Text that scrolls."""
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Keys"
            dialog.border_subtitle = "↑↓ scroll · Esc close"
            yield Sheet(self.sections())

    def sections(self) -> list[Section]:
        """What there is to tell; a key of a pane that works everywhere is told with the pane."""
        told = {action for _, node in self._groups for action in actions_of(node) if action.startswith("screen.")}
        sections = [Section(heading, keys_of(node, but=told)) for heading, node in self._groups]
        sections.append(Section("Fields of the form", [(field.label, field.help) for field in self._fields]))
        if figures := link_figures(self.app):
            sections.append(Section("Terminal", [("link", f"{figures} to answer")]))
        return [section for section in sections if section.entries]


class Sheet(Widget):
    """Sections one below the other, or where there is room in two columns; no line is longer than the sheet is wide."""

    DEFAULT_CSS = "Sheet { height: auto; }"

    def __init__(self, sections: list[Section]) -> None:
        super().__init__()
        self._sections = sections

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it has at this width."""
        return len(self.lines(width))

    def render(self) -> Content:
        """All of it."""
        return Content("\n").join(self.lines(self.size.width))

    def lines(self, width: int) -> list[Content]:
        """The lines, each of at most so many cells."""
        if width < _TWO_COLUMNS:
            return _column(self._sections, width)
        half = (width - _GAP) // 2
        cut = min(range(len(self._sections) + 1), key=lambda cut: self._height(cut, half))
        left, right = _column(self._sections[:cut], half), _column(self._sections[cut:], half)
        empty = Content("")
        return [
            Content.assemble(one, " " * (half + _GAP - one.cell_length), other)
            for one, other in zip_longest(left, right, fillvalue=empty)
        ]

    def _height(self, cut: int, width: int) -> int:
        return max(len(_column(sections, width)) for sections in (self._sections[:cut], self._sections[cut:]))


def _column(sections: list[Section], width: int) -> list[Content]:
    lines: list[Content] = []
    for section in sections:
        lines += [Content("")] * bool(lines)
        lines.append(Content.styled(section.heading, "bold"))
        names = max(cell_len(name) for name, _ in section.entries) + 2
        for name, text in section.entries:
            first, *others = wrapped(text, max(width - _INDENT - names, 1)) or [""]
            lines.append(Content.assemble(" " * _INDENT, (_padded(name, names), "$accent"), first))
            lines += [Content(" " * (_INDENT + names) + other) for other in others]
    return lines


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
