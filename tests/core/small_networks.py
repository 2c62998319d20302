"""Small networks in float64 with data to try them on, away from where central differences are wrong."""

from dataclasses import dataclass

import numpy as np

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import with_ones
from nntui.core.losses import LOSSES
from nntui.core.network import Network

PAIRS = [(name, output) for name, loss in LOSSES.items() for output in loss.allowed_outputs]
FAR = 1e-3
"""How far from a kink a number must be."""


@dataclass
class Small:
    """samples: 6 × 3. targets: 4 × 6. masks: for dropout, one of units × 6 a hidden layer."""

    network: Network
    samples: np.ndarray
    targets: np.ndarray
    masks: list[np.ndarray]

    @property
    def inputs(self) -> np.ndarray:
        return with_ones(self.samples, np.float64)


def small_network(hidden: tuple[int, ...], activation: str, loss: str, output: str, seed: int) -> Small:
    rng = np.random.default_rng(seed)
    network = Network((3, *hidden, 4), (activation,) * len(hidden), LOSSES[loss](output), np.float64)
    network.parameters[:] = rng.normal(0, 0.8, network.parameters.size)  # biases as well
    masks = [(rng.random((units, 6)) > 0.25) / 0.75 for units in hidden]
    return Small(network, rng.normal(size=(6, 3)), np.eye(4)[:, rng.integers(4, size=6)], masks)


def naive_logits(network: Network, samples: np.ndarray, masks: list[np.ndarray] | None = None) -> list[np.ndarray]:
    """Batch × units of every layer before its activation, from weights and biases apart."""
    found, values = [], samples
    for layer, matrix in enumerate(network.weights):
        weights, biases = matrix[:, :-1], matrix[:, -1]
        found.append(values @ weights.T + biases)
        if layer < len(network.activations):
            activation, values = ACTIVATIONS[network.activations[layer]], np.empty_like(found[-1])
            activation.value(found[-1], values, [np.empty_like(values) for _ in range(activation.temporaries)])
            values = values * masks[layer].T if masks else values
    return found


def away_from_kinks(hidden: tuple[int, ...], activation: str, loss: str, output: str, masked: bool = False) -> Small:
    """The first draw with no number so near to a kink that a central difference would straddle it."""
    for seed in range(200):
        small = small_network(hidden, activation, loss, output, seed)
        if not masked:
            small.masks = []
        logits = naive_logits(small.network, small.samples, small.masks)
        answers = np.empty_like(logits[-1])
        small.network.loss.outputs(logits[-1], answers)
        differences = np.abs(answers - small.targets.T)  # of the output: 0 is the kink of MAE, 1 that of Huber's loss
        near = [*logits, small.network.parameters]
        if loss in ("mae", "huber"):
            alive = np.abs(logits[-1]) > 0 if output != "relu" else logits[-1] > 0
            near += [differences[alive], differences[alive] - 1]
        if min(np.abs(numbers).min(initial=1) for numbers in near) > FAR:
            return small
    raise AssertionError("every draw has a number near a kink")
