"""The keys that work here: those of the pane in focus first, then those that work everywhere."""

from textual.screen import Screen
from textual.timer import Timer

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.panes.pane import CellWidget
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_ALWAYS = ("help", "quit")
_MESSAGE_SECONDS = 6


class KeyLine(CellWidget):
    """One line of keys and what they do; those that find no room are in the help."""

    _message = ""
    _forgetting: Timer | None = None

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.redraw())

    def say(self, text: str, lasting: bool = False) -> None:
        """Put a message in place of the keys: for some seconds, or until the next one."""
        if self._forgetting is not None:
            self._forgetting.stop()
            self._forgetting = None
        self._message = text
        self.redraw()
        if text and not lasting:
            self._forgetting = self.set_timer(_MESSAGE_SECONDS, lambda: self.say(""))

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        if self._message:
            canvas.text(1, 0, self._message, palette.bad if self._message.startswith("✗") else palette.second)
            return
        keys = shown_keys(self.screen)
        last = [pair for pair in keys if pair[1] in _ALWAYS]
        x, end = 1, canvas.width - sum(_length(pair) for pair in last)
        for key, text in [pair for pair in keys if pair not in last]:
            if x + _length((key, text)) > end:
                break
            x = canvas.text(canvas.text(x, 0, f"{key} ", palette.accent), 0, f"{text}  ", palette.muted)
        for key, text in last:
            end = canvas.text(canvas.text(end, 0, f"{key} ", palette.accent), 0, f"{text}  ", palette.muted)


def shown_keys(screen: Screen[object]) -> list[tuple[str, str]]:
    """Each key that works now and is worth showing, with what it does; the focused widget's come first."""
    pairs = []
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and binding.description and active.enabled:
            pairs.append((screen.app.get_key_display(binding), binding.description))
    return list(dict.fromkeys(pairs))


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0]) + len(pair[1]) + 3
