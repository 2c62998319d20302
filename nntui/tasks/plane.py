"""Plane: a value that rises evenly across the square; the simplest regression on two inputs."""

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task


def height(points: Array) -> Array:
    """(x1 + x2) / 10, n × 1 (points: n × 2)."""
    return np.asarray(points.astype(np.float64).sum(axis=1, keepdims=True) / 10, np.float32)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Points drawn evenly from the square, with the height at each: see square.valued() for the noise."""
    return square.valued(height, recipe, rng)


TASK = Task(
    name="plane",
    help="A value, (x1 + x2) / 10, that rises evenly across the square: regression.",
    input_names=square.INPUT_NAMES,
    classes=(),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    truth=height,
    domain=square.DOMAIN,
)
