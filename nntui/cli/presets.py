"""`nntui presets`: what there is to start from."""

import csv
import json
import sys
import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from nntui.cli.arguments import add_format_arguments
from nntui.cli.command import Command, Status

_YOURS, _SHIPPED = "yours", "shipped"


def add_arguments(parser: ArgumentParser) -> None:
    """--json and --csv."""
    add_format_arguments(
        parser,
        "a list of objects with name, title (null where it cannot be read), source and path,",
        "a row a preset, with these four,",
    )


def run(arguments: Namespace) -> int:
    """Print the name and the title of every preset: the user's own first, then those that come with the program."""
    from nntui.experiment.preset_folders import shipped_presets, user_presets

    yours, shipped = user_presets(), shipped_presets()
    if arguments.json:
        print(json.dumps(list(_rows(yours, shipped))))
    elif arguments.csv:
        table = csv.DictWriter(sys.stdout, ("name", "title", "source", "path"), lineterminator="\n")
        table.writeheader()
        table.writerows(_rows(yours, shipped))
    else:
        _print(yours, shipped)
    return Status.DONE


def _rows(yours: Mapping[str, Path], shipped: Mapping[str, Path]) -> Iterator[dict[str, str | None]]:
    for source, found in ((_YOURS, yours), (_SHIPPED, shipped)):
        for name, path in found.items():
            yield _plain(name, path, source)


def _print(yours: Mapping[str, Path], shipped: Mapping[str, Path]) -> None:
    from nntui.experiment.preset_folders import user_presets_path

    width = max((len(name) for name in (*yours, *shipped)), default=0)
    if yours:
        print(f"# yours, in {user_presets_path()}")
        for name, path in yours.items():
            print(f"{name:{width}}  {_shown(path, _YOURS)}")
        print("\n# those that come with nntui")
    for name, path in shipped.items():
        shadowed = "  (yours of this name goes before it)" if name in yours else ""
        print(f"{name:{width}}  {_shown(path, _SHIPPED)}{shadowed}")


def _plain(name: str, path: Path, source: str) -> dict[str, str | None]:
    from nntui.experiment.files import FileError

    try:
        title = _TITLES[source](path)
    except FileError:
        title = None
    return {"name": name, "title": title, "source": source, "path": str(path)}


def _shown(path: Path, source: str) -> str:
    """The title, or what is wrong with the file."""
    from nntui.experiment.files import FileError

    try:
        return _TITLES[source](path)
    except FileError as error:
        return f"✗ {error}"


def _checked_title(path: Path) -> str:
    """The title of a file that may hold anything. Raises FileError."""
    from nntui.experiment.presets import load_preset

    return load_preset(str(path)).title


def _title(path: Path) -> str:
    """The title of a file that comes with the program: it is known to be right, and checked by no NumPy."""
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["title"])


_TITLES = {_YOURS: _checked_title, _SHIPPED: _title}


COMMAND = Command(
    name="presets",
    help="List the presets.",
    example="nntui presets",
    add_arguments=add_arguments,
    run=run,
    more=("nntui presets --json",),
)
