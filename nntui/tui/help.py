"""Every key that works for what is on show, from the bindings themselves; and what every field of the form means."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from nntui.experiment.hyperparameters import Declaration
from nntui.tui.dialog import Dialog
from nntui.tui.keys import keys_of
from nntui.tui.paced_app import link_figures

_KEY_WIDTH = 12


class HelpScreen(Dialog[None]):
    """A list of the keys of several nodes, each under a heading, and then of fields with their help."""

    BINDINGS = [Binding("escape,question_mark,q", "close", "close", key_display="Esc")]

    def __init__(self, nodes: list[tuple[str, DOMNode]], fields: Sequence[Declaration] = ()) -> None:
        super().__init__()
        self._groups, self._fields = nodes, fields

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
        if self._fields:
            lines += [Content(""), Content.styled("Fields of the form", "bold")]
            lines += [Content.assemble((f"  {field.label}  ", "$accent"), field.help) for field in self._fields]
        if figures := link_figures(self.app):
            lines += [
                Content(""),
                Content.styled("Terminal", "bold"),
                Content(f"  {figures} to answer"),
            ]
        return lines
