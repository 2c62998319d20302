"""What a problem is: a maker of data that names its inputs and classes, and says which view fits it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array

FARTHEST = 1e6
"""Deviations from the mean: a raw number farther off is taken to be this far, so that its square stays finite."""

Targets = npt.NDArray[Any]
"""n class numbers from 0 (int64), in the order of the task's classes; or n × 1 values (float32)."""


@dataclass(frozen=True)
class Recipe:
    """How much data a problem shall make, and how hard it shall be; what `noise` does is for each problem to say.

    points: "random" or "centres", for quadrants. path: the user's file, for the problem that reads one. wants_values:
    take whole numbers for values, never for classes, for the same. styles: "many" or "one", for digits.
    """

    samples: int = 500
    noise: float = 0.0
    test_fraction: float = 0.2
    points: str = "random"
    path: str = ""
    styles: str = "many"
    wants_values: bool = False


@dataclass(frozen=True, eq=False)
class Samples:
    """inputs: n × features, float32. targets: what is right for each."""

    inputs: Array
    targets: Targets

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class Scaling:
    """What raw numbers were shifted and divided by to be trained on, so that the same can be done to new ones.

    input_shift, input_scale: one number a column. output_shift, output_scale: for regression.
    """

    input_shift: tuple[float, ...]
    input_scale: tuple[float, ...]
    output_shift: float = 0.0
    output_scale: float = 1.0

    def inputs(self, raw: Array) -> Array:
        """Raw inputs (n × features) as a network takes them, float32."""
        return _scaled(raw, np.array(self.input_shift), np.array(self.input_scale))

    def targets(self, raw: Array) -> Array:
        """Raw values, of any shape, as a network is taught them, float32."""
        return _scaled(raw, np.array(self.output_shift), np.array(self.output_scale))

    def raw_outputs(self, outputs: Array) -> Array:
        """A network's outputs, of any shape, in the raw values' own unit, float64: the inverse of targets()."""
        return outputs.astype(np.float64) * self.output_scale + self.output_shift


def _scaled(raw: Array, shift: Array, scale: Array) -> Array:
    exact = raw.astype(np.float64)  # in float32 a column such as 1e9 + 0.1 would lose what matters
    with np.errstate(over="ignore"):
        return np.clip((exact - shift) / scale, -FARTHEST, FARTHEST).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Dataset:
    """The samples that a network is trained on and those it is tested on.

    input_names, classes: where the data itself names them, as a user's file does; None: as the task says (and a task
    that names no classes either is regression). scaling: how raw numbers became these inputs and targets; None: not.
    """

    train: Samples
    test: Samples
    input_names: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None
    scaling: Scaling | None = None


@dataclass(frozen=True)
class Task:
    """One problem.

    classes: their names; none for regression.
    make: recipe, random generator -> its data. Raises DataError for a file that cannot be used.
    knobs: the hyperparameters of the data that mean something for it, make()'s in Recipe and features; the form shows
    no others.
    view: the kind of picture that suits it: "plane", "drawing", "curve" or "table".
    truth: n × features points -> the n right classes, or the n × 1 right values; None where there is no such thing.
    domain: for problems on the plane or the line, the lowest and the highest coordinate worth showing.
    """

    name: str
    help: str
    input_names: tuple[str, ...]
    classes: tuple[str, ...]
    view: str
    make: Callable[[Recipe, np.random.Generator], Dataset]
    knobs: frozenset[str] = frozenset({"samples", "noise", "test_fraction"})
    truth: Callable[[Array], Targets] | None = None
    domain: tuple[float, float] = (-1.0, 1.0)


class DataError(ValueError):
    """Data that cannot be made or read: the text says where and why."""


def split(samples: Samples, test_fraction: float, rng: np.random.Generator) -> Dataset:
    """Set aside a random `test_fraction` of the samples for testing; at least one is left to train on."""
    order = rng.permutation(len(samples))
    tests = min(round(len(samples) * test_fraction), len(samples) - 1)
    return Dataset(_pick(samples, order[tests:]), _pick(samples, order[:tests]))


def _pick(samples: Samples, indices: Sequence[int] | npt.NDArray[np.int64]) -> Samples:
    return Samples(samples.inputs[indices], samples.targets[indices])
