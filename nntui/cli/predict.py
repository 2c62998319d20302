"""`nntui predict`: what a trained network says to samples on standard input, line by line."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nntui.cli.command import Command, InputError, Status
from nntui.cli.streams import is_terminal, say

if TYPE_CHECKING:
    from nntui.core.arrays import Array
    from nntui.experiment.model_file import Model

_MAX_LINE = 1024 * 1024


def add_arguments(parser: ArgumentParser) -> None:
    """MODEL and --json."""
    parser.description = f"{COMMAND.help}\n\n{_SAMPLES}"
    parser.add_argument("model", metavar="MODEL", help="file written by nntui train --save")
    parser.add_argument("--json", action="store_true", help="print one object a line, with output and label")


def run(arguments: Namespace) -> int:
    """Answer each line as soon as it has come. Raises FileError for the model and InputError for a line."""
    from pathlib import Path

    from nntui.cli.samples import SampleError, read_sample
    from nntui.experiment.build import task_of
    from nntui.experiment.model_file import load_model

    model = load_model(Path(arguments.model))
    count, may_be_drawn = len(model.raw_inputs), task_of(model.hyperparameters).view == "drawing"
    if is_terminal(sys.stdin) and is_terminal(sys.stderr):
        say("nntui predict", f"waiting for samples of {count} inputs, one a line; Ctrl-D ends")
    answer = _json if arguments.json else _plain
    for number, line in _lines():
        try:
            output = _output(model, read_sample(line, count, may_be_drawn))
        except SampleError as error:
            raise InputError(f"stdin line {number}, column {error.column}: {error.reason}") from None
        print(answer(model, output), flush=True)
    return Status.DONE


def _lines() -> Iterator[tuple[int, str]]:
    """Number and text of each line of standard input that is not empty."""
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
        if text.strip():
            yield number, text


def _read_line() -> bytes:
    try:
        return sys.stdin.buffer.readline(_MAX_LINE + 1)
    except OSError as error:
        raise InputError(f"stdin: {error.strerror or error}") from None


def _output(model: "Model", inputs: list[float]) -> "Array":
    """What the network answers. Raises SampleError where the inputs are too large for it."""
    import numpy as np

    from nntui.cli.samples import SampleError

    with np.errstate(all="ignore"):
        output: Array = model.answers(np.array([inputs], np.float64))[0]
    if not np.isfinite(output).all():
        raise SampleError(0, "the numbers are too large for the network")
    return output


def _plain(model: "Model", output: "Array") -> str:
    """The most likely class and the next one, each with its probability; for regression the value."""
    classes = model.ends.classes
    if not classes:
        return "  ".join(f"{value:.6g}" for value in output.tolist())
    values = [1 - float(output[0]), float(output[0])] if len(output) == 1 else output.tolist()
    best, second = sorted(range(len(values)), key=lambda index: -values[index])[:2]
    width = max(map(len, classes))
    return f"{classes[best]:{width}}  {values[best]:.4f}  then {classes[second]}  {values[second]:.4f}"


def _json(model: "Model", output: "Array") -> str:
    from nntui.experiment.build import predicted_classes

    classes = model.ends.classes
    label = classes[int(predicted_classes(output[:, None])[0])] if classes else None
    return json.dumps({"output": output.tolist(), "label": label})


_SAMPLES = """\
Samples come on standard input, one a line: numbers separated by commas or spaces, or, for drawings, rows of
0 and 1 (or . and #) separated by slashes. Each is answered by its class with the probability,
and the runner-up; where the model was trained on values, by the value."""

COMMAND = Command(
    name="predict",
    help="Answer samples with a trained model: their class, or their value.",
    example="echo 01110/10001/10001/10001/01110 | nntui predict model.json",
    add_arguments=add_arguments,
    run=run,
)
