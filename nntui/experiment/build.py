"""From hyperparameters to what they describe: the data, the loss and the network. Worker and screen both build so."""

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray, with_ones
from nntui.core.initializers import INITIALIZERS
from nntui.core.losses import LOSSES, Loss
from nntui.core.network import Network
from nntui.experiment.hyperparameters import AUTO, LARGEST_SEED, HyperparameterError, Hyperparameters
from nntui.tasks import TASKS
from nntui.tasks.features import expand
from nntui.tasks.task import DataError, Dataset, Recipe, Samples, Task

MAX_PARAMETERS = 1_000_000

_VALUE_LOSSES = ("mae", "huber")
"""Losses that a user chooses for values; mse is one for classes as well."""

_DATA, _WEIGHTS, SHUFFLING, DROPPING = range(4)  # one stream of random numbers each, so that none disturbs another


def data_seed(hyperparameters: Hyperparameters) -> int:
    """The seed that decides the data: their own, or else that of the run."""
    return hyperparameters.task.seed or hyperparameters.training.seed


def random_stream(hyperparameters: Hyperparameters, purpose: int) -> np.random.Generator:
    """The random numbers of the run's seed for one purpose."""
    seed = data_seed(hyperparameters) if purpose == _DATA else hyperparameters.training.seed
    return np.random.default_rng([seed, purpose])


def with_other_data(hyperparameters: Hyperparameters) -> Hyperparameters:
    """The same run on data of the next seed: first weights and shuffling stay."""
    return hyperparameters.with_value("task.seed", data_seed(hyperparameters) % LARGEST_SEED + 1)


def with_other_seed(hyperparameters: Hyperparameters) -> Hyperparameters:
    """The next seed for every random draw."""
    other = hyperparameters.with_value("training.seed", (hyperparameters.training.seed + 1) % (LARGEST_SEED + 1))
    return with_other_data(other) if hyperparameters.task.seed else other


def task_of(hyperparameters: Hyperparameters) -> Task:
    """The problem of the run."""
    return TASKS[hyperparameters.task.name]


def dataset_of(hyperparameters: Hyperparameters) -> Dataset:
    """The run's data: the same for the same seeds. Raises HyperparameterError where it cannot be had."""
    wanted = hyperparameters.task
    recipe = Recipe(
        samples=wanted.samples,
        noise=wanted.noise,
        test_fraction=wanted.test_fraction,
        points=wanted.points,
        path=wanted.path,
        styles=wanted.styles,
        wants_values=hyperparameters.training.loss in _VALUE_LOSSES or hyperparameters.network.output == "linear",
    )
    try:
        return task_of(hyperparameters).make(recipe, random_stream(hyperparameters, _DATA))
    except DataError as error:
        raise HyperparameterError("task.path", str(error)) from None


def checksum_of(data: Dataset) -> str:
    """A few letters that tell these numbers and classes from any others."""
    checksum = sha256()
    for part in (data.train, data.test):
        for array in (part.inputs, part.targets):
            checksum.update(f"{array.shape} {array.dtype}".encode())
            checksum.update(array.tobytes())
    return checksum.hexdigest()[:16]


@dataclass(frozen=True)
class Ends:
    """What the two ends of the network stand for: names of its inputs, and of its classes (none for regression)."""

    input_names: tuple[str, ...]
    classes: tuple[str, ...]


def ends_of(hyperparameters: Hyperparameters, data: Dataset | None = None) -> Ends:
    """The ends that the problem asks for; data that names them itself, as a user's file does, has to be given."""
    task = task_of(hyperparameters)
    if data is not None and data.input_names is not None:
        return Ends(data.input_names, data.classes or ())
    uses_features = "features" in task.knobs
    return Ends(hyperparameters.task.features if uses_features else task.input_names, task.classes)


def network_inputs(hyperparameters: Hyperparameters, raw: Array) -> Array:
    """What the network is given of samples as the problem makes them (n × inputs): on the plane, chosen features."""
    if "features" in task_of(hyperparameters).knobs:
        return expand(raw, hyperparameters.task.features)
    return raw


def resolved(hyperparameters: Hyperparameters, ends: Ends) -> Hyperparameters:
    """The same run with every `auto` replaced by the name that it stands for."""
    training, network = hyperparameters.training, hyperparameters.network
    loss = _usual_loss(ends) if training.loss == AUTO else training.loss
    output = _usual_output(loss, ends) if network.output == AUTO else network.output
    return replace(hyperparameters, training=replace(training, loss=loss), network=replace(network, output=output))


def _usual_loss(ends: Ends) -> str:
    if not ends.classes:
        return "mse"
    return "binary_cross_entropy" if len(ends.classes) == 2 else "cross_entropy"


def _usual_output(loss: str, ends: Ends) -> str:
    kind = LOSSES[loss]
    return (ends.classes and kind.usual_for_classes) or kind.allowed_outputs[0]


