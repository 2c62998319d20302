"""Initial weights: (generator, fan_in, fan_out) -> weights of one layer, fan_out × fan_in. Biases start at zero."""

from collections.abc import Callable

import numpy as np

from nntui.core.arrays import Array

Initializer = Callable[[np.random.Generator, int, int], Array]


def xavier(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Uniform on ±√(6 / (fan_in + fan_out)): Glorot and Bengio (2010), equation 16."""
    limit = float(np.sqrt(6 / (fan_in + fan_out)))
    return rng.uniform(-limit, limit, (fan_out, fan_in))


INITIALIZERS: dict[str, Initializer] = {"xavier": xavier}
