"""What a network can be given to see of a point on the plane: its coordinates, and simple functions of them."""

from collections.abc import Callable, Sequence

import numpy as np

from nntui.core.arrays import Array

FEATURES: dict[str, Callable[[Array], Array]] = {
    "x1": lambda points: points[:, 0],
    "x2": lambda points: points[:, 1],
    "x1^2": lambda points: np.square(points[:, 0]),
    "x2^2": lambda points: np.square(points[:, 1]),
    "x1*x2": lambda points: points[:, 0] * points[:, 1],
    "sin(x1)": lambda points: np.sin(points[:, 0]),
    "sin(x2)": lambda points: np.sin(points[:, 1]),
}
"""Points (n × 2) -> one value to each (n)."""


def expand(points: Array, names: Sequence[str]) -> Array:
    """The named features of the points (n × 2), a column each in the order named: n × names, float32."""
    columns = np.empty((len(points), len(names)), np.float32)
    for column, name in enumerate(names):
        columns[:, column] = FEATURES[name](points)
    return columns
