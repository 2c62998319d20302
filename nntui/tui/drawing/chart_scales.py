"""What the chart's axes reach to, and where their ticks are: chosen so that they seldom move while a run goes on."""

from dataclasses import dataclass
from itertools import count
from math import ceil, floor, isclose, log2, log10

import numpy as np

from nntui.core.arrays import Array

LABEL_WIDTH = 5
_MAX_DECADES = 6
_ROUND = (10, 12, 16, 20, 24, 32, 40, 48, 60, 80)  # whose quarters are round too
_TOPS = (1.2, 1.5, 3, 4.5, 6, 7.5, 9, 12, 30)  # the last one has labels of one digit, whatever the scale
_LEAST_POINTS = 4


@dataclass(frozen=True)
class Scale:
    """Ticks from the lowest to the highest: where they are, and what stands there."""

    ticks: tuple[tuple[float, str], ...]

    @property
    def low(self) -> float:
        """What the lowest row stands for."""
        return self.ticks[0][0]

    @property
    def high(self) -> float:
        """What the highest row stands for."""
        return self.ticks[-1][0]


PERCENT = Scale(((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")))


def even_scale(values: Array) -> Scale:
    """Four even ticks from zero to a round number above all values: it rarely moves while they fall.

    The number is one whose thirds are told exactly by their labels.
    """
    peak = float(np.max(values[np.isfinite(values)], initial=1e-6))
    scale = 10.0 ** floor(log10(peak))
    scales = (_thirds(round_up * scale) for round_up in _TOPS if peak <= round_up * scale)
    return next(found for found in scales if all(isclose(at, float(label)) for at, label in found.ticks))


def _thirds(top: float) -> Scale:
    return Scale(tuple((top * part / 3, _label(top * part / 3)) for part in range(4)))


def log_scale(values: Array) -> Scale:
    """A tick at each power of ten around the values, which are powers of ten; the lowest ones are cut off."""
    finite = values[np.isfinite(values)]
    top = ceil(float(np.max(finite, initial=-30))) if len(finite) else 0
    bottom = max(floor(float(np.min(finite, initial=top))), top - _MAX_DECADES)
    return Scale(tuple((float(power), _label(10.0**power)) for power in range(min(bottom, top - 1), top + 1)))


def powers(values: Array) -> Array:
    """Powers of ten, nan for what has none; plotext misplaces limits given for its own logarithmic scale."""
    with np.errstate(all="ignore"):
        found = np.log10(values)
    return np.where(np.isfinite(found), found, np.nan)


def window_of(history: Array, epochs: int, part: int) -> tuple[float, float]:
    """The epochs that the x axis reaches from and to.

    The whole run's end is the last planned epoch. A part ends at the newest one, rounded up to a quarter of its
    width, or where the run does.
    """
    newest = float(history[-1, 0]) if len(history) else 0.0
    whole = max(float(epochs), newest, 1.0)
    if part == 0:
        return 0.0, whole
    width = _rounded_up(newest / 2**part)
    step = width / 4
    end = max(min(ceil(newest / step) * step, whole), width)
    return end - width, end


def epoch_ticks(first: float, last: float, most: int) -> list[int]:
    """Epochs for the ticks of the x axis, at most so many: every 1, 2, 5, 10, 20, 50, …

    Never fewer than two, if there are as many, be they closer together.
    """
    steps = [part * 10**power for power in range(ceil(log10(max(last, 1))) + 1) for part in (1, 2, 5)]
    every = [range(ceil(first / step) * step, floor(last) + 1, step) for step in steps]
    ticks = [found for found in every if len(found) >= 2] or every[:1]
    return list(next((found for found in ticks if len(found) <= most), ticks[-1]))


def most_parts(history: Array) -> int:
    """How often the run can be halved, until the rest of it has too few points to be seen."""
    return floor(log2(max(len(history) / _LEAST_POINTS, 1)))


def within(history: Array, first: float, last: float) -> Array:
    """The points from the epoch `first` to `last`, and where a curve comes in from the left its height there."""
    at = history[:, 0]
    inside = history[(at >= first) & (at <= last)]
    before = history[at < first]
    if not len(before) or not len(inside) or inside[0, 0] == first:
        return inside
    left, right = before[-1], inside[0]
    share = (first - left[0]) / (right[0] - left[0])
    with np.errstate(invalid="ignore"):
        entry = left + share * (right - left)
    return np.vstack([entry, inside])


def _rounded_up(epochs: float) -> int:
    """The next number of epochs that is round, and whose quarters are whole."""
    numbers = (int(number * 10**power) // 10 for power in count() for number in _ROUND)
    return next(found for found in numbers if found >= epochs and found % 4 == 0)


def _label(value: float) -> str:
    text = f"{value:.3g}"
    return text if len(text) <= LABEL_WIDTH else f"{value:.0e}"
