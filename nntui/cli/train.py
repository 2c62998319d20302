"""`nntui train`: train a network without the playground."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nntui.cli.arguments import (
    add_json_argument,
    add_preset_arguments,
    add_quiet_argument,
    check_apart,
    hyperparameters_of,
    path_of,
    standard_input,
)
from nntui.cli.command import Command, InputError, Status
from nntui.cli.streams import discard_stdout, is_terminal, say, wants_colour

if TYPE_CHECKING:
    from nntui.experiment.files import FileError
    from nntui.experiment.goals import Verdict
    from nntui.experiment.trainer import Trainer

_NAME = "nntui train"
_STDOUT = "-"


def add_arguments(parser: ArgumentParser) -> None:
    """PRESET, --set and the flags of training."""
    parser.description = f"{COMMAND.help}\n\n{_DIVERGENCE}"
    add_preset_arguments(parser)
    parser.add_argument("--epochs", metavar="N", help="the same as --set training.epochs=N; 0 leaves it untrained")
    parser.add_argument("--seed", metavar="N", help="the same as --set training.seed=N")
    parser.add_argument("--save", metavar="FILE", help="write the trained model to FILE, as JSON (- for stdout)")
    parser.add_argument(
        "--log",
        metavar="FILE",
        help="write a row an epoch to FILE, as CSV (- for stdout): losses, accuracies, learning rate, seconds",
    )
    parser.add_argument(
        "--load",
        metavar="FILE",
        help="go on from a saved model, its epochs included; from its weights alone where the data or the like differ",
    )
    parser.add_argument(
        "--goal",
        metavar="PRESET",
        nargs="?",
        const="",
        help="end with exit status 1 unless the [goal] of the preset is reached, or that of another PRESET; "
        "no --set makes it easier",
    )
    add_json_argument(parser, "the result")
    add_quiet_argument(parser)


def run(arguments: Namespace) -> int:
    """Train, save, report. Raises FileError, HyperparameterError or InputError."""
    from nntui.cli.grading import grader_of
    from nntui.cli.loading import take_over
    from nntui.cli.remarks import remarks_on_data
    from nntui.experiment.model_file import load_model
    from nntui.experiment.trainer import Trainer

    hyperparameters = hyperparameters_of(arguments, epochs="training.epochs", seed="training.seed")
    _check_streams(arguments)
    grade = None if arguments.goal is None else grader_of(standard_input(arguments.goal or arguments.preset))
    start = None if arguments.load is None else load_model(Path(standard_input(arguments.load)))
    _check_files(arguments, hyperparameters.task.path)
    trainer = Trainer(hyperparameters)
    remarks = [] if start is None else [take_over(trainer, start, arguments.load)]
    if not arguments.quiet:
        for remark in filter(None, (*remarks, *remarks_on_data(trainer))):
            say(_NAME, remark)
    seconds, stopped_by, log_error = _train(arguments, trainer)
    status = _outcome(trainer, stopped_by)
    verdict = None if grade is None else _told(grade(trainer))
    try:  # saved first: a reader of the report that is gone must not cost the model
        if arguments.save is not None:
            _save(trainer, arguments.save)
    finally:
        try:
            _report(arguments, trainer, seconds, verdict)
        except OSError:
            if not stopped_by:
                raise
            discard_stdout()  # the terminal went away, and the signal told so
    if log_error is not None:  # told last: the run itself is whole
        raise log_error
    if not arguments.json:
        _tell_files(arguments)
    missed = status == Status.DONE and verdict is not None and not verdict.is_reached
    return Status.GOAL_MISSED if missed else status


def _check_streams(arguments: Namespace) -> None:
    """Raise InputError where standard output or input is asked to be two things."""
    outputs = [f"--{name}" for name in ("save", "log") if getattr(arguments, name) == _STDOUT]
    if outputs and arguments.json:
        raise InputError(f"{outputs[0]}: standard output has the report; give a file (./- for one of this name)")
    if len(outputs) > 1:
        raise InputError("--log: standard output has the model; give a file (./- for one of this name)")
    if arguments.preset == arguments.load == "-":
        raise InputError("--load: standard input has the preset")


def _check_files(arguments: Namespace, data: str) -> None:
    """Raise FileError where a file cannot be written, and InputError where it is to be two things, or is read.

    A model may be written over by what comes of it.
    """
    from nntui.experiment.files import check_writable

    for path in (arguments.save, arguments.log):
        if path not in (None, _STDOUT):
            check_writable(Path(path))
    read = {"PRESET": path_of(arguments.preset), "--goal": path_of(arguments.goal), "task.path": data}
    check_apart("--log", arguments.log, {"--save": arguments.save, "--load": arguments.load, **read})
    others = {name: path for name, path in read.items() if not (path and path.endswith(".json"))}
    check_apart("--save", arguments.save, others)


def _train(arguments: Namespace, trainer: "Trainer") -> "tuple[float, int, FileError | None]":
    """Train to the end; return the seconds, the signal that ended it or 0, and what went wrong with the log."""
    from nntui.cli.progress import progress_of
    from nntui.cli.training import train
    from nntui.experiment.run_log import RunLog

    with ExitStack() as stack:
        log = None
        if arguments.log is not None:
            log = stack.enter_context(RunLog(None if arguments.log == _STDOUT else Path(arguments.log)))
            trainer.recorder = log.record
        is_for_programs = arguments.json or _STDOUT in (arguments.save, arguments.log)
        watch = stack.enter_context(progress_of(trainer, arguments.quiet, is_for_programs))
        seconds, stopped_by = train(trainer, watch)
    return seconds, stopped_by, None if log is None else log.error


def _outcome(trainer: "Trainer", stopped_by: int) -> int:
    """The exit status, told on standard error unless all is well."""
    planned = trainer.hyperparameters.training.epochs
    if trainer.diverged:
        kept = trainer.epoch
        say(_NAME, f"training.learning_rate: diverged in epoch {kept + 1}; kept the weights of epoch {kept}")
        return Status.DIVERGED
    if stopped_by:
        say(_NAME, f"interrupted after {trainer.epoch} of {planned} epochs")
        return Status.SIGNALLED + stopped_by
    return Status.DONE


def _told(verdict: "Verdict") -> "Verdict":
    """The same, with what is missing said on standard error."""
    for missing in verdict.missing:
        say(_NAME, f"goal missed: {missing}")
    return verdict


def _save(trainer: "Trainer", path: str) -> None:
    from nntui.experiment.model_file import model_of, model_text, save_model

    model = model_of(trainer)
    if trainer.diverged:  # the optimizer remembers the steps that led astray: only the weights are of use
        model = replace(model, state=None)
    if path == _STDOUT:
        print(model_text(model), end="", flush=True)
    else:
        save_model(Path(path), model)


def _report(arguments: Namespace, trainer: "Trainer", seconds: float, verdict: "Verdict | None") -> None:
    from nntui.cli.report import as_json, as_text

    if arguments.json:
        print(as_json(arguments.preset, trainer, seconds, verdict), flush=True)
        return
    if arguments.quiet and _place_of_report(arguments) is sys.stderr:
        return
    if is_terminal(sys.stdout):
        from nntui.cli.loss_chart import print_loss_chart
        from nntui.experiment.history import completed

        table = completed(trainer.history.table(), trainer.epoch, trainer.measure())
        print_loss_chart(table, trainer.epoch, wants_colour(sys.stdout))
    print(as_text(arguments.preset, trainer, seconds, verdict), file=_place_of_report(arguments), flush=True)


def _place_of_report(arguments: Namespace) -> TextIO:
    return sys.stderr if _STDOUT in (arguments.save, arguments.log) else sys.stdout


def _tell_files(arguments: Namespace) -> None:
    """What was written where."""
    from nntui.experiment.files import harmless

    if arguments.quiet and _place_of_report(arguments) is sys.stderr:
        return
    for what, path in (("saved", arguments.save), ("log", arguments.log)):
        if path not in (None, _STDOUT):
            print(f"  {what:5}  {harmless(path)}", file=_place_of_report(arguments))


_DIVERGENCE = """\
A run has diverged, and ends with exit status 3, when the root mean square of its weights and biases passes 1,000
or is no finite number; those of the last epoch before that are kept.
With --goal, exit status 1 says that the run ended as planned and the goal was missed."""

COMMAND = Command(
    name="train",
    help="Train a network without the playground.",
    example="nntui train digits --set network.hidden=64 --epochs 50 --save model.json",
    add_arguments=add_arguments,
    run=run,
    more=(
        "nntui train spiral --log run.csv --quiet",
        "nntui train xor --goal --json",
        "nntui train xor --save - | nntui evaluate -",
    ),
)
