"""Inverted dropout: masks that drop each hidden unit with probability p and scale up those that are kept."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array


class Dropout:
    """Masks for hidden layers of `units`, drawn from a generator of their own: Srivastava et al. (2014)."""

    def __init__(self, units: Sequence[int], rng: np.random.Generator, dtype: npt.DTypeLike = np.float32) -> None:
        self._units = tuple(units)
        self.rng = rng
        self._room: Array = np.empty(0, dtype)
        self._masks: dict[int, tuple[Array, list[Array]]] = {}

    def draw(self, probability: float, batch: int) -> list[Array]:
        """One mask a hidden layer, units × batch: 0 with `probability`, else 1 / (1 − probability).

        The next draw overwrites them, whatever its batch size.
        """
        flat, masks = self._masks.get(batch) or self._new_masks(batch)
        self.rng.random(out=flat, dtype=flat.dtype)
        np.greater_equal(flat, probability, out=flat)
        np.multiply(flat, 1 / (1 - probability), out=flat)
        return masks

    def _new_masks(self, batch: int) -> tuple[Array, list[Array]]:
        size = sum(self._units) * batch
        if size > len(self._room):
            self._room = np.empty(size, self._room.dtype)
            self._masks.clear()  # views of the room before
        flat = self._room[:size]
        ends = np.cumsum([units * batch for units in self._units])
        pieces = np.split(flat, ends[:-1])
        masks = [piece.reshape(units, batch) for piece, units in zip(pieces, self._units, strict=True)]
        self._masks[batch] = flat, masks
        return flat, masks
