"""A step of training makes no array: all its room is there from the first step on."""

import tracemalloc

import numpy as np
import pytest
from small_networks import PAIRS

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import with_ones
from nntui.core.descent import descend
from nntui.core.dropout import Dropout
from nntui.core.initializers import INITIALIZERS
from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.core.optimizers import OPTIMIZERS
from nntui.core.penalties import Penalties

BATCH, SIZES = 256, (40, 200, 200, 64)
"""Activations are 200 KB a hidden layer, logits 64 KB, parameters 245 KB."""
AT_ONCE = 40_000
"""Bytes a step may have at a time: a NumPy function that converts or repeats numbers has a buffer for 8192 of them."""
IN_THE_END = 4_000
"""Bytes that five steps may leave behind: a few Python objects."""

WITH_AND_WITHOUT_DROPOUT = pytest.mark.parametrize("dropout", [0.0, 0.2])


def assert_steps_make_no_array(activation: str, loss: str, output: str, optimizer: str, dropout: float) -> None:
    network = Network(SIZES, (activation,) * 2, LOSSES[loss](output))
    network.initialize(INITIALIZERS["xavier"], np.random.default_rng(0))
    descent, penalties = OPTIMIZERS[optimizer](network.parameters), Penalties(network, 0.01, 0.01)
    source = Dropout(SIZES[1:-1], np.random.default_rng(2))
    inputs = with_ones(np.random.default_rng(1).normal(size=(BATCH, SIZES[0])))
    targets = np.zeros((SIZES[-1], BATCH), np.float32)

    def train(steps: int) -> None:
        for _ in range(steps):
            network.forward(inputs, source.draw(dropout, BATCH) if dropout else ())
            network.backward(targets)
            descend(network.parameters, network.gradient, 1e-3, descent, penalties, 1e-3)

    train(2)
    tracemalloc.start()
    try:
        train(5)
        left, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < AT_ONCE
    assert left < IN_THE_END


@WITH_AND_WITHOUT_DROPOUT
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_activation_makes_an_array(activation: str, dropout: float) -> None:
    assert_steps_make_no_array(activation, "mse", "linear", "sgd", dropout)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_no_loss_makes_an_array(loss: str, output: str) -> None:
    assert_steps_make_no_array("relu", loss, output, "sgd", 0.0)


@WITH_AND_WITHOUT_DROPOUT
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_optimizer_makes_an_array(optimizer: str, dropout: float) -> None:
    assert_steps_make_no_array("relu", "cross_entropy", "softmax", optimizer, dropout)
