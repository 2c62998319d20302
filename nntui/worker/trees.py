"""Trees of plain values and arrays, as Trainer.state() is one, taken apart for a frame and put together again."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nntui.core.arrays import Array

_BETWEEN = "/"


def divided(tree: Mapping[str, Any], name: str) -> tuple[dict[str, Any], dict[str, Array]]:
    """The plain values of a tree, and its arrays by where they belong, such as `name/branch/leaf`."""
    plain: dict[str, Any] = {}
    arrays: dict[str, Array] = {}
    for key, value in tree.items():
        here = f"{name}{_BETWEEN}{key}"
        if isinstance(value, np.ndarray):
            arrays[here] = value
        elif isinstance(value, Mapping):
            plain[key], inside = divided(value, here)
            arrays |= inside
        else:
            plain[key] = value
    return plain, arrays


def united(plain: Mapping[str, Any], arrays: Mapping[str, Array], name: str) -> dict[str, Any]:
    """The tree that divided() took apart; arrays that belong elsewhere are left out. Raises ValueError."""
    tree: dict[str, Any] = {
        key: united(value, {}, "") if isinstance(value, dict) else value for key, value in plain.items()
    }
    for place, array in arrays.items():
        first, *keys = place.split(_BETWEEN)
        if first != name or not keys:
            continue
        branch = tree
        for key in keys[:-1]:
            branch = branch.setdefault(key, {})
            if not isinstance(branch, dict):
                raise ValueError(f"{place}: there is no such branch")
        branch[keys[-1]] = array
    return tree