def loss_of(hyperparameters: Hyperparameters, ends: Ends) -> Loss:
    """The loss with its output activation. Raises HyperparameterError where the two do not fit, or not the problem."""
    names = resolved(hyperparameters, ends)
    if not ends.classes and not LOSSES[names.training.loss].takes_values:
        raise HyperparameterError("training.loss", f"expected a loss for values, got {names.training.loss}")
    try:
        return LOSSES[names.training.loss](names.network.output)
    except ValueError as error:
        stands_for = f"; training.loss is auto, which stands for {names.training.loss} here"
        hint = stands_for if hyperparameters.training.loss == AUTO else ""
        raise HyperparameterError("network.output", f"{error}{hint}") from None


def sizes_of(hyperparameters: Hyperparameters, ends: Ends) -> tuple[int, ...]:
    """Units of every layer, inputs first."""
    outputs = len(ends.classes) or 1
    if outputs == 2:
        outputs = LOSSES[resolved(hyperparameters, ends).training.loss].outputs_for_two_classes
    return (len(ends.input_names), *hyperparameters.network.hidden, outputs)


def activations_of(hyperparameters: Hyperparameters) -> tuple[str, ...]:
    """One activation for each hidden layer. Raises HyperparameterError where a list does not fit."""
    names, layers = hyperparameters.network.activation, len(hyperparameters.network.hidden)
    if isinstance(names, str):
        return (names,) * layers
    if len(names) != layers:
        or_list = f" or {layers}" if layers > 1 else ""
        raise HyperparameterError("network.activation", f"expected one name{or_list}, got {len(names)}")
    return names


def ends_with_data(hyperparameters: Hyperparameters) -> Ends:
    """The ends of the network, the data made or read if need be. Raises HyperparameterError like dataset_of()."""
    return ends_of(hyperparameters, None if task_of(hyperparameters).input_names else dataset_of(hyperparameters))


def check_consistent(hyperparameters: Hyperparameters, ends: Ends | None = None) -> None:
    """Raise HyperparameterError where values that are fine alone do not fit together.

    Without `ends`, what depends on a user's data is not checked.
    """
    activations_of(hyperparameters)
    ends = ends or ends_of(hyperparameters)
    if not ends.input_names:
        return
    loss_of(hyperparameters, ends)
    count = sum((fan_in + 1) * units for fan_in, units in pairwise(sizes_of(hyperparameters, ends)))
    if count > MAX_PARAMETERS:
        raise HyperparameterError("network.hidden", f"expected at most {MAX_PARAMETERS:,} parameters, got {count:,}")


def network_of(hyperparameters: Hyperparameters, ends: Ends, dtype: npt.DTypeLike = np.float32) -> Network:
    """The network with its first weights. Raises HyperparameterError like check_consistent()."""
    check_consistent(hyperparameters, ends)
    sizes, loss = sizes_of(hyperparameters, ends), loss_of(hyperparameters, ends)
    network = Network(sizes, activations_of(hyperparameters), loss, dtype)
    initializer = INITIALIZERS[hyperparameters.network.initializer]
    network.initialize(initializer, random_stream(hyperparameters, _WEIGHTS))
    return network


@dataclass(frozen=True, eq=False)
class Columns:
    """Samples as a network takes them.

    inputs: (features + 1) × n with a last row of ones. targets: outputs × n: values, one row of 0 or 1, or one-hot.
    labels: n class numbers; None for regression.
    """

    inputs: Array
    targets: Array
    labels: IntArray | None

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.inputs[0])

    def part(self, start: int, stop: int) -> "Columns":
        """Some of the samples."""
        labels = None if self.labels is None else self.labels[start:stop]
        inputs, targets = self.inputs[:, start:stop], self.targets[:, start:stop]
        return Columns(np.ascontiguousarray(inputs), np.ascontiguousarray(targets), labels)


def columns_of(hyperparameters: Hyperparameters, samples: Samples, ends: Ends, network: Network) -> Columns:
    """Samples in the layout and number format of the network."""
    dtype, outputs = network.parameters.dtype, network.sizes[-1]
    inputs = with_ones(network_inputs(hyperparameters, samples.inputs), dtype)
    if not ends.classes:
        return Columns(inputs, np.ascontiguousarray(samples.targets.T, dtype), None)
    labels: IntArray = samples.targets
    targets = labels[np.newaxis] if outputs == 1 else np.equal(np.arange(outputs)[:, np.newaxis], labels)
    return Columns(inputs, targets.astype(dtype), labels)


def class_answers(outputs: Array) -> Array:
    """Outputs (n × outputs) with a column for each class: one output, p, becomes 1 − p and p."""
    return np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs


def predicted_classes(outputs: Array) -> IntArray:
    """The class that each column of `outputs` (outputs × n) speaks for."""
    classes: IntArray = np.asarray(outputs[0] > 0.5 if len(outputs) == 1 else outputs.argmax(axis=0), np.int64)
    return classes
