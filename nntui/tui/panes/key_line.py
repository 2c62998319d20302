"""The keys that work here: those of the pane in focus first, then those that work everywhere."""

from time import monotonic

from rich.cells import cell_len
from textual.events import MouseDown
from textual.widgets import Input

from nntui.tui.dialog import press_later
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.wrapping import wrapped
from nntui.tui.keys import key_of, keys_in_focus
from nntui.tui.panes.pane import CellWidget
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_ALWAYS = ("help", "quit")
_MESSAGE_SECONDS = 6
_MOST_LINES = 4
_GAP = 2  # cells between two keys

_READ_SECONDS = 0.5
"""Keys that come sooner after a message were pressed before it could be read, and leave it."""


class KeyLine(CellWidget):
    """One line of keys and what they do; those that find no room are in the help. A message takes their place.

    A click on one presses the key.
    """

    interval = 0.5
    _message = _lasting = ""
    _said_at = 0.0

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.redraw())

    @property
    def lasting(self) -> str:
        """A message that stands in place of the keys as long as what it tells is so."""
        return self._lasting

    @lasting.setter
    def lasting(self, text: str) -> None:
        if text != self._lasting:
            self._lasting = text
            self.redraw()

    def say(self, text: str) -> None:
        """Put a message in place of the keys for some seconds, or until the next key if nothing else moves."""
        self._message, self._said_at = text, monotonic()
        self.redraw()

    def heed_key(self) -> None:
        """Take the message away, once it could be read: the next key is about something else."""
        if self._message and monotonic() - self._said_at > _READ_SECONDS:
            self.forget_message()

    def forget_message(self) -> None:
        """Take the message away: what it speaks of is no more."""
        self._message = ""
        self.redraw()

    def show(self, scene: Scene) -> None:
        """As in CellWidget; a message has its time."""
        if self._message and monotonic() - self._said_at > _MESSAGE_SECONDS:
            self.forget_message()  # at once: a click goes to what is seen
        super().show(scene)

    def on_resize(self) -> None:
        """Take as many lines as the message needs at the new width."""
        self.redraw()

    def redraw(self) -> None:
        """Draw as many lines as the message needs: what went wrong is not to be cut off."""
        if not self.is_attached:
            return  # the program is ending
        lines = len(self._lines(self.size.width)) or 1
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
        super().redraw()

    def _lines(self, width: int) -> list[str]:
        if isinstance(self.screen.focused, Input):
            return []  # the keys of the input are what matters
        return wrapped(self._message or self.lasting, max(width - 2, 1), _MOST_LINES)

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        if lines := self._lines(canvas.width):
            for y, line in enumerate(lines):
                canvas.text(1, y, line, {"✗": palette.bad, "✓": palette.good}.get(lines[0][0], palette.second))
            return
        for x, (key, text) in self._places(canvas.width):
            canvas.text(canvas.text(x, 0, f"{key} ", palette.accent), 0, text, palette.muted)

    def _places(self, width: int) -> list[tuple[int, tuple[str, str]]]:
        """The keys that find room, each with the column it stands in; those to find help by stand at the right."""
        keys = keys_in_focus(self.screen)
        last = [pair for pair in keys if pair[1] in _ALWAYS]
        x, end, places = 1, width - sum(map(_length, last)), []
        for pair in [pair for pair in keys if pair not in last]:
            if x + _length(pair) > end:
                break
            places.append((x, pair))
            x += _length(pair)
        for pair in last:
            places.append((end, pair))
            end += _length(pair)
        return places

    def on_mouse_down(self, event: MouseDown) -> None:
        """Press the key that was hit; a message gives way to the keys."""
        if self._message:
            self.forget_message()
            return
        if self._lines(self.size.width):
            return
        for x, pair in self._places(self.size.width):
            if x <= event.x < x + _length(pair) - _GAP and (key := key_of(self.screen, pair)) is not None:
                press_later(self.app, key, key if len(key) == 1 else None)


def _length(pair: tuple[str, str]) -> int:
    return cell_len(pair[0]) + 1 + cell_len(pair[1]) + _GAP
