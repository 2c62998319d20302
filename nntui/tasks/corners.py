"""What the problems with two inputs that are false or true share: the four corners of the unit square.

With noise, the samples are scattered around the corners instead.
"""

from collections.abc import Callable

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.task import Dataset, Recipe, Samples, Task, split

_CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)


def is_true(points: Array) -> tuple[IntArray, IntArray]:
    """For each of the two inputs, 1 where it is above one half (points: n × 2)."""
    first, second = (points > 0.5).astype(np.int64).T
    return first, second


def corner_task(name: str, help_text: str, truth: Callable[[Array], IntArray]) -> Task:
    """The problem of what `truth` makes of the corners."""

    def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
        """Without noise the four corners: they are all there is, so they are the test as well.

        With noise as many samples at each corner, moved by up to `noise` along each axis; they keep its class.
        """
        if not recipe.noise:
            corners = Samples(_CORNERS.copy(), truth(_CORNERS))
            return Dataset(corners, corners)
        places = _CORNERS[np.arange(recipe.samples) % len(_CORNERS)]
        moved = places + rng.uniform(-recipe.noise, recipe.noise, places.shape)
        return split(Samples(moved.astype(np.float32), truth(places)), recipe.test_fraction, rng)

    return Task(
        name=name,
        help=f"{help_text} Noise scatters samples around them.",
        input_names=("x1", "x2"),
        classes=("0", "1"),
        view="plane",
        make=make,
        knobs=frozenset({"samples", "noise", "test_fraction", "features"}),
        truth=truth,
        domain=(-0.5, 1.5),
    )
