"""Loss functions. Each takes logits: it owns the output activation and the gradient with respect to the logits.

Fusing the two keeps both exact where the output saturates, and makes most gradients the short `output - target`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import Array


class Loss(ABC):
    """A loss over logits and targets, both outputs × batch; its value is a mean over samples, and over outputs too
    except for cross-entropy and the perceptron's, which are sums over outputs.

    output: name of the output activation. Raises ValueError where the loss cannot be used with it.
    """

    name: ClassVar[str]
    allowed_outputs: ClassVar[tuple[str, ...]]
    """Output activations that this loss can be used with; the first is the usual one."""
    usual_for_classes: ClassVar[str] = ""
    """The usual one where the targets are classes, 0 or 1; empty: the first."""
    takes_values: ClassVar[bool] = False
    """Whether it makes sense for regression."""
    outputs_for_two_classes: ClassVar[int] = 1

    def __init__(self, output: str) -> None:
        if output not in self.allowed_outputs:
            allowed = " or ".join(self.allowed_outputs)
            raise ValueError(f"the loss {self.name} needs the output {allowed}, not {output}")
        self.output = output
        self.temporaries = 0
        """How many arrays of the shape of the logits gradient() needs to work in."""

    @abstractmethod
    def outputs(self, logits: Array, out: Array) -> None:
        """Write what the network answers for `logits` to `out`, which may be `logits` itself."""

    @abstractmethod
    def value(self, logits: Array, targets: Array) -> float:
        """The mean loss."""

    @abstractmethod
    def gradient(self, logits: Array, targets: Array, out: Array, scratch: Sequence[Array]) -> None:
        """Write d(mean loss)/d(logits) to `out`; scratch: `temporaries` arrays of the same shape."""


class CrossEntropy(Loss):
    """−log of the softmax probability of the true class (Bishop, Pattern Recognition and ML, 4.3.4)."""

    name = "cross_entropy"
    allowed_outputs = ("softmax",)
    outputs_for_two_classes = 2

    def outputs(self, logits: Array, out: Array) -> None:
        np.subtract(logits, np.maximum.reduce(logits, axis=0), out=out)
        np.exp(out, out=out)
        np.divide(out, np.add.reduce(out, axis=0), out=out)

    def value(self, logits: Array, targets: Array) -> float:
        shifted = logits - np.maximum.reduce(logits, axis=0)
        true = np.vdot(shifted, targets)
        np.exp(shifted, out=shifted)
        logs = np.log(np.add.reduce(shifted, axis=0))
        return float((np.add.reduce(logs, dtype=np.float64) - true) / logits.shape[1])

    def gradient(self, logits: Array, targets: Array, out: Array, scratch: Sequence[Array]) -> None:
        self.outputs(logits, out)
        np.subtract(out, targets, out=out)
        np.multiply(out, 1 / logits.shape[1], out=out)


class BinaryCrossEntropy(Loss):
    """−y log p − (1 − y) log(1 − p) with p = sigmoid(z), in the form max(z, 0) − yz + log(1 + exp(−|z|))."""

    name = "binary_cross_entropy"
    allowed_outputs = ("sigmoid",)

    def outputs(self, logits: Array, out: Array) -> None:
        ACTIVATIONS["sigmoid"].value(logits, out, ())

    def value(self, logits: Array, targets: Array) -> float:
        terms = np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
        return float(terms.mean(dtype=np.float64))

    def gradient(self, logits: Array, targets: Array, out: Array, scratch: Sequence[Array]) -> None:
        self.outputs(logits, out)
        np.subtract(out, targets, out=out)
        np.multiply(out, 1 / logits.size, out=out)


class Perceptron(Loss):
    """(step(z) − y) z, the perceptron criterion: its gradient step(z) − y is Rosenblatt's rule (Bishop, 4.1.7)."""

    name = "perceptron"
    allowed_outputs = ("step",)

    def outputs(self, logits: Array, out: Array) -> None:
        ACTIVATIONS["step"].value(logits, out, ())

    def value(self, logits: Array, targets: Array) -> float:
        steps = np.empty_like(logits)
        self.outputs(logits, steps)
        return float(((steps - targets) * logits).sum(dtype=np.float64) / logits.shape[1])

    def gradient(self, logits: Array, targets: Array, out: Array, scratch: Sequence[Array]) -> None:
        self.outputs(logits, out)
        np.subtract(out, targets, out=out)
        np.multiply(out, 1 / logits.shape[1], out=out)


class _OfDifference(Loss):
    """A mean of g(a − y) with a = f(z), for any output activation f that has a slope."""

    allowed_outputs = ("linear", *(name for name in ACTIVATIONS if name not in ("linear", "step")))
    usual_for_classes = "sigmoid"
    takes_values = True

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self._activation = ACTIVATIONS[output]
        self.temporaries = 2 + self._activation.temporaries

    @abstractmethod
    def _terms(self, difference: Array) -> Array:
        """The terms g(d) whose mean is the loss."""

    @abstractmethod
    def _slopes(self, difference: Array) -> None:
        """Turn each difference d into g'(d), in place."""

    def outputs(self, logits: Array, out: Array) -> None:
        temporaries = [np.empty_like(logits) for _ in range(self._activation.temporaries)]
        z = logits.copy() if out is logits and self._activation.keeps_logits else logits
        self._activation.value(z, out, temporaries)

    def value(self, logits: Array, targets: Array) -> float:
        difference = np.empty_like(logits)
        self.outputs(logits, difference)
        np.subtract(difference, targets, out=difference)
        return float(self._terms(difference).mean(dtype=np.float64))

    def gradient(self, logits: Array, targets: Array, out: Array, scratch: Sequence[Array]) -> None:
        answer, slope, *rest = scratch
        self._activation.value(logits, answer, rest)
        self._activation.derivative(logits, answer, slope, rest)
        np.subtract(answer, targets, out=out)
        self._slopes(out)
        np.multiply(out, slope, out=out)
        np.multiply(out, 1 / logits.size, out=out)


class MeanSquaredError(_OfDifference):
    """(a − y)²."""

    name = "mse"

    def _terms(self, difference: Array) -> Array:
        return np.square(difference)

    def _slopes(self, difference: Array) -> None:
        np.multiply(difference, 2, out=difference)


class MeanAbsoluteError(_OfDifference):
    """|a − y|."""

    name = "mae"

    def _terms(self, difference: Array) -> Array:
        return np.abs(difference)

    def _slopes(self, difference: Array) -> None:
        np.sign(difference, out=difference)


class Huber(_OfDifference):
    """½(a − y)² where |a − y| < 1, |a − y| − ½ beyond: Huber (1964)."""

    name = "huber"

    def _terms(self, difference: Array) -> Array:
        size = np.abs(difference)
        return np.where(size < 1, 0.5 * np.square(difference), size - 0.5)

    def _slopes(self, difference: Array) -> None:
        np.clip(difference, -1, 1, out=difference)


LOSSES: dict[str, type[Loss]] = {
    loss.name: loss
    for loss in (CrossEntropy, BinaryCrossEntropy, MeanSquaredError, MeanAbsoluteError, Huber, Perceptron)
}

OUTPUTS: tuple[str, ...] = tuple(dict.fromkeys(name for loss in LOSSES.values() for name in loss.allowed_outputs))
"""Every output activation that some loss allows."""
