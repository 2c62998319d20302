"""Loss functions. Each takes logits: it owns the output activation and the gradient with respect to the logits.

Fusing the two keeps both exact where the output saturates, and makes most gradients the short `output - target`.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import Array


class Loss(ABC):
    """A loss over logits and targets, both outputs × batch; means are over samples (MSE and BCE: and outputs)."""

    name: ClassVar[str]
    allowed_outputs: ClassVar[tuple[str, ...]]
    """Output activations that this loss can be used with; the first is the usual one."""

    def __init__(self, output: str) -> None:
        if output not in self.allowed_outputs:
            allowed = " or ".join(self.allowed_outputs)
            raise ValueError(f"the loss {self.name} needs the output {allowed}, not {output}")
        self.output = output

    @abstractmethod
    def outputs(self, logits: Array, out: Array) -> None:
        """Write what the network answers for `logits` to `out`, which may be `logits` itself."""

    @abstractmethod
    def value(self, logits: Array, targets: Array) -> float:
        """The mean loss."""

    @abstractmethod
    def gradient(self, logits: Array, targets: Array, out: Array) -> None:
        """Write d(mean loss)/d(logits) to `out`; the contents of `logits` are lost."""


class CrossEntropy(Loss):
    """−log of the softmax probability of the true class (Bishop, Pattern Recognition and ML, 4.3.4)."""

    name = "cross_entropy"
    allowed_outputs = ("softmax",)

    def outputs(self, logits: Array, out: Array) -> None:
        np.subtract(logits, np.maximum.reduce(logits, axis=0), out=out)
        np.exp(out, out=out)
        np.divide(out, np.add.reduce(out, axis=0), out=out)

    def value(self, logits: Array, targets: Array) -> float:
        shifted = logits - logits.max(axis=0)
        log_sum = np.log(np.exp(shifted).sum(axis=0))
        return float(log_sum.mean(dtype=np.float64) - (shifted * targets).sum(axis=0).mean(dtype=np.float64))

    def gradient(self, logits: Array, targets: Array, out: Array) -> None:
        self.outputs(logits, out)
        np.subtract(out, targets, out=out)
        np.multiply(out, 1 / logits.shape[1], out=out)


class BinaryCrossEntropy(Loss):
    """−y log p − (1 − y) log(1 − p) with p = sigmoid(z), in the form max(z, 0) − yz + log(1 + exp(−|z|))."""

    name = "binary_cross_entropy"
    allowed_outputs = ("sigmoid",)

    def outputs(self, logits: Array, out: Array) -> None:
        ACTIVATIONS["sigmoid"].value(logits, out)

    def value(self, logits: Array, targets: Array) -> float:
        terms = np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
        return float(terms.mean(dtype=np.float64))

    def gradient(self, logits: Array, targets: Array, out: Array) -> None:
        self.outputs(logits, out)
        np.subtract(out, targets, out=out)
        np.multiply(out, 1 / logits.size, out=out)


class MeanSquaredError(Loss):
    """(a − y)² with a = f(z), for any output activation f of the table."""

    name = "mse"
    allowed_outputs = ("linear", "sigmoid", "tanh", "relu")

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self._activation = ACTIVATIONS[output]

    def outputs(self, logits: Array, out: Array) -> None:
        self._activation.value(logits, out)

    def value(self, logits: Array, targets: Array) -> float:
        difference = np.empty_like(logits)
        self.outputs(logits, difference)
        np.subtract(difference, targets, out=difference)
        return float(np.square(difference).mean(dtype=np.float64))

    def gradient(self, logits: Array, targets: Array, out: Array) -> None:
        self._activation.value(logits, out)
        slope = logits
        self._activation.derivative(out, slope)
        np.subtract(out, targets, out=out)
        np.multiply(out, slope, out=out)
        np.multiply(out, 2 / logits.size, out=out)


LOSSES: dict[str, type[Loss]] = {loss.name: loss for loss in (CrossEntropy, BinaryCrossEntropy, MeanSquaredError)}

OUTPUTS: tuple[str, ...] = tuple(dict.fromkeys(name for loss in LOSSES.values() for name in loss.allowed_outputs))
"""Every output activation that some loss allows."""
