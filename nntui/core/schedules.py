"""Schedules: (epochs done, epochs planned) -> factor on the learning rate. Past the end they stand still."""

from collections.abc import Callable
from math import cos, pi

Schedule = Callable[[int, int], float]


def constant(epoch: int, epochs: int) -> float:
    """Always 1."""
    return 1.0


def step(epoch: int, epochs: int) -> float:
    """1, after half of the epochs 0.1, after three quarters 0.01."""
    return 0.1 ** ((2 * epoch >= epochs) + (4 * epoch >= 3 * epochs))


def linear(epoch: int, epochs: int) -> float:
    """1 − e/E."""
    return 1 - _fraction(epoch, epochs)


def cosine(epoch: int, epochs: int) -> float:
    """½(1 + cos(πe/E)): Loshchilov and Hutter (2017), without restarts."""
    return (1 + cos(pi * _fraction(epoch, epochs))) / 2


_WARM_UP, _FIRST, _LAST = 0.3, 1 / 25, 1 / 25e4


def one_cycle(epoch: int, epochs: int) -> float:
    """Up from 1/25 over the first 30 % of the epochs, then down to 1/250,000, along cosines: Smith and Topin (2018).

    The turning points are PyTorch's: warm-up ends at 0.3E − 1, the rest at E − 1.
    """
    top, end = _WARM_UP * epochs - 1, max(epochs - 1, 0)
    at = min(epoch, end)
    if at <= top:
        return _between(_FIRST, 1.0, at / top)
    return _between(1.0, _LAST, (at - top) / (end - top))


def _between(start: float, stop: float, fraction: float) -> float:
    """Along half a cosine from start to stop."""
    return stop + (start - stop) * (1 + cos(pi * fraction)) / 2


def _fraction(epoch: int, epochs: int) -> float:
    return min(epoch / epochs, 1.0) if epochs else 1.0


SCHEDULES: dict[str, Schedule] = {
    "constant": constant,
    "step": step,
    "linear": linear,
    "cosine": cosine,
    "one_cycle": one_cycle,
}
