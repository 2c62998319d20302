"""Spiral: two arms wound around each other; which of them is a point on?"""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_RADIUS = 5.0
_WINDING = 3.5 * np.pi


def nearer_arm(points: Array) -> IntArray:
    """The class of the arm that is nearer along the circle through a point (points: n × 2)."""
    x1, x2 = points.astype(np.float64).T
    angle = _WINDING * np.hypot(x1, x2) / _RADIUS
    return np.asarray(x1 * np.sin(angle) + x2 * np.cos(angle) < 0, np.int64)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Points at equal steps along each arm: radius 5i/m at the angle 3.5πi/m, and half a turn on for the second.

    Both arms begin in the middle, so one point of each class lies there. Noise moves each coordinate by up to `noise`.
    """
    first, second = square.halves(recipe.samples)
    points = np.concatenate([_arm(first, 0), _arm(second, np.pi)])
    return square.dataset(
        square.seen_from(points, 1, recipe.noise, rng), np.repeat([0, 1], [first, second]), recipe, rng
    )


def _arm(count: int, turn: float) -> Array:
    way = np.arange(count) / max(count, 1)
    angle = _WINDING * way + turn
    return np.column_stack([np.sin(angle), np.cos(angle)]) * (_RADIUS * way)[:, np.newaxis]


TASK = Task(
    name="spiral",
    help="Two arms wound around each other, the hardest of the plane; noise moves points off their arm.",
    input_names=square.INPUT_NAMES,
    classes=("A", "B"),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    truth=nearer_arm,
    domain=square.DOMAIN,
)
