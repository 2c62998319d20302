"""The course of a run: losses, accuracies and learning rate over the epochs, thinned to what a chart can show."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import nan

import numpy as np

from nntui.core.arrays import Array
from nntui.experiment.fields import finite_or_none

CAPACITY = 128
"""Points kept at the most: a curve as a chart shows it needs no more, and each costs the time to measure it."""


@dataclass(frozen=True)
class Metrics:
    """Mean losses, and accuracies from 0 to 1, on both parts of the data; nan where a part is empty.

    learning_rate: of the minibatches that come next.
    """

    train_loss: float = nan
    test_loss: float = nan
    train_accuracy: float = nan
    test_accuracy: float = nan
    learning_rate: float = nan

    def plain(self) -> dict[str, dict[str, float | None]]:
        """`loss` and `accuracy` as JSON has them, each with `train` and `test`; None for what is not finite."""
        loss, accuracy = (self.train_loss, self.test_loss), (self.train_accuracy, self.test_accuracy)
        return {
            name: dict(zip(("train", "test"), map(finite_or_none, pair), strict=True))
            for name, pair in (("loss", loss), ("accuracy", accuracy))
        }


Recorder = Callable[[int, Metrics, float], None]
"""Told of an epoch at its end: its number, its metrics, and the learning rate that it was trained with."""

_MEASURED = tuple(field.name for field in fields(Metrics))

COLUMNS = 1 + len(_MEASURED)
"""Of a table: the epoch, and what is measured."""

WIDTHS = (COLUMNS, COLUMNS - 1)
"""Columns of tables in files: older ones have no learning rates."""


class History:
    """Metrics at evenly spaced epochs, from the first on; whenever it is full, every second is let go.

    So each of the first CAPACITY epochs can be watched, and the longer a run is the more seldom it is measured.
    """

    def __init__(self) -> None:
        self._rows: Array = np.empty((CAPACITY, COLUMNS), np.float64)
        self._count = 0
        self._stride = 1

    @classmethod
    def from_table(cls, table: Array) -> "History":
        """The history that table() was taken from; of a longer one, as many points as there is room for.

        Raises ValueError for what is no such table.
        """
        table = whole(table)
        while len(table) > CAPACITY:
            table = table[::2]
        history = cls()
        history._count = len(table)
        history._rows[: len(table)] = table
        if len(table) > 1:
            history._stride = max(int(table[1, 0] - table[0, 0]), 1)
        return history

    def __len__(self) -> int:
        return self._count

    def wants(self, epoch: int) -> bool:
        """Whether record() would keep this epoch: if not, there is no need to measure."""
        return epoch % self._stride == 0

    def record(self, epoch: int, metrics: Metrics) -> None:
        """Keep the metrics measured after `epoch`, if the spacing allows."""
        if not self.wants(epoch):
            return
        if self._count == CAPACITY:
            self._rows[: CAPACITY // 2] = self._rows[::2]
            self._count //= 2
            self._stride *= 2
            if not self.wants(epoch):
                return
        self._rows[self._count] = _row(epoch, metrics)
        self._count += 1

    def table(self) -> Array:
        """A copy, points × COLUMNS: epoch, train loss, test loss, train accuracy, test accuracy, learning rate."""
        return self._rows[: self._count].copy()


def whole(table: Array) -> Array:
    """A table with all its columns: an older one has no learning rates. Raises ValueError for what is no table."""
    if table.ndim == 2 and table.shape[1] == WIDTHS[1]:
        return np.column_stack([table, np.full(len(table), nan)])
    if table.ndim != 2 or table.shape[1] != COLUMNS:
        raise ValueError(f"expected points × {COLUMNS} numbers, got the shape {table.shape}")
    return table


def completed(table: Array, epoch: int, metrics: Metrics) -> Array:
    """The table of a history with the state after `epoch` as its last point, if the spacing has left that out."""
    if len(table) and table[-1, 0] >= epoch:
        return table
    return np.vstack([table, _row(epoch, metrics)])


def _row(epoch: int, metrics: Metrics) -> tuple[float, ...]:
    return epoch, *(getattr(metrics, name) for name in _MEASURED)
