import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import with_ones
from nntui.core.gradient_check import gradient_errors
from nntui.core.initializers import INITIALIZERS
from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.core.optimizers import OPTIMIZERS

PAIRS = [(name, output) for name, loss in LOSSES.items() for output in loss.allowed_outputs]
DEPTHS = [(), (5,), (5, 4, 3)]


def network_and_batch(
    hidden: tuple[int, ...], activation: str, loss: str, output: str, seed: int, inputs: int = 3, outputs: int = 4
) -> tuple[Network, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    network = Network((inputs, *hidden, outputs), (activation,) * len(hidden), LOSSES[loss](output), np.float64)
    network.parameters[:] = rng.normal(0, 0.8, network.parameters.size)  # biases as well
    samples = rng.normal(size=(6, inputs))
    return network, samples, np.eye(outputs)[:, rng.integers(outputs, size=6)]


def naive_preactivations(network: Network, samples: np.ndarray) -> list[np.ndarray]:
    """Batch × units of every layer before its activation, from weights and biases apart."""
    found, values = [], samples
    for layer, matrix in enumerate(network.weights):
        weights, biases = matrix[:, :-1], matrix[:, -1]
        found.append(values @ weights.T + biases)
        if layer < len(network.activations):
            values = np.empty_like(found[-1])
            ACTIVATIONS[network.activations[layer]].value(found[-1], values)
    return found


def away_from_kinks(*description: object) -> tuple[Network, np.ndarray, np.ndarray]:
    """The first draw in which no unit is so near to 0 that a central difference would straddle a kink."""
    for seed in range(100):
        network, samples, targets = network_and_batch(*description, seed)  # type: ignore[arg-type]
        if min(np.abs(z).min() for z in naive_preactivations(network, samples)) > 1e-3:
            return network, samples, targets
    raise AssertionError("every draw has a unit near its kink")


@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_backward_matches_central_differences(hidden: tuple[int, ...], activation: str, loss: str, output: str) -> None:
    network, samples, targets = away_from_kinks(hidden, activation, loss, output)
    errors = gradient_errors(network, with_ones(samples, np.float64), targets)
    assert len(errors) == len(hidden) + 1
    assert max(errors) < 1e-5
    assert np.abs(network.gradient).max() > 1e-4


def test_gradient_check_finds_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    network, samples, targets = away_from_kinks((5,), "tanh", "mse", "linear")
    right = Network.backward

    def wrong(self: Network, targets: np.ndarray) -> None:
        right(self, targets)
        self.weight_gradients[1][0, 0] *= 1.01

    monkeypatch.setattr(Network, "backward", wrong)
    first, second = gradient_errors(network, with_ones(samples, np.float64), targets)
    assert first < 1e-5
    assert second > 1e-3


def test_gradient_check_leaves_the_parameters_as_they_were() -> None:
    network, samples, targets = away_from_kinks((5,), "tanh", "mse", "linear")
    before = network.parameters.copy()
    gradient_errors(network, with_ones(samples, np.float64), targets)
    np.testing.assert_array_equal(network.parameters, before)


def test_gradient_check_refuses_float32() -> None:
    network = Network((2, 1), (), LOSSES["mse"]("linear"))
    with pytest.raises(ValueError, match="float64"):
        gradient_errors(network, np.ones((3, 1), np.float32), np.ones((1, 1), np.float32))


@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_matches_a_naive_network(hidden: tuple[int, ...], activation: str) -> None:
    network, samples, _ = network_and_batch(hidden, activation, "cross_entropy", "softmax", seed=1)
    logits = naive_preactivations(network, samples)[-1]
    np.testing.assert_allclose(network.forward(with_ones(samples, np.float64)).T, logits, rtol=1e-12, atol=1e-14)
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(network.predict(samples), softmax, rtol=1e-12)


def test_each_hidden_layer_has_its_own_activation() -> None:
    network, samples, targets = network_and_batch((4, 4), "tanh", "mse", "linear", seed=1)
    mixed = Network(network.sizes, ("relu", "sigmoid"), network.loss, np.float64)
    mixed.parameters[:] = network.parameters
    logits = naive_preactivations(mixed, samples)[-1]
    np.testing.assert_allclose(mixed.predict(samples), logits, rtol=1e-12)
    assert max(gradient_errors(mixed, with_ones(samples, np.float64), targets)) < 1e-5


def test_batches_of_many_sizes_do_not_disturb_each_other() -> None:
    network, _, _ = network_and_batch((5,), "tanh", "mse", "linear", seed=1)
    rng = np.random.default_rng(0)
    for batch in (1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 1):  # more sizes than there are workspaces
        samples = rng.normal(size=(batch, 3))
        np.testing.assert_allclose(network.predict(samples), naive_preactivations(network, samples)[-1], rtol=1e-12)


def test_predict_takes_no_samples_at_all() -> None:
    network, _, _ = network_and_batch((5,), "tanh", "cross_entropy", "softmax", seed=1)
    assert network.predict(np.empty((0, 3))).shape == (0, 4)


def test_predictions_are_not_overwritten_by_the_next() -> None:
    network, samples, _ = network_and_batch((5,), "tanh", "cross_entropy", "softmax", seed=1)
    first = network.predict(samples)
    before = first.copy()
    network.predict(samples + 1)
    np.testing.assert_array_equal(first, before)


def test_weights_and_gradients_are_views_of_one_flat_vector() -> None:
    network = Network((3, 5, 2), ("tanh",), LOSSES["mse"]("linear"))
    for flat, views in ((network.parameters, network.weights), (network.gradient, network.weight_gradients)):
        assert [view.shape for view in views] == [(5, 4), (2, 6)]
        assert flat.shape == (5 * 4 + 2 * 6,)
        flat[:] = np.arange(flat.size)
        np.testing.assert_array_equal(np.concatenate([view.ravel() for view in views]), flat)
        views[1][0, 0] = -1
        assert flat[20] == -1


def test_float32_is_the_default_and_float64_on_request() -> None:
    for dtype, expected in ((None, np.float32), (np.float64, np.float64)):
        network = Network((2, 3, 1), ("relu",), LOSSES["mse"]("linear"), *([dtype] if dtype else []))
        samples = np.ones((4, 2))
        logits = network.forward(with_ones(samples, network.parameters.dtype))
        network.backward(np.ones((1, 4), network.parameters.dtype))
        arrays = (network.parameters, network.gradient, logits, network.predict(samples))
        assert [array.dtype for array in arrays] == [expected] * 4


def test_backward_needs_a_forward_of_its_own() -> None:
    network, samples, targets = network_and_batch((5,), "tanh", "mse", "linear", seed=1)
    with pytest.raises(RuntimeError, match="forward"):
        network.backward(targets)
    network.forward(with_ones(samples, np.float64))
    network.backward(targets)
    with pytest.raises(RuntimeError, match="forward"):
        network.backward(targets)


@pytest.mark.parametrize(
    ("sizes", "activations"), [((3,), ()), ((3, 0), ()), ((3, 2), ("tanh",)), ((3, 4, 2), ()), ((0, 2), ())]
)
def test_sizes_that_do_not_fit_are_refused(sizes: tuple[int, ...], activations: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Network(sizes, activations, LOSSES["mse"]("linear"))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initialize_draws_weights_and_zeroes_biases(name: str) -> None:
    network = Network((30, 40, 20), ("tanh",), LOSSES["mse"]("linear"))
    network.parameters.fill(7)
    network.initialize(INITIALIZERS[name], np.random.default_rng(5))
    first = network.parameters.copy()
    assert all((weights[:, -1] == 0).all() for weights in network.weights)
    assert not (network.parameters == 7).any()
    network.initialize(INITIALIZERS[name], np.random.default_rng(5))
    np.testing.assert_array_equal(network.parameters, first)


def test_xavier_fills_its_bounds() -> None:
    sizes = (30, 40, 20)
    network = Network(sizes, ("tanh",), LOSSES["mse"]("linear"), np.float64)
    network.initialize(INITIALIZERS["xavier"], np.random.default_rng(5))
    for weights, (fan_in, fan_out) in zip(network.weights, pairwise(sizes), strict=True):
        limit = np.sqrt(6 / (fan_in + fan_out))
        assert weights[:, :-1].shape == (fan_out, fan_in)
        assert 0.95 * limit < np.abs(weights[:, :-1]).max() <= limit
        assert np.abs(weights[:, :-1].mean()) < 0.1 * limit
    network.initialize(INITIALIZERS["xavier"], np.random.default_rng(6))
    other = network.parameters.copy()
    network.initialize(INITIALIZERS["xavier"], np.random.default_rng(5))
    assert (network.parameters != other).any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_a_step_of_training_allocates_no_arrays(loss: str, output: str, optimizer: str) -> None:
    batch = 128
    network = Network((20, 64, 64, 10), ("relu", "tanh"), LOSSES[loss](output))
    network.initialize(INITIALIZERS["xavier"], np.random.default_rng(0))
    descent = OPTIMIZERS[optimizer](network.parameters)
    inputs = with_ones(np.random.default_rng(1).normal(size=(batch, 20)))
    targets = np.zeros((10, batch), np.float32)

    def train(steps: int) -> None:
        for _ in range(steps):
            network.forward(inputs)
            network.backward(targets)
            descent.step(network.parameters, network.gradient, 1e-3, 0.9)

    train(5)
    tracemalloc.start()
    try:
        train(50)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # NumPy's own scratch for a row spread over rows is 6 KB; a hidden layer's matrix is 16 KB, its activations 32 KB
    assert peak < network.weights[1].nbytes / 2
