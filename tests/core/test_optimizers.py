import numpy as np
import pytest

from nntui.core.optimizers import OPTIMIZERS


def parameters_and_gradients() -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(0)
    return rng.normal(size=6), [rng.normal(size=6) for _ in range(5)]


def test_sgd_matches_its_update_by_hand() -> None:
    parameters, gradients = parameters_and_gradients()
    optimizer, expected = OPTIMIZERS["sgd"](parameters), parameters.copy()
    for gradient in gradients:
        expected = expected - 0.3 * gradient
        optimizer.step(parameters, gradient, 0.3, 0.9)
        np.testing.assert_allclose(parameters, expected, rtol=1e-12)


def test_momentum_matches_its_update_by_hand() -> None:
    parameters, gradients = parameters_and_gradients()
    optimizer, expected, velocity = OPTIMIZERS["momentum"](parameters), parameters.copy(), np.zeros(6)
    for step, gradient in enumerate(gradients):
        learning_rate, momentum = 0.1 + 0.1 * step, 0.9 - 0.1 * step  # both may change on the way
        velocity = momentum * velocity + gradient
        expected = expected - learning_rate * velocity
        optimizer.step(parameters, gradient, learning_rate, momentum)
        np.testing.assert_allclose(parameters, expected, rtol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_downhill_in_place_and_leaves_the_gradient(name: str) -> None:
    parameters = np.array([3.0, -2.0], np.float32)
    optimizer = OPTIMIZERS[name](parameters)
    for _ in range(500):
        gradient = parameters * np.float32([1, 10])
        before = gradient.copy()
        optimizer.step(parameters, gradient, 0.01, 0.5)
        np.testing.assert_array_equal(gradient, before)
    assert parameters.dtype == np.float32
    assert np.abs(parameters).max() < 0.1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_learning_rate_of_zero_changes_nothing(name: str) -> None:
    parameters, gradients = parameters_and_gradients()
    before, optimizer = parameters.copy(), OPTIMIZERS[name](parameters)
    for gradient in gradients:
        optimizer.step(parameters, gradient, 0.0, 0.9)
    np.testing.assert_array_equal(parameters, before)
