"""`nntui presets`: what there is to start from."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from nntui.cli.command import Command, Status

_YOURS, _SHIPPED = "yours", "shipped"


def add_arguments(parser: ArgumentParser) -> None:
    """--json."""
    parser.add_argument(
        "--json",
        action="store_true",
        help="print a list of objects with name, title, source (yours or shipped) and path; title is null where the "
        "file cannot be read",
    )


def run(arguments: Namespace) -> int:
    """Print the name and the title of every preset: the user's own first, then those that come with the program."""
    from nntui.experiment.preset_folders import shipped_presets, user_presets, user_presets_path

    yours, shipped = user_presets(), shipped_presets()
    if arguments.json:
        sources = ((_YOURS, yours), (_SHIPPED, shipped))
        print(json.dumps([_plain(name, path, source) for source, found in sources for name, path in found.items()]))
        return Status.DONE
    width = max(map(len, yours | shipped), default=0)
    if yours:
        print(f"# yours, in {user_presets_path()}")
        for name, path in yours.items():
            print(f"{name:{width}}  {_title(path)}")
        print("\n# those that come with nntui")
    for name, path in shipped.items():
        shadowed = "  (yours of this name goes before it)" if name in yours else ""
        print(f"{name:{width}}  {_title(path)}{shadowed}")
    return Status.DONE


def _plain(name: str, path: Path, source: str) -> dict[str, str | None]:
    from nntui.experiment.files import FileError
    from nntui.experiment.presets import load_preset

    try:
        title = load_preset(str(path)).title
    except FileError:
        title = None
    return {"name": name, "title": title, "source": source, "path": str(path)}


def _title(path: Path) -> str:
    """The title, or what is wrong with the file."""
    from nntui.experiment.files import FileError
    from nntui.experiment.presets import load_preset

    try:
        return load_preset(str(path)).title
    except FileError as error:
        return f"✗ {error}"


COMMAND = Command(
    name="presets",
    help="List the presets.",
    example="nntui presets",
    add_arguments=add_arguments,
    run=run,
)
