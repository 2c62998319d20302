"""What a problem is: a maker of data that names its inputs and classes, and says which loss and which view fit it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nntui.core.arrays import Array, IntArray


@dataclass(frozen=True)
class Recipe:
    """How much data a problem shall make, and how hard it shall be; what `noise` does is for each problem to say."""

    samples: int
    noise: float
    test_fraction: float
    points: str


@dataclass(frozen=True, eq=False)
class Samples:
    """inputs: n × features, float32. labels: n class numbers from 0, in the order of the task's `classes`."""

    inputs: Array
    labels: IntArray

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True, eq=False)
class Dataset:
    """The samples that a network is trained on and those it is tested on."""

    train: Samples
    test: Samples


@dataclass(frozen=True)
class Task:
    """One problem.

    make: recipe, random generator -> its data.
    knobs: the fields of Recipe that make() heeds; the form shows no others.
    view: the kind of picture that suits it: "plane" or "drawing".
    truth: for problems on the plane, n × 2 points -> the n right classes; None where there is no such thing.
    domain: for problems on the plane, the lowest and the highest coordinate worth showing.
    """

    name: str
    help: str
    input_names: tuple[str, ...]
    classes: tuple[str, ...]
    loss: str
    view: str
    make: Callable[[Recipe, np.random.Generator], Dataset]
    knobs: frozenset[str] = frozenset({"samples", "noise", "test_fraction"})
    truth: Callable[[Array], IntArray] | None = None
    domain: tuple[float, float] = (-1.0, 1.0)


def split(samples: Samples, test_fraction: float, rng: np.random.Generator) -> Dataset:
    """Set aside a random `test_fraction` of the samples for testing; at least one is left to train on."""
    order = rng.permutation(len(samples))
    tests = min(round(len(samples) * test_fraction), len(samples) - 1)
    return Dataset(_pick(samples, order[tests:]), _pick(samples, order[:tests]))


def _pick(samples: Samples, indices: IntArray) -> Samples:
    return Samples(samples.inputs[indices], samples.labels[indices])
