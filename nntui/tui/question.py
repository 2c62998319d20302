"""A question with a few answers."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nntui.tui.dialog import Dialog, Options


class Question(Dialog[str]):
    """The answer is the key of one of `answers`, or None. The first one, which Enter gives, is to do no harm."""

    BINDINGS = [Binding("escape,q", "close", "close", key_display="Esc")]

    def __init__(self, title: str, text: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self._title, self._text, self._answers = title, text, answers

    def compose(self) -> ComposeResult:
        """The question, and an answer a line."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content("↑↓ Enter choose · Esc close")
            yield Static(Content(self._text))
            options = Options(*(Option(Content(text), id=key) for key, text in self._answers.items()), compact=True)
            options.highlighted = 0
            yield options

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.close(event.option_id)
