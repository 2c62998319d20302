"""`nntui check`: is the gradient of the preset's network right?"""

import json
from argparse import ArgumentParser, Namespace
from itertools import pairwise
from typing import TYPE_CHECKING

from nntui.cli.arguments import add_json_argument, add_preset_arguments, hyperparameters_of
from nntui.cli.command import Command, Status

if TYPE_CHECKING:
    from nntui.experiment.build import Ends
    from nntui.experiment.hyperparameters import Hyperparameters
    from nntui.tasks.task import Dataset

LIMIT = 1e-6
"""Relative errors below are rounding; a wrong derivative is off by much more."""

MAX_PARAMETERS = 100_000
"""The time goes with their square: so many take minutes, and the million that a network may have would take hours."""

_SAMPLES = 16


def add_arguments(parser: ArgumentParser) -> None:
    """The preset, and what is checked of it."""
    add_preset_arguments(parser)
    add_json_argument(parser, "one object")
    parser.description = (
        f"{COMMAND.help}\n\n"
        f"The loss is taken twice for every parameter, on {_SAMPLES} samples at the most: a second or two for\n"
        f"thousands of parameters, minutes for {MAX_PARAMETERS:,}, which is the limit."
    )


def run(arguments: Namespace) -> int:
    """Print the worst relative error of each layer. Raises HyperparameterError for a network that is too large."""
    from nntui.experiment.build import dataset_of, ends_of, resolved

    given = hyperparameters_of(arguments)
    data = dataset_of(given)
    ends = ends_of(given, data)
    hyperparameters = resolved(given, ends)
    errors = _errors(hyperparameters, data, ends)
    right = all(error < LIMIT for error in errors)
    if arguments.json:
        print(json.dumps({"loss": hyperparameters.training.loss, "limit": LIMIT, "errors": errors, "right": right}))
    else:
        _print(hyperparameters, ends, errors)
    return Status.DONE if right else Status.CHECK_FAILED


def _print(hyperparameters: "Hyperparameters", ends: "Ends", errors: list[float]) -> None:
    from nntui.experiment.build import activations_of, sizes_of

    print(f"backward() against central differences in float64, loss {hyperparameters.training.loss}")
    names = (*activations_of(hyperparameters), hyperparameters.network.output)
    shapes = pairwise(sizes_of(hyperparameters, ends))
    for number, ((fan_in, units), name, error) in enumerate(zip(shapes, names, errors, strict=True)):
        shape = f"{fan_in} → {units} {name}"
        verdict = "ok" if error < LIMIT else f"wrong: expected less than {LIMIT:g}"
        print(f"layer {number + 1}  {shape:20}  worst relative error {error:.1e}  {verdict}")


def _errors(hyperparameters: "Hyperparameters", data: "Dataset", ends: "Ends") -> list[float]:
    import numpy as np

    from nntui.core.dropout import Dropout
    from nntui.core.gradient_check import gradient_errors
    from nntui.core.penalties import Penalties
    from nntui.experiment.build import DROPPING, columns_of, network_of, random_stream
    from nntui.experiment.hyperparameters import HyperparameterError
    from nntui.tasks.task import Samples

    network = network_of(hyperparameters, ends, np.float64)
    if (count := network.parameters.size) > MAX_PARAMETERS:
        reason = f"expected at most {MAX_PARAMETERS:,} parameters to check, got {count:,}, which would take too long"
        raise HyperparameterError("network.hidden", reason)
    rng = np.random.default_rng(hyperparameters.training.seed)
    for weights in network.weights:
        # zero biases put a sample of zeros on the corner of ReLU, where there is no derivative to compare
        weights[:, -1] = rng.uniform(-0.5, 0.5, len(weights))
    few = Samples(data.train.inputs[:_SAMPLES], data.train.targets[:_SAMPLES])
    columns = columns_of(hyperparameters, few, ends, network)
    penalties = Penalties(network, hyperparameters.training.l1, hyperparameters.training.l2)
    hidden, probability = network.sizes[1:-1], hyperparameters.network.dropout
    dropout = Dropout(hidden, random_stream(hyperparameters, DROPPING), np.float64)
    masks = dropout.draw(probability, columns.count) if hidden and probability else ()
    return gradient_errors(network, columns.inputs, columns.targets, penalties, masks)


COMMAND = Command(
    name="check",
    help="Check the gradient of a preset's network against central differences.",
    example="nntui check digits",
    add_arguments=add_arguments,
    run=run,
    more=("nntui check xor --set network.activation=gelu --json",),
)
