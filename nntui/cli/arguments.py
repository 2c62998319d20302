"""The arguments that several commands share: a preset and changes to it, and how the result is to be printed."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nntui.cli.command import InputError

if TYPE_CHECKING:
    from nntui.experiment.hyperparameters import Hyperparameters


def standard_input(name: str) -> str:
    """The path that a name stands for where - is standard input."""
    from nntui.experiment.files import STDIN

    return STDIN if name == "-" else name


def path_of(preset: str | None) -> str | None:
    """PRESET if it is a path; None for a name, for standard input, and for none."""
    from nntui.experiment.preset_folders import is_path

    return preset if preset is not None and (is_path(preset) or preset.endswith(".json")) else None


def check_apart(flag: str, path: str | None, others: Mapping[str, str | None]) -> None:
    """Raise InputError where the file that `flag` is to write is one of the others, which would be lost.

    others: paths by what the help calls them. None, "" and - are no files.
    """
    from nntui.experiment.files import harmless

    if path in (None, "-"):
        return
    for name, other in others.items():
        if other not in (None, "", "-") and Path(path).resolve() == Path(other).resolve():
            raise InputError(f"{flag}: expected another file than {name}, got {harmless(path)} for both")


def add_json_argument(parser: ArgumentParser, what: str) -> None:
    """--json, which prints `what`."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def add_format_arguments(parser: ArgumentParser, json_help: str, csv_help: str) -> None:
    """--json and --csv, of which one at the most is given."""
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help=f"print {json_help} as JSON")
    formats.add_argument("--csv", action="store_true", help=f"print {csv_help} as CSV")


def add_quiet_argument(parser: ArgumentParser) -> None:
    """--quiet."""
    parser.add_argument("--quiet", action="store_true", help="nothing on standard error but what went wrong")


def add_preset_arguments(parser: ArgumentParser, optional: bool = False) -> None:
    """PRESET, which may be left out if it is optional, and --set."""
    parser.add_argument(
        "preset",
        metavar="PRESET",
        nargs="?" if optional else None,
        help="name of a preset (nntui presets lists them), or path of one (- for stdin); "
        "or what --json has printed of a run, or a model (.json)",
    )
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="change one value, such as training.learning_rate=0.1; may be given more than once",
    )


def hyperparameters_of(arguments: Namespace, **flags: str) -> "Hyperparameters":
    """The preset with what --set changes, then the flags of their own: `flags` has the key for each flag's name.

    Raises FileError, HyperparameterError or InputError.
    """
    from nntui.experiment.build import check_consistent
    from nntui.experiment.configs import load_config
    from nntui.experiment.hyperparameters import HyperparameterError
    from nntui.experiment.kinds import shown

    hyperparameters = load_config(standard_input(arguments.preset))
    for change in arguments.set:
        key, equals, text = change.partition("=")
        if not equals or not key.strip():
            raise InputError(f"--set: expected KEY=VALUE, got {shown(change)}")
        hyperparameters = hyperparameters.with_text(key.strip(), text)
    for flag, key in flags.items():
        if (text := getattr(arguments, flag)) is not None:
            try:
                hyperparameters = hyperparameters.with_text(key, text)
            except HyperparameterError as error:
                raise InputError(f"--{flag}: {error.reason}") from None
    check_consistent(hyperparameters)
    return hyperparameters
