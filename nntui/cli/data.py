"""`nntui data`: the samples of a preset as CSV."""

import csv
import sys
from argparse import Namespace

from nntui.cli.arguments import add_preset_arguments, hyperparameters_of
from nntui.cli.command import Command, Status


def run(arguments: Namespace) -> int:
    """Print the samples, those for training first; the target is the name of the class, or the value."""
    from nntui.experiment.build import dataset_of, ends_of, task_of

    hyperparameters = hyperparameters_of(arguments)
    task, data = task_of(hyperparameters), dataset_of(hyperparameters)
    ends = ends_of(hyperparameters, data)
    if sys.stdout is None:
        return Status.DONE
    writer = csv.writer(sys.stdout, lineterminator="\n")
    outputs = ["target"] if task.outputs == 1 else [f"target{number + 1}" for number in range(task.outputs)]
    writer.writerow(["split", *(task.input_names or ends.input_names), *outputs])
    for split, part in (("train", data.train), ("test", data.test)):
        for inputs, target in zip(part.inputs, part.targets, strict=True):
            # str() of a float32 has the fewest digits that give the same number back
            right = [ends.classes[target]] if ends.classes else map(str, target)
            writer.writerow([split, *map(str, inputs), *right])
    return Status.DONE


COMMAND = Command(
    name="data",
    help="Print the samples of a preset, as it is trained on them, as CSV: split, the inputs, the target.",
    example="nntui data quadrants --set task.samples=50 > quadrants.csv",
    add_arguments=add_preset_arguments,
    run=run,
)
