"""Samples as people type them: numbers, one sample a line."""

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import NamedTuple

_TOKEN = re.compile(r"[^\s,]+|,")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_LARGEST = 3.4e38
"""About the largest number of the network's format."""


class SampleError(ValueError):
    """Text that is no sample: the error names the line, the column and what was expected there."""


class Line(NamedTuple):
    """A line of the input: its number from 1, and its text without the line's end."""

    number: int
    text: str

    def error(self, index: int, reason: str) -> SampleError:
        """What is wrong with the character at `index`, from 0."""
        return SampleError(f"line {self.number}, column {index + 1}: {reason}")


class Sample(NamedTuple):
    """What the network shall answer, and the line that it came with."""

    line: Line
    inputs: list[float]


def number_samples(lines: Iterable[Line], count: int) -> Iterator[Sample]:
    """The samples of `count` numbers in the lines that are not blank. Raises SampleError."""
    for line in lines:
        if line.text.strip():
            yield Sample(line, numbers(line, count))


def numbers(line: Line, count: int) -> list[float]:
    """The `count` numbers of a line, separated by commas or spaces. Raises SampleError."""
    found: list[float] = []
    wanted = True  # a number has to come next: at the start of the line and after a comma
    for token in _TOKEN.finditer(line.text):
        if token.group() == ",":
            if wanted:
                raise line.error(token.start(), "expected a number, got ','")
            wanted = True
            continue
        if len(found) == count:
            raise line.error(token.start(), f"expected {count} numbers, got more")
        found.append(_number(line, token))
        wanted = False
    end = len(line.text.rstrip())
    if wanted:
        raise line.error(end, "expected a number after the comma")
    if len(found) < count:
        raise line.error(end, f"expected {count} numbers, got {len(found)}")
    return found


def _number(line: Line, token: re.Match[str]) -> float:
    text = token.group()
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not isfinite(value) or abs(value) > _LARGEST:
        raise line.error(token.start(), f"expected a number, got {text[:40]!r}")
    return value
