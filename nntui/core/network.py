"""A fully connected network whose parameters and gradient are one flat vector each.

Activations are kept as units × batch, with one more row of ones: the bias is then a column of the weights, and its
gradient falls out of the same matrix product. One NumPy call costs about a microsecond whatever it does, so at the
sizes of a playground the art is to make few calls, into buffers that are already there.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import Array, with_ones
from nntui.core.initializers import Initializer
from nntui.core.losses import Loss

_WORKSPACES_KEPT = 6


class Network:
    """Layers of `sizes` units (inputs first, outputs last); `activations` has one name per hidden layer.

    parameters, gradient: flat vectors of `dtype`, layer by layer; in each layer a row per unit, a column per
    input and a last column for the bias. `weights` and `weight_gradients` are views of the same numbers.
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
        self._hidden = [ACTIVATIONS[name] for name in activations]
        self._workspaces: dict[int, _Workspace] = {}
        self._current: _Workspace | None = None

    def initialize(self, initializer: Initializer, rng: np.random.Generator) -> None:
        """Draw new weights; biases become zero."""
        for weights in self.weights:
            units, columns = weights.shape
            weights[:, :-1] = initializer(rng, columns - 1, units)
            weights[:, -1] = 0

    def forward(self, inputs: Array) -> Array:
        """Logits (outputs × batch) of `inputs` ((features + 1) × batch, the last row ones).

        The result is a buffer of the network: the next forward() of the same batch size overwrites it.
        """
        batch = inputs.shape[1]
        space = self._workspaces.get(batch) or self._new_workspace(batch)
        space.layer_inputs[0] = inputs
        for weights, activation, value, layer_input in zip(
            self.weights, self._hidden, space.values, space.layer_inputs, strict=False
        ):
            np.dot(weights, layer_input, value)
            activation.value(value, value)
        np.dot(self.weights[-1], space.layer_inputs[-1], space.logits)
        self._current = space
        return space.logits

    def backward(self, targets: Array) -> None:
        """Fill `gradient` with d(mean loss)/d(parameters) for the batch of the last forward().

        targets: outputs × batch.
        """
        space = self._current
        if space is None:
            raise RuntimeError("backward() needs a forward() before it")
        self._current = None  # the loss overwrites the logits: one forward() serves one backward()
        delta = space.logit_gradient
        self.loss.gradient(space.logits, targets, delta)
        for layer in range(len(self.weights) - 1, 0, -1):
            np.dot(delta, space.layer_inputs[layer].T, self.weight_gradients[layer])
            np.dot(self.weights[layer].T, delta, space.input_gradients[layer - 1])
            delta = space.deltas[layer - 1]
            slope = space.slopes[layer - 1]
            self._hidden[layer - 1].derivative(space.values[layer - 1], slope)
            np.multiply(delta, slope, out=delta)
        np.dot(delta, space.layer_inputs[0].T, self.weight_gradients[0])

    def predict(self, samples: Array) -> Array:
        """What the network answers, batch × outputs, for samples given as batch × features."""
        with np.errstate(all="ignore"):  # weights about to diverge may overflow; the answer is then nan
            outputs = self.forward(with_ones(samples, self.parameters.dtype)).copy()
            self.loss.outputs(outputs, outputs)
        return outputs.T

    def _new_workspace(self, batch: int) -> "_Workspace":
        if len(self._workspaces) >= _WORKSPACES_KEPT:
            self._workspaces.clear()
        space = self._workspaces[batch] = _Workspace(self.sizes, batch, self.parameters.dtype)
        return space


class _Workspace:
    """The buffers of one forward and backward pass at one batch size."""

    def __init__(self, sizes: Sequence[int], batch: int, dtype: npt.DTypeLike) -> None:
        hidden, outputs = sizes[1:-1], sizes[-1]
        padded: list[Array] = [np.ones((units + 1, batch), dtype) for units in hidden]
        self.values = [array[:-1] for array in padded]  # contiguous: a matrix product can write there
        self.layer_inputs: list[Array] = [np.empty((0, batch), dtype), *padded]
        self.input_gradients: list[Array] = [np.empty((units + 1, batch), dtype) for units in hidden]
        self.deltas = [array[:-1] for array in self.input_gradients]
        self.slopes: list[Array] = [np.empty((units, batch), dtype) for units in hidden]
        self.logits: Array = np.empty((outputs, batch), dtype)
        self.logit_gradient: Array = np.empty((outputs, batch), dtype)


def _views(flat: Array, shapes: Sequence[tuple[int, int]]) -> list[Array]:
    views, start = [], 0
    for rows, columns in shapes:
        views.append(flat[start : start + rows * columns].reshape(rows, columns))
        start += rows * columns
    return views
