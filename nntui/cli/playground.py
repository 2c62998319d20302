"""`nntui [PRESET]`: open the playground."""

import os
import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

import nntui
from nntui.cli.command import InputError, Status
from nntui.cli.streams import is_terminal, say

DEFAULT_PRESET = "digits"


def add_arguments(parser: ArgumentParser) -> None:
    """PRESET, --worker and --version."""
    parser.add_argument(
        "preset",
        metavar="PRESET",
        nargs="?",
        default=DEFAULT_PRESET,
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
    parser.add_argument("--version", action="version", version=f"nntui {nntui.__version__}")


def check_preset_name(word: str, commands: Sequence[str]) -> None:
    """Raise InputError for a word that is neither preset nor command, with the nearest of both."""
    from nntui.experiment.kinds import did_you_mean
    from nntui.experiment.presets import is_path, shipped_presets

    known = list(shipped_presets())
    if not is_path(word) and word not in known:
        hint = did_you_mean(word, [*commands, *known]) or f"; there are the presets {', '.join(known)}"
        raise InputError(f"{word}: no such command or preset{hint}")


def run(arguments: Namespace) -> int:
    """Open the playground and stay until it is closed. Raises InputError where there is no terminal for it."""
    from nntui.experiment.presets import load_preset

    hyperparameters = load_preset(arguments.preset)
    worker = {} if arguments.worker is None else {"command": _words(arguments.worker)}
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise InputError(
            "the playground needs a terminal, and a TERM other than dumb; without them there are"
            " `nntui train PRESET` and `nntui predict MODEL`, and nntui data, show, check, presets and worker"
        )
    from nntui.tui.abilities import abilities_of
    from nntui.tui.app import run_playground
    from nntui.tui.crash_log import CrashError

    try:
        return run_playground(
            preset=arguments.preset,
            hyperparameters=hyperparameters,
            abilities=abilities_of(os.environ, only_ascii=arguments.ascii),
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
