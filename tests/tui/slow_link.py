"""A terminal at the far end of a link that is slow, and carries only so much."""

import os
import re
import select
from collections.abc import Callable
from statistics import quantiles
from time import monotonic, sleep

from pseudo_terminal import PseudoTerminal

_QUESTION = re.compile(rb"(\x1b\[[56]n)")
_ANSWERS = {b"\x1b[5n": b"\x1b[0n", b"\x1b[6n": b"\x1b[1;1R"}
_STEP = 0.002


class SlowLink(PseudoTerminal):
    """`rate`: bytes a second, None for no limit. `round_trip`: seconds. `answers`: whether the terminal does.

    arrivals: when what had come, and how many bytes. frames: when a question for the cursor came. early: what came
    between such a question and the sending of its answer.
    """

    def __init__(
        self, *command: str, rate: float | None = None, round_trip: float = 0.0, answers: bool = True, **rest: object
    ) -> None:
        self.rate, self.round_trip, self.answers = rate, round_trip, answers
        self.arrivals: list[tuple[float, int]] = []
        self.frames: list[float] = []
        self.early = b""
        self._due: list[tuple[float, bytes]] = []
        self._asked = False
        super().__init__(*([list(command)] if command else []), **rest)

    def type(self, keys: str) -> None:
        self._due.append((monotonic() + self.round_trip / 2, keys.encode()))

    def bytes_within(self, seconds: float) -> int:
        before = len(self.output)
        sleep(seconds)
        return len(self.output) - before

    def until_quiet(self, seconds: float = 0.5) -> None:
        self.until(lambda: not self.bytes_within(seconds), 20)

    def milliseconds_to(self, key: str, is_there: Callable[[bytes], bool], limit: float = 5.0) -> float:
        """From a key press until what it does has come to the far end."""
        mark, start = len(self.output), monotonic()
        self.type(key)
        seen = len(self.arrivals)
        while not is_there(self.output[mark:]):
            assert monotonic() < start + limit, f"no effect of {key!r}"
            sleep(_STEP)
        while seen < len(self.arrivals):  # the arrival that completed it
            at, length = self.arrivals[seen]
            seen += 1
            if is_there(self.output[mark:length]):
                return (at - start) * 1000
        raise AssertionError("what came was not noted")

    def _read(self) -> None:
        credit, before = 0.0, monotonic()
        while not self._over.is_set():
            self._send_due()
            now = monotonic()
            if self.rate is not None:
                credit = min(credit + (now - before) * self.rate, max(self.rate * 0.02, 64))
            before = now
            most = 65536 if self.rate is None else int(credit)
            if not self._reads.is_set() or most < 1 or not select.select([self.master], [], [], _STEP)[0]:
                sleep(_STEP if most < 1 or not self._reads.is_set() else 0)
                continue
            try:
                part = os.read(self.master, most)
            except OSError:
                return
            credit -= len(part)
            self._take(part, monotonic())

    def _take(self, part: bytes, now: float) -> None:
        rest = self._rest + part
        self.output += part
        self.arrivals.append((now + self.round_trip / 2, len(self.output)))
        pieces = _QUESTION.split(rest)
        for piece in pieces[:-1]:
            if piece not in _ANSWERS:
                self.early += piece if self._asked else b""
                continue
            if piece == b"\x1b[6n":
                self.frames.append(now)
                self._asked = True
            if self.answers:
                self._due.append((now + self.round_trip, _ANSWERS[piece]))
        cut = pieces[-1].rfind(b"\x1b")
        held = pieces[-1][cut:] if cut >= 0 and len(pieces[-1]) - cut < 4 else b""
        self.early += pieces[-1][: len(pieces[-1]) - len(held)] if self._asked else b""
        self._rest = held

    _rest = b""

    def _send_due(self) -> None:
        for entry in sorted(self._due, key=lambda entry: entry[0]):
            if entry[0] > monotonic():
                break
            self._due.remove(entry)
            os.write(self.master, entry[1])
            self._asked = self._asked and entry[1] != _ANSWERS[b"\x1b[6n"]


def percentile(values: list[float], share: int) -> float:
    return quantiles(values, n=100, method="inclusive")[share - 1]
