import tracemalloc

import numpy as np
import pytest

from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.core.penalties import Penalties, clip_by_norm


@pytest.fixture
def network() -> Network:
    network = Network((3, 5, 4, 2), ("tanh", "relu"), LOSSES["mse"]("linear"), np.float64)
    rng = np.random.default_rng(0)
    network.parameters[:], network.gradient[:] = rng.normal(size=(2, network.parameters.size))
    return network


def add(penalties: Penalties, network: Network) -> None:
    penalties.add_l1(network.gradient, network.parameters)
    penalties.add_l2(network.gradient, network.parameters)


def added(network: Network, penalties: Penalties) -> list[np.ndarray]:
    """What the penalties add to the gradient, layer by layer."""
    before = [gradient.copy() for gradient in network.weight_gradients]
    add(penalties, network)
    return [after - gradient for after, gradient in zip(network.weight_gradients, before, strict=True)]


@pytest.mark.parametrize(("l1", "l2"), [(0, 0), (0.3, 0), (0, 0.2), (0.3, 0.2)])
def test_the_gradient_is_that_of_the_formula_and_none_on_biases(network: Network, l1: float, l2: float) -> None:
    for weights, part in zip(network.weights, added(network, Penalties(network, l1, l2)), strict=True):
        expected = l1 * np.sign(weights) + l2 * weights
        expected[:, -1] = 0
        np.testing.assert_allclose(part, expected, rtol=0, atol=1e-15)


def test_the_terms_are_those_of_the_formula_and_counts_no_biases(network: Network) -> None:
    weights = np.concatenate([layer[:, :-1].ravel() for layer in network.weights])
    expected = 0.3 * np.abs(weights).sum() + 0.1 * (weights**2).sum()
    assert Penalties(network, 0.3, 0.2).terms(network.parameters).sum() == pytest.approx(expected, rel=1e-12)
    for layer in network.weights:
        layer[:, -1] = 100
    assert Penalties(network, 0.3, 0.2).terms(network.parameters).sum() == pytest.approx(expected, rel=1e-12)


def test_l1_pulls_no_weight_that_is_zero(network: Network) -> None:
    network.parameters.fill(0)
    assert not np.concatenate([part.ravel() for part in added(network, Penalties(network, 0.3, 0))]).any()


def test_decay_shrinks_weights_by_its_share_and_no_biases(network: Network) -> None:
    before = [layer.copy() for layer in network.weights]
    Penalties(network, 0.3, 0.2).decay(network.parameters, 0.1)
    for layer, old in zip(network.weights, before, strict=True):
        np.testing.assert_allclose(layer[:, :-1], old[:, :-1] * (1 - 0.1 * 0.2), rtol=1e-14)
        np.testing.assert_array_equal(layer[:, -1], old[:, -1])


def test_strengths_may_change_on_the_way(network: Network) -> None:
    changed = Penalties(network, 0.5, 0.5)
    changed.change(0.0, 0.2)
    assert (changed.l1, changed.l2) == (0.0, 0.2)
    start = network.gradient.copy()
    add(changed, network)
    found = network.gradient.copy()
    network.gradient[:] = start
    add(Penalties(network, 0.0, 0.2), network)
    np.testing.assert_array_equal(found, network.gradient)


def test_penalties_leave_the_parameters_alone(network: Network) -> None:
    before = network.parameters.copy()
    add(Penalties(network, 0.3, 0.2), network)
    np.testing.assert_array_equal(network.parameters, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_long_gradient_is_cut_to_the_limit_and_keeps_its_direction(dtype: type) -> None:
    gradient = np.array([3, -4, 0, 12], dtype)
    clip_by_norm(gradient, 0.5)
    assert np.linalg.norm(gradient) == pytest.approx(0.5, rel=1e-6)
    np.testing.assert_allclose(gradient / gradient[0], [1, -4 / 3, 0, 4], rtol=1e-6)
    assert gradient.dtype == dtype


@pytest.mark.parametrize("gradient", [[0.3, -0.4], [0.0, 0.0]])
def test_a_short_gradient_is_left_as_it_is(gradient: list[float]) -> None:
    clipped = np.array(gradient)
    clip_by_norm(clipped, 0.5)
    np.testing.assert_array_equal(clipped, gradient)


@pytest.mark.parametrize(("dtype", "scale"), [(np.float32, 1e19), (np.float32, 2e37), (np.float64, 1e200)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_gradient_whose_squares_overflow_is_cut_as_any_other(dtype: type, scale: float, sign: int) -> None:
    direction = np.array([3, -4, 0, 12], dtype) * sign
    gradient = direction * dtype(scale)
    with np.errstate(over="ignore"):  # as in training
        clip_by_norm(gradient, 0.5)
    np.testing.assert_allclose(gradient, direction / 13 * 0.5, rtol=1e-6)
    assert gradient.dtype == dtype


@pytest.mark.parametrize("wild", [np.inf, -np.inf, np.nan])
def test_a_gradient_that_is_not_finite_does_not_pass_for_one_that_is(wild: float) -> None:
    gradient = np.array([1.0, wild, 2.0])
    with np.errstate(all="ignore"):
        clip_by_norm(gradient, 0.5)
    assert not np.isfinite(gradient).all()


def test_cutting_a_gradient_that_overflows_makes_no_array() -> None:
    gradient = np.full(100_000, -1e30, np.float32)
    with np.errstate(over="ignore"):
        clip_by_norm(gradient.copy(), 0.5)
        tracemalloc.start()
        try:
            clip_by_norm(gradient, 0.5)
            assert tracemalloc.get_traced_memory()[1] < 40_000  # of 400,000 that a copy takes
        finally:
            tracemalloc.stop()
    assert np.linalg.norm(gradient) == pytest.approx(0.5, rel=1e-5)
