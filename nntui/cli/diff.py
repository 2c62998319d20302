"""`nntui diff`: which hyperparameters tell two runs apart."""

import json
from argparse import ArgumentParser, Namespace

from nntui.cli.arguments import add_json_argument, standard_input
from nntui.cli.command import Command, Status


def add_arguments(parser: ArgumentParser) -> None:
    """A, B and --json."""
    parser.description = (
        f"{COMMAND.help}\n\n"
        "One line for each hyperparameter that differs: its key, its value in A and that in B; then the same for the\n"
        "goal. What `auto` stands for is compared, not the word; titles and descriptions are not.\n"
        "The exit status is 0 where nothing differs, 1 where something does, 2 for bad input."
    )
    for name in ("A", "B"):
        parser.add_argument(name.lower(), metavar=name, help="a preset, its path (- for stdin), or a model (.json)")
    add_json_argument(parser, "an object with a, b and the list of differences")


def run(arguments: Namespace) -> int:
    """Print the differences. Raises FileError."""
    from nntui.experiment.configs import differences, filled_in, load_config

    one, other = (filled_in(load_config(standard_input(name))) for name in (arguments.a, arguments.b))
    found = list(differences(one, other))
    if arguments.json:
        rows = [{"key": each.key, "a": each.values[0], "b": each.values[1]} for each in found]
        print(json.dumps({"a": arguments.a, "b": arguments.b, "differences": rows}))
    elif found:
        key_width = max(len(each.key) for each in found)
        width = max(len(each.texts[0] or "–") for each in found)
        for each in found:
            before, after = (text or "–" for text in each.texts)
            print(f"{each.key:{key_width}}  {before:{width}}  →  {after}")
    return Status.DIFFERENT if found else Status.DONE


COMMAND = Command(
    name="diff",
    help="Compare the hyperparameters of two presets or models.",
    example="nntui diff digits model.json",
    add_arguments=add_arguments,
    run=run,
    more=("nntui show digits --set network.hidden=64 | nntui diff digits -",),
)
