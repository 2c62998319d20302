"""The terminal's two states, ours and the shell's, and a sure way back from the one to the other."""

import os
import select
import signal
import sys
import termios
from contextlib import suppress
from time import monotonic
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition
from textual.message import Message
from textual.messages import InBandWindowResize, TerminalSupportsSynchronizedOutput

from nntui.tui.pacer import QUESTION
from nntui.tui.terminal_output import TerminalOutput

_ABORT = "\x18\x1b\\"
"""Ends an escape sequence, or a string, that was cut off in the middle."""

_MODES_OFF = (
    "\x1b[?2026l"  # frames drawn at once
    "\x1b[?2004l\x1b[?7h\x1b[?2048l"  # bracketed paste; lines wrap again; reports of the size
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # the mouse
    "\x1b[<u"  # kitty's keys, which belong to the alternate screen
    "\x1b[?1049l\x1b[?25h\x1b[?1004l"  # alternate screen; the cursor shows again; reports of the focus
)
_MODES_ON = "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"

_QUESTION, _ANSWER = "\x1b[5n", b"\x1b[0n"
"""Every terminal that answers questions answers this one; answers come in the order of the questions."""

_ANSWERS = (CursorPosition, InBandWindowResize, TerminalSupportsSynchronizedOutput)

_OUTPUT_SECONDS = 0.35
_ANSWER_SECONDS = 0.35
_SILENT_AFTER = 1.0
"""Seconds after which a terminal that has answered nothing will not answer."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, which draws on standard output and leaves nothing behind.

    All modes go off even if the terminal takes no output, and its answers under way are caught before the shell reads.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        self._output = TerminalOutput(sys.__stdout__.fileno(), sys.__stdout__.encoding)
        self._file = self._output  # type: ignore[assignment]
        self.is_over = False  # the process has been told to end: nothing may stop it again
        self._in_use = False  # by the application; the shell has it otherwise
        self._answers = False
        self._started = 0.0
        self._raw: list[Any] | None = None

    @property
    def is_behind(self) -> bool:
        """Whether the terminal has yet to take something written earlier: more of it would pile up, then block."""
        return self._writer_thread is not None and not self._writer_thread._queue.empty()

    def write(self, data: str) -> None:
        """Queue text for the terminal; there is nobody to write to while the shell has it."""
        if self._writer_thread is not None:
            self._writer_thread.write(data)

    def process_message(self, message: Message) -> None:
        """Note that this terminal answers questions."""
        self._answers = self._answers or isinstance(message, _ANSWERS)
        super().process_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal, as soon as we are the job that has it."""
        self._wait_for_foreground()
        if self.is_over:
            return
        self._output.restart()
        self._in_use = True
        self._started = monotonic()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._raw = self._attributes()
        self.write(QUESTION)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found, in a second at most."""
        if not self._in_use:
            return
        self.write(_MODES_OFF)
        self._stop_writing()
        self.disable_input()
        if not self._output.lost and self._may_answer():
            self._await_answers()
        self._restore_attributes()
        self._in_use = False

    def retake(self) -> None:
        """Set all modes again: while the process was stopped, the shell may have had its own."""
        if self._in_use and self._raw is not None and self._in_foreground():
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._raw)
            self.write(_MODES_ON + QUESTION)

    def hurry(self) -> None:
        """Let no output hold up the end: what the terminal does not take soon is dropped. May come from any thread."""
        self._output.hurry(_OUTPUT_SECONDS)

    def restore_by_force(self) -> None:
        """Give the terminal back at once, from any thread, whatever the others are at."""
        if self._in_use:
            self._output.force(_ABORT + _MODES_OFF)
            self._restore_attributes()

    def disable_input(self) -> None:
        """End the thread that reads the keys, once."""
        thread, self._key_thread = self._key_thread, None
        if thread is not None:
            signal.signal(signal.SIGWINCH, signal.SIG_DFL)
            self.exit_event.set()
            thread.join()
            self.exit_event.clear()

    def _wait_for_foreground(self) -> None:
        """Stay stopped as long as another job has the terminal, as after `bg`."""
        while not self.is_over and not self._in_foreground():
            os.kill(os.getpid(), signal.SIGSTOP)

    def _in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:  # not our controlling terminal: nobody else can have it
            return True

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:  # the terminal is gone, which is noticed elsewhere
            pass
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def _sigtstp_application(self, *_: object) -> None:
        """Do nothing here: stopping is not a thing for a signal handler, see TerminalGuard."""

    def _sigcont_application(self, *_: object) -> None:
        """Do nothing here: see TerminalGuard."""

    def _stop_writing(self) -> None:
        writer, self._writer_thread = self._writer_thread, None
        if writer is not None:
            self.hurry()
            writer.stop()
        if self._output.lost:
            self._output.force(_ABORT + _MODES_OFF)

    def _may_answer(self) -> bool:
        return self._answers or monotonic() - self._started < _SILENT_AFTER

    def _await_answers(self) -> None:
        """Ask something, and take all that comes before the answer, so that the shell gets none of it."""
        heard, until = b"", monotonic() + _ANSWER_SECONDS
        with suppress(OSError):
            os.write(self._output.fileno(), _QUESTION.encode())
            while _ANSWER not in heard and (left := until - monotonic()) > 0:
                if select.select([self.fileno], [], [], left)[0]:
                    part = os.read(self.fileno, 4096)
                    if not part:
                        return
                    heard = heard[-len(_ANSWER) :] + part

    def _attributes(self) -> list[Any] | None:
        try:
            return termios.tcgetattr(self.fileno)
        except termios.error:
            return None

    def _restore_attributes(self) -> None:
        with suppress(termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            termios.tcflush(self.fileno, termios.TCIFLUSH)
