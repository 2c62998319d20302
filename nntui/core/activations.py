"""Activation functions: the value, and the derivative as a function of the output, so nothing is computed twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from nntui.core.arrays import Array

LEAK = 0.01
"""Slope of the leaky ReLU below zero."""


@dataclass(frozen=True)
class Activation:
    """One activation function, applied element by element to arrays of any one shape.

    value(z, out, scratch): writes a = f(z) to `out`, which may be `z` itself unless `keeps_logits`.
    derivative(z, a, out, scratch): writes f'(z) to `out`, which must be neither `z` nor `a`. Unless `keeps_logits`,
    it looks at `a` alone, and `z` may be anything.
    scratch: `temporaries` more arrays of the same shape, so that nothing is allocated.
    """

    name: str
    value: Callable[[Array, Array, Sequence[Array]], None]
    derivative: Callable[[Array, Array, Array, Sequence[Array]], None]
    temporaries: int = 0
    keeps_logits: bool = False


def _step(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.greater_equal(z, 0, out=out)  # Heaviside's function, 1 at 0


def _zero_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    out.fill(0)


def _sigmoid(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.multiply(z, 0.5, out=out)  # 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2, which cannot overflow
    np.tanh(out, out=out)
    np.multiply(out, 0.5, out=out)
    np.add(out, 0.5, out=out)


def _sigmoid_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.multiply(a, a, out=out)  # a (1 - a)
    np.subtract(a, out, out=out)


def _tanh(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.tanh(z, out=out)


def _tanh_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.multiply(a, a, out=out)  # 1 - a²
    np.subtract(1, out, out=out)


def _relu(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.maximum(z, 0, out=out)


def _relu_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.sign(a, out=out)  # an output of ReLU is never negative: its sign is 0 or 1


def _leaky_relu(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.multiply(z, LEAK, out=scratch[0])
    np.maximum(z, scratch[0], out=out)


def _leaky_relu_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.greater(a, 0, out=out)
    np.multiply(out, 1 - LEAK, out=out)
    np.add(out, LEAK, out=out)


def _elu(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.minimum(z, 0, out=scratch[0])  # z above zero, exp(z) - 1 below: Clevert et al. (2015) with alpha 1
    np.expm1(scratch[0], out=scratch[0])
    np.maximum(z, 0, out=out)
    np.add(out, scratch[0], out=out)


def _elu_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    np.minimum(a, 0, out=out)  # 1 above zero, exp(z) = a + 1 below
    np.add(out, 1, out=out)


# erfc(x) exp(x²) for x >= 0 as a quotient of two polynomials, highest power first: Cody (1969), Rational Chebyshev
# approximations for the error function, n = 8. Used from 0 on, where Cody has a shorter one, it errs by 5e-12.
_ERFC_TOP = (
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594,
    6.61191906371416295e1,
    2.98635138197400131e2,
    8.81952221241769090e2,
    1.71204761263407058e3,
    2.05107837782607147e3,
    1.23033935479799725e3,
)
_ERFC_BOTTOM = (
    1.0,
    1.57449261107098347e1,
    1.17693950891312499e2,
    5.37181101862009858e2,
    1.62138957456669019e3,
    3.29079923573345963e3,
    4.36261909014324716e3,
    3.43936767414372164e3,
    1.23033935480374942e3,
)

_FAR = 30.0
"""From here on erfc is 0 even in float64; in float32 the eighth power of a much larger number overflows."""


def _polynomial(coefficients: Sequence[float], x: Array, out: Array) -> None:
    out.fill(coefficients[0])
    for coefficient in coefficients[1:]:
        np.multiply(out, x, out=out)
        np.add(out, coefficient, out=out)


def _normal_probability(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    """Φ(z) = erfc(−z / √2) / 2, the probability of the standard normal distribution below z."""
    x, bottom, sign = scratch[:3]
    np.abs(z, out=x)
    np.multiply(x, 1 / sqrt(2), out=x)
    np.minimum(x, _FAR, out=x)
    _polynomial(_ERFC_TOP, x, out)
    _polynomial(_ERFC_BOTTOM, x, bottom)
    np.divide(out, bottom, out=out)
    np.multiply(x, x, out=x)
    np.negative(x, out=x)
    np.exp(x, out=x)
    np.multiply(out, x, out=out)  # erfc(|z| / √2)
    np.subtract(1, out, out=out)
    np.sign(z, out=sign)
    np.multiply(out, sign, out=out)  # erf(z / √2)
    np.multiply(out, 0.5, out=out)
    np.add(out, 0.5, out=out)


def _gelu(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    _normal_probability(z, out, scratch)  # z Φ(z): Hendrycks and Gimpel (2016)
    np.multiply(out, z, out=out)


def _gelu_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    _normal_probability(z, out, scratch)  # Φ(z) + z φ(z), φ the density
    density = scratch[0]
    np.multiply(z, z, out=density)
    np.multiply(density, -0.5, out=density)
    np.exp(density, out=density)
    np.multiply(density, z, out=density)
    np.multiply(density, 1 / sqrt(2 * pi), out=density)
    np.add(out, density, out=out)


def _linear(z: Array, out: Array, scratch: Sequence[Array]) -> None:
    if out is not z:
        np.copyto(out, z)


def _one_derivative(z: Array, a: Array, out: Array, scratch: Sequence[Array]) -> None:
    out.fill(1)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("relu", _relu, _relu_derivative),
        Activation("tanh", _tanh, _tanh_derivative),
        Activation("sigmoid", _sigmoid, _sigmoid_derivative),
        Activation("leaky_relu", _leaky_relu, _leaky_relu_derivative, temporaries=1),
        Activation("elu", _elu, _elu_derivative, temporaries=1),
        Activation("gelu", _gelu, _gelu_derivative, temporaries=3, keeps_logits=True),
        Activation("linear", _linear, _one_derivative),
        Activation("step", _step, _zero_derivative),
    )
}
