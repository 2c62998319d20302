"""`nntui show`: the resolved preset."""

from argparse import Namespace

from nntui.cli.arguments import add_preset_arguments, hyperparameters_of
from nntui.cli.command import Command, Status


def run(arguments: Namespace) -> int:
    """Print every value of the preset as TOML, defaults and what `auto` stands for included."""
    from nntui.experiment.build import ends_with_data, resolved, task_of
    from nntui.experiment.presets import to_toml

    hyperparameters = hyperparameters_of(arguments)
    if "path" not in task_of(hyperparameters).knobs or hyperparameters.task.path:  # without a file, `auto` stays open
        hyperparameters = resolved(hyperparameters, ends_with_data(hyperparameters))
    print(to_toml(hyperparameters), end="")
    return Status.DONE


COMMAND = Command(
    name="show",
    help="Print a preset with all its values filled in, as TOML.",
    example="nntui show digits --set network.hidden=64 > mine.toml",
    add_arguments=add_preset_arguments,
    run=run,
)
