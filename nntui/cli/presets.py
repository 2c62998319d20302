"""`nntui presets`: what there is to start from."""

import json
from argparse import ArgumentParser, Namespace

from nntui.cli.command import Command, Status


def add_arguments(parser: ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print a list of objects with name and title")


def run(arguments: Namespace) -> int:
    """Print the name and the title of every preset that comes with the program."""
    from nntui.experiment.presets import load_preset, shipped_presets

    titles = {name: load_preset(name).title for name in shipped_presets()}
    if arguments.json:
        print(json.dumps([{"name": name, "title": title} for name, title in titles.items()]))
    else:
        width = max(map(len, titles), default=0)
        for name, title in titles.items():
            print(f"{name:{width}}  {title}")
    return Status.DONE


COMMAND = Command(
    name="presets",
    help="List the presets.",
    example="nntui presets",
    add_arguments=add_arguments,
    run=run,
)
