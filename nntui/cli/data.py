"""`nntui data`: the samples of a preset as CSV."""

import csv
import sys
from argparse import Namespace

from nntui.cli.arguments import add_preset_arguments, hyperparameters_of
from nntui.cli.command import Command, Status


def run(arguments: Namespace) -> int:
    """Print the samples, those for training first; the target is the name of the class."""
    from nntui.experiment.build import dataset_of, task_of

    hyperparameters = hyperparameters_of(arguments)
    task, data = task_of(hyperparameters), dataset_of(hyperparameters)
    if sys.stdout is None:
        return Status.DONE
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["split", *task.input_names, "target"])
    for split, part in (("train", data.train), ("test", data.test)):
        for inputs, label in zip(part.inputs, part.labels, strict=True):
            # str() of a float32 has the fewest digits that give the same number back
            writer.writerow([split, *map(str, inputs), task.classes[label]])
    return Status.DONE


COMMAND = Command(
    name="data",
    help="Print the samples of a preset as CSV: split, the inputs, the target.",
    example="nntui data quadrants --set task.samples=50 > quadrants.csv",
    add_arguments=add_preset_arguments,
    run=run,
)
