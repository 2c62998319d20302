"""What becomes of characters that a terminal cannot show, or must not be sent: others that take as many cells.

A repertoire is made for str.translate(). Control, format and bidirectional characters are in none.
"""

import unicodedata
from functools import cache


class Repertoire(dict[int, str]):
    """Characters by the code point of what they stand for; the rest is worked out when it is met first.

    kept: the characters beyond ASCII that stay as they are; None keeps all that can be printed.
    """

    def __init__(self, instead: dict[str, str], kept: frozenset[str] | None = frozenset()) -> None:
        super().__init__({ord(char): other for char, other in instead.items()})
        self._kept = kept

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isprintable() and (char.isascii() or self._kept is None or char in self._kept):
            found = char
        else:
            found = _plain(char)
        self[code] = found
        return found


def _plain(char: str) -> str:
    """ASCII as wide as a character: its letter without accents, or question marks."""
    width = cells(char)
    letters = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return letters if len(letters) == width and letters.isprintable() else "?" * width


@cache
def cells(char: str) -> int:
    """How many cells a character takes where it is laid out."""
    from rich.cells import get_character_cell_size

    return max(get_character_cell_size(char), 0)


def _each(chars: str, other: str) -> dict[str, str]:
    return dict.fromkeys(chars, other)


_LINES = {
    **_each("─╌┄┈┅", "-"),
    **_each("━═▔▁▂▃", "="),
    **_each("│┃║╎▏▕", "|"),
    **_each("┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛┣┫┳┻", "+"),
    "╋": "*",
    "╲": "\\",
    "╱": "/",
}
_BLOCKS = {
    **_each("█▉▊▋▆▇", "#"),
    **_each("▌▍▎▐", "="),
    "▏": "-",
    "▀": '"',
    **_each("▄▅", "_"),
    "░": ".",
    "▒": ":",
    "▓": "%",
}
_SHAPES = {
    **dict(zip("○△□◇▽☆", "oasxvw", strict=True)),
    **dict(zip("●▲■◆▼★", "OASXVW", strict=True)),
    **dict(zip("◦▵▫⋄▿⋆", "ctznuy", strict=True)),
    **dict(zip("▪❖✦", "ZNY", strict=True)),  # the small filled ones else are signs too
}
_SIGNS = {
    **_each("▶▸→›", ">"),
    **_each("◀◂←‹", "<"),
    **_each("↑▴", "^"),
    **_each("↓▾✓", "v"),
    **_each("✗×", "x"),
    **_each("·•", "."),
    **_each("–—−‐", "-"),
    **_each("‘’", "'"),
    **_each("“”", '"'),
    "…": "~",
    "↻": "@",
    "‖": "|",
    "±": "~",
    "↵": "<",
    "⌫": "<",
    "⇧": "^",
    "�": "?",
    "\xa0": " ",
}
_IN_ASCII = {**_LINES, **_BLOCKS, **_SHAPES, **_SIGNS}

_OF_CONSOLE = frozenset("─│┌┐└┘├┤┬┴┼█▀▄▌▐░▒▓↑↓→←") | frozenset(map(chr, range(0xA1, 0x100)))
_ON_CONSOLE = {**dict(zip("╭╮╰╯", "┌┐└┘", strict=True)), **_each("▉▊▋▍", "▌"), **_each("▏▎", " ")}

UNICODE = Repertoire({}, kept=None)
"""All that can be printed."""

CONSOLE = Repertoire(
    {char: other for char, other in (_IN_ASCII | _ON_CONSOLE).items() if char not in _OF_CONSOLE}, kept=_OF_CONSOLE
)
"""What the fonts of the Linux console have: 256 or 512 characters, without braille and most shapes."""

ASCII = Repertoire(_IN_ASCII)
"""ASCII from the space to the tilde."""

KEYS_IN_WORDS = {"↑↓←→": "arrows", "⇧": "Shift-", "↵": "Enter", "⌫": "BkSp"}
"""Names of keys that are too short to be told in as many cells."""
