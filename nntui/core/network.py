"""A fully connected network whose parameters and gradient are one flat vector each.

Activations are kept as units × batch, with one more row of ones: the bias is then a column of the weights, and its
gradient falls out of the same matrix product. One NumPy call costs about a microsecond whatever it does, so at the
sizes of a playground the art is to make few calls, into buffers that are already there.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nntui.core.activations import ACTIVATIONS, Activation
from nntui.core.arrays import Array, with_ones
from nntui.core.initializers import Initializer
from nntui.core.losses import Loss

_WORKSPACES_KEPT = 6


class Network:
    """Layers of `sizes` units (inputs first, outputs last); `activations` has one name per hidden layer.

    parameters, gradient: flat vectors of `dtype`, layer by layer; in each layer a row per unit, a column per
    input and a last column for the bias. `weights` and `weight_gradients` are views of the same numbers.
    Raises ValueError where sizes and activations do not fit together.
    """

    def __init__(
        self, sizes: Sequence[int], activations: Sequence[str], loss: Loss, dtype: npt.DTypeLike = np.float32
    ) -> None:
        if len(sizes) < 2 or min(sizes) < 1 or len(activations) != len(sizes) - 2:
            raise ValueError(f"sizes {tuple(sizes)} and activations {tuple(activations)} do not fit together")
        self.sizes = tuple(sizes)
        self.activations = tuple(activations)
        self.loss = loss
        shapes = [(units, fan_in + 1) for fan_in, units in pairwise(self.sizes)]
        self.parameters: Array = np.zeros(sum(units * columns for units, columns in shapes), dtype)
        self.gradient: Array = np.zeros_like(self.parameters)
        self.weights = _views(self.parameters, shapes)
        self.weight_gradients = _views(self.gradient, shapes)
        self._workspaces: dict[tuple[int, bool], _Workspace] = {}
        self._current: _Workspace | None = None

    def initialize(self, initializer: Initializer, rng: np.random.Generator) -> None:
        """Draw new weights and biases."""
        for weights in self.weights:
            units, columns = weights.shape
            weights[:, :-1], weights[:, -1] = initializer(rng, columns - 1, units)

    def forward(self, inputs: Array, masks: Sequence[Array] = ()) -> Array:
        """Logits (outputs × batch) of `inputs` ((features + 1) × batch, the last row ones).

        masks: for dropout, one array of units × batch a hidden layer: 0 for a unit that is dropped, 1 / (1 − p) for
        one that is kept, so that sums keep their mean (inverted dropout: Srivastava et al., 2014).
        The result is a buffer of the network: the next forward() of the same batch size overwrites it.
        """
        key = inputs.shape[1], bool(masks)
        space = self._current = self._workspaces.get(key) or self._new_workspace(key)
        space.inputs, space.masks = inputs, masks
        layer_input = inputs
        for index, layer in enumerate(space.hidden):
            np.dot(layer.weights, layer_input, layer.logits)
            layer.activation.value(layer.logits, layer.values, layer.scratch)
            if masks:
                np.multiply(layer.values, masks[index], out=layer.outputs)
            layer_input = layer.padded
        np.dot(self.weights[-1], layer_input, space.logits)
        return space.logits

    def backward(self, targets: Array) -> None:
        """Fill `gradient` with d(mean loss)/d(parameters) for the batch of the last forward().

        targets: outputs × batch. Raises RuntimeError where no forward() came before.
        """
        space = self._current
        if space is None:
            raise RuntimeError("backward() needs a forward() before it")
        delta = space.delta
        self.loss.gradient(space.logits, targets, delta, space.scratch)
        for layer in reversed(space.hidden):
            np.dot(delta, layer.padded.T, layer.next_gradient)
            np.dot(layer.next_weights.T, delta, layer.padded_delta)
            delta = layer.delta
            layer.activation.derivative(layer.logits, layer.values, layer.slope, layer.scratch)
            np.multiply(delta, layer.slope, out=delta)
            if space.masks:
                np.multiply(delta, space.masks[layer.index], out=delta)
        np.dot(delta, space.inputs.T, self.weight_gradients[0])

    def predict(self, samples: Array) -> Array:
        """What the network answers, batch × outputs, for samples given as batch × features."""
        with np.errstate(all="ignore"):  # weights about to diverge may overflow; the answer is then nan
            outputs = self.forward(with_ones(samples, self.parameters.dtype)).copy()
            self.loss.outputs(outputs, outputs)
        return outputs.T

    def layer_values(self, samples: Array) -> list[Array]:
        """What every layer after the inputs puts out, batch × units each; the last is what predict() answers."""
        outputs = self.predict(samples)
        assert self._current is not None
        return [*(layer.values.T.copy() for layer in self._current.hidden), outputs]

    def _new_workspace(self, key: tuple[int, bool]) -> "_Workspace":
        if len(self._workspaces) >= _WORKSPACES_KEPT:
            self._workspaces.clear()
        space = self._workspaces[key] = _Workspace(self, *key)
        return space


class _HiddenLayer:
    """The buffers of one hidden layer at one batch size, and what its two passes need of the network.

    padded: outputs and a row of ones, the input of the next layer. Logits, values and outputs (values after dropout)
    share memory where the backward pass does not need them apart. next_weights, next_gradient: of the layer that
    this one feeds.
    """

    def __init__(self, network: Network, index: int, batch: int, dropout: bool) -> None:
        units, dtype = network.sizes[index + 1], network.parameters.dtype
        self.index = index
        self.activation: Activation = ACTIVATIONS[network.activations[index]]
        self.weights = network.weights[index]
        self.next_weights, self.next_gradient = network.weights[index + 1], network.weight_gradients[index + 1]
        self.padded: Array = np.ones((units + 1, batch), dtype)
        self.outputs = self.padded[:-1]  # contiguous: a matrix product can write there
        self.values: Array = np.empty((units, batch), dtype) if dropout else self.outputs
        self.logits: Array = np.empty((units, batch), dtype) if self.activation.keeps_logits else self.values
        self.padded_delta: Array = np.empty((units + 1, batch), dtype)
        self.delta = self.padded_delta[:-1]
        self.slope: Array = np.empty((units, batch), dtype)
        self.scratch: list[Array] = [np.empty((units, batch), dtype) for _ in range(self.activation.temporaries)]


class _Workspace:
    """The buffers of one forward and backward pass at one batch size."""

    def __init__(self, network: Network, batch: int, dropout: bool) -> None:
        dtype, outputs = network.parameters.dtype, network.sizes[-1]
        self.hidden = [_HiddenLayer(network, index, batch, dropout) for index in range(len(network.activations))]
        self.inputs: Array = np.empty((0, batch), dtype)
        self.masks: Sequence[Array] = ()
        self.logits: Array = np.empty((outputs, batch), dtype)
        self.delta: Array = np.empty((outputs, batch), dtype)
        self.scratch: list[Array] = [np.empty((outputs, batch), dtype) for _ in range(network.loss.temporaries)]


def _views(flat: Array, shapes: Sequence[tuple[int, int]]) -> list[Array]:
    views, start = [], 0
    for rows, columns in shapes:
        views.append(flat[start : start + rows * columns].reshape(rows, columns))
        start += rows * columns
    return views
