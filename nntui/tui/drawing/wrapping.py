"""Text in lines that fit: what counts is the cells it takes, not its characters."""

import re
from collections.abc import Sequence

from rich.cells import cell_len, chop_cells

_CUT = " …"
_WORD = re.compile(r"[^ \t\r\n]+")
_HARD_SPACE = "\xa0"


def wrapped(text: str, width: int, most: int | None = None) -> list[str]:
    """Lines of at most `width` cells, broken at spaces where that is possible; past `most` of them "…" ends the last.

    Hard spaces are not broken at, and come out as plain ones. A character wider than the line stands alone in it.
    """
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(text):
        if line and cell_len(line) + 1 + cell_len(word) <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *whole, line = chop_cells(word, max(width, 1))
        lines += whole
    if line:
        lines.append(line)
    lines = [line.replace(_HARD_SPACE, " ") for line in lines]
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(lines[most - 1], width)] if most > 0 else []


def shortened(text: str, width: int) -> str:
    """The text, or as much of it as there are cells for, with "…" where it goes on."""
    if cell_len(text) <= width:
        return text
    return f"{chop_cells(text, width - 1)[0]}…" if width > 1 else "…"


def shortened_apart(names: Sequence[str], width: int) -> list[str]:
    """Names in so many cells each; shortened in the middle where their beginnings would not tell them apart."""
    cut = [shortened(name, width) for name in names]
    if len(set(cut)) == len(set(names)):
        return cut
    end = (width - 1) // 2
    return [name if cell_len(name) <= width else shortened(name, width - end) + _end_of(name, end) for name in names]


def _end_of(name: str, width: int) -> str:
    starts = range(len(name) + 1)
    return next(name[start:] for start in starts if cell_len(name[start:]) <= width)


def _cut(line: str, width: int) -> str:
    """The line with a sign that it goes on, less the words that stand in its way."""
    words = line.split(" ")
    while words and cell_len(" ".join(words)) + len(_CUT) > width:
        words.pop()
    return f"{' '.join(words)}{_CUT}" if words else _CUT.strip()
