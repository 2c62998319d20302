"""Samples of what a playground holds in memory, each taken in one and the same state of the screen."""

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import Any

from pseudo_terminal import PseudoTerminal

MEGABYTE = 1024 * 1024
_PRESET, _SIZE = "xor", (80, 24)
_SETTLING_SECONDS = 60.0
_SLOPE_MINUTES = 3.0
"""The least that a slope is told of."""


@dataclass
class MemorySamples:
    """Of one playground after the other; `taken` are those of the one that runs, the time and the report of each."""

    path: Path
    taken: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    @property
    def command(self) -> Sequence[str]:
        """What runs a playground that reports."""
        return sys.executable, str(Path(__file__).with_name("measured_playground.py")), str(self.path)

    def take(self, terminal: PseudoTerminal) -> None:
        """Bring the playground back to the state to be compared, and take a sample, unless it ends meanwhile."""
        end = monotonic() + _SETTLING_SECONDS
        report: dict[str, Any] = {}
        while terminal.process.poll() is None and not _is_settled(report):
            assert monotonic() < end, f"not settled: {report}"
            _settle(terminal)
            report = self._report(terminal)
        if _is_settled(report):
            self.taken.append((monotonic(), report))

    def slope(self) -> float | None:
        """Megabytes a minute by least squares, over the last two thirds; None as long as caches are being filled."""
        samples = [(seconds / 60, report["bytes"] / MEGABYTE) for seconds, report in self.taken[len(self.taken) // 3 :]]
        if not samples or samples[-1][0] - samples[0][0] < _SLOPE_MINUTES:
            return None
        mean_x, mean_y = (sum(column) / len(samples) for column in zip(*samples, strict=True))
        above = sum((x - mean_x) * (y - mean_y) for x, y in samples)
        return above / sum((x - mean_x) ** 2 for x, _ in samples)

    def growth(self) -> float:
        """Megabytes from the middle third to the last one, medians."""
        third = len(self.taken) // 3
        middle, last = self.taken[third:-third], self.taken[-third:]
        return (_megabytes(last) - _megabytes(middle)) if third else 0.0

    def more_held(self) -> dict[str, int]:
        """How many more there are of each kind than at first: the least of the last samples, for some are on their way
        out when a sample is taken.
        """
        if len(self.taken) < 2:
            return {}
        first, *others = (report["held"] for _, report in self.taken)
        last = others[-max(len(others) // 3, 2) :]
        return {kind: min(held[kind] for held in last) - first[kind] for kind in first}

    def in_words(self) -> str:
        """The figures in a line."""
        if not self.taken:
            return "no sample"
        last, slope = self.taken[-1][1], self.slope()
        growing = f"{slope:+.2f} MB a minute in the last two thirds" if slope is not None else "too short for a slope"
        megabytes = " ".join(f"{report['bytes'] / MEGABYTE:.0f}" for _, report in self.taken)
        return (
            f"{len(self.taken)} samples in one state: {megabytes} MB; {growing}; {last['blocks']:,} blocks;"
            f" held {last['held']}, more than at first {self.more_held()}"
        )

    def _report(self, terminal: PseudoTerminal) -> dict[str, Any]:
        """What the playground tells; nothing if it ends, or is busy for long."""
        self.path.unlink(missing_ok=True)
        terminal.process.send_signal(signal.SIGUSR1)  # does nothing once it has ended
        end = monotonic() + _SETTLING_SECONDS / 4
        while not self.path.exists():
            if terminal.process.poll() is not None or monotonic() > end:
                return {}
            sleep(0.05)
        report: dict[str, Any] = json.loads(self.path.read_text())
        return report


def _settle(terminal: PseudoTerminal) -> None:
    """Close what is open, and open the preset, as far as the keys find their way."""
    terminal.resize(*_SIZE)
    for keys, seconds in (("\x1b", 0.3), ("\x1b", 0.3), ("\x1b", 0.3), ("o", 0.5), (_PRESET, 0.2), ("\r", 1.0)):
        if terminal.process.poll() is None:
            terminal.type(keys)
            sleep(seconds)


def _is_settled(report: dict[str, Any]) -> bool:
    wanted = {"screens": ["Screen", "Playground"], "size": [*_SIZE], "preset": _PRESET}
    return wanted.items() <= report.items()


def _megabytes(samples: Sequence[tuple[float, dict[str, Any]]]) -> float:
    return median(report["bytes"] for _, report in samples) / MEGABYTE
