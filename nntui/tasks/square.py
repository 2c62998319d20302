"""What the problems on the plane share: the square of ±6 that they lie in, as in TensorFlow Playground."""

from collections.abc import Callable

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.task import Dataset, Recipe, Samples, Targets, split

DOMAIN = (-6.0, 6.0)
INPUT_NAMES = ("x1", "x2")
KNOBS = frozenset({"samples", "noise", "test_fraction", "features"})


def everywhere(count: int, rng: np.random.Generator) -> Array:
    """Points (count × 2) drawn evenly from the square, in float32 as they will be seen."""
    return rng.uniform(*DOMAIN, (count, 2)).astype(np.float32)


def seen_from(points: Array, reach: float, noise: float, rng: np.random.Generator) -> Array:
    """Where the points are taken to be when they are labelled: off by up to reach · noise along each axis."""
    return points + rng.uniform(-reach, reach, points.shape) * noise


def valued(value: Callable[[Array], Array], recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Points drawn evenly from the square with their values (n × 2 -> n × 1).

    Noise moves each point by up to 6 · `noise` along each axis while its value is taken, and only then.
    """
    points = everywhere(recipe.samples, rng)
    return dataset(points, value(seen_from(points, DOMAIN[1], recipe.noise, rng)), recipe, rng)


def halves(count: int) -> tuple[int, int]:
    """How many samples the first of two classes has, and the second; an odd one goes to the first."""
    return count - count // 2, count // 2


def dataset(points: Array, targets: Targets, recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """The points (n × 2) and their targets, split as the recipe says."""
    return split(Samples(points.astype(np.float32), targets), recipe.test_fraction, rng)
