"""Multi-Gauss: three hills and three hollows on level ground; how high is the ground at a point?"""

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_CENTRES = np.array([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5]])
_SIGNS = np.array([1, -1, 1, -1, 1, -1])
_WIDTH = 2.0


def height(points: Array) -> Array:
    """±1 at the nearest centre, going evenly to 0 at a distance of 2 from it, n × 1 (points: n × 2)."""
    away = points.astype(np.float64)[:, np.newaxis] - _CENTRES
    distance = np.hypot(away[..., 0], away[..., 1])
    nearest = distance.argmin(axis=1, keepdims=True)
    values = _SIGNS[nearest] * np.maximum(0, 1 - np.take_along_axis(distance, nearest, axis=1) / _WIDTH)
    return np.asarray(values, np.float32)


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Points drawn evenly from the square, with the height at each: see square.valued() for the noise."""
    return square.valued(height, recipe, rng)


TASK = Task(
    name="multi_gauss",
    help="The height of three hills and three hollows on level ground: regression.",
    input_names=square.INPUT_NAMES,
    classes=(),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    truth=height,
    domain=square.DOMAIN,
)
