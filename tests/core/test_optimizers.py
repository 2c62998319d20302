import numpy as np
import pytest

from nntui.core.optimizers import OPTIMIZERS

EVERY = pytest.mark.parametrize("name", OPTIMIZERS)


def parameters_and_gradients(steps: int = 5) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(0)
    return rng.normal(size=6), [rng.normal(size=6) for _ in range(steps)]


def test_sgd_matches_its_update_by_hand() -> None:
    parameters, gradients = parameters_and_gradients()
    optimizer, expected = OPTIMIZERS["sgd"](parameters), parameters.copy()
    for gradient in gradients:
        expected = expected - 0.3 * gradient
        optimizer.step(parameters, gradient, 0.3)
        np.testing.assert_allclose(parameters, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_velocity_matches_its_update_by_hand(name: str) -> None:
    parameters, gradients = parameters_and_gradients()
    optimizer, expected, velocity = OPTIMIZERS[name](parameters), parameters.copy(), np.zeros(6)
    for step, gradient in enumerate(gradients):
        learning_rate, momentum = 0.1 + 0.1 * step, 0.9 - 0.1 * step  # both may change on the way
        velocity = momentum * velocity + gradient
        expected = expected - learning_rate * (velocity if name == "momentum" else gradient + momentum * velocity)
        optimizer.momentum = momentum
        optimizer.step(parameters, gradient, learning_rate)
        np.testing.assert_allclose(parameters, expected, rtol=1e-12)


def test_rmsprop_matches_its_update_by_hand() -> None:
    parameters, gradients = parameters_and_gradients()
    optimizer, expected, squares = OPTIMIZERS["rmsprop"](parameters), parameters.copy(), np.zeros(6)
    for gradient in gradients:
        squares = 0.99 * squares + 0.01 * gradient**2
        expected = expected - 0.1 * gradient / (np.sqrt(squares) + 1e-8)
        optimizer.step(parameters, gradient, 0.1)
        np.testing.assert_allclose(parameters, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_adam_matches_its_update_by_hand(name: str) -> None:
    parameters, gradients = parameters_and_gradients()
    optimizer, expected = OPTIMIZERS[name](parameters), parameters.copy()
    means, squares = np.zeros(6), np.zeros(6)
    for step, gradient in enumerate(gradients, 1):
        means = 0.9 * means + 0.1 * gradient
        squares = 0.999 * squares + 0.001 * gradient**2
        unbiased = means / (1 - 0.9**step), squares / (1 - 0.999**step)
        expected = expected - 0.1 * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-8)
        optimizer.step(parameters, gradient, 0.1)
        np.testing.assert_allclose(parameters, expected, rtol=1e-12)


@EVERY
def test_goes_downhill_in_place_and_leaves_the_gradient(name: str) -> None:
    parameters = np.array([3.0, -2.0], np.float32)
    optimizer = OPTIMIZERS[name](parameters, momentum=0.5)
    for _ in range(1000):
        gradient = parameters * np.float32([1, 10])
        before = gradient.copy()
        optimizer.step(parameters, gradient, 0.01)
        np.testing.assert_array_equal(gradient, before)
    assert parameters.dtype == np.float32
    assert np.abs(parameters).max() < 0.1


@EVERY
def test_a_learning_rate_of_zero_changes_nothing(name: str) -> None:
    parameters, gradients = parameters_and_gradients()
    before, optimizer = parameters.copy(), OPTIMIZERS[name](parameters)
    for gradient in gradients:
        optimizer.step(parameters, gradient, 0.0)
    np.testing.assert_array_equal(parameters, before)


@EVERY
def test_a_gradient_of_zero_from_the_start_changes_nothing(name: str) -> None:
    parameters, _ = parameters_and_gradients()
    before, optimizer = parameters.copy(), OPTIMIZERS[name](parameters)
    optimizer.step(parameters, np.zeros(6), 0.1)
    np.testing.assert_array_equal(parameters, before)


@EVERY
def test_memory_and_steps_are_all_the_state(name: str) -> None:
    parameters, gradients = parameters_and_gradients(steps=20)
    optimizer = OPTIMIZERS[name](parameters)
    for gradient in gradients[:10]:
        optimizer.step(parameters, gradient, 0.1)
    assert optimizer.steps == 10
    assert set(optimizer.memory) == set(optimizer.remembers)
    other, copied = OPTIMIZERS[name](np.full(6, np.nan)), parameters.copy()
    other.steps = optimizer.steps
    for vector in other.memory:
        other.memory[vector][:] = optimizer.memory[vector]
    for gradient in gradients[10:]:
        optimizer.step(parameters, gradient, 0.1)
        other.step(copied, gradient, 0.1)
        np.testing.assert_array_equal(copied, parameters)


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_memory_has_the_parameters_type_and_size(name: str, dtype: type) -> None:
    memory = OPTIMIZERS[name](np.ones(7, dtype)).memory.values()
    assert all((vector.shape, vector.dtype) == ((7,), dtype) for vector in memory)


def test_only_adamw_decays_by_itself() -> None:
    assert [name for name, optimizer in OPTIMIZERS.items() if optimizer.decoupled_decay] == ["adamw"]
