"""Moons: two half circles that reach into each other; which of them is a point on?"""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_MIDDLE = np.array([0.5, 0.25])  # of the two moons, in units of their radius
_RADIUS = 3.0


def nearer_moon(points: Array) -> IntArray:
    """Class 1 where the lower moon is the nearer (points: n × 2)."""
    places = points.astype(np.float64) / _RADIUS  # the lower moon is the upper one turned half around
    return np.asarray(_distance_to_upper(_MIDDLE - places) < _distance_to_upper(_MIDDLE + places), np.int64)


def _distance_to_upper(places: Array) -> Array:
    """How far it is to the upper half of the unit circle."""
    x1, x2 = places.T
    beside, below = np.abs(np.hypot(x1, x2) - 1), np.hypot(np.abs(x1) - 1, x2)
    return np.asarray(np.where(x2 >= 0, beside, below), np.float64)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """scikit-learn's make_moons, moved to the middle of the square and three times as large.

    Noise is the standard deviation that each coordinate is moved with, in units of the moons' radius.
    """
    upper, lower = square.halves(recipe.samples)
    places = np.concatenate([_moon(upper) - _MIDDLE, _MIDDLE - _moon(lower)])
    points = _RADIUS * (places + rng.standard_normal(places.shape) * recipe.noise)
    return square.dataset(points, np.repeat([0, 1], [upper, lower]), recipe, rng)


def _moon(count: int) -> Array:
    angle = np.linspace(0, np.pi, count)
    return np.column_stack([np.cos(angle), np.sin(angle)])


TASK = Task(
    name="moons",
    help="Two half circles that reach into each other; noise 0.1 blurs them by a tenth of their radius.",
    input_names=square.INPUT_NAMES,
    classes=("upper", "lower"),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    truth=nearer_moon,
    domain=square.DOMAIN,
)
