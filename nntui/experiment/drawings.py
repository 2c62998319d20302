"""The drawings that a user taught, kept across runs in a readable text file: one a line, the newest last.

Programs that run at the same time do not lose each other's drawings: each change reads the file, and writes it whole
or not at all, under a lock beside it. Lines that are no drawings are never written over: the file that held them
is copied to a free name first. Comments of the user's own last until the next change.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from platformdirs import user_data_path

from nntui.experiment.files import (
    FileError,
    check_writable,
    copy_to_free_name,
    harmless,
    read_bytes,
    reason_of,
    write_text,
)
from nntui.experiment.locking import locked
from nntui.tasks.digits import SIDE
from nntui.tasks.task import Samples

MAX_DRAWINGS = 1000

_MAX_BYTES = 1024 * 1024  # about thirty times what the drawings take
_HEADER = "# nntui: the drawings that you taught, one a line: the digit, and its rows from the top; 1 is ink.\n"
_LINE = re.compile(rf"([0-9])[ \t]+([01]{{{SIDE}}}(?:/[01]{{{SIDE}}}){{{SIDE - 1}}})")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Drawing:
    """A drawing and the digit that it is.

    label: 0 to 9. cells: SIDE × SIDE, row by row from the top, True for ink.
    """

    label: int
    cells: tuple[bool, ...]

    def __post_init__(self) -> None:
        """Raise ValueError for what is no drawing of a digit."""
        if self.label not in range(10) or len(self.cells) != SIDE * SIDE:
            raise ValueError(f"expected a digit and {SIDE * SIDE} cells, got {self.label} and {len(self.cells)}")
        if not any(self.cells):
            raise ValueError("expected a drawing, got cells without ink")

    def __str__(self) -> str:
        cells = "".join("1" if cell else "0" for cell in self.cells)
        return f"{self.label:d} " + "/".join(cells[start : start + SIDE] for start in range(0, len(cells), SIDE))


@dataclass(frozen=True)
class Change:
    """A drawing that is to be kept, in place of any with the same cells, or else removed if it has this label."""

    drawing: Drawing
    keeps: bool

    def applied(self, drawings: tuple[Drawing, ...]) -> tuple[Drawing, ...]:
        """The drawings after the change."""
        if not self.keeps:
            return tuple(other for other in drawings if other != self.drawing)
        return (*(other for other in drawings if other.cells != self.drawing.cells), self.drawing)


@dataclass(frozen=True)
class Taught:
    """The drawings that there are, the newest last; no two have the same cells.

    note: one line where the file was damaged, to be shown to the user, who hears of it this once; else "".
    """

    drawings: tuple[Drawing, ...] = ()
    note: str = ""


def drawings_path() -> Path:
    """Where the user's drawings are kept; XDG_DATA_HOME is respected. Raises FileError where there is no such place."""
    path = user_data_path("nntui", appauthor=False) / "drawings.txt"
    if not path.is_absolute():  # no home directory is known
        raise FileError(path, "expected an absolute path; set HOME or XDG_DATA_HOME")
    return path


def read_drawings(path: Path) -> Taught:
    """The drawings in the file, which stays as it is; none if there is no file. Raises FileError like load_drawings."""
    drawings, damage = _parsed(_content(path))
    return Taught(drawings, harmless(f"{path}: {damage}") if damage else "")


def load_drawings(path: Path) -> Taught:
    """The drawings in the file; none if there is no file. Raises FileError where it cannot be read.

    A damaged file is set aside (see Taught.note), and the drawings that can be read are kept. Where it cannot be
    set aside it stays as it is, and the note says so.
    """
    drawings, damage = _parsed(_content(path))
    if not damage:
        return Taught(drawings)
    try:
        with locked(_lock_of(path)):
            return _mended(path)
    except FileError as error:
        return Taught(drawings, harmless(f"{path}: {damage}; it could not be set aside: {error}"))


def change_drawings(path: Path, changes: Iterable[Change]) -> Taught:
    """Make all the changes, one after the other, or none; return the drawings that there are now.

    The directory is made if need be. Raises FileError where that fails, and where there would be more than
    MAX_DRAWINGS.
    """
    with _changing(path) as before:
        drawings = before.drawings
        for change in changes:
            drawings = change.applied(drawings)
        if len(drawings) > MAX_DRAWINGS:
            raise FileError(path, f"holds {MAX_DRAWINGS:,} drawings, and no more are kept: remove some")
        if drawings != before.drawings:
            write_text(path, _text(drawings))
        return Taught(drawings, before.note)


def samples_of(drawings: Sequence[Drawing]) -> Samples:
    """Drawings as training takes them: n × 25 cells of 0 and 1, and n class numbers."""
    cells = np.array([drawing.cells for drawing in drawings], np.float32).reshape(-1, SIDE * SIDE)
    return Samples(cells, np.array([drawing.label for drawing in drawings], np.int64))


@contextmanager
def _changing(path: Path) -> Iterator[Taught]:
    """The drawings as they are while no other program can change them."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise FileError(path.parent, "expected a directory") from None
    except (OSError, ValueError) as error:
        raise FileError(path.parent, reason_of(error)) from None
    with locked(_lock_of(path)):
        yield _mended(path)


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _text(drawings: Iterable[Drawing]) -> str:
    return _HEADER + "".join(f"{drawing}\n" for drawing in drawings)


def _mended(path: Path) -> Taught:
    """What the file holds; if that is damaged, set aside and written anew. The lock has to be held."""
    content = _content(path)
    drawings, damage = _parsed(content)
    if not damage:
        return Taught(drawings)
    check_writable(path)  # or each start would make another copy
    aside = copy_to_free_name(path, content, "damaged")
    write_text(path, _text(drawings))
    note = f"{path}: {damage}; set aside as {aside.name}, and {_counted(len(drawings))} kept"
    return Taught(drawings, harmless(note))


def _content(path: Path) -> bytes:
    try:
        path.stat()
    except FileNotFoundError:
        return b""
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None
    return read_bytes(path, _MAX_BYTES)


def _parsed(content: bytes) -> tuple[tuple[Drawing, ...], str]:
    """The drawings, a later one in place of an earlier one with the same cells; and what is damaged, or ""."""
    found: dict[tuple[bool, ...], Drawing] = {}
    damaged = []
    for number, line in enumerate(content.removeprefix(_BYTE_ORDER_MARK).split(b"\n"), 1):
        text = line.decode("utf-8", "replace").strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None or "1" not in match[2]:
            damaged.append(number)
            continue
        drawing = Drawing(int(match[1]), tuple(cell == "1" for cell in match[2].replace("/", "")))
        if found.pop(drawing.cells, None) is None and len(found) == MAX_DRAWINGS:
            damaged.append(number)
            continue
        found[drawing.cells] = drawing
    return tuple(found.values()), _damage(damaged)


def _damage(lines: Sequence[int]) -> str:
    if not lines:
        return ""
    others = f" and {len(lines) - 1:,} more" if len(lines) > 1 else ""
    return f"line {lines[0]}{others} cannot be read as one of at most {MAX_DRAWINGS:,} drawings"


def _counted(number: int) -> str:
    return "1 drawing" if number == 1 else f"{number:,} drawings"
