"""Is backward() right? Compare it with central differences of the loss."""

import numpy as np

from nntui.core.arrays import Array
from nntui.core.network import Network

_STEP = 1e-5


def gradient_errors(network: Network, inputs: Array, targets: Array) -> list[float]:
    """The worst relative error of each layer, input side first.

    inputs: (features + 1) × batch with a last row of ones; targets: outputs × batch; the network in float64 (in
    float32 the differences drown in rounding). The error of a parameter is |b − d| / max(|b| + |d|, 1e-4), where b
    comes from backward() and d = (L(w + h) − L(w − h)) / 2h with h = 1e-5; the floor keeps gradients that are
    zero up to rounding from counting as wrong.
    """
    if network.parameters.dtype != np.float64:
        raise ValueError("a gradient check needs a network in float64")
    network.forward(inputs)
    network.backward(targets)
    differences = _central_differences(network, inputs, targets)
    errors, start = [], 0
    for gradient in network.weight_gradients:
        difference = differences[start : start + gradient.size].reshape(gradient.shape)
        start += gradient.size
        scale = np.maximum(np.abs(gradient) + np.abs(difference), 1e-4)
        errors.append(float((np.abs(gradient - difference) / scale).max()))
    return errors


def _central_differences(network: Network, inputs: Array, targets: Array) -> Array:
    differences = np.empty_like(network.parameters)
    for index, original in enumerate(network.parameters.copy()):
        losses = []
        for shifted in (original + _STEP, original - _STEP):
            network.parameters[index] = shifted
            losses.append(network.loss.value(network.forward(inputs), targets))
        network.parameters[index] = original
        differences[index] = (losses[0] - losses[1]) / (2 * _STEP)
    return differences
