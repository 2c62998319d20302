"""The program `nntui`: the first word decides between a command and the playground; every error becomes one line."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from nntui.cli import (
    check,
    completion,
    data,
    diff,
    evaluate,
    export,
    playground,
    predict,
    presets,
    show,
    sweep,
    train,
    worker,
)
from nntui.cli.command import Command, InputError, Parser, Status, parser_of
from nntui.cli.streams import discard_stdout, flush_stdout, prepare_streams, say

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        train.COMMAND,
        sweep.COMMAND,
        predict.COMMAND,
        export.COMMAND,
        evaluate.COMMAND,
        data.COMMAND,
        show.COMMAND,
        diff.COMMAND,
        check.COMMAND,
        presets.COMMAND,
        completion.COMMAND,
        worker.COMMAND,
    )
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, by default those of the process, and return its exit status."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads only hurt at these sizes; read when NumPy loads
    if "SSH_CONNECTION" in os.environ:
        os.environ.setdefault("ESCDELAY", "500")  # an arrow key split by a slow link is no Escape; read by Textual
    if not os.environ.get("NO_COLOR", "-"):
        del os.environ["NO_COLOR"]  # empty means unset (no-color.org); Textual takes it otherwise
    prepare_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    name = f"nntui {words[0]}" if words and words[0] in COMMANDS else "nntui"
    return _guarded(name, lambda: _status(words))


def _status(words: list[str]) -> int:
    try:
        return _dispatch(words)
    except SystemExit as request:  # --help and --version end so
        return int(request.code or 0)


def _dispatch(words: list[str]) -> int:
    if words and words[0] == "help":
        words = [*words[1:], "--help"]
    if words and words[0] in COMMANDS:
        command = COMMANDS[words[0]]
        return command.run(parser_of(command).parse_args(words[1:]))
    if words and not words[0].startswith("-"):
        playground.check_preset_name(words[0], list(COMMANDS))
    return playground.run(_playground_arguments(words), list(COMMANDS))


def _playground_arguments(words: list[str]) -> Namespace:
    parser = Parser(
        "nntui",
        description="A neural-network playground that lives in a terminal.",
        epilog=_epilog(),
        usage="nntui [PRESET]\n       nntui COMMAND ...",
    )
    playground.add_arguments(parser)
    return parser.parse_args(words)


def _epilog() -> str:
    width = max(map(len, COMMANDS))
    lines = ["commands (nntui COMMAND --help tells more):"]
    for command in COMMANDS.values():
        lines += [f"  {command.name:{width}}  {command.help}", f"  {'':{width}}    {command.example}"]
    return "\n".join(lines)


def _guarded(name: str, run: Callable[[], int]) -> int:
    """The status of `run`, with everything that it printed sent off."""
    status = _told(name, run)
    try:
        flush_stdout()
    except OSError:
        discard_stdout()
    return status


def _told(name: str, run: Callable[[], int]) -> int:
    """The status of `run`; whatever goes wrong for a reason outside the program is told in one line."""
    try:
        status = run()
        flush_stdout()
        return status
    except BrokenPipeError:  # the reader has all that it wanted
        return Status.DONE
    except KeyboardInterrupt:
        return Status.INTERRUPTED
    except MemoryError:
        say(name, "there is not enough memory for this")
    except OSError as error:
        say(name, f"{error.filename or 'stdout'}: {error.strerror or error}")
    except _bad_input() as error:
        say(name, str(error))
    return Status.BAD_INPUT


def _bad_input() -> tuple[type[ValueError], ...]:
    # evaluated only once an error has come: these modules take NumPy along
    from nntui.experiment.files import FileError
    from nntui.experiment.hyperparameters import HyperparameterError

    return InputError, FileError, HyperparameterError
