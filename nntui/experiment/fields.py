"""Tables of a model file, written and read exactly: numbers as short decimals, and each field checked by its name."""

from collections.abc import Mapping, Sequence
from itertools import chain
from math import inf, isfinite, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array
from nntui.experiment.kinds import shown

_NOT_FINITE = {"inf": inf, "-inf": -inf, "nan": nan}  # JSON has no such numbers: they are written as text
_LARGEST = 2**53
LONGEST_NUMBER = 21
"""Bytes that a float32 takes as JSON at the most, with what parts it from the next: -1234567800000000.0 and a few."""


def plain_numbers(array: Array) -> list[Any]:
    """A vector or matrix as JSON has it: the shortest decimals that give back every number exactly."""
    if array.ndim > 1:
        return [plain_numbers(row) for row in array]
    texts = [str(number) for number in array]
    plain = [text if text in _NOT_FINITE else float(text) for text in texts]
    # read as float64 and then rounded, a decimal might in rare cases end at the neighbour
    return plain if np.array_equal(np.array(plain, array.dtype), array, equal_nan=True) else array.tolist()


def finite_or_none(value: float) -> float | None:
    """A number as JSON can have it: None for one that is not finite."""
    return value if isfinite(value) else None


def numbers_in(
    value: Any, shape: tuple[int, ...], where: str, dtype: npt.DTypeLike = np.float32, finite: bool = True
) -> Array:
    """The array that plain_numbers() gave, or an array itself. Raises ValueError that begins with `where`."""
    wanted = f"{where}: expected {' × '.join(map(str, shape))}{' finite' if finite else ''} numbers"
    largest = float(np.finfo(dtype).max) if finite else inf
    if isinstance(value, np.ndarray):
        array = value.astype(dtype)
    else:
        try:
            array = _array(value, len(shape), wanted, dtype)
        except ValueError:
            raise ValueError(wanted + _came(value, shape, largest)) from None
    if array.shape != shape or (finite and not np.isfinite(array).all()):
        raise ValueError(wanted + _came(value, shape, largest))
    return array


def _came(value: Any, shape: tuple[int, ...], largest: float) -> str:
    """What is wrong first with nested lists that should have this shape; nothing where that is not plain to see."""
    if not isinstance(value, list):
        return "" if isinstance(value, np.ndarray) else f", got {shown(value)}"
    if len(value) != shape[0]:
        return f", got {len(value)}{' rows' if len(shape) > 1 else ''}"
    if len(shape) == 1:
        return next((f", got {shown(entry)}" for entry in value if not _fits(entry, largest)), "")
    found = ((index, _came(row, shape[1:], largest)) for index, row in enumerate(value))
    return next((f"{came} in row {index + 1}" for index, came in found if came), "")


def _fits(entry: object, largest: float) -> bool:
    if isinstance(entry, int | float):
        return not isinstance(entry, bool) and abs(entry) <= largest
    return isinstance(entry, str) and entry in _NOT_FINITE and largest == inf


def _array(value: Any, dimensions: int, wanted: str, dtype: npt.DTypeLike) -> Array:
    rows = value if dimensions == 2 else [value]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError(wanted)
    kinds = set(map(type, chain.from_iterable(rows)))
    try:
        if str in kinds:
            rows = [[_NOT_FINITE[entry] if isinstance(entry, str) else entry for entry in row] for row in rows]
            kinds.remove(str)
        if not kinds <= {int, float}:
            raise ValueError(wanted)
        with np.errstate(over="ignore"):  # too large for the format becomes infinite
            array: Array = np.array(rows if dimensions == 2 else rows[0], dtype)
    except (KeyError, ValueError, OverflowError):
        raise ValueError(wanted) from None
    return array


class Fields:
    """The table called `name`. Its methods raise ValueError, which begins with the name of the field."""

    def __init__(self, content: object, name: str) -> None:
        if not isinstance(content, Mapping):
            raise ValueError(f"{name}: expected a table, got {shown(content)}")
        self._content, self._name = content, name

    def has(self, key: str) -> bool:
        """Whether there is such a field, and not null."""
        return self._content.get(key) is not None

    def value(self, key: str) -> Any:
        """Whatever it holds."""
        if key not in self._content:
            raise ValueError(f"{self._name}: expected the key {key}")
        return self._content[key]

    def table(self, key: str) -> "Fields":
        """The table in it."""
        return Fields(self.value(key), f"{self._name}.{key}")

    def count(self, key: str, below: int = _LARGEST) -> int:
        """A whole number from 0."""
        value = self.value(key)
        if type(value) is not int or not 0 <= value < below:
            raise ValueError(f"{self._name}.{key}: expected a whole number from 0 to {below - 1}, got {shown(value)}")
        return value

    def number(self, key: str) -> float:
        """A finite number."""
        value = self.value(key)
        try:
            if type(value) in (int, float) and isfinite(value):
                return float(value)
        except OverflowError:  # a whole number past the largest float
            pass
        raise ValueError(f"{self._name}.{key}: expected a finite number, got {shown(value)}")

    def numbers(self, key: str, like: Array, finite: bool = True) -> Array:
        """An array of the shape and format of `like`."""
        return numbers_in(self.value(key), like.shape, f"{self._name}.{key}", like.dtype, finite)

    def rows(self, key: str, widths: Sequence[int]) -> Array:
        """Rows of as many numbers as one of the widths says, in float64; any that are not finite as they are."""
        value = self.value(key)
        count = len(value) if isinstance(value, list | np.ndarray) else 0
        first = value[0] if count else ()
        width = len(first) if isinstance(first, list | np.ndarray) and len(first) in widths else widths[0]
        return numbers_in(value, (count, width), f"{self._name}.{key}", np.float64, finite=False)

    def set_random_state(self, key: str, rng: np.random.Generator) -> None:
        """Let the generator go on from the state in it."""
        try:
            rng.bit_generator.state = self.value(key)
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
            raise ValueError(f"{self._name}.{key}: expected the state of a random generator") from None
