"""What the screen shows, as a page of sentences with nothing beside them, which a screen reader can read."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import MouseDown
from textual.widgets import Static

from nntui.tui.dialog import Dialog


class Description(Dialog[None]):
    """Sentences, one a line; they stay as they are until the page is closed."""

    BINDINGS = [Binding("escape,d,q", "close", "close", key_display="Esc")]

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        self._sentences = sentences

    def on_mouse_down(self, event: MouseDown) -> None:
        """Go back: the page has no other use for a click."""
        self.close()

    def compose(self) -> ComposeResult:
        """No borders: they would be read out."""
        with VerticalScroll():
            yield Static(Content("\n".join([*self._sentences, "", "Press d to go back."])))
