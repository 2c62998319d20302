"""The course of a run as CSV: a row an epoch while it trains, or those that a history has kept."""

import csv
import io
import sys
from contextlib import suppress
from math import isfinite
from pathlib import Path
from time import perf_counter
from typing import TextIO

from nntui.core.arrays import Array
from nntui.experiment.files import FileError, check_writable, reason_of
from nntui.experiment.history import Metrics

HEADER = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "learning_rate", "seconds")
"""learning_rate: what the epoch was trained with. seconds: since training began."""


class RunLog:
    """A file, or standard output for None, that gets a row an epoch, each at once. Raises FileError.

    A file that is there is replaced. error: what went wrong with a row; none is written after it, and the training
    goes on.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = _opened(path)
        self._start = perf_counter()
        self.error: FileError | None = None
        self._write(HEADER)
        if self.error is not None:
            raise self.error

    def __enter__(self) -> "RunLog":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._path is not None:
            with suppress(OSError):  # of a row that could not be written, and was told
                self._file.close()

    def record(self, epoch: int, metrics: Metrics, learning_rate: float) -> None:
        """Write the row of an epoch."""
        figures = (metrics.train_loss, metrics.test_loss, metrics.train_accuracy, metrics.test_accuracy, learning_rate)
        self._write((epoch, *map(_cell, figures), f"{perf_counter() - self._start:.6f}"))

    def _write(self, cells: tuple[object, ...]) -> None:
        if self.error is not None:
            return
        try:
            csv.writer(self._file, lineterminator="\n").writerow(cells)
            self._file.flush()
        except OSError as error:
            self.error = FileError(self._path or "stdout", reason_of(error))


def history_csv(table: Array) -> str:
    """A history, as History.table() has it, in the same columns; what it does not know is left empty.

    The rate of an epoch is that after the epoch before, or where the history has let that go, after its own.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    before: list[float] = []
    for row in table.tolist():
        epoch, *measured, rate = row
        used = before[-1] if before and before[0] == epoch - 1 else rate
        writer.writerow((int(epoch), *map(_cell, (*measured, used)), ""))
        before = row
    return text.getvalue()


def _opened(path: Path | None) -> TextIO:
    if path is None:
        return sys.stdout
    check_writable(path)
    try:
        return path.open("w", encoding="utf-8", newline="")
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None


def _cell(value: float) -> str:
    return repr(value) if isfinite(value) else ""
