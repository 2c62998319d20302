"""`nntui check`: is the gradient of the preset's network right?"""

from argparse import Namespace
from itertools import pairwise
from typing import TYPE_CHECKING

from nntui.cli.arguments import add_preset_arguments, hyperparameters_of
from nntui.cli.command import Command, Status

if TYPE_CHECKING:
    from nntui.experiment.hyperparameters import Hyperparameters

LIMIT = 1e-6
"""Relative errors below are rounding; a wrong derivative is off by much more."""

_SAMPLES = 16


def run(arguments: Namespace) -> int:
    """Print the worst relative error of each layer."""
    from nntui.experiment.build import activations_of, loss_of, resolved, sizes_of

    hyperparameters = resolved(hyperparameters_of(arguments))
    errors = _errors(hyperparameters)
    print(f"backward() against central differences in float64, loss {hyperparameters.training.loss}")
    names = (*activations_of(hyperparameters), loss_of(hyperparameters).output)
    for number, (sizes, name, error) in enumerate(zip(pairwise(sizes_of(hyperparameters)), names, errors, strict=True)):
        shape = f"{sizes[0]} → {sizes[1]} {name}"
        verdict = "ok" if error < LIMIT else f"wrong: expected less than {LIMIT:g}"
        print(f"layer {number + 1}  {shape:20}  worst relative error {error:.1e}  {verdict}")
    return Status.DONE if all(error < LIMIT for error in errors) else Status.CHECK_FAILED


def _errors(hyperparameters: "Hyperparameters") -> list[float]:
    import numpy as np

    from nntui.core.gradient_check import gradient_errors
    from nntui.experiment.build import columns_of, dataset_of, network_of
    from nntui.tasks.task import Samples

    network = network_of(hyperparameters, np.float64)
    rng = np.random.default_rng(hyperparameters.training.seed)
    for weights in network.weights:
        # zero biases put a sample of zeros on the corner of ReLU, where there is no derivative to compare
        weights[:, -1] = rng.uniform(-0.5, 0.5, len(weights))
    train = dataset_of(hyperparameters).train
    columns = columns_of(Samples(train.inputs[:_SAMPLES], train.labels[:_SAMPLES]), network)
    return gradient_errors(network, columns.inputs, columns.targets)


COMMAND = Command(
    name="check",
    help="Check the gradient of a preset's network against central differences.",
    example="nntui check digits",
    add_arguments=add_preset_arguments,
    run=run,
)
