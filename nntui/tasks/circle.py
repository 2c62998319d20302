"""Circle: a disc, and the ring around it; which of the two does a point lie in?"""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_RADIUS = 5.0
_BORDER = _RADIUS * 0.5
_RING = _RADIUS * 0.7


def inside(points: Array) -> IntArray:
    """Class 1 where a point is less than 2.5 from the middle (points: n × 2)."""
    x1, x2 = points.astype(np.float64).T
    return np.asarray(np.hypot(x1, x2) < _BORDER, np.int64)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Half of the points within 2.5 of the middle, half between 3.5 and 5, even in radius and angle.

    Noise moves each point by up to 5 · `noise` along each axis while it is labelled, and only then.
    """
    in_disc, in_ring = square.halves(recipe.samples)
    radius = np.concatenate([rng.uniform(0, _BORDER, in_disc), rng.uniform(_RING, _RADIUS, in_ring)])
    angle = rng.uniform(0, 2 * np.pi, recipe.samples)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]).astype(np.float32)
    return square.dataset(points, inside(square.seen_from(points, _RADIUS, recipe.noise, rng)), recipe, rng)


TASK = Task(
    name="circle",
    help="A disc and the ring around it; noise mixes up the classes near the border.",
    input_names=square.INPUT_NAMES,
    classes=("outside", "inside"),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    truth=inside,
    domain=square.DOMAIN,
)
