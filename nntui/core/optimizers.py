"""Optimizers: parameters and gradient, both flat vectors of one length -> parameters, updated in place.

All follow PyTorch's definitions, so that their numbers can be compared. A NumPy call costs about as much as the
arithmetic of a small network's whole vector, so the formulas are arranged for few calls.
"""

from abc import ABC, abstractmethod
from math import sqrt
from typing import ClassVar

import numpy as np

from nntui.core.arrays import Array


class Optimizer(ABC):
    """One rule for a step downhill, with whatever it remembers between steps.

    momentum: the share of the last step that the next one keeps, where the rule knows of it.
    memory: the vectors that it remembers, by name; steps: how many it has taken. The two are all its state.
    """

    remembers: ClassVar[tuple[str, ...]] = ()
    decoupled_decay: ClassVar[bool] = False
    """Whether L2 shrinks the weights themselves instead of being added to the gradient."""

    def __init__(self, parameters: Array, momentum: float = 0.9) -> None:
        self.momentum = momentum
        self.steps = 0
        self.memory: dict[str, Array] = {name: np.zeros_like(parameters) for name in self.remembers}
        self._update = np.zeros_like(parameters)

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """Change `parameters` in place; `gradient` is left as it is."""
        self.steps += 1
        self._descend(parameters, gradient, learning_rate)

    @abstractmethod
    def _descend(self, parameters: Array, gradient: Array, learning_rate: float) -> None: ...


class SGD(Optimizer):
    """w ← w − ηg."""

    def _descend(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        np.multiply(gradient, learning_rate, out=self._update)
        np.subtract(parameters, self._update, out=parameters)


class Momentum(Optimizer):
    """v ← μv + g, w ← w − ηv: the heavy ball of Polyak (1964)."""

    remembers = ("velocity",)

    def _descend(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        velocity = self.memory["velocity"]
        np.multiply(velocity, self.momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, learning_rate, out=self._update)
        np.subtract(parameters, self._update, out=parameters)


class Nesterov(Optimizer):
    """v ← μv + g, w ← w − η(g + μv): Nesterov (1983), as Sutskever et al. (2013) write it."""

    remembers = ("velocity",)

    def _descend(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        velocity, update = self.memory["velocity"], self._update
        np.multiply(velocity, self.momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, self.momentum, out=update)
        np.add(update, gradient, out=update)
        np.multiply(update, learning_rate, out=update)
        np.subtract(parameters, update, out=parameters)


class RMSProp(Optimizer):
    """s ← αs + (1 − α)g², w ← w − ηg / (√s + ε), α 0.99, ε 1e-8: Tieleman and Hinton (2012).

    What is remembered is s / (1 − α), which saves a call.
    """

    remembers = ("squares",)
    _KEEP, _EPSILON = 0.99, 1e-8

    def _descend(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        squares, update = self.memory["squares"], self._update
        scale = sqrt(1 - self._KEEP)
        np.multiply(gradient, gradient, out=update)
        np.multiply(squares, self._KEEP, out=squares)
        np.add(squares, update, out=squares)
        np.sqrt(squares, out=update)
        np.add(update, self._EPSILON / scale, out=update)
        np.divide(gradient, update, out=update)
        np.multiply(update, learning_rate / scale, out=update)
        np.subtract(parameters, update, out=parameters)


class Adam(Optimizer):
    """w ← w − η m̂ / (√v̂ + ε), β 0.9 and 0.999, ε 1e-8: Kingma and Ba (2015).

    What is remembered is m / (1 − β₁) and v / (1 − β₂): with m̂ and v̂ written out, all constant factors gather in one
    on the update and one on ε.
    """

    remembers = ("means", "squares")
    _BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8

    def _descend(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        means, squares, update = self.memory["means"], self.memory["squares"], self._update
        np.multiply(means, self._BETA1, out=means)
        np.add(means, gradient, out=means)
        np.multiply(gradient, gradient, out=update)
        np.multiply(squares, self._BETA2, out=squares)
        np.add(squares, update, out=squares)
        mean_factor = (1 - self._BETA1) / (1 - self._BETA1**self.steps)
        square_factor = sqrt((1 - self._BETA2) / (1 - self._BETA2**self.steps))
        np.sqrt(squares, out=update)
        np.add(update, self._EPSILON / square_factor, out=update)
        np.divide(means, update, out=update)
        np.multiply(update, learning_rate * mean_factor / square_factor, out=update)
        np.subtract(parameters, update, out=parameters)


class AdamW(Adam):
    """Adam with L2 as decay of the weights themselves, w ← w − ηλw: Loshchilov and Hutter (2019)."""

    decoupled_decay = True


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
