"""From hyperparameters to what they describe: the data, the loss and the network. Worker and screen both build so."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray, with_ones
from nntui.core.initializers import INITIALIZERS
from nntui.core.losses import LOSSES, Loss
from nntui.core.network import Network
from nntui.experiment.hyperparameters import AUTO, HyperparameterError, Hyperparameters
from nntui.tasks import TASKS
from nntui.tasks.task import Dataset, Recipe, Samples, Task

MAX_PARAMETERS = 1_000_000

_DATA, _WEIGHTS, SHUFFLING = range(3)  # one stream of random numbers each, so that none disturbs another


def random_stream(hyperparameters: Hyperparameters, purpose: int) -> np.random.Generator:
    """The random numbers of the run's seed for one purpose."""
    return np.random.default_rng([hyperparameters.training.seed, purpose])


def task_of(hyperparameters: Hyperparameters) -> Task:
    """The problem of the run."""
    return TASKS[hyperparameters.task.name]


def recipe_of(hyperparameters: Hyperparameters) -> Recipe:
    """What the problem is asked to make."""
    wanted = hyperparameters.task
    return Recipe(wanted.samples, wanted.noise, wanted.test_fraction, wanted.points)


def dataset_of(hyperparameters: Hyperparameters) -> Dataset:
    """The run's data: the same for the same seed."""
    return task_of(hyperparameters).make(recipe_of(hyperparameters), random_stream(hyperparameters, _DATA))


def resolved(hyperparameters: Hyperparameters) -> Hyperparameters:
    """The same run with every `auto` replaced by the name that it stands for."""
    training, network = hyperparameters.training, hyperparameters.network
    loss = task_of(hyperparameters).loss if training.loss == AUTO else training.loss
    output = _usual_output(loss) if network.output == AUTO else network.output
    return replace(hyperparameters, training=replace(training, loss=loss), network=replace(network, output=output))


def _usual_output(loss: str) -> str:
    # the squared error of a class needs outputs that keep between 0 and 1
    return "sigmoid" if loss == "mse" else LOSSES[loss].allowed_outputs[0]


def loss_of(hyperparameters: Hyperparameters) -> Loss:
    """The loss with its output activation. Raises HyperparameterError where the two do not fit."""
    names = resolved(hyperparameters)
    try:
        return LOSSES[names.training.loss](names.network.output)
    except ValueError as error:
        raise HyperparameterError("network.output", str(error)) from None


def sizes_of(hyperparameters: Hyperparameters) -> tuple[int, ...]:
    """Units of every layer, inputs first."""
    task = task_of(hyperparameters)
    classes = len(task.classes)
    outputs = 1 if classes == 2 and resolved(hyperparameters).training.loss != "cross_entropy" else classes
    return (len(task.input_names), *hyperparameters.network.hidden, outputs)


def activations_of(hyperparameters: Hyperparameters) -> tuple[str, ...]:
    """One activation for each hidden layer. Raises HyperparameterError where a list does not fit."""
    names, layers = hyperparameters.network.activation, len(hyperparameters.network.hidden)
    if isinstance(names, str):
        return (names,) * layers
    if len(names) != layers:
        raise HyperparameterError("network.activation", f"expected one name or {layers}, got {len(names)}")
    return names


def check_consistent(hyperparameters: Hyperparameters) -> None:
    """Raise HyperparameterError where values that are fine alone do not fit together."""
    loss_of(hyperparameters)
    activations_of(hyperparameters)
    sizes = sizes_of(hyperparameters)
    count = sum((fan_in + 1) * units for fan_in, units in pairwise(sizes))
    if count > MAX_PARAMETERS:
        raise HyperparameterError("network.hidden", f"expected at most {MAX_PARAMETERS:,} parameters, got {count:,}")


def network_of(hyperparameters: Hyperparameters, dtype: npt.DTypeLike = np.float32) -> Network:
    """The network with its first weights. Raises HyperparameterError like check_consistent()."""
    check_consistent(hyperparameters)
    network = Network(sizes_of(hyperparameters), activations_of(hyperparameters), loss_of(hyperparameters), dtype)
    initializer = INITIALIZERS[hyperparameters.network.initializer]
    network.initialize(initializer, random_stream(hyperparameters, _WEIGHTS))
    return network


@dataclass(frozen=True, eq=False)
class Columns:
    """Samples as a network takes them.

    inputs: (features + 1) × n with a last row of ones. targets: outputs × n, one row 0 or 1, or one-hot.
    labels: n class numbers.
    """

    inputs: Array
    targets: Array
    labels: IntArray


def columns_of(samples: Samples, network: Network) -> Columns:
    """Samples in the layout and number format of the network."""
    dtype, outputs = network.parameters.dtype, network.sizes[-1]
    if outputs == 1:
        targets = samples.labels[np.newaxis].astype(dtype)
    else:
        targets = np.equal(np.arange(outputs)[:, np.newaxis], samples.labels).astype(dtype)
    return Columns(with_ones(samples.inputs, dtype), targets, samples.labels)


def predicted_classes(outputs: Array) -> IntArray:
    """The class that each column of `outputs` (outputs × n) speaks for."""
    classes: IntArray = np.asarray(outputs[0] > 0.5 if len(outputs) == 1 else outputs.argmax(axis=0), np.int64)
    return classes
