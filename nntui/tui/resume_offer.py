"""The offer to go on with a session that was cut off."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import MouseDown
from textual.widgets import Static

from nntui.tui.dialog import Dialog

RESUME, START_NEW = "resume", "start new"


class ResumeOffer(Dialog[str]):
    """One line; the answer is RESUME, START_NEW or None for later. Any other key means later, and does what it does."""

    BINDINGS = [
        Binding("enter", "answer('resume')", "resume", key_display="↵"),
        Binding("n", "answer('start new')", "start new"),
        Binding("escape", "close", "later", key_display="Esc"),
    ]

    def __init__(self, session: str) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """A box of one line."""
        box = Static(Content(f"A session was cut off at {self._session}."), classes="dialog")
        box.border_title = "Resume"
        box.border_subtitle = "Enter resume · n start new · Esc later"
        yield box

    def make_way_for(self, key: str) -> None:
        """Close before a key that is no answer is handed on, so that the playground gets it, and in its turn."""
        if key not in self._bindings.key_to_bindings:
            self.close()

    def on_mouse_down(self, event: MouseDown) -> None:
        """Make way for the mouse, too."""
        self.close()

    def action_answer(self, answer: str) -> None:
        """Leave with an answer."""
        self.close(answer)
