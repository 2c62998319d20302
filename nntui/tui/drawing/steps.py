"""Numbers as whole steps, which do not flicker while the numbers move to and fro about a border between two."""

from collections.abc import Callable

import numpy as np

from nntui.core.arrays import Array, IntArray

Settle = Callable[[Array, int], IntArray]
"""Makes whole steps, from 0 to less than a count, out of exact ones."""

_SLACK = 0.3  # how far past a border, in steps, a number has to be to take the step


def whole_steps(exact: Array, count: int) -> IntArray:
    """The step that each number lies in."""
    steps: IntArray = np.fmin(np.fmax(np.floor(exact), 0), count - 1).astype(np.int64)  # not a number: 0
    return steps


class SettledSteps:
    """Steps that stay as they were where the numbers have hardly left them."""

    _key: object = None
    _steps: IntArray | None = None

    def settle_for(self, key: object) -> Settle:
        """A Settle for one frame. The last frame's steps count if the key is the same; none do for None."""
        if key is None or key != self._key:
            self._steps = None
        self._key = key
        return self._settle

    def _settle(self, exact: Array, count: int) -> IntArray:
        steps, before = whole_steps(exact, count), self._steps
        if before is not None and before.shape == steps.shape:
            steps = np.where(np.abs(exact - (before + 0.5)) < 0.5 + _SLACK, before, steps)
        self._steps = steps
        return steps
