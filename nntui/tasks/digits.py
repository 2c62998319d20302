"""Digits in 5×5 cells: many ways to write each, placed anywhere, or noisy copies of ten glyphs."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.digit_styles import CLASSIC, Drawing, drawings
from nntui.tasks.task import Dataset, Recipe, Samples, Task, split

SIDE = 5
"""Cells along each side of a drawing; its inputs are SIDE × SIDE cells, row by row, 0 empty and 1 ink."""

_FLIPS_PER_NOISE = 0.1 / 0.15  # at noise 0.15, pixels move by up to 0.15 and one in ten is flipped


def _places(drawing: Drawing) -> Array:
    """The drawing at every place where it fits, places × 25; from the left, then from the top."""
    ink = np.array([[cell == "#" for cell in row] for row in drawing], np.float32)
    height, width = ink.shape
    tops, lefts = SIDE - height + 1, SIDE - width + 1
    sheets = np.zeros((tops, lefts, SIDE, SIDE), np.float32)
    for top in range(tops):
        for left in range(lefts):
            sheets[top, left, top : top + height, left : left + width] = ink
    return sheets.reshape(-1, SIDE * SIDE)


def _in_the_middle(drawing: Drawing) -> Array:
    spare_rows, spare_columns = SIDE - len(drawing), SIDE - len(drawing[0])
    middle = spare_rows // 2 * (spare_columns + 1) + spare_columns // 2
    return np.asarray(_places(drawing)[middle])


GLYPHS: Array = np.stack([_in_the_middle(drawing) for drawing in CLASSIC])
"""The ten classic glyphs, 10 × 25."""


@cache
def styles() -> Mapping[int, Array]:
    """For each digit the ways to write it, k × 25, in the middle of the pad; the classic glyph is the first."""
    return {digit: np.stack(list(map(_in_the_middle, ways))) for digit, ways in drawings().items()}


class _Deck:
    """Every style of every digit at every place where it fits, to draw from."""

    def __init__(self) -> None:
        sheets, ends = [], []
        for digit, ways in drawings().items():
            places = [_places(drawing) for drawing in ways]
            shares = np.repeat(list(ways.values()), list(map(len, places)))
            shares /= np.repeat(list(map(len, places)), list(map(len, places)))
            sheets.extend(places)
            reached = np.cumsum(shares)
            ends.append(digit + reached / reached[-1])
        self._sheets = np.concatenate(sheets)
        self._ends = np.concatenate(ends)

    def draw(self, labels: IntArray, rng: np.random.Generator) -> Array:
        """A drawing of each digit, n × 25."""
        found = np.searchsorted(self._ends, labels + rng.random(len(labels)))
        return np.asarray(self._sheets[found])


_deck = cache(_Deck)  # takes a tenth of a second to lay out, which most commands have no need of


def _any_style(labels: IntArray, rng: np.random.Generator) -> Array:
    return _deck().draw(labels, rng)


def _classic(labels: IntArray, rng: np.random.Generator) -> Array:
    return np.asarray(GLYPHS[labels])


STYLE_CHOICES: dict[str, Callable[[IntArray, np.random.Generator], Array]] = {"many": _any_style, "one": _classic}
"""Digits (n) -> clean drawings of them, n × 25."""


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """As many drawings of each digit (give or take one), each pixel moved by up to `noise` and some flipped."""
    labels: IntArray = rng.permutation(np.arange(recipe.samples) % 10)
    flipped = rng.random((recipe.samples, SIDE * SIDE)) < recipe.noise * _FLIPS_PER_NOISE
    moves = rng.uniform(-1, 1, flipped.shape) * recipe.noise
    pixels = np.abs(STYLE_CHOICES[recipe.styles](labels, rng) - flipped) + moves
    return split(Samples(pixels.astype(np.float32), labels), recipe.test_fraction, rng)


TASK = Task(
    name="digits",
    help="Read a digit drawn in 5×5 cells; noise 0.15 moves pixels by up to 0.15 and flips one in ten.",
    input_names=tuple(f"r{row}c{column}" for row in range(1, SIDE + 1) for column in range(1, SIDE + 1)),
    classes=tuple("0123456789"),
    view="drawing",
    make=make,
    knobs=frozenset({"samples", "noise", "test_fraction", "styles"}),
)
