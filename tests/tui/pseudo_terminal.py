"""A program on a pseudo-terminal of its own, as its controlling terminal, and the far end of it in the test's hands."""

import array
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep
from uuid import uuid4

from screen_model import ScreenModel

PLAYGROUND = (sys.executable, "-m", "nntui")
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_ON_AT_FIRST = {7, 25}
_MARK = "NNTUI_TEST"


class PseudoTerminal:
    """`answer_after`: seconds after which the terminal answers questions for the cursor and the status, if it does."""

    def __init__(
        self,
        command: Sequence[str] = PLAYGROUND,
        answer_after: float | None = None,
        prefix: str = "",
        redirections: str = "",
        size: tuple[int, int] = (80, 24),
        **variables: str,
    ) -> None:
        self.output = b""
        self.master, self._slave = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self._slave)
        self._mark = uuid4().hex
        self._home = TemporaryDirectory()
        name = os.ttyname(self._slave)
        # the leader of a session that opens a terminal gets it as its controlling terminal
        script = f'{prefix} exec "$@" <{name} >{name} 2>{name} {redirections}'
        kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            ["sh", "-c", script, "sh", *command],
            env={
                **kept,
                "TERM": "xterm-256color",
                "XDG_STATE_HOME": self._home.name,
                _MARK: self._mark,
                **variables,
            },
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._answer_after = answer_after
        self._reads, self._over = Event(), Event()
        self._reads.set()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "PseudoTerminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.stop_reading()
        os.close(self._slave)
        if self.master >= 0:
            os.close(self.master)
        for pid in self.processes():
            os.kill(pid, 9)
        self._home.cleanup()

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def stall(self) -> None:
        """Read nothing any more."""
        self._reads.clear()

    def go_on(self) -> None:
        self._reads.set()

    def hang_up(self) -> None:
        """Let the terminal be gone."""
        self.stop_reading()
        os.close(self.master)
        self.master = -1

    def stop_reading(self) -> None:
        self._over.set()
        self._reader.join()

    def until(self, condition: Callable[[], object], seconds: float = 10) -> None:
        end = monotonic() + seconds
        while not condition():
            assert monotonic() < end, f"waited {seconds} s in vain; the end of the output: {self.output[-400:]!r}"
            sleep(0.01)

    def shown(self, size: tuple[int, int] = (80, 24), since: int = 0) -> ScreenModel:
        """What a person sees on a screen of this size."""
        return ScreenModel(*size).feed(self.output[since:])

    def until_training(self) -> None:
        """Wait until a worker has sent its first figures; both it and the screen make the samples before.

        A session that is resumed may have been trained to its end.
        """
        self.until(lambda: any(state.encode() in self.output for state in ("▶ training", "✓ finished")), 30)

    def end(self, seconds: float = 10) -> tuple[int, float]:
        """The exit status and the seconds that it took to come; then all output is there."""
        start = monotonic()
        status = self.process.wait(seconds)
        took = monotonic() - start
        if self.master >= 0:
            self.go_on()
            size = -1
            while size != len(self.output):
                size = len(self.output)
                sleep(0.05)
        return status, took

    def is_as_found(self) -> bool:
        return termios.tcgetattr(self._slave) == self.before

    def stray_input(self) -> bytes:
        """What a shell would read now."""
        raw = termios.tcgetattr(self._slave)
        raw[3] &= ~termios.ICANON
        termios.tcsetattr(self._slave, termios.TCSANOW, raw)
        count = array.array("i", [0])
        fcntl.ioctl(self._slave, termios.FIONREAD, count)
        return os.read(self._slave, count[0]) if count[0] else b""

    def modes_left(self) -> set[str]:
        """The modes of the terminal that are not as they were."""
        state: dict[int, bool] = {}
        for numbers, sign in _MODE.findall(self.output):
            for number in numbers.split(b";"):
                state[int(number)] = sign == b"h"
        assert len(state) > 5, "the playground was never on"
        left = {f"?{number}" for number, on in state.items() if on != (number in _ON_AT_FIRST)}
        pushed, popped = len(re.findall(rb"\x1b\[>\d+u", self.output)), self.output.count(b"\x1b[<u")
        return left | ({"keys"} if pushed > popped else set())

    def processes(self) -> list[int]:
        """Every living process that the program, or one of its children, is."""
        mark = f"{_MARK}={self._mark}".encode()
        pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return [pid for pid in pids if mark in _file(pid, "environ")]

    def worker(self) -> int | None:
        return next((pid for pid in self.processes() if b"nntui.worker" in _file(pid, "cmdline")), None)

    def _read(self) -> None:
        due: list[tuple[float, bytes]] = []
        while not self._over.is_set():
            if not self._reads.is_set():
                sleep(0.01)
                continue
            if select.select([self.master], [], [], 0.01)[0]:
                try:
                    part = os.read(self.master, 65536)
                except OSError:
                    return
                self.output += part
                if self._answer_after is not None:
                    questions = re.findall(rb"\x1b\[[56]n", part)
                    answers = b"".join(b"\x1b[0n" if question == b"\x1b[5n" else b"\x1b[1;1R" for question in questions)
                    due.append((monotonic() + self._answer_after, answers))
            while due and due[0][0] <= monotonic():
                os.write(self.master, due.pop(0)[1])


def _file(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()  # empty for a zombie
    except OSError:
        return b""


def cpu_seconds(pid: int) -> float:
    fields = _file(pid, "stat").rsplit(b") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def state(pid: int) -> str:
    return _file(pid, "stat").rsplit(b") ", 1)[1][:1].decode()
