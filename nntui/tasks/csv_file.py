"""Reading a CSV file of numbers: bounded, and what cannot be read is named by line and column.

The first line that is not blank settles the separator: a tab if it has one (outside quotes), else a semicolon, else a
comma. It is a header if no cell but the last is a number, or if its last cell is a name where all those below it are
numbers. Blank lines are passed over; lines and columns count from 1.
"""

import csv
import math
import re
from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from nntui.tasks.task import DataError

MAX_ROWS = 100_000
MAX_COLUMNS = 64
MAX_BYTES = 256 * 1024 * 1024
MAX_NUMBER = 1e30
"""Beyond this the squares of differences leave the range of the float32 that networks compute in."""

_MAX_LINE = 1024 * 1024  # bytes
_MAX_SHOWN = 40  # characters of a cell in a message


@dataclass(frozen=True)
class Row:
    """One row of cells, without the blanks around them, and the line that it begins on."""

    line: int
    cells: list[str]


@dataclass
class Table:
    """inputs: rows × (columns − 1), float64. last: the cells of the last column. lines: where each row begins."""

    names: tuple[str, ...] | None
    inputs: npt.NDArray[np.float64]
    last: list[str]
    lines: list[int]


@dataclass
class _Body:
    """The rows read so far, one number after the other."""

    numbers: "array[float]" = field(default_factory=lambda: array("d"))
    last: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.numbers.extend(_input_numbers(row))
        self.last.append(row.cells[-1])
        self.lines.append(row.line)


def read_table(path: Path) -> Table:
    """The whole of a UTF-8 file. Raises DataError, whose text leaves it to the caller to name the file."""
    try:
        if path.exists() and not path.is_file():
            raise DataError("expected a regular file")
        with path.open("rb") as file:
            return _parse(_rows(_lines(file)))
    except OSError as error:
        raise DataError(error.strerror or "cannot be read") from None
    except DataError:
        raise
    except ValueError as error:  # a zero byte, or half a surrogate pair, in the path
        raise DataError(str(error)) from None


def fault(line: int, column: int, why: str) -> DataError:
    """The error of one cell."""
    return DataError(f"line {line}, column {column}: {why}")


def shown(cell: str) -> str:
    """A cell as a message quotes it."""
    return f"'{cell}'" if len(cell) <= _MAX_SHOWN else f"'{cell[: _MAX_SHOWN - 3]}...'"


def number(cell: str) -> float | None:
    """What the cell says, perhaps NaN or an infinity; None where it is not a number."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def usable(value: float, cell: str, line: int, column: int) -> float:
    """The value, if it can be computed with. Raises DataError."""
    if not math.isfinite(value):
        raise fault(line, column, f"expected a finite number, got {shown(cell)}")
    if abs(value) > MAX_NUMBER:
        raise fault(line, column, f"expected a number within ±{MAX_NUMBER:g}, got {shown(cell)}")
    return value


def _input_numbers(row: Row) -> list[float]:
    """The numbers of all columns but the last. Raises DataError."""
    inputs = row.cells[:-1]
    with suppress(ValueError):  # a file may have millions of cells: look closely only at a row that needs it
        values = list(map(float, inputs))
        if max(map(abs, values)) <= MAX_NUMBER and not math.isnan(sum(values)) and "_" not in "".join(inputs):
            return values
    return [_input_number(row, column) for column in range(1, len(row.cells))]


def _input_number(row: Row, column: int) -> float:
    """The number in a column, counted from 1. Raises DataError."""
    cell = row.cells[column - 1]
    value = number(cell)
    if value is None:
        raise fault(row.line, column, f"expected a number, got {shown(cell) if cell else 'an empty cell'}")
    return usable(value, cell, row.line, column)


def _parse(rows: Iterator[Row]) -> Table:
    first = next(rows)
    below = _Body()
    for row in rows:
        below.add(row)
    names, body = _headed(first, below)
    if not body.last:
        raise DataError(f"line {first.line}: no rows below the header")
    if len(body.last) > MAX_ROWS:
        raise _too_many_rows(body.lines[MAX_ROWS])
    inputs = np.array(body.numbers, np.float64).reshape(len(body.last), -1)
    return Table(names, inputs, body.last, body.lines)


def _headed(first: Row, below: _Body) -> tuple[tuple[str, ...] | None, _Body]:
    """The header's cells and the rows below it, or None and all of the rows."""
    if _is_header(first.cells, below.last):
        return tuple(first.cells), below
    body = _Body()
    body.add(first)
    body.numbers += below.numbers
    return None, _Body(body.numbers, body.last + below.last, body.lines + below.lines)


def _is_header(cells: list[str], last_below: list[str]) -> bool:
    *inputs, last = cells
    if any(inputs) and all(number(cell) is None for cell in inputs):
        return True
    return bool(last) and number(last) is None and bool(last_below) and None not in map(number, last_below)


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    """The rows, all as wide as the first. Raises DataError."""
    width = 0
    for count, row in enumerate(_split_rows(lines)):
        width = width or _checked_width(row)
        if len(row.cells) != width:
            why = f"expected {width} columns as in the first row, got {len(row.cells)}"
            raise fault(row.line, min(len(row.cells), width) + 1, why)
        if count > MAX_ROWS:  # the first may be a header
            raise _too_many_rows(row.line)
        yield row
    if not width:
        raise DataError("expected rows of numbers, got an empty file")


def _checked_width(row: Row) -> int:
    width = len(row.cells)
    if width > MAX_COLUMNS:
        raise fault(row.line, MAX_COLUMNS + 1, f"expected at most {MAX_COLUMNS} columns, got {width:,}")
    if width < 2:
        raise fault(row.line, 2, "expected inputs and a class or value, separated by commas, semicolons or tabs")
    return width


def _too_many_rows(line: int) -> DataError:
    return DataError(f"line {line}: expected at most {MAX_ROWS:,} rows")


def _split_rows(lines: Iterator[str]) -> Iterator[Row]:
    blank = 0
    for first in lines:
        if first.strip():
            break
        blank += 1
    else:
        return
    reader = csv.reader(chain([first], lines), delimiter=_separator(first), skipinitialspace=True, strict=True)
    while True:
        line = blank + reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(f"line {line}: cannot be split into cells ({str(error).split(' - ')[0]})") from None
        if len(cells) > 1 or any(cells):
            yield Row(line, cells)


def _separator(line: str) -> str:
    bare = re.sub('"[^"]*"', "", line)
    return next((separator for separator in "\t;" if separator in bare), ",")


def _lines(file: BinaryIO) -> Iterator[str]:
    """The lines of the file as text, no more of them than can be held. Raises DataError."""
    total = 0
    for count, content in enumerate(iter(partial(file.readline, _MAX_LINE + 1), b""), start=1):
        total += len(content)
        if len(content) > _MAX_LINE:
            raise DataError(f"line {count}: expected at most {_MAX_LINE:,} bytes a line")
        if total > MAX_BYTES:
            raise DataError(f"line {count}: expected at most {MAX_BYTES:,} bytes in all")
        try:
            yield content.decode("utf-8-sig" if count == 1 else "utf-8")
        except UnicodeDecodeError as error:
            byte = content[error.start]
            raise DataError(f"line {count}: expected UTF-8 text, got the byte 0x{byte:02x}") from None
