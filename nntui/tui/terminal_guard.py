"""What becomes of the screen, the worker and the process when a signal comes or the terminal goes.

Signal handlers of Python run in the main thread, which a terminal that takes no output may hold up. So the signals'
numbers go down a pipe, and a thread that waits at its other end asks the application to leave, or to let itself be
stopped. If it has not left in time, the thread restores the terminal and ends the process itself. The pipe is the one
that Python has for this, so asyncio's add_signal_handler(), which takes it too, is not to be used beside.
"""

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import monotonic

from nntui.tui.paced_app import PacedApp
from nntui.tui.terminal_driver import TerminalDriver

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_LEAVING_SECONDS = 2.0
_HUNG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL


class TerminalGuard:
    """Ends or stops an application on signals. `status` is the exit status that was asked for, if any.

    last_resort: called before the process is ended by force, to kill what would be left behind. `last_words` are
    written to standard error then.
    """

    def __init__(self, app: PacedApp, driver: TerminalDriver, last_resort: Callable[[], None]) -> None:
        self._app, self._driver, self._last_resort = app, driver, last_resort
        self._wakes, self._woken_by = os.pipe()
        self._suspending = False
        self._continued = False  # since it was told to stop
        self._until: float | None = None
        self.status: int | None = None
        self.last_words = ""

    def watch(self) -> None:
        """Catch the signals from now on. SIGHUP stays ignored where it is, as under nohup."""
        for descriptor in (self._wakes, self._woken_by):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._woken_by, warn_on_full_buffer=False)
        for number in _ENDINGS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask_to_end)
        signal.signal(signal.SIGTSTP, lambda *_: self._note_continued(False))
        signal.signal(signal.SIGCONT, lambda *_: self._note_continued(True))
        Thread(target=self._run, name="terminal-guard", daemon=True).start()

    def leave_within(self, status: int, seconds: float = _LEAVING_SECONDS) -> None:
        """End the process by force, with this status, unless it ends by itself in so many seconds."""
        if self.status is None:
            self.status = status
            self._until = monotonic() + seconds
            os.write(self._woken_by, b"\0")

    def finish(self) -> None:
        """Give the terminal back if that has not happened, and let no further signal change the exit status."""
        for number in _ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        self._driver.restore_by_force()

    def suspend(self) -> None:
        """Stop this job until `fg`. Where no shell could ever continue it, the system does not stop it."""
        self._note_continued(False)
        self._suspend(_stop_job)

    def _ask_to_end(self, *_: object) -> None:
        self._driver.is_over = True

    def _note_continued(self, continued: bool) -> None:
        self._continued = continued

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._wakes, select.POLLIN)
        for stream in (0, 1):
            poll.register(stream, 0)  # hanging up is always told
        while True:
            left = None if self._until is None else max(self._until - monotonic(), 0) * 1000
            for descriptor, event in poll.poll(left):
                if descriptor == self._wakes:
                    for number in os.read(self._wakes, 256):
                        self._heed(number)
                elif event & _HUNG_UP:
                    poll.unregister(descriptor)
                    self._end(signal.SIGHUP)
            if self._until is not None and monotonic() >= self._until:
                self._end_by_force()

    def _heed(self, number: int) -> None:
        if number in _ENDINGS:
            self._end(number)
        elif number == signal.SIGTSTP and not self._suspending:
            self._suspending = True
            self._in_app(self._suspend, _stop_process)
        elif number == signal.SIGCONT and not self._suspending:
            self._in_app(self._come_back)

    def _end(self, number: int) -> None:
        self._driver.hurry()
        if self.status is None:
            self.leave_within(128 + number)
            self._in_loop(self._app.exit, None, 128 + number)

    def _end_by_force(self) -> None:
        try:
            self._last_resort()
            self._driver.restore_by_force()
            if self.last_words:
                os.write(2, f"{self.last_words}\n".encode())
        finally:
            os._exit(self.status or 0)

    def _in_app(self, callback: Callable[..., None], *arguments: object) -> None:
        self._in_loop(self._app.call_next, callback, *arguments)

    def _in_loop(self, callback: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: the process is ending anyway
            self._driver._loop.call_soon_threadsafe(callback, *arguments)

    def _suspend(self, stop: Callable[[], None]) -> None:
        if not self._driver.is_over:
            self._suspending = True
            self._app.app_suspend_signal.publish(self._app)
            self._driver.suspend_application_mode()
            if not (self._driver.is_over or self._continued):  # in the meantime
                stop()
            self._driver.resume_application_mode()
            self._app.app_resume_signal.publish(self._app)
            self._app.start_over()
        self._suspending = False

    def _come_back(self) -> None:
        """The process was stopped, or was not, without a word to us: what the screen shows is unknown."""
        self._driver.retake()
        self._app.start_over()


def _stop_process() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _stop_job() -> None:
    handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(0, signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, handler)
