"""Three lines for those who are here for the first time."""

from textual.app import ComposeResult
from textual.content import Content
from textual.events import MouseDown
from textual.widgets import Static

from nntui.tui.dialog import Dialog

_LINES = (
    ("The network trains already: ", "p", " pauses it."),
    ("", "Arrows", " change, draw, move; ", "Tab", ": the next pane."),
    ("", "?", " has every key, ", "o", " more problems; ", "q", " quits."),
)


class Welcome(Dialog[None]):
    """A hint in the corner; any key or click takes it away, and the key does what it does."""

    def compose(self) -> ComposeResult:
        """A box of three lines, the keys in them brighter."""
        lines = [Content.assemble(*_with_keys(line)) for line in _LINES]
        box = Static(Content("\n").join(lines), classes="dialog")
        box.border_title = "Welcome"
        yield box

    def make_way_for(self, key: str) -> None:
        """Close, whatever the key."""
        self.close()

    def on_mouse_down(self, event: MouseDown) -> None:
        """Make way for the mouse, too."""
        self.close()


def _with_keys(line: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every other part is a key."""
    return [(part, "bold $accent" if number % 2 else "") for number, part in enumerate(line)]
