"""`nntui predict`: what a trained network says to samples on standard input, line by line."""

import csv
import io
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nntui.cli.arguments import add_format_arguments, add_quiet_argument
from nntui.cli.command import Command, InputError, Status
from nntui.cli.streams import is_terminal, say

if TYPE_CHECKING:
    from nntui.core.arrays import Array
    from nntui.experiment.model_file import Model
    from nntui.experiment.typed_samples import Line, Sample

_MAX_LINE = 1024 * 1024


def add_arguments(parser: ArgumentParser) -> None:
    """MODEL, --json, --csv and --quiet."""
    parser.description = f"{COMMAND.help}\n\n{_SAMPLES}"
    parser.add_argument("model", metavar="MODEL", help="file written by nntui train --save")
    add_format_arguments(
        parser, "an object a line, with output and label,", "label and outputs, below a line of names,"
    )
    add_quiet_argument(parser)


def run(arguments: Namespace) -> int:
    """Answer each sample as soon as it has come. Raises FileError for the model and InputError for a line."""
    from pathlib import Path

    from nntui.experiment.build import task_of
    from nntui.experiment.drawn_samples import drawn_samples
    from nntui.experiment.model_file import load_model
    from nntui.experiment.typed_samples import SampleError, number_samples

    model = load_model(Path(arguments.model))
    count, drawn = len(model.raw_inputs), task_of(model.hyperparameters).view == "drawing"
    if is_terminal(sys.stdin) and is_terminal(sys.stderr) and not arguments.quiet:
        kind = "drawings, or samples" if drawn else "samples"
        say("nntui predict", f"waiting for {kind} of {count} inputs, one a line; Ctrl-D ends")
    read = drawn_samples if drawn else number_samples
    answer = _json if arguments.json else _csv if arguments.csv else _plain
    if arguments.csv:
        print(_csv_line(("label", *model.ends.classes) if model.ends.classes else ("value",)), flush=True)
    try:
        for sample in read(_lines(), count):
            print(answer(model, _output(model, sample)), flush=True)
    except SampleError as error:
        raise InputError(f"stdin {error}") from None
    return Status.DONE


def _lines() -> "Iterator[Line]":
    """The lines of standard input."""
    from nntui.experiment.typed_samples import Line

    if sys.stdin is None:
        raise InputError("stdin: not open")
    number = 0
    while line := _read_line():
        number += 1
        if len(line) > _MAX_LINE:
            raise InputError(f"stdin line {number}, column 1: expected at most {_MAX_LINE:,} bytes")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8")) + 1
            found = f"the byte 0x{line[error.start]:02x}"
            raise InputError(f"stdin line {number}, column {column}: expected UTF-8 text, got {found}") from None
        yield Line(number, text.rstrip("\r\n"))


def _read_line() -> bytes:
    try:
        return sys.stdin.buffer.readline(_MAX_LINE + 1)
    except OSError as error:
        raise InputError(f"stdin: {error.strerror or error}") from None


def _output(model: "Model", sample: "Sample") -> "Array":
    """What the network answers. Raises SampleError where the inputs are too large for it."""
    import numpy as np

    with np.errstate(all="ignore"):
        output: Array = model.answers(np.array([sample.inputs], np.float64))[0]
    if not np.isfinite(output).all():
        raise sample.line.error(0, "the numbers are too large for the network")
    return output


def _plain(model: "Model", output: "Array") -> str:
    """The most likely class and the next one, each with its probability; for regression the value."""
    classes = model.ends.classes
    if not classes:
        return "  ".join(f"{value:.6g}" for value in output.tolist())
    values = _by_class(output)
    best, second = sorted(range(len(values)), key=lambda index: -values[index])[:2]
    width = max(map(len, classes))
    return f"{classes[best]:{width}}  {values[best]:.4f}  then {classes[second]}  {values[second]:.4f}"


def _json(model: "Model", output: "Array") -> str:
    return json.dumps({"output": output.tolist(), "label": _label(model, output)})


def _label(model: "Model", output: "Array") -> str | None:
    from nntui.experiment.build import predicted_classes

    classes = model.ends.classes
    return classes[int(predicted_classes(output[:, None])[0])] if classes else None


def _csv(model: "Model", output: "Array") -> str:
    """The label, and the probability of each class; for regression the value."""
    label = _label(model, output)
    return _csv_line(output.tolist() if label is None else (label, *_by_class(output)))


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _by_class(output: "Array") -> list[float]:
    """One number a class, also where two share one output."""
    from nntui.experiment.build import class_answers

    values: list[float] = class_answers(output[None])[0].tolist()
    return values


_SAMPLES = """\
Samples come on standard input, one a line: numbers separated by commas or spaces. Each is answered, as soon as
it is complete, by its class with the probability, and the runner-up; where the model was trained on values, by
the value.

For drawings, a sample may also be rows of cells: 0, . or a space is empty, and 1, # or █ is ink.
  in one line    the rows with / between them: 01110/10001/10001/10001/01110
  in five lines  one row a line, with an empty line after the fifth
In five lines, a row without ink is five spaces. Where spaces are the empty cells, those at the end of a row may
be left out."""

COMMAND = Command(
    name="predict",
    help="Answer samples with a trained model: their class, or their value.",
    example="echo 01110/10001/10001/10001/01110 | nntui predict model.json",
    add_arguments=add_arguments,
    run=run,
    more=("nntui predict model.json --csv < samples.txt",),
)
