"""Sine: one period of a curve, from points on it; regression on one input."""

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.task import Dataset, Recipe, Samples, Task, split

_REACH = float(np.pi)


def curve(points: Array) -> Array:
    """The sine of x, n × 1 (points: n × 1)."""
    return np.sin(points.astype(np.float64)).astype(np.float32)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Places drawn evenly from ±π; noise is the standard deviation of what is added to each value."""
    places = rng.uniform(-_REACH, _REACH, (recipe.samples, 1)).astype(np.float32)
    values = curve(places) + rng.standard_normal(places.shape) * recipe.noise
    return split(Samples(places, values.astype(np.float32)), recipe.test_fraction, rng)


TASK = Task(
    name="sine",
    help="One period of the sine, from points on it: regression; noise moves the points up and down.",
    input_names=("x",),
    classes=(),
    view="curve",
    make=make,
    truth=curve,
    domain=(-_REACH, _REACH),
)
