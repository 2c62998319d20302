"""Every key that works for what is on show, from the bindings themselves."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from nntui.tui.dialog import Dialog
from nntui.tui.keys import keys_of

_KEY_WIDTH = 12


class HelpScreen(Dialog[None]):
    """A list of the keys of several nodes, each under a heading."""

    BINDINGS = [Binding("escape,question_mark,q", "close", "close", key_display="Esc")]

    def __init__(self, nodes: list[tuple[str, DOMNode]]) -> None:
        super().__init__()
        self._groups = nodes

    def compose(self) -> ComposeResult:
        """One column of text that scrolls."""
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Keys"
            dialog.border_subtitle = "↑↓ scroll · Esc close"
            yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> list[Content]:
        lines: list[Content] = []
        for heading, node in self._groups:
            if keys := keys_of(node):
                lines += [Content(""), Content.styled(heading, "bold")] if lines else [Content.styled(heading, "bold")]
                lines += [Content.assemble((f"  {key:<{_KEY_WIDTH}}", "$accent"), text) for key, text in keys]
        return lines
