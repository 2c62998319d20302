"""XOR on the plane: a checkerboard of four quarters; are a point's two coordinates of the same sign?"""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_REACH = 5.0
_MARGIN = 0.3


def same_sign(points: Array) -> IntArray:
    """Class 1 where x1 · x2 is not negative (points: n × 2)."""
    x1, x2 = points.astype(np.float64).T
    return np.asarray(x1 * x2 >= 0, np.int64)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Points drawn evenly from ±5, then pushed 0.3 away from each axis.

    Noise moves each point by up to 5 · `noise` along each axis while it is labelled, and only then.
    """
    drawn = rng.uniform(-_REACH, _REACH, (recipe.samples, 2))
    points = np.where(drawn > 0, drawn + _MARGIN, drawn - _MARGIN).astype(np.float32)
    return square.dataset(points, same_sign(square.seen_from(points, _REACH, recipe.noise, rng)), recipe, rng)


TASK = Task(
    name="xor_plane",
    help="A checkerboard of four quarters; noise mixes up the classes near the axes.",
    input_names=square.INPUT_NAMES,
    classes=("differ", "same"),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    truth=same_sign,
    domain=square.DOMAIN,
)
