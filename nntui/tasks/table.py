"""Table: a CSV file of the user's; from the numbers in a row, which class, or which value, stands in its last column?

Where most cells of the last column are names it holds classes. Numbers are classes too where they are at most twenty
different whole ones, all written without a decimal point or an exponent; other numbers are values, and the problem is
regression.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.csv_file import Table, fault, has_decimal_comma, no_number, number, quoted, read_table, usable
from nntui.tasks.task import DataError, Dataset, Recipe, Samples, Scaling, Targets, Task, split

MAX_CLASSES = 100
"""As many different names as the last column may hold; each is one more output of the network."""

_MAX_NUMBER_CLASSES = 20
_WHOLE = re.compile(r"[+-]?\d+")
_MAX_NAME = 60  # characters of a class
_MAX_INPUT_NAME = 40
_MAX_NAMED = 10  # classes in a message


def make(recipe: Recipe, rng: np.random.Generator) -> Dataset:
    """The file's rows, standardised: each column of inputs, and the values of a regression, to mean 0 and deviation 1.

    Means and deviations are the training rows' own; a column that is the same in all of them becomes 0. Noise adds
    normal noise of `noise` such deviations to the inputs, save those of such a column.
    """
    if not recipe.path:
        raise DataError("expected the name of a CSV file")
    try:
        table = read_table(_path(recipe.path))
        classes, targets = _targets(table, recipe.wants_values)
    except DataError as error:
        raise DataError(_printable(f"{recipe.path}: {error}")) from None
    raw = split(Samples(table.inputs, targets), recipe.test_fraction, rng)
    scaling = _scaling(raw.train, classes is None)
    train, test = (_samples_scaled(part, scaling, classes is None) for part in (raw.train, raw.test))
    if recipe.noise:
        deviations = np.where(train.inputs.any(axis=0), recipe.noise, 0.0)
        train, test = (_shaken(part, deviations, rng) for part in (train, test))
    return Dataset(train, test, _input_names(table), classes, scaling)


def raw_samples(table: Table, classes: Sequence[str]) -> Samples:
    """The rows of a table as they are, for a network that knows these classes, or values where there are none.

    Raises DataError for a class that it does not know.
    """
    numbers = [number(cell) for cell in table.last]
    if not classes:
        return Samples(table.inputs, np.array(_values(table, numbers), np.float64)[:, np.newaxis])
    place = {name: index for index, name in enumerate(classes)}
    targets = np.empty(len(numbers), np.int64)
    for row, (cell, line) in enumerate(zip(table.last, table.lines, strict=True)):
        name = _printable(cell)
        if _WHOLE.fullmatch(cell) and name not in place:
            name = str(int(cell[:_MAX_NAME]))  # +1 and 01 are the class 1, as in training
        if name not in place:
            known = ", ".join(classes[:_MAX_NAMED]) + (", …" if len(classes) > _MAX_NAMED else "")
            raise fault(line, _last_column(table), f"expected one of the classes {known}, got {quoted(name)}")
        targets[row] = place[name]
    return Samples(table.inputs, targets)


def _path(text: str) -> Path:
    """The path, with ~ as shells read it."""
    with suppress(RuntimeError):  # there is no such user
        return Path(text).expanduser()
    return Path(text)


def _targets(table: Table, wants_values: bool) -> tuple[tuple[str, ...] | None, Targets]:
    """The classes' names and each row's number among them; for regression None and each row's value (n × 1)."""
    numbers = [number(cell) for cell in table.last]
    if numbers.count(None) > len(numbers) / 2:
        names = _class_names(table, numbers)
        return _indexed(names, sorted(set(names)), table)
    values = np.array(_values(table, numbers))
    distinct = np.unique(values)
    if not wants_values and len(distinct) <= _MAX_NUMBER_CLASSES and all(map(_WHOLE.fullmatch, table.last)):
        whole = [str(int(value)) for value in values]
        return _indexed(whole, [str(int(value)) for value in distinct], table)
    if len(distinct) == 1:
        raise DataError(f"column {_last_column(table)}: expected different values, got {distinct[0]:g} alone")
    return None, values[:, np.newaxis]


