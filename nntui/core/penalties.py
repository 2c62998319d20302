"""L1 and L2 penalties on the weights, never on the biases; and clipping of the gradient by its norm."""

from math import inf, sqrt

import numpy as np

from nntui.core.arrays import Array
from nntui.core.network import Network


class Penalties:
    """λ₁ Σ|w| + ½ λ₂ Σw² over all weights of a network; its gradient is λ₁ sign(w) + λ₂ w."""

    def __init__(self, network: Network, l1: float = 0.0, l2: float = 0.0) -> None:
        self._is_weight = np.ones_like(network.parameters)
        start = 0
        for weights in network.weights:
            self._is_weight[start : start + weights.size].reshape(weights.shape)[:, -1] = 0
            start += weights.size
        self._work = np.empty_like(self._is_weight)
        self._l1_factors = self._is_weight * 0
        self._l2_factors = self._is_weight * 0
        self.l1 = self.l2 = 0.0
        self.change(l1, l2)

    def change(self, l1: float, l2: float) -> None:
        """Take other strengths λ₁ and λ₂."""
        self.l1, self.l2 = l1, l2
        np.multiply(self._is_weight, l1, out=self._l1_factors)
        np.multiply(self._is_weight, l2, out=self._l2_factors)

    def terms(self, parameters: Array) -> Array:
        """What each parameter adds to the loss."""
        return self._l1_factors * np.abs(parameters) + 0.5 * self._l2_factors * np.square(parameters)

    def add_l1(self, gradient: Array, parameters: Array) -> None:
        """Add the gradient of the L1 penalty."""
        np.sign(parameters, out=self._work)
        np.multiply(self._work, self._l1_factors, out=self._work)
        np.add(gradient, self._work, out=gradient)

    def add_l2(self, gradient: Array, parameters: Array) -> None:
        """Add the gradient of the L2 penalty."""
        np.multiply(parameters, self._l2_factors, out=self._work)
        np.add(gradient, self._work, out=gradient)

    def decay(self, parameters: Array, learning_rate: float) -> None:
        """Shrink the weights, w ← w − ηλ₂w: the decoupled decay of AdamW."""
        np.multiply(parameters, self._l2_factors, out=self._work)
        np.multiply(self._work, learning_rate, out=self._work)
        np.subtract(parameters, self._work, out=parameters)


def clip_by_norm(gradient: Array, limit: float) -> None:
    """Scale the gradient down to the Euclidean norm `limit` if it is longer (Pascanu et al., 2013).

    However long it is: only a gradient with numbers that are not finite keeps such numbers.
    """
    norm = sqrt(float(np.dot(gradient, gradient)))
    if norm > limit:
        if norm == inf:
            norm = _shrunk_norm(gradient)
        np.multiply(gradient, limit / (norm + 1e-6), out=gradient)  # 1e-6 as in PyTorch


def _shrunk_norm(gradient: Array) -> float:
    """Divide a gradient whose squares are past the largest float by its largest number, and return its norm then."""
    np.divide(gradient, max(float(gradient.max()), -float(gradient.min())), out=gradient)
    return sqrt(float(np.dot(gradient, gradient)))
