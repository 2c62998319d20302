import numpy as np
import pytest
from small_networks import PAIRS, naive_logits, small_network

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import with_ones
from nntui.core.gradient_check import gradient_errors
from nntui.core.losses import LOSSES
from nntui.core.network import Network

DEPTHS = [(), (5,), (5, 4, 3)]


@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_matches_a_naive_network(hidden: tuple[int, ...], activation: str) -> None:
    small = small_network(hidden, activation, "cross_entropy", "softmax", seed=1)
    network, samples = small.network, small.samples
    logits = naive_logits(network, samples)[-1]
    np.testing.assert_allclose(network.forward(with_ones(samples, np.float64)).T, logits, rtol=1e-12, atol=1e-14)
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(network.predict(samples), softmax, rtol=1e-12)


def test_each_hidden_layer_has_its_own_activation() -> None:
    small = small_network((4, 4), "tanh", "mse", "linear", seed=1)
    mixed = Network(small.network.sizes, ("gelu", "sigmoid"), small.network.loss, np.float64)
    mixed.parameters[:] = small.network.parameters
    logits = naive_logits(mixed, small.samples)[-1]
    np.testing.assert_allclose(mixed.predict(small.samples), logits, rtol=1e-12)
    assert max(gradient_errors(mixed, small.inputs, small.targets)) < 1e-6


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_masks_drop_units_in_training_and_prediction_has_none(activation: str) -> None:
    small = small_network((5, 4), activation, "mse", "linear", seed=1)
    network = small.network
    plain = network.predict(small.samples)
    dropped = network.forward(small.inputs, small.masks).copy()
    np.testing.assert_allclose(dropped.T, naive_logits(network, small.samples, small.masks)[-1], rtol=1e-12)
    np.testing.assert_array_equal(network.predict(small.samples), plain)
    assert not np.array_equal(dropped.T, plain)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_predict_gives_the_losss_outputs(loss: str, output: str) -> None:
    small = small_network((5,), "tanh", loss, output, seed=1)
    logits = small.network.forward(small.inputs).copy()
    outputs = np.empty_like(logits)
    small.network.loss.outputs(logits, outputs)
    np.testing.assert_array_equal(small.network.predict(small.samples), outputs.T)


def test_batches_of_many_sizes_do_not_disturb_each_other() -> None:
    network = small_network((5,), "tanh", "mse", "linear", seed=1).network
    rng = np.random.default_rng(0)
    for batch in (1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 1):  # more sizes than there are workspaces
        samples = rng.normal(size=(batch, 3))
        np.testing.assert_allclose(network.predict(samples), naive_logits(network, samples)[-1], rtol=1e-12)


def test_predict_takes_no_samples_at_all() -> None:
    network = small_network((5,), "tanh", "cross_entropy", "softmax", seed=1).network
    assert network.predict(np.empty((0, 3))).shape == (0, 4)


def test_predictions_are_not_overwritten_by_the_next() -> None:
    small = small_network((5,), "tanh", "cross_entropy", "softmax", seed=1)
    network, samples = small.network, small.samples
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


def test_backward_needs_a_forward() -> None:
    small = small_network((5,), "tanh", "mse", "linear", seed=1)
    with pytest.raises(RuntimeError, match="forward"):
        small.network.backward(small.targets)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_backward_may_be_repeated_with_other_targets(activation: str) -> None:
    small = small_network((5, 4), activation, "mse", "tanh", seed=1)
    network = small.network
    network.forward(small.inputs, small.masks)
    network.backward(small.targets)
    first = network.gradient.copy()
    network.backward(-small.targets)
    assert (network.gradient != first).any()
    network.backward(small.targets)
    np.testing.assert_array_equal(network.gradient, first)


@pytest.mark.parametrize(
    ("sizes", "activations"), [((3,), ()), ((3, 0), ()), ((3, 2), ("tanh",)), ((3, 4, 2), ()), ((0, 2), ())]
)
def test_sizes_that_do_not_fit_are_refused(sizes: tuple[int, ...], activations: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Network(sizes, activations, LOSSES["mse"]("linear"))
