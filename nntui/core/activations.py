"""Activation functions: the value, and the derivative as a function of the output, so nothing is computed twice."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nntui.core.arrays import Array


@dataclass(frozen=True)
class Activation:
    """One activation function, applied element by element to arrays of any one shape.

    value(z, out): writes f(z) to `out`, which may be `z` itself.
    derivative(a, out): writes f'(z) to `out`, given the output a = f(z); `out` must not be `a`.
    """

    name: str
    value: Callable[[Array, Array], object]
    derivative: Callable[[Array, Array], object]


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, 0, out=out)


def _relu_derivative(a: Array, out: Array) -> None:
    np.sign(a, out=out)  # an output of ReLU is never negative: its sign is 0 or 1


def _sigmoid(z: Array, out: Array) -> None:
    np.multiply(z, 0.5, out=out)  # 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2, which cannot overflow
    np.tanh(out, out=out)
    np.multiply(out, 0.5, out=out)
    np.add(out, 0.5, out=out)


def _sigmoid_derivative(a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)  # a (1 - a)
    np.subtract(a, out, out=out)


def _tanh(z: Array, out: Array) -> None:
    np.tanh(z, out=out)


def _tanh_derivative(a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)  # 1 - a²
    np.subtract(1, out, out=out)


def _linear(z: Array, out: Array) -> None:
    if out is not z:
        np.copyto(out, z)


def _linear_derivative(a: Array, out: Array) -> None:
    out.fill(1)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("relu", _relu, _relu_derivative),
        Activation("tanh", _tanh, _tanh_derivative),
        Activation("sigmoid", _sigmoid, _sigmoid_derivative),
        Activation("linear", _linear, _linear_derivative),
    )
}
