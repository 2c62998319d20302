"""Quadrants: which quarter of the square does a point lie in? Four classes, and straight lines are enough."""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.task import Dataset, Recipe, Samples, Task, split

_CENTRES = np.array([[0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5], [0.5, -0.5]], np.float32)
_TESTS_FOR_CENTRES = 400


def quadrant(points: Array) -> IntArray:
    """0 upper right, then counter-clockwise to 3 lower right (points: n × 2)."""
    right, upper = points[:, 0] >= 0, points[:, 1] >= 0
    return np.where(upper, np.where(right, 0, 1), np.where(right, 3, 2))


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Points drawn evenly from the square, or its four centres with points drawn so as the test.

    Noise moves each point, after its class is settled, by up to `noise` along each axis.
    """
    if recipe.points == "centres":
        return Dataset(_samples(_CENTRES, recipe, rng), _samples(_square(_TESTS_FOR_CENTRES, rng), recipe, rng))
    return split(_samples(_square(recipe.samples, rng), recipe, rng), recipe.test_fraction, rng)


def _square(count: int, rng: np.random.Generator) -> Array:
    return rng.uniform(-1, 1, (count, 2)).astype(np.float32)


def _samples(points: Array, recipe: Recipe, rng: np.random.Generator) -> Samples:
    moved = points + rng.uniform(-1, 1, points.shape) * recipe.noise
    return Samples(moved.astype(np.float32), quadrant(points))


TASK = Task(
    name="quadrants",
    help="Which quarter of the square a point lies in: four classes that straight lines divide.",
    input_names=("x1", "x2"),
    classes=("NE", "NW", "SW", "SE"),
    view="plane",
    make=make,
    knobs=frozenset({"samples", "noise", "test_fraction", "points", "features"}),
    truth=quadrant,
)
