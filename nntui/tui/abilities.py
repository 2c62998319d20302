"""What the terminal can show: how many colours and which characters, from what the environment says of it."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from pathlib import Path

from nntui.tui.glyphs import ASCII, CONSOLE, UNICODE, Repertoire


class Depth(IntEnum):
    """How many colours there are: none; the basic sixteen; xterm's cube and greys; all."""

    NONE = 0
    BASIC = 16
    CUBE = 256
    TRUE = 1 << 24


class Glyphs(Enum):
    """Which characters there are; each value turns others into some of these, as many cells wide."""

    ASCII = ASCII
    CONSOLE = CONSOLE
    UNICODE = UNICODE


@dataclass(frozen=True)
class Abilities:
    """What one terminal can show."""

    depth: Depth = Depth.TRUE
    glyphs: Glyphs = Glyphs.UNICODE

    @property
    def repertoire(self) -> Repertoire:
        """For str.translate(): what becomes of each character."""
        return self.glyphs.value


EVERYTHING = Abilities()

_COLOURLESS = re.compile(r"(dumb|unknown|vt\d+|.*-m(ono)?)(-.*)?")
_CONSOLE = re.compile(r"linux(-.*)?")
_CUBE = re.compile(r".*(256color|kitty|alacritty|foot|ghostty|wezterm).*")
_TRUE = re.compile(r".*-(direct\d*|truecolor)")

_UTF_8 = re.compile(r"utf-?8", re.IGNORECASE)
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def abilities_of(environ: Mapping[str, str], only_ascii: bool = False) -> Abilities:
    """What the terminal can show that these environment variables speak of."""
    return Abilities(_depth(environ), _glyphs(environ, only_ascii))


def _depth(environ: Mapping[str, str]) -> Depth:
    """NO_COLOR decides first, then a TERM that is sure to have no colours, or the console's few: COLORTERM may be left
    over from another terminal.
    """
    term = environ.get("TERM", "").strip().lower()
    if environ.get("NO_COLOR") or _COLOURLESS.fullmatch(term):
        return Depth.NONE
    if _CONSOLE.fullmatch(term):
        return Depth.BASIC
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit") or _TRUE.fullmatch(term):
        return Depth.TRUE
    return Depth.CUBE if _CUBE.fullmatch(term) else Depth.BASIC


def _glyphs(environ: Mapping[str, str], only_ascii: bool) -> Glyphs:
    if only_ascii or not is_utf_8(environ):
        return Glyphs.ASCII
    return Glyphs.CONSOLE if _CONSOLE.fullmatch(environ.get("TERM", "").strip().lower()) else Glyphs.UNICODE


def is_utf_8(environ: Mapping[str, str]) -> bool:
    """Whether the user's locale has UTF-8: the first of LC_ALL, LC_CTYPE and LANG that is set decides.

    Where none is, as in many containers, nothing speaks against it.
    """
    values = (environ.get("LC_ALL"), _own_ctype(environ.get("LC_CTYPE", "")), environ.get("LANG"))
    decisive = next(filter(None, values), "UTF-8")
    return _UTF_8.search(decisive) is not None


def _own_ctype(value: str) -> str:
    """LC_CTYPE as the user set it: where the locale is C, Python has put a value of its own in its place (PEP 538)."""
    if not sys.flags.utf8_mode or value not in _COERCED:
        return value
    try:
        block = Path("/proc/self/environ").read_bytes()  # as the process was given it
    except OSError:
        return ""
    variables = dict(entry.partition(b"=")[::2] for entry in block.split(b"\0"))
    return variables.get(b"LC_CTYPE", b"").decode(errors="replace")
