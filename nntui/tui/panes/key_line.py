"""The keys that work here: those of the pane in focus first, then those that work everywhere."""

from textwrap import wrap
from time import monotonic

from textual.widgets import Input

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.keys import keys_in_focus
from nntui.tui.panes.pane import CellWidget
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_ALWAYS = ("help", "quit")
_MESSAGE_SECONDS = 6
_MOST_LINES = 4

_READ_SECONDS = 0.5
"""Keys that come sooner after a message were pressed before it could be read, and leave it."""


class KeyLine(CellWidget):
    """One line of keys and what they do; those that find no room are in the help. A message takes their place."""

    _message = ""
    _said_at = 0.0

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.redraw())

    lasting = ""
    """A message that stands in place of the keys as long as what it tells is so."""

    def say(self, text: str) -> None:
        """Put a message in place of the keys for some seconds, or until the next key if nothing else moves."""
        self._message, self._said_at = text, monotonic()
        self._fit()

    def heed_key(self) -> None:
        """Take the message away, once it could be read: the next key is about something else."""
        if self._message and monotonic() - self._said_at > _READ_SECONDS:
            self.forget()

    def forget(self) -> None:
        """Take the message away: what it speaks of is no more."""
        self._message = ""
        self._fit()

    def show(self, scene: Scene) -> None:
        self.scene = scene
        if monotonic() - self._said_at > _MESSAGE_SECONDS:
            self._message = ""
        self._fit()

    def on_resize(self) -> None:
        """Take as many lines as the message needs at the new width."""
        self._fit()

    def _fit(self) -> None:
        """Take as many lines as the message needs: what went wrong is not to be cut off."""
        if not self.is_attached:
            return  # the program is ending
        lines = len(self._lines(self.size.width)) or 1
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
        self.redraw()

    def _lines(self, width: int) -> list[str]:
        if isinstance(self.screen.focused, Input):
            return []  # the keys of the input are what matters
        return wrap(self._message or self.lasting, max(width - 2, 1), max_lines=_MOST_LINES, placeholder=" …")

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        if lines := self._lines(canvas.width):
            for y, line in enumerate(lines):
                canvas.text(1, y, line, {"✗": palette.bad, "✓": palette.good}.get(lines[0][0], palette.second))
            return
        keys = keys_in_focus(self.screen)
        last = [pair for pair in keys if pair[1] in _ALWAYS]
        x, end = 1, canvas.width - sum(_length(pair) for pair in last)
        for key, text in [pair for pair in keys if pair not in last]:
            if x + _length((key, text)) > end:
                break
            x = canvas.text(canvas.text(x, 0, f"{key} ", palette.accent), 0, f"{text}  ", palette.muted)
        for key, text in last:
            end = canvas.text(canvas.text(end, 0, f"{key} ", palette.accent), 0, f"{text}  ", palette.muted)


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0]) + len(pair[1]) + 3
