"""The array type that every function of the core speaks."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
"""float32 or float64; one network uses one of the two throughout."""

IntArray: TypeAlias = npt.NDArray[np.integer[Any]]


def with_ones(samples: Array, dtype: npt.DTypeLike = np.float32) -> Array:
    """Samples (batch × features) as a network takes them: (features + 1) × batch, the last row all ones.

    The row of ones turns the bias into one more column of the weights.
    """
    count, features = samples.shape
    columns = np.ones((features + 1, count), dtype)
    columns[:features] = samples.T
    return columns
