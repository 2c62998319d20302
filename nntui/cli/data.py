"""`nntui data`: the samples of a preset as CSV."""

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nntui.cli.arguments import add_format_arguments, add_preset_arguments, add_quiet_argument, hyperparameters_of
from nntui.cli.command import Command, InputError, Status
from nntui.cli.streams import say

if TYPE_CHECKING:
    from nntui.experiment.build import Ends
    from nntui.tasks.task import Samples, Task


def add_arguments(parser: ArgumentParser) -> None:
    """PRESET, --set, --mine, --json, --csv and --quiet."""
    add_preset_arguments(parser)
    add_format_arguments(parser, "an object a line, with split, inputs and target,", "them, as without this flag,")
    add_quiet_argument(parser)
    parser.add_argument(
        "--mine",
        action="store_true",
        help="for digits: print the drawings that you taught in place of the preset's samples; their split is mine",
    )


def run(arguments: Namespace) -> int:
    """Print the samples, those for training first; the target is the name of the class, or the value."""
    from nntui.experiment.build import dataset_of, ends_of, task_of

    hyperparameters = hyperparameters_of(arguments)
    task = task_of(hyperparameters)
    if arguments.mine:
        parts, ends = {"mine": _mine(task, arguments.quiet)}, ends_of(hyperparameters)
    else:
        data = dataset_of(hyperparameters)
        parts, ends = {"train": data.train, "test": data.test}, ends_of(hyperparameters, data)
    if sys.stdout is not None:
        (_print_json if arguments.json else _print_csv)(task, ends, parts)
    return Status.DONE


def _mine(task: "Task", quiet: bool) -> "Samples":
    """The drawings that the user taught. Raises InputError where the problem has none, and FileError."""
    from nntui.experiment.drawings import drawings_path, read_drawings, samples_of

    if task.view != "drawing":
        raise InputError(f"--mine: expected a preset of the problem digits, got one of {task.name}")
    path = drawings_path()
    taught = read_drawings(path)
    if taught.note and not quiet:
        say("nntui data", taught.note)
    if not taught.drawings and not quiet:
        say("nntui data", f"{path}: no drawings yet")
    return samples_of(taught.drawings)


def _print_json(task: "Task", ends: "Ends", parts: Mapping[str, "Samples"]) -> None:
    for split, part in parts.items():
        for inputs, target in zip(part.inputs, part.targets, strict=True):
            right = ends.classes[target] if ends.classes else float(str(target[0]))
            print(json.dumps({"split": split, "inputs": [float(str(each)) for each in inputs], "target": right}))


def _print_csv(task: "Task", ends: "Ends", parts: Mapping[str, "Samples"]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["split", *(task.input_names or ends.input_names), "target"])
    for split, part in parts.items():
        for inputs, target in zip(part.inputs, part.targets, strict=True):
            # str() of a float32 has the fewest digits that give the same number back
            right = ends.classes[target] if ends.classes else str(target[0])
            writer.writerow([split, *map(str, inputs), right])


COMMAND = Command(
    name="data",
    help="Print the samples of a preset, as it is trained on them, as CSV: split, the inputs, the target.",
    example="nntui data quadrants --set task.samples=50 > quadrants.csv",
    add_arguments=add_arguments,
    run=run,
    more=("nntui data spiral --json", "nntui data digits --mine"),
)
