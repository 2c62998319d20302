"""How good a trained network is on data: loss, accuracy and confusion of classes, or the errors of values."""

from dataclasses import dataclass
from math import nan

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.experiment.build import columns_of, dataset_of, ends_of, predicted_classes
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.measuring import blocks_of, measure
from nntui.experiment.model_file import Model
from nntui.tasks.task import Samples, Scaling

_BLOCK = 4096
"""Samples answered at a time, so that it needs little memory however many there are."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network makes of some samples.

    loss: the mean, as training has it. accuracy: from 0 to 1. confusion: classes × classes, a row for what is right, a
    column for what was answered. mse, mae, r2: for values, in the data's own unit. What does not apply is nan or None.
    """

    samples: int
    loss: float
    accuracy: float = nan
    confusion: IntArray | None = None
    mse: float = nan
    mae: float = nan
    r2: float = nan


def evaluate(model: Model, raw: Samples) -> Evaluation:
    """The model on raw samples: n × raw inputs, with class numbers or values (n × 1) in the data's own unit."""
    loss, accuracy = _measured(model, raw)
    answers = _answers(model, raw.inputs)
    if model.ends.classes:
        count = len(model.ends.classes)
        pairs = raw.targets * count + predicted_classes(answers.T)
        confusion = np.bincount(pairs, minlength=count * count).reshape(count, count)
        return Evaluation(len(raw), loss, accuracy, confusion)
    return Evaluation(len(raw), loss, accuracy, None, *_errors(raw.targets.astype(np.float64), answers))


def raw_parts(model: Model, hyperparameters: Hyperparameters) -> dict[str, Samples]:
    """The training and the test samples of a run, in raw numbers; a part that is empty is left out.

    Raises ValueError where they are none for the model, and HyperparameterError where they cannot be had.
    """
    data = dataset_of(hyperparameters)
    ends = ends_of(hyperparameters, data)
    inputs = len(data.train.inputs[0])
    if inputs != len(model.raw_inputs):
        raise ValueError(f"expected samples of {len(model.raw_inputs)} inputs as the model takes, got {inputs}")
    if ends.classes != model.ends.classes:
        ours, theirs = (", ".join(classes) or "values" for classes in (model.ends.classes, ends.classes))
        raise ValueError(f"expected the classes {ours} of the model, got {theirs}")
    parts = {"train": data.train, "test": data.test}
    return {name: _raw(part, data.scaling, ends.classes) for name, part in parts.items() if len(part)}


def _raw(samples: Samples, scaling: Scaling | None, classes: tuple[str, ...]) -> Samples:
    """Samples as they were before they were standardised."""
    if scaling is None:
        return samples
    inputs = samples.inputs.astype(np.float64) * scaling.input_scale + scaling.input_shift
    return Samples(inputs, samples.targets if classes else scaling.raw_outputs(samples.targets))


def _measured(model: Model, raw: Samples) -> tuple[float, float]:
    inputs, targets = raw.inputs.astype(np.float32), raw.targets
    if model.scaling is not None:
        inputs = model.scaling.inputs(raw.inputs)
        targets = raw.targets if model.ends.classes else model.scaling.targets(raw.targets)
    columns = columns_of(model.hyperparameters, Samples(inputs, targets), model.ends, model.network)
    return measure(model.network, blocks_of(columns))


def _answers(model: Model, inputs: Array) -> Array:
    with np.errstate(all="ignore"):
        blocks = [model.answers(inputs[start : start + _BLOCK]) for start in range(0, len(inputs), _BLOCK)]
    return np.concatenate(blocks)


def _errors(targets: Array, answers: Array) -> tuple[float, float, float]:
    """Mean squared and absolute error, and the share of the variance that is explained; nan where there is none."""
    differences = answers.astype(np.float64) - targets
    squared = float(np.square(differences).mean())
    variance = float(np.square(targets - targets.mean()).mean())
    return squared, float(np.abs(differences).mean()), 1 - squared / variance if variance else nan
