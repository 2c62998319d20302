"""Gauss: two round clouds of points, which a straight line divides as long as they do not overlap."""

import numpy as np

from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_CENTRE = 2.0
_LEAST_VARIANCE, _LARGEST_VARIANCE = 0.5, 4.0
_FULL_NOISE = 0.5
"""Where TensorFlow Playground's knob for the noise ends, and with it the growth of the clouds."""


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Normal clouds around (−2, −2), class 0, and (2, 2), class 1.

    Their variance is 0.5 + 7 · `noise`, and 4 at the most.
    """
    upper, lower = square.halves(recipe.samples)
    labels = np.repeat([1, 0], [upper, lower])
    variance = np.interp(recipe.noise, [0, _FULL_NOISE], [_LEAST_VARIANCE, _LARGEST_VARIANCE])
    centres = np.where(labels, _CENTRE, -_CENTRE)[:, np.newaxis]
    return square.dataset(rng.normal(centres, np.sqrt(variance), (recipe.samples, 2)), labels, recipe, rng)


TASK = Task(
    name="gauss",
    help="Two round clouds of points; with noise they grow and overlap, up to noise 0.5.",
    input_names=square.INPUT_NAMES,
    classes=("lower", "upper"),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    domain=square.DOMAIN,
)
