import numpy as np
import pytest

from nntui.core.activations import ACTIVATIONS, Activation

VALUES = np.array([[-700.0, -3.0, -1.2, -0.3, -0.01], [0.02, 0.4, 1.1, 2.5, 700.0]])

FORMULAS = {
    "relu": lambda z: np.where(z > 0, z, 0),
    "tanh": lambda z: 1 - 2 / (np.exp(2 * np.clip(z, -300, 300)) + 1),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_derivative_from_output_matches_numeric_derivative(activation: Activation) -> None:
    step = 1e-6
    above, below, value, slope = (np.empty_like(VALUES) for _ in range(4))
    activation.value(VALUES + step, above)
    activation.value(VALUES - step, below)
    activation.value(VALUES, value)
    activation.derivative(value, slope)
    np.testing.assert_allclose(slope, (above - below) / (2 * step), atol=1e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_value_may_be_written_over_its_argument(activation: Activation) -> None:
    z, apart = VALUES.copy(), np.empty_like(VALUES)
    activation.value(z, apart)
    np.testing.assert_array_equal(z, VALUES)
    activation.value(z, z)
    np.testing.assert_array_equal(z, apart)


@pytest.mark.parametrize("name", FORMULAS)
def test_value_matches_formula(name: str) -> None:
    value = np.empty_like(VALUES)
    ACTIVATIONS[name].value(VALUES, value)
    np.testing.assert_allclose(value, FORMULAS[name](VALUES), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_extremes_stay_finite_in_float32(activation: Activation) -> None:
    z = np.array([[-1e30, -1000, 0, 1000, 1e30]], np.float32)
    value, slope = np.empty_like(z), np.empty_like(z)
    activation.value(z, value)
    activation.derivative(value, slope)
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()


def test_registry_names_are_the_names_of_its_entries() -> None:
    assert all(name == activation.name for name, activation in ACTIVATIONS.items())
    assert set(FORMULAS) <= set(ACTIVATIONS)


def test_relu_has_no_slope_at_or_below_zero() -> None:
    value, slope = np.empty((1, 3)), np.empty((1, 3))
    ACTIVATIONS["relu"].value(np.array([[-1.0, 0.0, 2.0]]), value)
    ACTIVATIONS["relu"].derivative(value, slope)
    np.testing.assert_array_equal(slope, [[0, 0, 1]])
