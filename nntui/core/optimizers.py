"""Optimizers: parameters and gradient, both flat vectors of one length -> parameters, updated in place."""

from abc import ABC, abstractmethod

import numpy as np

from nntui.core.arrays import Array


class Optimizer(ABC):
    """One rule for a step downhill, with whatever it remembers between steps."""

    def __init__(self, parameters: Array) -> None:
        self._update = np.zeros_like(parameters)

    @abstractmethod
    def step(self, parameters: Array, gradient: Array, learning_rate: float, momentum: float) -> None:
        """Change `parameters` in place; `gradient` is left as it is."""


class SGD(Optimizer):
    """w ← w − ηg."""

    def step(self, parameters: Array, gradient: Array, learning_rate: float, momentum: float) -> None:
        np.multiply(gradient, learning_rate, out=self._update)
        np.subtract(parameters, self._update, out=parameters)


class Momentum(Optimizer):
    """v ← μv + g, w ← w − ηv: the heavy ball of Polyak (1964), in PyTorch's form."""

    def __init__(self, parameters: Array) -> None:
        super().__init__(parameters)
        self._velocity = np.zeros_like(parameters)

    def step(self, parameters: Array, gradient: Array, learning_rate: float, momentum: float) -> None:
        np.multiply(self._velocity, momentum, out=self._velocity)
        np.add(self._velocity, gradient, out=self._velocity)
        np.multiply(self._velocity, learning_rate, out=self._update)
        np.subtract(parameters, self._update, out=parameters)


OPTIMIZERS: dict[str, type[Optimizer]] = {"sgd": SGD, "momentum": Momentum}
