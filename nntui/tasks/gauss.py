"""Gauss: two round clouds of points, which a straight line divides as long as they do not overlap."""

import numpy as np

from nntui.tasks import square
from nntui.tasks.task import Dataset, Recipe, Task

_CENTRE = 2.0
_LEAST_VARIANCE = 0.5
_VARIANCE_PER_NOISE = (4 - _LEAST_VARIANCE) / 0.5  # 4 at noise 0.5, where TensorFlow Playground's knob ends


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """Normal clouds around (−2, −2), class 0, and (2, 2), class 1; their variance is 0.5 + 7 · `noise`."""
    upper, lower = square.halves(recipe.samples)
    labels = np.repeat([1, 0], [upper, lower])
    spread = np.sqrt(_LEAST_VARIANCE + _VARIANCE_PER_NOISE * recipe.noise)
    centres = np.where(labels, _CENTRE, -_CENTRE)[:, np.newaxis]
    return square.dataset(rng.normal(centres, spread, (recipe.samples, 2)), labels, recipe, rng)


TASK = Task(
    name="gauss",
    help="Two round clouds of points; with noise they grow and overlap.",
    input_names=square.INPUT_NAMES,
    classes=("lower", "upper"),
    view="plane",
    make=make,
    knobs=square.KNOBS,
    domain=square.DOMAIN,
)
