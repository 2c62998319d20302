"""`nntui export`: a trained model for other programs."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nntui.cli.arguments import check_apart, standard_input
from nntui.cli.command import Command, InputError, Status

if TYPE_CHECKING:
    from nntui.experiment.model_file import Model

_STDOUT = "-"


def add_arguments(parser: ArgumentParser) -> None:
    """MODEL, --to and --out."""
    parser.description = f"{COMMAND.help}\n\n{_FORMATS}"
    parser.add_argument("model", metavar="MODEL", help="file written by nntui train --save (- for stdin)")
    parser.add_argument("--to", choices=tuple(_WRITERS), required=True, help="what to write")
    parser.add_argument("--out", metavar="FILE", default=_STDOUT, help="where to (default: stdout)")


def run(arguments: Namespace) -> int:
    """Write it. Raises FileError or InputError."""
    from nntui.experiment.files import check_writable, write_bytes
    from nntui.experiment.model_file import load_model

    if arguments.out != _STDOUT:
        check_writable(Path(arguments.out))
    elif arguments.to == "onnx" and sys.stdout is not None and sys.stdout.isatty():
        raise InputError("--out: expected a FILE, or a pipe on standard output: ONNX is no text")
    check_apart("--out", arguments.out, {"MODEL": arguments.model})
    content = _WRITERS[arguments.to](load_model(Path(standard_input(arguments.model))))
    if arguments.out != _STDOUT:
        write_bytes(Path(arguments.out), content)
    elif sys.stdout is not None:
        sys.stdout.buffer.write(content)
    return Status.DONE


def _python(model: "Model") -> bytes:
    from nntui.experiment.export_python import python_program

    return python_program(model).encode()


def _onnx(model: "Model") -> bytes:
    try:
        from nntui.experiment.export_onnx import onnx_model
    except ModuleNotFoundError as error:
        raise InputError(f"--to onnx: needs the package {error.name}: pip install 'nntui[onnx]'") from None
    return onnx_model(model)


_WRITERS: "dict[str, Callable[[Model], bytes]]" = {"python": _python, "onnx": _onnx}

_FORMATS = """\
python  one program that needs numpy alone: samples on stdin, answers on stdout, as nntui predict has them, and --json
onnx    a file for onnxruntime and the like: `input` is n × inputs, `output` what nntui predict --json calls so, and
        `class` the number of the class; their names are in the metadata (needs pip install 'nntui[onnx]')"""

COMMAND = Command(
    name="export",
    help="Write a trained model as a program with numpy only, or as ONNX.",
    example="nntui export model.json --to python > predict.py",
    add_arguments=add_arguments,
    run=run,
    more=("nntui export model.json --to onnx --out model.onnx",),
)
