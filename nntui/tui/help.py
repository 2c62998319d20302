"""Every key, from the bindings themselves."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from nntui.tui.dialog import Dialog

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
            keys = [pair for pair in _keys(node) if pair[1]]
            if keys:
                lines += [Content(""), Content.styled(heading, "bold")] if lines else [Content.styled(heading, "bold")]
                lines += [
                    Content.assemble((f"  {key:<{_KEY_WIDTH}}", "$accent"), text) for key, text in dict(keys).items()
                ]
        return lines


def _keys(node: DOMNode) -> list[tuple[str, str]]:
    own = Binding.make_bindings(type(node).BINDINGS)
    return [(node.app.get_key_display(binding), binding.description) for binding in own]
