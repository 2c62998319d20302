"""What a sweep has found: each combination by the median and the spread of its runs, the best one first."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from nntui.experiment.grid import Grid
from nntui.experiment.hyperparameters import Hyperparameters, declaration_of
from nntui.experiment.sweep import Row

TEST, TRAIN = "test", "train"


@dataclass(frozen=True)
class Spread:
    """The middle one of some numbers, the lowest and the highest."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Summary:
    """One combination. texts: the values that vary, as they are typed. None: nothing there to measure, or no run yet.

    hyperparameters: with the first of its seeds.
    """

    hyperparameters: Hyperparameters
    texts: tuple[str, ...]
    rows: tuple[Row, ...]
    part: str
    loss: Spread | None
    accuracy: Spread | None
    seconds: Spread | None

    @property
    def diverged(self) -> int:
        """How many of its runs did."""
        return sum(row["diverged"] for row in self.rows)

    @property
    def rank(self) -> tuple[float, float]:
        """The lower the better: by accuracy where there is one, and by loss."""
        return -self.accuracy.median if self.accuracy else inf, self.loss.median if self.loss else inf


def summaries(grid: Grid, rows: Sequence[Sequence[Row]]) -> list[Summary]:
    """The combinations, the best one first; rows: those of each combination so far."""
    has_tests = any(row["loss"][TEST] is not None for own in rows for row in own)
    part = TEST if has_tests else TRAIN
    keys = [variation.key for variation in grid.variations]
    found = []
    for hyperparameters, own in zip(grid.combinations, rows, strict=True):
        texts = tuple(declaration_of(key).kind.format(hyperparameters.get(key)) for key in keys)
        loss, accuracy = (_spread([row[what][part] for row in own]) for what in ("loss", "accuracy"))
        seconds = _spread([row["seconds"] for row in own])
        found.append(Summary(hyperparameters, texts, tuple(own), part, loss, accuracy, seconds))
    return sorted(found, key=lambda summary: summary.rank)


def _spread(values: Sequence[float | None]) -> Spread | None:
    numbers = [value for value in values if value is not None]
    return Spread(median(numbers), min(numbers), max(numbers)) if numbers else None
