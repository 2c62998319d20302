"""The course of a run: losses and accuracies over the epochs, thinned so that it never grows past a chart's need."""

from dataclasses import astuple, dataclass
from math import nan

import numpy as np

from nntui.core.arrays import Array

CAPACITY = 512
"""Points kept at the most: more than a chart has columns."""

_PLANNED = 150  # points that a run of the planned length is to have at the least; measuring more often costs time


@dataclass(frozen=True)
class Metrics:
    """Mean losses, and accuracies from 0 to 1, on both parts of the data; nan where a part is empty."""

    train_loss: float = nan
    test_loss: float = nan
    train_accuracy: float = nan
    test_accuracy: float = nan


class History:
    """Metrics at evenly spaced epochs, from the first to the last; whenever it is full, every second is let go.

    planned_epochs: how long the run is to be; each epoch is kept of a short one.
    """

    def __init__(self, planned_epochs: int = 0) -> None:
        self._rows: Array = np.empty((CAPACITY, 5), np.float64)
        self._count = 0
        self._stride = max(planned_epochs // _PLANNED, 1)

    @classmethod
    def from_table(cls, table: Array, planned_epochs: int = 0) -> "History":
        """The history that table() was taken from; planned_epochs settles the spacing where it shows none yet."""
        history = cls(planned_epochs)
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
        self._rows[self._count] = (epoch, *astuple(metrics))
        self._count += 1

    def table(self) -> Array:
        """A copy, points × 5: epoch, train loss, test loss, train accuracy, test accuracy."""
        return self._rows[: self._count].copy()
