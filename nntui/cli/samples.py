"""Samples as people type them: numbers, or a drawing."""

import re
from math import isfinite, isqrt

_CELLS = {"0": 0.0, ".": 0.0, "1": 1.0, "#": 1.0}
_TOKEN = re.compile(r"[^\s,]+|,")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_LARGEST = 3.4e38
"""About the largest number of the network's format."""


class SampleError(ValueError):
    """A line that is no sample: `column` counts from 1, `reason` says what was expected there."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(reason)
        self.column = index + 1
        self.reason = reason


def read_sample(line: str, count: int, may_be_drawn: bool) -> list[float]:
    """The inputs that a line gives, as many as the problem has. Raises SampleError."""
    if may_be_drawn and re.search("[/#]", line):
        return _drawing(line, isqrt(count))
    return _numbers(line, count)


def _numbers(line: str, count: int) -> list[float]:
    numbers: list[float] = []
    wanted = True  # a number has to come next: at the start of the line and after a comma
    for token in _TOKEN.finditer(line):
        if token.group() == ",":
            if wanted:
                raise SampleError(token.start(), "expected a number, got ','")
            wanted = True
            continue
        if len(numbers) == count:
            raise SampleError(token.start(), f"expected {count} numbers, got more")
        numbers.append(_number(token))
        wanted = False
    end = len(line.rstrip())
    if wanted:
        raise SampleError(end, "expected a number after the comma")
    if len(numbers) < count:
        raise SampleError(end, f"expected {count} numbers, got {len(numbers)}")
    return numbers


def _number(token: re.Match[str]) -> float:
    text = token.group()
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not isfinite(value) or abs(value) > _LARGEST:
        raise SampleError(token.start(), f"expected a number, got {text[:40]!r}")
    return value


def _drawing(line: str, side: int) -> list[float]:
    cells: list[float] = []
    start = len(line) - len(line.lstrip())
    rows = line.strip().split("/")
    for number, row in enumerate(rows):
        if number == side:
            raise SampleError(start, f"expected {side} rows, got {len(rows)}")
        for index, cell in enumerate(row):
            if cell not in _CELLS:
                raise SampleError(start + index, f"expected 0, 1, . or #, got {cell!r}")
            cells.append(_CELLS[cell])
        if len(row) != side:
            raise SampleError(start, f"expected a row of {side} cells, got {len(row)}")
        start += len(row) + 1
    if len(rows) < side:
        raise SampleError(start - 1, f"expected {side} rows, got {len(rows)}")
    return cells
