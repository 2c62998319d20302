"""backward() against central differences, for everything that has a part in the gradient."""

import numpy as np
import pytest
from small_networks import PAIRS, away_from_kinks, small_network

from nntui.core.activations import ACTIVATIONS
from nntui.core.gradient_check import gradient_errors
from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.core.penalties import Penalties

WORST = 1e-6
REGULARISERS = {"none": (0, 0, False), "l1": (0.1, 0, False), "l2": (0, 0.1, False), "dropout": (0, 0, True)}
EVERY_LOSS = pytest.mark.parametrize(("loss", "output"), PAIRS)
EVERY_ACTIVATION = pytest.mark.parametrize("activation", ACTIVATIONS)


@pytest.mark.parametrize("regulariser", REGULARISERS)
@EVERY_ACTIVATION
@EVERY_LOSS
def test_every_combination_is_right(activation: str, loss: str, output: str, regulariser: str) -> None:
    l1, l2, masked = REGULARISERS[regulariser]
    small = away_from_kinks((4,), activation, loss, output, masked)
    penalties = Penalties(small.network, l1, l2)
    errors = gradient_errors(small.network, small.inputs, small.targets, penalties, small.masks)
    assert len(errors) == 2
    assert max(errors) < WORST
    assert np.abs(small.network.gradient).max() > 1e-4


@pytest.mark.parametrize("hidden", [(), (5,), (5, 4, 3)], ids=str)
@pytest.mark.parametrize("masked", [False, True])
@EVERY_ACTIVATION
def test_every_depth_is_right(hidden: tuple[int, ...], activation: str, masked: bool) -> None:
    small = away_from_kinks(hidden, activation, "cross_entropy", "softmax", masked)
    penalties = Penalties(small.network, 0.1, 0.2)
    errors = gradient_errors(small.network, small.inputs, small.targets, penalties, small.masks)
    assert len(errors) == len(hidden) + 1
    assert max(errors) < WORST


def test_a_unit_that_is_dropped_has_no_gradient() -> None:
    small = small_network((5, 4), "tanh", "mse", "linear", seed=1)
    small.masks[1][2] = 0
    small.network.forward(small.inputs, small.masks)
    small.network.backward(small.targets)
    _, second, third = small.network.weight_gradients
    assert (second[2] == 0).all()
    assert (third[:, 2] == 0).all()
    assert np.count_nonzero(small.network.gradient) > 30


def test_the_check_finds_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    small = away_from_kinks((5,), "tanh", "mse", "linear")
    right = Network.backward

    def wrong(self: Network, targets: np.ndarray) -> None:
        right(self, targets)
        self.weight_gradients[1][0, 0] *= 1.01

    monkeypatch.setattr(Network, "backward", wrong)
    first, second = gradient_errors(small.network, small.inputs, small.targets)
    assert first < WORST
    assert second > 1e-3


def test_the_check_finds_a_wrong_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    small = away_from_kinks((5,), "tanh", "mse", "linear")
    monkeypatch.setattr(Penalties, "terms", lambda _, parameters: 0 * parameters)
    assert min(gradient_errors(small.network, small.inputs, small.targets, Penalties(small.network, 0, 0.1))) > 1e-3


def test_the_check_leaves_the_parameters_as_they_were() -> None:
    small = away_from_kinks((5,), "tanh", "mse", "linear", masked=True)
    before = small.network.parameters.copy()
    gradient_errors(small.network, small.inputs, small.targets, Penalties(small.network, 0.1, 0.1), small.masks)
    np.testing.assert_array_equal(small.network.parameters, before)


def test_the_check_refuses_float32() -> None:
    network = Network((2, 1), (), LOSSES["mse"]("linear"))
    with pytest.raises(ValueError, match="float64"):
        gradient_errors(network, np.ones((3, 1), np.float32), np.ones((1, 1), np.float32))
