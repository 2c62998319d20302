"""Digits in 5×5 cells: noisy copies of ten glyphs."""

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.task import Dataset, Recipe, Samples, Task, split

SIDE = 5
"""Cells along each side of a drawing; its inputs are SIDE × SIDE cells, row by row, 0 empty and 1 ink."""

_FLIPS_PER_NOISE = 0.1 / 0.15  # at the usual noise, pixels move by up to 0.15 and one in ten is flipped

_GLYPH_ROWS = """
01110/10001/10001/10001/01110
00100/01100/00100/00100/01110
11110/00001/01110/10000/11111
11110/00001/01110/00001/11110
10010/10010/11111/00010/00010
11111/10000/11110/00001/11110
01110/10000/11110/10001/01110
11111/00001/00010/00100/00100
01110/10001/01110/10001/01110
01110/10001/01111/00001/01110
"""

GLYPHS: Array = np.array([[cell == "1" for cell in rows.replace("/", "")] for rows in _GLYPH_ROWS.split()], np.float32)
"""The ten glyphs, 10 × 25."""


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """As many copies of each glyph (give or take one), each pixel moved by up to `noise` and some flipped."""
    labels: IntArray = rng.permutation(np.arange(recipe.samples) % 10)
    flipped = rng.random((recipe.samples, SIDE * SIDE)) < recipe.noise * _FLIPS_PER_NOISE
    pixels = np.abs(GLYPHS[labels] - flipped) + rng.uniform(-1, 1, flipped.shape) * recipe.noise
    return split(Samples(pixels.astype(np.float32), labels), recipe.test_fraction, rng)


TASK = Task(
    name="digits",
    help="Read a digit drawn in 5×5 cells; noise 0.15 moves pixels by up to 0.15 and flips one in ten.",
    input_names=tuple(f"r{row}c{column}" for row in range(1, SIDE + 1) for column in range(1, SIDE + 1)),
    classes=tuple("0123456789"),
    loss="cross_entropy",
    view="drawing",
    make=make,
)
