"""Initial weights: (generator, fan_in, fan_out) -> weights of one layer, fan_out × fan_in, and its bias."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from nntui.core.arrays import Array

Initializer = Callable[[np.random.Generator, int, int], tuple[Array, float]]


def xavier(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, float]:
    """Uniform on ±√(6 / (fan_in + fan_out)), biases 0: Glorot and Bengio (2010), equation 16."""
    limit = sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_out, fan_in)), 0.0


def he(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, float]:
    """Normal with variance 2 / fan_in, biases 0: He et al. (2015), equation 10."""
    return rng.normal(0, sqrt(2 / fan_in), (fan_out, fan_in)), 0.0


def lecun(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, float]:
    """Normal with variance 1 / fan_in, biases 0: LeCun et al. (1998), Efficient BackProp, equation 16."""
    return rng.normal(0, sqrt(1 / fan_in), (fan_out, fan_in)), 0.0


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, float]:
    """Uniform on ±1, biases 0."""
    return rng.uniform(-1, 1, (fan_out, fan_in)), 0.0


def small(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, float]:
    """Uniform on ±0.5, biases 0.1."""
    return rng.uniform(-0.5, 0.5, (fan_out, fan_in)), 0.1


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, float]:
    """All zero: every unit of a layer stays like the others, so the network cannot learn more than one unit can."""
    return np.zeros((fan_out, fan_in)), 0.0


INITIALIZERS: dict[str, Initializer] = {
    "xavier": xavier,
    "he": he,
    "lecun": lecun,
    "uniform": uniform,
    "small": small,
    "zeros": zeros,
}
