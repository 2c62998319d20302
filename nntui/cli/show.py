"""`nntui show`: the resolved preset, or what a preset may hold."""

import json
from argparse import ArgumentParser, Namespace

from nntui.cli.arguments import add_json_argument, add_preset_arguments, hyperparameters_of
from nntui.cli.command import Command, InputError, Status


def add_arguments(parser: ArgumentParser) -> None:
    """PRESET, --set, --schema and --json."""
    add_preset_arguments(parser, optional=True)
    parser.add_argument(
        "--schema", action="store_true", help="print every key that a preset can have, with default, values and help"
    )
    add_json_argument(parser, "the same")


def run(arguments: Namespace) -> int:
    """Print every value of the preset as TOML, defaults and what `auto` stands for included; or the schema."""
    if arguments.schema:
        return _show_schema(arguments)
    if arguments.preset is None:
        raise InputError("expected a PRESET, or --schema; see nntui show --help")
    from nntui.experiment.configs import filled_in
    from nntui.experiment.presets import to_toml

    hyperparameters = filled_in(hyperparameters_of(arguments))
    print(json.dumps(hyperparameters.plain()) + "\n" if arguments.json else to_toml(hyperparameters), end="")
    return Status.DONE


def _show_schema(arguments: Namespace) -> int:
    from nntui.experiment.schema import as_plain, as_toml

    if arguments.preset is not None or arguments.set:
        raise InputError("--schema: it is the same for every preset; leave out PRESET and --set")
    print(json.dumps(as_plain()) + "\n" if arguments.json else as_toml(), end="")
    return Status.DONE


COMMAND = Command(
    name="show",
    help="Print a preset with all its values filled in, as TOML.",
    example="nntui show digits --set network.hidden=64 > mine.toml",
    add_arguments=add_arguments,
    run=run,
    more=("nntui show --schema", "nntui show spiral | sed 's/tanh/relu/' | nntui train -"),
)
