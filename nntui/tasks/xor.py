"""XOR: true where exactly one of two inputs is. Four points, and no straight line divides them."""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.task import Dataset, Recipe, Samples, Task

_CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)


def exclusive_or(points: Array) -> IntArray:
    """Class 1 where exactly one coordinate is above one half (points: n × 2)."""
    return np.not_equal(points[:, 0] > 0.5, points[:, 1] > 0.5).astype(np.int64)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """The four corners of the unit square; they are all there is, so they are the test as well."""
    corners = Samples(_CORNERS.copy(), exclusive_or(_CORNERS))
    return Dataset(corners, corners)


TASK = Task(
    name="xor",
    help="Exactly one of two inputs: four points that no straight line divides.",
    input_names=("x1", "x2"),
    classes=("0", "1"),
    loss="binary_cross_entropy",
    view="plane",
    make=make,
    knobs=frozenset(),
    truth=exclusive_or,
    domain=(-0.5, 1.5),
)
