"""What the terminal shows, cell by cell, and the shortest text that makes it show something else.

Rich writes each piece of text with its whole style before it and a reset after it, which is three quarters of what a
frame has. Here only cells that differ from what the terminal has already are written, and those of one style after
each other, wherever on the screen they are: to move the cursor is shorter than to change colours.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

_MOVE_BYTES = 6
"""What it costs to put the cursor somewhere."""
_MOST_KEPT = 4
"""Cells written on from one changed cell to the next, unchanged ones among them, rather than to move there."""

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
"""What takes an attribute back; 0 takes all others and the colours with them."""


class Ink(NamedTuple):
    """The parameters that set a style, from no style: attributes, colour, and colour of the ground."""

    attributes: str = ""
    color: str = ""
    ground: str = ""


class Piece(NamedTuple):
    """A part of a row of the screen: what a strip that begins at column x has from `start` to `stop`.

    A wide character that reaches into this part belongs to it whole.
    """

    y: int
    x: int
    strip: Strip
    start: int = 0
    stop: int | None = None


Cell = tuple[str, Ink]  # its character; "" where that of the cell before reaches into it

_PLAIN = Ink()
_UNSEEN_ON_BLANKS = {"", "1", "2", "3", "1;2", "1;3", "2;3"}
"""Attributes that do nothing to a space: bold, dim and italic. Nor does a colour."""


class _Chunk(NamedTuple):
    """Neighbouring cells of one style."""

    ink: Ink
    y: int
    x: int
    chars: list[str]


class TerminalCells:
    """The cells of a terminal that only this program writes to."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._rows: list[list[Cell | None]] = []

    def forget(self, size: Size) -> None:
        """Take nothing for granted of what a terminal of this size shows."""
        self._size = size
        self._rows = [[None] * size.width for _ in range(size.height)]

    def update(self, pieces: Iterable[Piece], colors: ColorSystem, limit: int | None) -> tuple[str, int]:
        """The text to be written so that the pieces show, and how many of them it is for.

        limit: bytes, about, after which the rest of the pieces is left for another time; None for no limit.
        """
        chunks: list[_Chunk] = []
        done = size = 0
        for piece in pieces:
            if limit is not None and size >= limit:
                break
            for chunk in self._changes(piece, colors):
                chunks.append(chunk)
                size += _MOVE_BYTES + len("".join(chunk.chars).encode())
            done += 1
        return _text(chunks), done

    def _changes(self, piece: Piece, colors: ColorSystem) -> Iterator[_Chunk]:
        """What the piece changes, in chunks; unchanged cells between them are kept where that is shorter."""
        if not 0 <= piece.y < self._size.height:
            return
        row, chunk = self._rows[piece.y], None
        gap: list[Cell] = []
        start, cells = _cells(piece, colors)
        for x, cell in enumerate(cells, piece.x + start):
            if not 0 <= x < self._size.width:
                continue
            if row[x] == cell:
                gap.append(cell)
                continue
            row[x] = cell
            if chunk is None or not _extend(chunk, [*gap, cell]):
                if chunk is not None:
                    yield chunk
                chunk = _Chunk(cell[1], piece.y, x, [cell[0]])
            gap.clear()
        if chunk is not None:
            yield chunk


def _extend(chunk: _Chunk, cells: list[Cell]) -> bool:
    """Add cells to a chunk, the last one because it changed, if they are of its style and few."""
    if len(cells) > _MOST_KEPT or not all(
        ink == chunk.ink or _is_blank_on(chunk.ink, (char, ink)) for char, ink in cells
    ):
        return False
    chunk.chars.extend(char for char, _ in cells)
    return True


def _is_blank_on(ink: Ink, cell: Cell) -> bool:
    """Whether a cell is a space that looks the same in another style."""
    return cell == (" ", Ink(ground=ink.ground)) and ink.attributes in _UNSEEN_ON_BLANKS


def _text(chunks: list[_Chunk]) -> str:
    """Chunks by style, those without visible characters along with any style of their ground."""
    grounds = {chunk.ink.ground: chunk.ink for chunk in chunks if chunk.ink.attributes in _UNSEEN_ON_BLANKS}
    groups: dict[Ink, list[_Chunk]] = {}
    for chunk in chunks:
        is_blank = chunk.ink == Ink(ground=chunk.ink.ground) and not "".join(chunk.chars).strip(" ")
        groups.setdefault(grounds[chunk.ink.ground] if is_blank else chunk.ink, []).append(chunk)
    parts: list[str] = []
    before, y, x = _PLAIN, -1, -1
    for ink, group in groups.items():
        if ink != before:
            parts.append(_change(before, ink))
            before = ink
        for chunk in group:
            if (chunk.y, chunk.x) != (y, x):
                parts.append(f"\x1b[{chunk.x + 1}G" if chunk.y == y else f"\x1b[{chunk.y + 1};{chunk.x + 1}H")
            parts += chunk.chars
            y, x = chunk.y, chunk.x + len(chunk.chars)
    if before != _PLAIN:
        parts.append("\x1b[m")
    return "".join(parts)


def _cells(piece: Piece, colors: ColorSystem) -> tuple[int, list[Cell]]:
    """The cells of the piece, or a little more so as to cut no wide character; and where in the strip they start."""
    stop = piece.strip.cell_length if piece.stop is None else piece.stop
    cells: list[Cell] = []
    first = end = 0
    for text, style, _ in piece.strip:
        chars: Sequence[str] = text if text.isascii() else _characters(text)
        end += len(chars)
        if end <= piece.start:
            first = end
            continue
        ink = _ink(style, colors) if style is not None else _PLAIN
        blank = (" ", Ink(ground=ink.ground) if ink.attributes in _UNSEEN_ON_BLANKS else ink)
        cells += [(char, ink) if char != " " else blank for char in chars]
        if end >= stop:
            break
    start, stop = piece.start - first, stop - first
    while 0 < start < len(cells) and not cells[start][0]:
        start -= 1
    while stop < len(cells) and not cells[stop][0]:
        stop += 1
    return first + start, cells[start:stop]


@lru_cache(4096)
def _characters(text: str) -> tuple[str, ...]:
    """The text cell by cell: "" for the second one of a wide character; marks of no width are with what they follow."""
    found: list[str] = []
    last = 0
    for char in text:
        width = get_character_cell_size(char)
        if width:
            last = len(found)
            found += [char, ""][:width]
        elif found:
            found[last] += char
            if last == len(found) - 1 and cell_len(found[last]) > 1:  # the mark has made it wide
                found.append("")
    return tuple(found)


@lru_cache(4096)
def _ink(style: Style, colors: ColorSystem) -> Ink:
    attributes = style.without_color._make_ansi_codes(colors)
    color, ground = (
        ";".join(c.downgrade(colors).get_ansi_codes(foreground)) if c is not None and not c.is_default else ""
        for c, foreground in ((style.color, True), (style.bgcolor, False))
    )
    return Ink(attributes, color, ground)


@lru_cache(4096)
def _change(before: Ink, after: Ink) -> str:
    had, wanted = (set(ink.attributes.split(";")) - {""} for ink in (before, after))
    codes = sorted({_OFF.get(code, "0") for code in had - wanted})
    if "0" in codes:
        codes, had, before = ["0"], set(), _PLAIN
    elif "22" in codes:
        had -= {"1", "2"}
    codes += sorted(wanted - had)
    if before.color != after.color:
        codes.append(after.color or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    return f"\x1b[{';'.join(codes)}m"
