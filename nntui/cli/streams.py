"""Standard output and error: who is at the other end, and what may be sent there."""

import codecs
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from nntui.tui.abilities import Depth, Glyphs, abilities_of, is_utf_8
from nntui.tui.glyphs import ASCII

_IN_ASCII = "nntui-ascii"
_LONGEST = 2000
"""Characters of a line that says what is wrong."""

_NO_SCREEN = ("", "dumb", "unknown")
"""What TERM says of terminals that know no escape sequences."""


def prepare_streams() -> None:
    """Make sure that no character can stop the program: pipes and files get UTF-8, a terminal what it can show."""
    codecs.register_error(_IN_ASCII, _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.isatty():
            encoding = stream.encoding if is_utf_8(os.environ) else "ascii"
            stream.reconfigure(encoding=encoding, errors=_IN_ASCII)
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """What an encoding writes for characters that it does not have."""
    assert isinstance(error, UnicodeEncodeError)
    return error.object[error.start : error.end].translate(ASCII), error.end


def is_terminal(stream: TextIO | None) -> bool:
    """Whether escape sequences make sense there."""
    return stream is not None and stream.isatty() and (sys.platform == "win32" or _terminal_name() not in _NO_SCREEN)


def _terminal_name() -> str:
    return os.environ.get("TERM", "")


def wants_colour(stream: TextIO | None) -> bool:
    """Whether there are colours, and they are welcome: see no-color.org."""
    return is_terminal(stream) and abilities_of(os.environ).depth is not Depth.NONE


def draws_braille(stream: TextIO) -> bool:
    """Whether the terminal there can be expected to have characters of dots."""
    return stream.encoding.lower().startswith("utf") and abilities_of(os.environ).glyphs is Glyphs.UNICODE


def say(name: str, message: str) -> None:
    """One line on standard error, after the name of the command. A reader that is gone does not matter."""
    from nntui.experiment.files import harmless

    if len(message) > _LONGEST:  # an argument may have any length; what is wrong with it stands at the end
        message = f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
    with suppress(OSError):
        print(f"{name}: {harmless(message)}", file=sys.stderr, flush=True)


def flush_stdout() -> None:
    """Send off what is buffered for standard output."""
    if sys.stdout is not None:
        sys.stdout.flush()


def discard_stdout() -> None:
    """Let what is still buffered for standard output vanish, so that Python does not fail on it when it ends."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
