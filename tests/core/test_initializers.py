from math import sqrt

import numpy as np
import pytest

from nntui.core.initializers import INITIALIZERS
from nntui.core.losses import LOSSES
from nntui.core.network import Network

FANS = [(30, 400), (400, 30), (100, 100)]
LIMITS = {"xavier": lambda i, o: sqrt(6 / (i + o)), "uniform": lambda *_: 1.0, "small": lambda *_: 0.5}
DEVIATIONS = {"he": lambda i: sqrt(2 / i), "lecun": lambda i: sqrt(1 / i)}
BIASES = {name: 0.1 if name == "small" else 0.0 for name in INITIALIZERS}


def draw(name: str, fan_in: int, fan_out: int, seed: int = 5) -> np.ndarray:
    weights, bias = INITIALIZERS[name](np.random.default_rng(seed), fan_in, fan_out)
    assert weights.shape == (fan_out, fan_in)
    assert bias == BIASES[name]
    return weights


def test_every_initializer_is_tested_here() -> None:
    assert {*LIMITS, *DEVIATIONS, "zeros"} == set(INITIALIZERS)


@pytest.mark.parametrize(("fan_in", "fan_out"), FANS)
@pytest.mark.parametrize("name", LIMITS)
def test_uniform_ones_fill_their_bounds_evenly(name: str, fan_in: int, fan_out: int) -> None:
    shares = draw(name, fan_in, fan_out).ravel() / LIMITS[name](fan_in, fan_out)
    assert 0.99 < np.abs(shares).max() <= 1
    assert np.abs(shares.mean()) < 0.03
    assert shares.var() == pytest.approx(1 / 3, rel=0.04)
    quarters = np.histogram(shares, 4, (-1, 1))[0] / shares.size
    np.testing.assert_allclose(quarters, 0.25, atol=0.025)


@pytest.mark.parametrize(("fan_in", "fan_out"), FANS)
@pytest.mark.parametrize("name", DEVIATIONS)
def test_normal_ones_have_their_deviation(name: str, fan_in: int, fan_out: int) -> None:
    scores = draw(name, fan_in, fan_out).ravel() / DEVIATIONS[name](fan_in)
    assert np.abs(scores.mean()) < 0.04
    assert scores.std() == pytest.approx(1, rel=0.03)
    assert (np.abs(scores) < 1).mean() == pytest.approx(0.683, abs=0.02)
    assert np.abs(scores).max() > 3


def test_zeros_are_zero() -> None:
    assert not draw("zeros", 30, 40).any()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_generator_decides(name: str) -> None:
    np.testing.assert_array_equal(draw(name, 6, 5, seed=1), draw(name, 6, 5, seed=1))
    assert name == "zeros" or (draw(name, 6, 5, seed=1) != draw(name, 6, 5, seed=2)).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_network_takes_weights_and_biases_of_every_layer(name: str) -> None:
    network = Network((30, 40, 20), ("tanh",), LOSSES["mse"]("linear"))
    network.parameters.fill(7)
    network.initialize(INITIALIZERS[name], np.random.default_rng(5))
    rng = np.random.default_rng(5)
    for layer, (fan_in, fan_out) in zip(network.weights, [(30, 40), (40, 20)], strict=True):
        weights, bias = INITIALIZERS[name](rng, fan_in, fan_out)
        np.testing.assert_array_equal(layer[:, :-1], weights.astype(np.float32))
        assert (layer[:, -1] == np.float32(bias)).all()
