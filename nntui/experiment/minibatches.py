"""The training data in the order of an epoch, gathered once: a minibatch is then a slice."""

from typing import Any

import numpy as np

from nntui.core.arrays import Array
from nntui.experiment.build import Columns
from nntui.experiment.fields import Fields


class Minibatches:
    """Shuffled once an epoch by a generator of its own.

    samples: how many there are to an epoch. position: those of the epoch that are done; 0 before the first and after
    the last.
    """

    def __init__(self, columns: Columns, rng: np.random.Generator) -> None:
        self._inputs: Array = np.ascontiguousarray(columns.inputs.T)
        self._targets: Array = np.ascontiguousarray(columns.targets.T)
        self._shuffled_inputs = np.empty_like(self._inputs)
        self._shuffled_targets = np.empty_like(self._targets)
        self._order = np.arange(len(self._inputs))
        self.samples = len(self._inputs)
        self._rng = rng
        self._before_shuffle = rng.bit_generator.state
        self.position = 0

    def next(self, batch_size: int) -> tuple[Array, Array]:
        """Inputs and targets of the next minibatch, both with samples as columns; the last of an epoch may be short."""
        if self.position == 0:
            self._shuffle()
        start, stop = self.position, self.position + batch_size
        self.position = stop if stop < len(self._order) else 0
        return self._shuffled_inputs[start:stop].T, self._shuffled_targets[start:stop].T

    def state(self) -> dict[str, Any]:
        """Where it stands, in plain values."""
        ahead = self._before_shuffle if self.position else self._rng.bit_generator.state
        return {"position": self.position, "random": ahead}

    def restore(self, state: object) -> None:
        """Go on where another one stood. Raises ValueError, which names the field, for what is no state."""
        fields = Fields(state, "state.minibatches")
        position = fields.count("position", below=max(len(self._order), 1))
        fields.set_random_state("random", self._rng)
        if position:
            self._shuffle()
        self.position = position

    def _shuffle(self) -> None:
        self._before_shuffle = self._rng.bit_generator.state
        self._order[:] = self._rng.permutation(len(self._order))
        # mode="clip" keeps take() from making a copy of `out`; the indices are in range by construction
        np.take(self._inputs, self._order, axis=0, out=self._shuffled_inputs, mode="clip")
        np.take(self._targets, self._order, axis=0, out=self._shuffled_targets, mode="clip")
