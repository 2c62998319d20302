"""Reading a CSV file of numbers: bounded, and what cannot be read is named by line and column.

The first line that is not blank settles the separator: a tab if it has one (outside quotes), else a semicolon, else a
comma. It is a header if none of its cells but the last is a number, and data if all of them are; a mixture is refused.
Blank lines are passed over; lines and columns count from 1.
"""

import csv
import math
import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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

PART_COLUMN = "split"
"""The heading of the first column of what `nntui data` prints."""

_MAX_LINE = 1024 * 1024  # bytes
_MAX_SHOWN = 40  # characters of a cell in a message
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")


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
    with _opened(path) as file:
        return _parse(_rows(_lines(file)))


def read_parts(source: Path | BinaryIO) -> tuple[Table, list[str]]:
    """A table that may also be one of `nntui data`: there the first column says which part each row belongs to.

    Returns the table without that column, and the part of each row; of another table, no parts. Raises DataError.
    """
    with _opened(source) as file:
        rows, parts = _rows(_lines(file)), list[str]()
        first = next(rows)
        if first.cells[0] != PART_COLUMN or len(first.cells) <= 2:
            return _parse(chain([first], rows)), parts

        def without_part() -> Iterator[Row]:
            yield Row(first.line, first.cells[1:])
            for row in rows:
                parts.append(row.cells[0])
                yield Row(row.line, row.cells[1:])

        return _parse(without_part()), parts


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """The file, what is open already as it is. Raises DataError for whatever goes wrong while it is open."""
    try:
        if not isinstance(source, Path):
            yield source
            return
        if source.exists() and not source.is_file():
            raise DataError("expected a regular file")
        with source.open("rb") as file:
            yield file
    except OSError as error:
        raise DataError(error.strerror or "cannot be read") from None
    except DataError:
        raise
    except ValueError as error:  # a zero byte, or half a surrogate pair, in the path
        raise DataError(str(error)) from None


def fault(line: int, column: int, why: str) -> DataError:
    """The error of one cell."""
    return DataError(f"line {line}, column {column}: {why}")


def quoted(cell: str) -> str:
    """A cell as a message quotes it."""
    return f"'{cell}'" if len(cell) <= _MAX_SHOWN else f"'{cell[: _MAX_SHOWN - 3]}...'"


def number(cell: str) -> float | None:
    """What the cell says, perhaps NaN or an infinity; None where it is not a number."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def no_number(cell: str, expected: str = "a number") -> str:
    """What is wrong with a cell that is not a number."""
    hint = "; decimals need a point, not a comma" if has_decimal_comma(cell) else ""
    return f"expected {expected}, got {quoted(cell) if cell else 'an empty cell'}{hint}"


def has_decimal_comma(cell: str) -> bool:
    """Whether the cell is a number as many countries write it: 3,5."""
    return _DECIMAL_COMMA.fullmatch(cell) is not None


def usable(value: float, cell: str, line: int, column: int) -> float:
    """The value, if it can be computed with. Raises DataError."""
    if not math.isfinite(value):
        raise fault(line, column, f"expected a finite number, got {quoted(cell)}")
    if abs(value) > MAX_NUMBER:
        raise fault(line, column, f"expected a number within ±{MAX_NUMBER:g}, got {quoted(cell)}")
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
        raise fault(row.line, column, no_number(cell))
    return usable(value, cell, row.line, column)


def _parse(rows: Iterator[Row]) -> Table:
    first, body = next(rows), _Body()
    if has_header := _is_header(first):
        if (second := next(rows, None)) is None:
            raise DataError(f"line {first.line}: no rows below the header")
        _check_header(first, second)
        body.add(second)
    else:
        body.add(first)
    for row in rows:
        body.add(row)
    if len(body.last) > MAX_ROWS:
        raise _too_many_rows(body.lines[MAX_ROWS])
    inputs = np.array(body.numbers, np.float64).reshape(len(body.last), -1)
    return Table(tuple(first.cells) if has_header else None, inputs, body.last, body.lines)


def _is_header(first: Row) -> bool:
    """Whether the row names the columns. Raises DataError where some cells are numbers and others are not."""
    *inputs, last = first.cells
    named = [number(cell) is None for cell in inputs]
    if any(named) and not all(named):
        column = named.index(True)
        raise fault(first.line, column + 1, no_number(inputs[column], "a number, or a header without numbers"))
    return all(named) and (any(inputs) or number(last) is None)


def _check_header(header: Row, below: Row) -> None:
    """Raise DataError for a column of names, whose first one only seems to be a header."""
    for column, (above, cell) in enumerate(zip(header.cells[:-1], below.cells[:-1], strict=True), 1):
        if cell and number(cell) is None:
            raise fault(header.line, column, f"{no_number(above)}, and {quoted(cell)} in line {below.line}")


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
