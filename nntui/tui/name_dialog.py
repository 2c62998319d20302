"""A line to type a name in."""

from collections.abc import Callable
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from nntui.tui.dialog import Dialog


class Named(NamedTuple):
    """A name that was accepted. is_confirmed: whether that was in spite of what there was to say of it."""

    name: str
    is_confirmed: bool


class NameDialog(Dialog[Named]):
    """The answer is a name that is accepted, or None.

    accept: raises ValueError for what can be no such name; gives what is to be said before the name is taken, which
    the same name once more confirms, or "".
    """

    BINDINGS = [Binding("escape", "close", "close", key_display="Esc")]
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, suggestion: str, accept: Callable[[str], str], note: str = "") -> None:
        super().__init__()
        self._title, self._suggestion, self._accept, self._note = title, suggestion, accept, note
        self._confirms = ""

    def compose(self) -> ComposeResult:
        """A line and what there is to say of it."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content("Enter accept · Esc close")
            line = Input(self._suggestion, compact=True)
            line.cursor_blink = False
            yield line
            yield Static(Content(self._note))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value
        try:
            warning = self._accept(name)
        except ValueError as error:
            self._say(f"✗ {error}")
            return
        if warning and name != self._confirms:
            self._confirms = name
            self._say(f"{warning} Enter once more does it.")
        else:
            self.close(Named(name, is_confirmed=bool(warning)))

    def _say(self, text: str) -> None:
        self.query_one(Static).update(Content(text))
