"""Why the network answers as it does: what each cell of a drawing does for the answer."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nntui.core.arrays import Array, IntArray

STRONG, WEAK = 2, 1
_STRONG_SHARE, _WEAK_SHARE = 1 / 2, 1 / 6  # of the largest change that a flip of this drawing makes
_LEAST_CHANGE = 0.05  # in log-odds; what moves the odds by less than a twentieth says nothing
_TINY = 1e-30  # in place of a probability of 0, so that its logarithm is finite


class Why(NamedTuple):
    """What the answer to a drawing of n cells owes to each of them.

    winner: the class that is answered. flipped: n × classes, the answers with one cell flipped. changes: n, by how
    much that moves the winner's probability. strengths: n, from −2 to 2; above zero the cell as it is supports the
    answer, so that flipping it would make the answer less likely. turning: the cells whose flip changes the answer,
    the one that costs the winner most first.
    """

    winner: int
    flipped: Array
    changes: Array
    strengths: IntArray
    turning: tuple[int, ...]

    def becomes(self, cell: int) -> int:
        """The class that is answered when a cell is flipped."""
        return int(self.flipped[cell].argmax())


def explain(drawing: Array, answers: Callable[[Array], Array]) -> Why:
    """Flip each cell of a drawing (n of 0 and 1) in turn; `answers` maps samples (m × n) to probabilities."""
    flips = np.vstack([np.zeros_like(drawing), np.eye(len(drawing), dtype=drawing.dtype)])
    outputs = answers(np.abs(drawing - flips))
    as_drawn, flipped = outputs[0], outputs[1:]
    winner = int(as_drawn.argmax())
    changes = flipped[:, winner] - as_drawn[winner]
    turning = np.flatnonzero(flipped.argmax(axis=1) != winner)
    return Why(
        winner=winner,
        flipped=flipped,
        changes=changes,
        strengths=_strengths(_log_odds(flipped, winner) - _log_odds(outputs[:1], winner)),
        turning=tuple(turning[changes[turning].argsort(kind="stable")].tolist()),
    )


def _log_odds(outputs: Array, winner: int) -> Array:
    """The logarithm of the winner's probability over that of all others together, one for each row.

    A probability close to 1 hardly moves whatever is flipped; its odds still do.
    """
    others = np.delete(outputs, winner, axis=1).sum(axis=1)
    odds: Array = np.log(np.maximum(outputs[:, winner], _TINY)) - np.log(np.maximum(others, _TINY))
    return odds


def _strengths(changes: Array) -> IntArray:
    sizes = np.abs(changes)
    shares = sizes / max(float(sizes.max()), _TINY)
    steps = np.where(shares >= _STRONG_SHARE, STRONG, np.where(shares >= _WEAK_SHARE, WEAK, 0))
    strengths: IntArray = np.where(changes < 0, steps, -steps) * (sizes >= _LEAST_CHANGE)
    return strengths
