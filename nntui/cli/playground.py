"""`nntui [PRESET]`: open the playground."""

import os
import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import nntui
from nntui.cli.command import InputError, Status
from nntui.cli.streams import is_terminal, say

if TYPE_CHECKING:
    from nntui.experiment.hyperparameters import Hyperparameters
    from nntui.tui.resumption import Resumed

DEFAULT_PRESET = "digits"


def add_arguments(parser: ArgumentParser) -> None:
    """PRESET, --worker and --version."""
    parser.add_argument(
        "preset",
        metavar="PRESET",
        nargs="?",
        help=f"name or path of the preset to open the playground with (default: {DEFAULT_PRESET})",
    )
    parser.add_argument(
        "--worker",
        metavar="COMMAND",
        help='train where this command leads, such as "ssh box nntui worker"; no shell runs it here',
    )
    parser.add_argument(
        "--ascii",
        action="store_true",
        help="draw with ASCII characters alone, as is done where the locale (LC_ALL, LC_CTYPE, LANG) has no UTF-8",
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with the newest session, exactly where it was when it ended"
    )
    parser.add_argument("--version", action="version", version=f"nntui {nntui.__version__}")


def check_preset_name(word: str, commands: Sequence[str]) -> None:
    """Raise InputError for a word that is neither preset nor command, with the nearest of both."""
    from nntui.experiment.kinds import did_you_mean
    from nntui.experiment.preset_folders import is_path, known_presets

    known = list(known_presets())
    if not is_path(word) and word not in known:
        hint = did_you_mean(word, [*commands, *known]) or f"; there are the presets {', '.join(known)}"
        raise InputError(f"{word}: no such command or preset{hint}")


def run(arguments: Namespace, commands: Sequence[str]) -> int:
    """Open the playground and stay until it is closed; `commands` do without it.

    Raises InputError where there is no terminal for it.
    """
    from nntui.experiment.preset_folders import is_path
    from nntui.experiment.presets import load_preset

    worker = {} if arguments.worker is None else {"command": _words(arguments.worker)}
    if arguments.resume and arguments.preset is not None:
        raise InputError("--resume: a session has its own preset; leave out the other")
    preset = arguments.preset or DEFAULT_PRESET
    hyperparameters = load_preset(preset)
    if is_path(preset):
        preset = str(Path(preset).absolute())  # a session may go on from another folder
    streams = {"standard input": sys.stdin, "standard output": sys.stdout}
    if others := [name for name, stream in streams.items() if not is_terminal(stream)]:
        raise InputError(
            f"the playground needs a terminal, and a TERM other than dumb, for its {' and '.join(others)};"
            " without them there are"
            f" `nntui train PRESET` and `nntui predict MODEL`; nntui --help lists {', '.join(commands)}"
        )
    from nntui.tui.abilities import abilities_of
    from nntui.tui.app import run_playground
    from nntui.tui.crash_log import CrashError

    resumed = _resumed(preset, hyperparameters) if arguments.resume else None
    try:
        return run_playground(
            preset=preset,
            hyperparameters=hyperparameters,
            abilities=abilities_of(os.environ, only_ascii=arguments.ascii),
            resumed=resumed,
            **worker,
        )
    except CrashError as crash:
        say("nntui", str(crash))
        return Status.CRASHED


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:  # a quotation mark without its other half
        raise InputError(f"--worker: {error}") from None
    if not words:
        raise InputError("--worker: expected a command, got nothing")
    return words


def _resumed(preset: str, hyperparameters: "Hyperparameters") -> "Resumed":
    """The newest session, or if its data are gone the preset. Raises InputError where there is none."""
    from nntui.experiment.hyperparameters import HyperparameterError
    from nntui.experiment.session_folders import sessions_path
    from nntui.tui.resumption import newest_session, resumed, without_data

    root = sessions_path()
    search = newest_session(root)
    if search.found is None:
        raise InputError(" ".join((f"there is no session to resume in {root}.", *search.notes)))
    try:
        return resumed(search)
    except HyperparameterError as error:
        return without_data(search, error, preset, hyperparameters)
