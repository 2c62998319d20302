"""What the dialogs share."""

from typing import Any, TypeVar

from textual.app import App
from textual.events import Click, Key, MouseDown
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import OptionList

from nntui.tui.tight_compositor import TightCompositor

Answer = TypeVar("Answer")

_LEAST_WIDTH = 4
"""Columns for which the height of a list is worked out: Textual fails on text in no width at all."""


class Dialog(ModalScreen[Answer]):
    """A box over the playground that closes once, however often it is told to."""

    CSS_PATH = "dialogs.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._compositor = TightCompositor()

    def close(self, answer: Answer | None = None) -> None:
        """Leave with an answer; what was pressed faster than the screen changes may ask twice, or under another one."""
        if self.app.screen_stack[-1:] == [self]:  # is_current is true of what shows beneath, too
            self.dismiss(answer)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take a click beside the box for Escape."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing but leaving before there is anything on it to act on, or once that has gone."""
        return action == "close" or bool(self.children)

    def action_close(self) -> None:
        """Leave without an answer."""
        self.close()

    def on_key(self, event: Key) -> None:
        """Take Alt and a letter for Escape and the letter: fast typing looks the same to the terminal."""
        if event.key.startswith("alt+") and event.character is not None:
            event.stop()
            event.prevent_default()
            self.close()
            press_later(self.app, event.character, event.character)


class Options(OptionList):
    """A list to choose from, which neither Page Up and Page Down nor a click on a line just gone make fail, nor a
    terminal that has just become too small.
    """

    def on_click(self, event: Click) -> None:
        """Pass over a click on what the terminal still shows, though the list has grown shorter."""
        if event.style.meta.get("option", 0) >= self.option_count:
            event.prevent_default()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return super().get_content_height(container, viewport, max(width, _LEAST_WIDTH))

    def action_page_up(self) -> None:
        self.action_first()  # a page of a list that has no height makes Textual fail

    def action_page_down(self) -> None:
        self.action_last()


def press_later(app: App[Any], key: str, character: str | None) -> None:
    """Press a key for what is on show once the dialog is closed."""
    app.call_later(lambda: app.post_message(Key(key, character)))
