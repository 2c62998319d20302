"""Is backward() right? Compare it with central differences of the loss."""

from collections.abc import Sequence

import numpy as np

from nntui.core.arrays import Array
from nntui.core.network import Network
from nntui.core.penalties import Penalties

_STEP = 1e-5


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
    parameter is |b − d| / max(|b| + |d|, 1e-4), where b comes from backward() and d = (L(w + h) − L(w − h)) / 2h with
    h = 1e-5; the floor keeps gradients that are zero up to rounding from counting as wrong.
    """
    if network.parameters.dtype != np.float64:
        raise ValueError("a gradient check needs a network in float64")
    penalties = penalties or Penalties(network)

    def loss() -> float:
        return network.loss.value(network.forward(inputs, masks), targets) + penalties.value(network.parameters)

    network.forward(inputs, masks)
    network.backward(targets)
    penalties.add_to(network.gradient, network.parameters)
    differences = np.empty_like(network.parameters)
    for index, original in enumerate(network.parameters.copy()):
        network.parameters[index] = original + _STEP
        above = loss()
        network.parameters[index] = original - _STEP
        differences[index] = (above - loss()) / (2 * _STEP)
        network.parameters[index] = original
    scale = np.maximum(np.abs(network.gradient) + np.abs(differences), 1e-4)
    errors = np.abs(network.gradient - differences) / scale
    ends = np.cumsum([weights.size for weights in network.weights])
    return [float(layer.max()) for layer in np.split(errors, ends[:-1])]
