"""Three lines for those who are here for the first time."""

from textual.content import Content

from nntui.tui.notice import Notice

_LINES = (
    ("The network trains already: ", "p", " pauses it."),
    ("", "Arrows", " change, draw, move; ", "Tab", ": the next pane."),
    ("", "?", " has every key, ", "o", " more problems; ", "q", " quits."),
)


def welcome() -> Notice:
    """The three lines, the keys in them brighter."""
    lines = [Content.assemble(*_with_keys(line)) for line in _LINES]
    return Notice("Welcome", Content("\n").join(lines))


def _with_keys(line: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every other part is a key."""
    return [(part, "bold $accent" if number % 2 else "") for number, part in enumerate(line)]
