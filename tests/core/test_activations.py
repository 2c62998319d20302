from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from nntui.core.activations import ACTIVATIONS, Activation

VALUES = np.array([[-700.0, -3.0, -1.2, -0.3, -0.01], [0.02, 0.4, 1.1, 2.5, 700.0]])
EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)

FORMULAS = {
    "step": lambda z: np.where(z >= 0, 1.0, 0.0),
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "gelu": np.vectorize(lambda z: z * (1 + erf(z / sqrt(2))) / 2),
    "tanh": lambda z: 1 - 2 / (np.exp(2 * np.clip(z, -300, 300)) + 1),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}


def scratch_for(activation: Activation, z: np.ndarray) -> list[np.ndarray]:
    return [np.full_like(z, np.nan) for _ in range(activation.temporaries)]


def value_of(activation: Activation, z: np.ndarray) -> np.ndarray:
    out = np.empty_like(z)
    activation.value(z, out, scratch_for(activation, z))
    return out


def slope_of(activation: Activation, z: np.ndarray) -> np.ndarray:
    out = np.empty_like(z)
    activation.derivative(z, value_of(activation, z), out, scratch_for(activation, z))
    return out


@EVERY
def test_derivative_matches_numeric_derivative(activation: Activation) -> None:
    step = 1e-6
    numeric = (value_of(activation, VALUES + step) - value_of(activation, VALUES - step)) / (2 * step)
    np.testing.assert_allclose(slope_of(activation, VALUES), numeric, atol=1e-6)


@EVERY
def test_derivative_looks_at_the_logits_only_if_it_says_so(activation: Activation) -> None:
    if not activation.keeps_logits:
        out, nothing = np.empty_like(VALUES), np.full_like(VALUES, np.nan)
        activation.derivative(nothing, value_of(activation, VALUES), out, scratch_for(activation, VALUES))
        np.testing.assert_array_equal(out, slope_of(activation, VALUES))


@EVERY
def test_value_may_be_written_over_its_argument_unless_the_logits_are_kept(activation: Activation) -> None:
    z = VALUES.copy()
    apart = value_of(activation, z)
    np.testing.assert_array_equal(z, VALUES)
    if not activation.keeps_logits:
        activation.value(z, z, scratch_for(activation, z))
        np.testing.assert_array_equal(z, apart)


@pytest.mark.parametrize("name", FORMULAS)
def test_value_matches_formula(name: str) -> None:
    np.testing.assert_allclose(value_of(ACTIVATIONS[name], VALUES), FORMULAS[name](VALUES), rtol=1e-11, atol=1e-15)


def test_every_activation_has_its_formula_here_and_its_own_name() -> None:
    assert all(name == activation.name for name, activation in ACTIVATIONS.items())
    assert set(FORMULAS) == set(ACTIVATIONS)


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_stay_finite(activation: Activation, dtype: type) -> None:
    z = np.array([[-1e30, -1e5, -1000, 0, 1000, 1e5, 1e30]], dtype)
    with np.errstate(over="ignore"):  # as in training
        value, slope = value_of(activation, z), slope_of(activation, z)
    limits = {"gelu": np.maximum(z, 0), "relu": np.maximum(z, 0), "elu": np.maximum(z, -(z < 0).astype(dtype))}
    if activation.name in limits:
        np.testing.assert_array_equal(value, limits[activation.name])
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()
    assert value.dtype == slope.dtype == dtype


@pytest.mark.parametrize(
    ("name", "expected"), [("relu", [0, 0, 1]), ("leaky_relu", [0.01, 0.01, 1]), ("elu", [None, 1, 1])]
)
def test_slope_at_a_kink_is_pytorchs(name: str, expected: list[float | None]) -> None:
    slopes = slope_of(ACTIVATIONS[name], np.array([[-1.0, 0.0, 2.0]]))[0]
    assert all(
        slope == pytest.approx(right) for slope, right in zip(slopes, expected, strict=True) if right is not None
    )


def test_gelu_and_its_slope_are_exact_everywhere() -> None:
    z = np.linspace(-12, 12, 2401).reshape(1, -1)
    probability = np.array([(1 + erf(v / sqrt(2))) / 2 for v in z[0]])
    density = np.array([exp(-v * v / 2) / sqrt(2 * pi) for v in z[0]])
    np.testing.assert_allclose(value_of(ACTIVATIONS["gelu"], z)[0], z[0] * probability, rtol=0, atol=1e-11)
    np.testing.assert_allclose(slope_of(ACTIVATIONS["gelu"], z)[0], probability + z[0] * density, rtol=0, atol=1e-11)
