"""The kinds of value that a field can hold: each checks, reads, writes and steps through its values.

A kind raises ValueError whose text says what was expected and what came; whoever knows the file and the field puts
them in front.
"""

import json
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from itertools import islice
from math import isfinite
from typing import Any, TypeVar

_LONGEST_TEXT = 4096
_LONGEST_SHOWN = 60
_SMALL = 0.001  # numbers below are written with an exponent, which is shorter
_Number = TypeVar("_Number", int, float)


class Kind(ABC):
    """One kind of value."""

    @property
    @abstractmethod
    def expected(self) -> str:
        """What is allowed, as it reads after the word «expected»."""

    @abstractmethod
    def check(self, value: object) -> Any:
        """The value as the program keeps it, from what TOML or JSON gave. Raises ValueError."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value that a person typed. Raises ValueError."""

    @abstractmethod
    def step(self, value: Any, direction: int) -> Any:
        """The next sensible value up (direction 1) or down (−1); the same one at the end."""

    def format(self, value: Any) -> str:
        """The value as it is shown and typed."""
        return str(value)

    def plain(self, value: Any) -> Any:
        """The value as TOML and JSON have it."""
        return value

    def refuse(self, came: object) -> ValueError:
        """The error that says what was expected and what came."""
        return ValueError(f"expected {self.expected}, got {shown(came)}")


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number from `minimum` to `maximum`; `ladder` are the values to step through, without one: every."""

    minimum: int
    maximum: int
    ladder: tuple[int, ...] = ()

    @property
    def expected(self) -> str:
        return f"a whole number from {self.minimum:,} to {self.maximum:,}"

    def check(self, value: object) -> int:
        if type(value) is not int or not self.minimum <= value <= self.maximum:
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> int:
        try:
            return self.check(int(text))
        except ValueError:
            raise self.refuse(text) from None

    def step(self, value: int, direction: int) -> int:
        if not self.ladder:
            return min(max(value + direction, self.minimum), self.maximum)
        return _next_rung(self.ladder, value, direction)


@dataclass(frozen=True)
class Real(Kind):
    """A number from `minimum` to `maximum`; `ladder` are the values to step through."""

    minimum: float
    maximum: float
    ladder: tuple[float, ...]

    @property
    def expected(self) -> str:
        return f"a number from {self.minimum:,.10g} to {self.maximum:,.10g}"

    def check(self, value: object) -> float:
        if type(value) not in (int, float) or not isinstance(value, int | float):
            raise self.refuse(value)
        if not self.minimum <= value <= self.maximum:
            raise self.refuse(value)
        return float(value)

    def parse(self, text: str) -> float:
        try:
            value = float(text)
            return self.check(value if isfinite(value) else None)
        except ValueError:
            raise self.refuse(text) from None

    def step(self, value: float, direction: int) -> float:
        return _next_rung(self.ladder, value, direction)

    def format(self, value: float) -> str:
        text = f"{value:.6g}" if float(f"{value:.6g}") == value else repr(value)
        return _with_exponent(value) if 0 < abs(value) < _SMALL else text


@dataclass(frozen=True)
class Choice(Kind):
    """One name of several. `names` is called when needed, so that a registry may still be filling up."""

    names: Callable[[], Sequence[str]]

    @property
    def expected(self) -> str:
        return "one of " + ", ".join(self.names())

    def check(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.names():
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> str:
        return self.check(text.strip())

    def step(self, value: str, direction: int) -> str:
        names = self.names()
        return names[(names.index(value) + direction) % len(names)]


@dataclass(frozen=True)
class ChoiceEach(Kind):
    """One name for all, or a list of names, one for each: `relu` or `relu, tanh` (a list of one: `[relu]`)."""

    one: Choice

    @property
    def expected(self) -> str:
        return self.one.expected + ", or a list of these"

    def check(self, value: object) -> str | tuple[str, ...]:
        try:
            if isinstance(value, list | tuple) and value:
                return tuple(self.one.check(name) for name in value)
            return self.one.check(value)
        except ValueError:
            raise self.refuse(value) from None

    def parse(self, text: str) -> str | tuple[str, ...]:
        try:
            names = _listed(text)
            return self.check(names[0] if len(names) == 1 and "[" not in text else names)
        except ValueError:
            raise self.refuse(text) from None

    def step(self, value: str | tuple[str, ...], direction: int) -> str:
        return self.one.step(value if isinstance(value, str) else value[0], direction)

    def format(self, value: str | tuple[str, ...]) -> str:
        if isinstance(value, str):
            return value
        return ", ".join(value) if len(value) > 1 else f"[{value[0]}]"

    def plain(self, value: str | tuple[str, ...]) -> str | list[str]:
        return value if isinstance(value, str) else list(value)


@dataclass(frozen=True)
class Layers(Kind):
    """Units of each hidden layer, input side first; none at all is allowed."""

    max_layers: int
    max_units: int
    ladder: tuple[tuple[int, ...], ...]

    @property
    def expected(self) -> str:
        return f"up to {self.max_layers} layer sizes from 1 to {self.max_units}, such as 32, 16 (or none)"

    def check(self, value: object) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or len(value) > self.max_layers:
            raise self.refuse(value)
        if not all(type(units) is int and 1 <= units <= self.max_units for units in value):
            raise self.refuse(value)
        return tuple(value)

    def parse(self, text: str) -> tuple[int, ...]:
        try:
            words = " ".join(_listed(text)).split()
            return self.check([] if words == ["none"] else [int(word) for word in words])
        except ValueError:
            raise self.refuse(text) from None

    def step(self, value: tuple[int, ...], direction: int) -> tuple[int, ...]:
        rungs = sorted({*self.ladder, value}, key=lambda layers: (len(layers), sum(layers), layers))
        return rungs[min(max(rungs.index(value) + direction, 0), len(rungs) - 1)]

    def format(self, value: tuple[int, ...]) -> str:
        return ", ".join(map(str, value)) or "none"

    def plain(self, value: tuple[int, ...]) -> list[int]:
        return list(value)


def _listed(text: str) -> list[str]:
    """What a person typed between commas, in brackets or without; a comma may follow the last.

    Raises ValueError where a bracket has no other half, or there is nothing between two commas.
    """
    inner = text.strip()
    if inner.startswith("[") and inner.endswith("]"):
        inner = inner[1:-1].strip()
    parts = [part.strip() for part in inner.split(",")] if inner else []
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    if "" in parts or "[" in inner or "]" in inner:
        raise ValueError(text)
    return parts


def _with_exponent(value: float) -> str:
    """The number in as few characters as give it back: 1e-4 for 0.0001."""
    text = next(text for digits in range(17) if float(text := f"{value:.{digits}e}") == value)
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}"


def shown(came: object) -> str:
    """A value as an error quotes it: in short, and as TOML or JSON has it."""
    if came is None:
        return "nothing"
    try:
        text = _quoted(came)
    except (ValueError, RecursionError):  # Python writes no whole number of more than 4,300 digits
        return f"a value of type {type(came).__name__} that is too large to show"
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def _quoted(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_quoted, value[:_LONGEST_SHOWN]))}]"
    if isinstance(value, Mapping):
        some = islice(value.items(), _LONGEST_SHOWN)
        return f"{{{', '.join(f'{_quoted(key)}: {_quoted(content)}' for key, content in some)}}}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):  # JSON has no nan and no inf, TOML calls them so
        return repr(value)
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


@dataclass(frozen=True)
class Names(Kind):
    """Several names out of a list, at least one, in the order of the list."""

    known: Callable[[], Sequence[str]]

    @property
    def expected(self) -> str:
        return "one or more of " + ", ".join(self.known())

    def check(self, value: object) -> tuple[str, ...]:
        if isinstance(value, list | tuple) and not value:
            raise ValueError(f"expected {self.expected}, got none")
        if not isinstance(value, list | tuple) or not all(name in self.known() for name in value):
            raise self.refuse(value)
        return tuple(name for name in self.known() if name in value)

    def parse(self, text: str) -> tuple[str, ...]:
        try:
            return self.check(" ".join(_listed(text)).split())
        except ValueError:
            raise self.refuse(text) from None

    def step(self, value: tuple[str, ...], direction: int) -> tuple[str, ...]:
        """One name more from the front of the list that is not there yet, or the last one less."""
        if direction < 0:
            return value[:-1] or value
        missing = [name for name in self.known() if name not in value]
        return self.check((*value, *missing[:1]))

    def format(self, value: tuple[str, ...]) -> str:
        return ", ".join(value)

    def plain(self, value: tuple[str, ...]) -> list[str]:
        return list(value)


@dataclass(frozen=True)
class Text(Kind):
    """Any text in one line."""

    @property
    def expected(self) -> str:
        return "a line of text"

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST_TEXT:
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> str:
        return self.check(text.strip())

    def step(self, value: str, direction: int) -> str:
        return value


def values_from(kind: Kind, value: Any, direction: int) -> Iterator[Any]:
    """The values that steps from `value` come to, each once, up to the end or all the way round."""
    passed = [value]
    while (value := kind.step(value, direction)) not in passed:
        passed.append(value)
        yield value


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A half-sentence that names the nearest known word, or nothing if none is near."""
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _next_rung(ladder: Sequence[_Number], value: _Number, direction: int) -> _Number:
    index = bisect_right(ladder, value) if direction > 0 else bisect_left(ladder, value) - 1
    if 0 <= index < len(ladder):
        return ladder[index]
    return value
