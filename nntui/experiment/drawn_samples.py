"""Drawings as people type them: rows of cells, one drawing a line with slashes, or one row a line.

Between drawings of one row a line stands an empty line. A line of exactly as many spaces as a row has cells is a row,
unless the drawing is complete; other lines of blanks count as empty.
"""

import re
from collections.abc import Iterable, Iterator
from math import isqrt
from typing import NamedTuple

from nntui.experiment.typed_samples import Line, Sample, SampleError, numbers

_CELLS = {"0": 0.0, ".": 0.0, " ": 0.0, "1": 1.0, "#": 1.0, "█": 1.0}
_WRITTEN_OUT = re.compile("[01.]")
_SURELY_DRAWN = re.compile("[#█]")
_UNDIVIDED = re.compile(r"\s*[01.]+\s*")


class _Row(NamedTuple):
    """A row of cells, and where in its line it starts, from 0."""

    line: Line
    start: int
    text: str

    def error(self, index: int, reason: str) -> SampleError:
        return self.line.error(self.start + index, reason)


def drawn_samples(lines: Iterable[Line], count: int) -> Iterator[Sample]:
    """The drawings of `count` cells, each as soon as it is complete; `count` numbers in a line are one as well.

    Raises SampleError.
    """
    side = isqrt(count)
    rows: list[_Row] = []  # those of a drawing that has begun
    complete = False  # the line before was the last row of a drawing
    for line in lines:
        begun = any(row.text.strip() for row in rows)
        if _separates(line.text, side, complete):
            if begun:
                raise line.error(0, f"expected {side} rows, got {len(rows)}; an empty row is {side} spaces")
            rows, complete = [], False
        elif begun or _is_row(line.text, side):
            if complete:
                raise line.error(0, f"expected an empty line after the {side} rows of a drawing")
            rows.append(_row(line, 0, line.text, side))
            if complete := len(rows) == side:
                yield Sample(line, _cells(rows, side))
                rows = []
        else:  # rows without ink may stand before it: they were blank lines
            yield Sample(line, _in_one_line(line, side))
            rows, complete = [], False
    if any(row.text.strip() for row in rows):
        raise rows[-1].error(len(rows[-1].text), f"expected {side} rows, got {len(rows)}")


def _separates(text: str, side: int, complete: bool) -> bool:
    return not text.strip() and (complete or text != " " * side)


def _is_row(text: str, side: int) -> bool:
    """Whether a line is one row: too short for all the numbers, or with ink in it."""
    if "/" in text or "," in text:
        return False
    return len(text.strip()) <= side or bool(_SURELY_DRAWN.search(text))


def _in_one_line(line: Line, side: int) -> list[float]:
    text = line.text
    if "/" in text:
        return _cells(_divided(line, side), side)
    if _UNDIVIDED.fullmatch(text):
        start = len(text) - len(text.lstrip())
        raise line.error(start, f"expected a / after every row of {side} cells, got {len(text.strip())} in one")
    if re.fullmatch(rf"\s*([01.]\s+){{{side - 1}}}[01.]\s*", text):
        raise line.error(0, f"expected a row of {side} cells without blanks between them, or {side * side} numbers")
    return numbers(line, side * side)


def _divided(line: Line, side: int) -> list[_Row]:
    rows: list[_Row] = []
    start = 0
    parts = line.text.split("/")
    for part in parts:
        if len(rows) == side:
            raise line.error(start, f"expected {side} rows, got {len(parts)}")
        rows.append(_row(line, start, part, side))
        start += len(part) + 1
    if len(rows) < side:
        raise line.error(len(line.text.rstrip()), f"expected {side} rows, got {len(rows)}")
    return rows


def _row(line: Line, start: int, text: str, side: int) -> _Row:
    """The row without the blanks around it that are beyond its cells. Raises SampleError."""
    if len(text.strip()) == side:
        start += len(text) - len(text.lstrip())
        text = text.strip()
    row = _Row(line, start, text[:side] + text[side:].rstrip())
    for index, cell in enumerate(row.text):
        if cell not in _CELLS:
            raise row.error(index, f"expected 0, 1, ., #, a space or █, got {cell!r}")
    if len(row.text) > side or _WRITTEN_OUT.search(row.text):
        _check_length(row, side)
    return row


def _cells(rows: list[_Row], side: int) -> list[float]:
    """The cells, row by row. Where spaces are the empty cells, those that an editor stripped are put back."""
    if any(_WRITTEN_OUT.search(row.text) for row in rows):
        for row in rows:
            _check_length(row, side)
    return [_CELLS[cell] for row in rows for cell in row.text.ljust(side)]


def _check_length(row: _Row, side: int) -> None:
    if len(row.text) != side:
        raise row.error(0, f"expected a row of {side} cells, got {len(row.text)}")
