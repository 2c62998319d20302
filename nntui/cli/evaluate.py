"""`nntui evaluate`: how good a trained network is on the data of its run, of another preset, or in a CSV file."""

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from nntui.cli.arguments import add_format_arguments, standard_input
from nntui.cli.command import Command, InputError, Status

if TYPE_CHECKING:
    from nntui.experiment.evaluation import Evaluation
    from nntui.experiment.model_file import Model
    from nntui.tasks.task import Samples

_TABLES, _RUNS = (".csv", ".tsv", ".txt"), (".toml", ".json")
"""How names of tables end, and paths that are none."""
_STDIN = "-"


def add_arguments(parser: ArgumentParser) -> None:
    """MODEL, DATA, --json and --csv."""
    parser.description = f"{COMMAND.help}\n\n{_DATA}"
    parser.add_argument("model", metavar="MODEL", help="file written by nntui train --save (- for stdin)")
    parser.add_argument(
        "data",
        metavar="DATA",
        nargs="?",
        help="a preset, another model (.json), or a CSV file (- for stdin); its own by default",
    )
    add_format_arguments(parser, "one object", "the confusion matrix, or errors of values,")


def run(arguments: Namespace) -> int:
    """Print what comes of each part of the data. Raises FileError, HyperparameterError or InputError."""
    from nntui.experiment.evaluation import evaluate
    from nntui.experiment.model_file import load_model

    if arguments.model == arguments.data == _STDIN:
        raise InputError("DATA: standard input has the model already")
    model = load_model(Path(standard_input(arguments.model)))
    found = {name: evaluate(model, part) for name, part in _parts(model, arguments).items()}
    if arguments.json:
        print(_json(arguments, model, found))
    elif arguments.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(_rows(model, found))
    else:
        print("\n".join(_text(model, found)))
    return Status.DONE


def _parts(model: "Model", arguments: Namespace) -> "Mapping[str, Samples]":
    """The samples to look at by the names of their parts. Raises FileError, HyperparameterError or InputError."""
    from nntui.experiment.configs import load_config
    from nntui.experiment.evaluation import raw_parts

    name = arguments.data
    if name is not None and _is_table(name):
        return _parts_of_table(model, name)
    try:
        return raw_parts(model, model.hyperparameters if name is None else load_config(name))
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise InputError(f"{name or arguments.model}: {error}") from None


def _is_table(name: str) -> bool:
    return name == _STDIN or name.endswith(_TABLES) or ("/" in name and not name.endswith(_RUNS))


def _parts_of_table(model: "Model", name: str) -> "Mapping[str, Samples]":
    """The rows of a CSV file, all of them or by their parts. Raises InputError."""
    import numpy as np

    from nntui.tasks.csv_file import read_parts
    from nntui.tasks.table import raw_samples
    from nntui.tasks.task import DataError, Samples

    where = "stdin" if name == _STDIN else name
    try:
        table, parts = read_parts(_open_stdin() if name == _STDIN else Path(name))
        _check_columns(model, table.names, len(table.inputs[0]), bool(parts))
        samples = raw_samples(table, model.ends.classes)
    except DataError as error:
        raise InputError(f"{where}: {error}") from None
    if not parts:
        return {"all": samples}
    of_row = np.array(parts)
    return {
        part: Samples(samples.inputs[of_row == part], samples.targets[of_row == part]) for part in dict.fromkeys(parts)
    }


def _open_stdin() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("stdin: not open")
    return sys.stdin.buffer


def _check_columns(model: "Model", names: tuple[str, ...] | None, count: int, has_parts: bool) -> None:
    from nntui.tasks.task import DataError

    wanted = model.raw_inputs
    if count != len(wanted):
        raise DataError(f"expected {len(wanted)} inputs and a last column, got {count + 1} columns")
    if has_parts and model.scaling is not None:
        raise DataError("nntui data prints standardised numbers of a table; give the table itself")
    if names is not None and names[:-1] != wanted and sorted(names[:-1]) == sorted(wanted):
        raise DataError(f"expected the columns {', '.join(wanted)} in this order, got {', '.join(names[:-1])}")