def _indexed(names: list[str], classes: list[str], table: Table) -> tuple[tuple[str, ...], Targets]:
    """The classes, and each row's place among them."""
    if len(classes) < 2:
        raise DataError(f"column {_last_column(table)}: expected two classes or more, got {quoted(classes[0])} alone")
    place = {name: index for index, name in enumerate(classes)}
    return tuple(classes), np.array([place[name] for name in names], np.int64)


def _class_names(table: Table, numbers: list[float | None]) -> list[str]:
    column, names, seen = _last_column(table), [], set()
    _check_decimal_points(table, numbers)
    for cell, value, line in zip(table.last, numbers, table.lines, strict=True):
        if value is not None:
            usable(value, cell, line, column)  # NaN stands for a class that is not known
        name = _printable(cell)
        if not name:
            raise fault(line, column, "expected a class, got an empty name")
        if len(name) > _MAX_NAME:
            raise fault(line, column, f"expected a class of at most {_MAX_NAME} characters, got {quoted(name)}")
        seen.add(name)
        if len(seen) > MAX_CLASSES:
            raise fault(line, column, f"expected at most {MAX_CLASSES} classes, got one more: {quoted(name)}")
        names.append(name)
    return names


def _check_decimal_points(table: Table, numbers: list[float | None]) -> None:
    """Raise DataError where all that is not a number has a decimal comma: these are no names of classes."""
    others = [index for index, value in enumerate(numbers) if value is None]
    if all(has_decimal_comma(table.last[index]) for index in others):
        raise fault(table.lines[others[0]], _last_column(table), no_number(table.last[others[0]]))


def _values(table: Table, numbers: list[float | None]) -> list[float]:
    column, values = _last_column(table), []
    for cell, value, line in zip(table.last, numbers, table.lines, strict=True):
        if value is None:
            may_be_header = table.names is None and line == table.lines[0]
            or_header = ", or a header without numbers" if may_be_header else ""
            raise fault(line, column, no_number(cell, f"a number, as most of this column are{or_header}"))
        values.append(usable(value, cell, line, column))
    return values


def _scaling(train: Samples, is_regression: bool) -> Scaling:
    shift, scale = _mean_and_deviation(train.inputs)
    if not is_regression:
        return Scaling(shift, scale)
    (output_shift,), (output_scale,) = _mean_and_deviation(train.targets)
    return Scaling(shift, scale, output_shift, output_scale)


def _mean_and_deviation(columns: Array) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Of each column; of one that is the same throughout, its value and 1, whatever rounding makes of its mean."""
    constant = columns.min(axis=0) == columns.max(axis=0)
    mean = np.where(constant, columns[0], columns.mean(axis=0))
    deviation = np.where(constant, 0.0, columns.std(axis=0))
    return tuple(mean.tolist()), tuple(np.where(deviation > 0, deviation, 1.0).tolist())


def _samples_scaled(raw: Samples, scaling: Scaling, is_regression: bool) -> Samples:
    return Samples(scaling.inputs(raw.inputs), scaling.targets(raw.targets) if is_regression else raw.targets)


def _shaken(samples: Samples, deviations: Array, rng: np.random.Generator) -> Samples:
    noise = rng.standard_normal(samples.inputs.shape) * deviations
    return Samples((samples.inputs + noise).astype(np.float32), samples.targets)


def _last_column(table: Table) -> int:
    return len(table.inputs[0]) + 1


def _input_names(table: Table) -> tuple[str, ...]:
    """The header's; x1, x2 and so on where it has none, or is itself wanting."""
    numbered = [f"x{column}" for column in range(1, _last_column(table))]
    given = [_printable(name)[:_MAX_INPUT_NAME] for name in (table.names or numbered)[: len(numbered)]]
    return tuple(name or number for name, number in zip(given, numbered, strict=True))


def _printable(text: str) -> str:
    """The text on one line, control and format characters replaced."""
    return "".join(char if char.isprintable() else "�" for char in " ".join(text.split()))


TASK = Task(
    name="table",
    help="A CSV file of yours: columns of numbers, the last one the class or the value.",
    input_names=(),
    classes=(),
    view="table",
    make=make,
    knobs=frozenset({"path", "noise", "test_fraction"}),
)
