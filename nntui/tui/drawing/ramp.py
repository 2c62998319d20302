"""Values as steps of the palette's ramp, and the characters that tell a step where colours do not."""

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array, IntArray
from nntui.tui.drawing.steps import whole_steps
from nntui.tui.themes import Palette

_SIGNS = np.array(["-", " ", "+"])
_PATTERNS = np.array(["=", "~", "-", ".", " ", "'", ":", "%", "#"])
"""From -1 to 1, where colours do not tell how high."""


def ramp_steps(palette: Palette, values: Array) -> IntArray:
    """Which style of the ramp each value has; they are worth telling apart from -1 to 1."""
    return whole_steps(exact_ramp_steps(palette, values), len(palette.ramp))


def exact_ramp_steps(palette: Palette, values: Array) -> Array:
    """Where each value is on the ramp, in steps from its lower end."""
    half = len(palette.ramp) // 2
    exact: Array = np.clip(values, -1, 1) * half + half + 0.5
    return np.where(np.isnan(exact), half + 0.5, exact)


def ramp_marks(palette: Palette, steps: IntArray) -> npt.NDArray[np.str_]:
    """The character that tells a step: its sign, or how high it is as well."""
    half = len(palette.ramp) // 2
    if not palette.patterned:
        return np.asarray(_SIGNS[np.sign(steps - half) + 1])
    quarter = len(_PATTERNS) // 2
    levels = np.sign(steps - half) * -(-np.abs(steps - half) * quarter // half)
    return np.asarray(_PATTERNS[levels + quarter])
