"""Writing to the terminal without ever being stuck there: a terminal that takes nothing may be given up on."""

import os
import select
import termios
from contextlib import suppress
from time import monotonic

_GATHERED = 64 * 1024
"""Characters kept back at most until flush()."""


class TerminalOutput:
    """A file for text around a terminal's descriptor.

    The writes go through a description of the terminal of their own that never blocks: the one that was handed down is
    shared with the shell, and must be left as it is. Used from one thread at a time but for hurry().
    """

    def __init__(self, fileno: int, encoding: str = "utf-8") -> None:
        self._fileno = _reopened(fileno)
        self._encoding = encoding
        self.restart()

    def restart(self) -> None:
        """Forget what could not be written, and that it could not."""
        self._gathered: list[str] = []
        self._length = 0
        self._until: float | None = None
        self.lost = False

    def fileno(self) -> int:
        """The descriptor written to."""
        return self._fileno

    def isatty(self) -> bool:
        """Whether it is a terminal still."""
        return os.isatty(self._fileno)

    def hurry(self, seconds: float) -> None:
        """Give up once the terminal takes nothing after so many seconds; `lost` tells whether that came to pass."""
        if self._until is None:
            self._until = monotonic() + seconds

    def write(self, text: str) -> None:
        """Keep text back for flush()."""
        self._gathered.append(text)
        self._length += len(text)
        if self._length > _GATHERED:
            self.flush()

    def flush(self) -> None:
        """Write all that was kept back, as fast as the terminal takes it."""
        text = "".join(self._gathered)
        self._gathered, self._length = [], 0
        rest = memoryview(text.encode(self._encoding, "replace"))
        while rest and not self.lost:
            written = self._write_some(rest)
            rest = rest[written:]
            if not written and self._until is not None and monotonic() > self._until:
                self.lost = True

    def force(self, text: str) -> None:
        """Write a few characters at once, before anything that the terminal has not taken so far, or not at all."""
        with suppress(OSError, termios.error):
            termios.tcflush(self._fileno, termios.TCOFLUSH)
            if select.select([], [self._fileno], [], 0)[1]:
                os.write(self._fileno, text.encode(self._encoding))

    def _write_some(self, data: memoryview) -> int:
        try:
            if select.select([], [self._fileno], [], 0.05)[1]:
                return os.write(self._fileno, data)
        except BlockingIOError:
            pass
        except OSError:  # the terminal is gone
            self.lost = True
        return 0


def _reopened(fileno: int) -> int:
    try:
        return os.open(os.ttyname(fileno), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:  # a terminal without a name here, such as one from outside of a container
        return fileno