def _json(arguments: Namespace, model: "Model", found: "Mapping[str, Evaluation]") -> str:
    parts = {name: _plain(each) for name, each in found.items()}
    classes = list(model.ends.classes) or None
    return json.dumps({"model": arguments.model, "data": arguments.data, "classes": classes, "parts": parts})


def _plain(found: "Evaluation") -> dict[str, Any]:
    from nntui.experiment.fields import finite_or_none

    confusion = None if found.confusion is None else found.confusion.tolist()
    figures = {key: finite_or_none(getattr(found, key)) for key in ("loss", "accuracy", "mse", "mae", "r2")}
    return {"samples": found.samples, **figures, "confusion": confusion}


def _rows(model: "Model", found: "Mapping[str, Evaluation]") -> Iterable[list[Any]]:
    from nntui.experiment.fields import finite_or_none

    classes = model.ends.classes
    if not classes:
        yield ["split", "samples", "loss", "mse", "mae", "r2"]
        for name, each in found.items():
            yield [name, each.samples, *map(finite_or_none, (each.loss, each.mse, each.mae, each.r2))]
        return
    yield ["split", "class", *classes]
    for name, each in found.items():
        for right, counts in zip(classes, () if each.confusion is None else each.confusion.tolist(), strict=True):
            yield [name, right, *counts]


def _text(model: "Model", found: "Mapping[str, Evaluation]") -> Iterable[str]:
    """A line a part, and for classes the confusion matrix of the last one."""
    from nntui.cli.report import part_in_figures

    classes = model.ends.classes
    for name, each in found.items():
        figures = part_in_figures(name, each.loss, each.accuracy, bool(classes))
        r2 = f"{each.r2:.4f}" if isfinite(each.r2) else "–"
        values = "" if classes else f"  R² {r2}  MSE {each.mse:.4g}  MAE {each.mae:.4g}"
        yield f"{figures}{values}  of {each.samples:,} samples"
    name, last = list(found.items())[-1]
    if last.confusion is not None:
        yield f"\n{name}: what is right, and what was answered"
        yield from _confusion(classes, last.confusion.tolist())


def _confusion(classes: tuple[str, ...], counts: list[list[int]]) -> Iterable[str]:
    """A row for each class that is right, with the share that is answered so."""
    width = max(map(len, classes))
    numbered = width > _WIDE or len(classes) * width > _ROOM
    heads = [str(number) for number in range(1, len(classes) + 1)] if numbered else list(classes)
    cells = [max(len(head), *(len(str(row[column])) for row in counts)) for column, head in enumerate(heads)]
    label = width + (len(heads[-1]) + 1 if numbered else 0)
    yield f"  {'':{label}}  {'  '.join(f'{head:>{cell}}' for head, cell in zip(heads, cells, strict=True))}  right"
    for index, (name, row) in enumerate(zip(classes, counts, strict=True)):
        right = f"{row[index] / sum(row):6.1%}" if sum(row) else f"{'–':>6}"
        numbers = "  ".join(f"{count:{cell}}" for count, cell in zip(row, cells, strict=True))
        yield f"  {f'{heads[index]} {name}' if numbered else name:{label}}  {numbers} {right}"


_WIDE, _ROOM = 12, 60
"""From here on columns have numbers in place of the classes' names: cells of one name, and of all."""

_DATA = """\
DATA is a preset, a model or what --json has printed of a run, whose samples are made anew; or a CSV file: inputs,
and in the last column the class or the value, in the numbers that nntui predict takes. It may be what `nntui data`
prints, split and all. Without DATA it is what the model was trained and tested on. R² is the share of the variance
that is explained; MSE and MAE are in the data's own unit, the loss in that of training."""

COMMAND = Command(
    name="evaluate",
    help="Measure a trained model: loss, accuracy and confusion, or the errors of values.",
    example="nntui evaluate model.json digits-classic",
    add_arguments=add_arguments,
    run=run,
    more=(
        "nntui evaluate model.json --json",
        "nntui data digits --set task.seed=7 | nntui evaluate model.json -",
        "nntui train xor --save - | nntui evaluate -",
    ),
)
