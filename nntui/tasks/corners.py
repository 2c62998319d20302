"""What the problems with two inputs that are false or true share: the four corners of the unit square."""

from collections.abc import Callable

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.task import Dataset, Recipe, Samples, Task

_CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)


def is_true(points: Array) -> tuple[IntArray, IntArray]:
    """For each of the two inputs, 1 where it is above one half (points: n × 2)."""
    first, second = (points > 0.5).astype(np.int64).T
    return first, second


def corner_task(name: str, help_text: str, truth: Callable[[Array], IntArray]) -> Task:
    """The problem of what `truth` makes of the four corners; they are all there is, so they are the test as well."""

    def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
        corners = Samples(_CORNERS.copy(), truth(_CORNERS))
        return Dataset(corners, corners)

    return Task(
        name=name,
        help=help_text,
        input_names=("x1", "x2"),
        classes=("0", "1"),
        view="plane",
        make=make,
        knobs=frozenset({"features"}),
        truth=truth,
        domain=(-0.5, 1.5),
    )
