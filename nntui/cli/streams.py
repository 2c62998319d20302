"""Standard output and error: who is at the other end, and what may be sent there."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

_NO_SCREEN = ("", "dumb", "unknown")
"""What TERM says of terminals that know no escape sequences."""


def prepare_streams() -> None:
    """Make sure that no character can stop the program: pipes and files get UTF-8, a terminal what it can show."""
    if isinstance(sys.stdout, TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether escape sequences make sense there."""
    return stream is not None and stream.isatty() and (sys.platform == "win32" or _terminal_name() not in _NO_SCREEN)


def _terminal_name() -> str:
    return os.environ.get("TERM", "")


def wants_colour(stream: TextIO | None) -> bool:
    """Whether colours are welcome there: see no-color.org."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def say(name: str, message: str) -> None:
    """One line on standard error, after the name of the command. A reader that is gone does not matter."""
    from nntui.experiment.files import harmless

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
