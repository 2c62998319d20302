"""Is backward() right? Compare it with central differences of the loss."""

from collections.abc import Sequence

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.core.network import Network
from nntui.core.penalties import Penalties

_STEPS = (1e-5, 1e-4, 1e-6, 1e-7, 1e-8)
"""Distances h to go up and down. The first suits nearly all; a longer one drowns less in rounding, and a shorter one
does not reach the kink of a ReLU. A right gradient agrees at one of them, a wrong one at none."""

_DOUBTFUL = 1e-7
"""A relative error from which on the next distance is tried."""

_FLOOR, _ROUNDINGS = 1e-4, 1e7


def gradient_errors(
    network: Network,
    inputs: Array,
    targets: Array,
    penalties: Penalties | None = None,
    masks: Sequence[Array] = (),
) -> list[float]:
    """The worst relative error of each layer, input side first.

    inputs: (features + 1) × batch with a last row of ones; targets: outputs × batch; masks: those of dropout, fixed;
    the network in float64 (in float32 the differences drown in rounding): raises ValueError otherwise. The error of a
    parameter is |b − d| / max(|b| + |d|, floor), where b comes from backward() and d = (L(w + h) − L(w − h)) / 2h; the
    floor keeps gradients that are zero up to rounding from counting as wrong.
    """
    if network.parameters.dtype != np.float64:
        raise ValueError("a gradient check needs a network in float64")
    penalties = penalties or Penalties(network)
    logits = network.forward(inputs, masks)
    size = max(abs(network.loss.value(logits, targets)), float(np.abs(logits).max()))
    network.backward(targets)
    penalties.add_l1(network.gradient, network.parameters)
    penalties.add_l2(network.gradient, network.parameters)
    slopes = _penalty_slopes(penalties, network.parameters)
    errors = np.full_like(network.parameters, np.inf)
    for step in _STEPS:
        doubtful = np.flatnonzero(errors > _DOUBTFUL)
        found = _differences(network, inputs, targets, masks, doubtful, step) + slopes[doubtful]
        expected = network.gradient[doubtful]
        floor = max(_FLOOR, _ROUNDINGS * np.finfo(np.float64).eps * size / step)
        off = np.abs(expected - found) / np.maximum(np.abs(expected) + np.abs(found), floor)
        errors[doubtful] = np.minimum(errors[doubtful], off)
    ends = np.cumsum([weights.size for weights in network.weights])
    return [float(layer.max()) for layer in np.split(errors, ends[:-1])]


def _differences(
    network: Network, inputs: Array, targets: Array, masks: Sequence[Array], indices: IntArray, step: float
) -> Array:
    """The central differences of the loss without penalties in some of the parameters."""

    def loss_at(index: int, value: float) -> float:
        network.parameters[index] = value
        return network.loss.value(network.forward(inputs, masks), targets)

    found = np.empty(len(indices))
    for place, index in enumerate(indices):
        original = network.parameters[index]
        found[place] = (loss_at(index, original + step) - loss_at(index, original - step)) / (2 * step)
        network.parameters[index] = original
    return found


def _penalty_slopes(penalties: Penalties, parameters: Array) -> Array:
    """The central differences of the penalties, a parameter at a time: their sum would drown that of the loss.

    Half a weight is as far as one may go without reaching the kink of L1 at zero.
    """
    steps = np.where(parameters == 0, 1.0, np.abs(parameters) / 2)
    slopes: Array = (penalties.terms(parameters + steps) - penalties.terms(parameters - steps)) / (2 * steps)
    return slopes
