"""What a command is, how its arguments are read, and how it says that something is wrong with them."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn


class Status(IntEnum):
    """Exit statuses."""

    DONE = 0
    CHECK_FAILED = 1
    GOAL_MISSED = 1
    DIFFERENT = 1
    CRASHED = 1
    BAD_INPUT = 2
    DIVERGED = 3
    SIGNALLED = 128  # and the number of the signal
    INTERRUPTED = 130


class InputError(ValueError):
    """What the user gave cannot be used: the text names the file or the field and says why, in one line."""


@dataclass(frozen=True)
class Command:
    """One command.

    example: the one that the program's help shows; the command's own has `more` below it.
    run: the parsed arguments -> the exit status.
    """

    name: str
    help: str
    example: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
    more: tuple[str, ...] = ()


class Parser(ArgumentParser):
    """An argument parser whose errors are one line each, and which guesses at nothing."""

    def __init__(self, prog: str, **texts: Any) -> None:
        super().__init__(prog, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False, **texts)

    def error(self, message: str) -> NoReturn:
        """Raise InputError in place of printing the usage and exiting."""
        raise InputError(f"{message.removeprefix('argument ')}; see {self.prog} --help")


def parser_of(command: Command) -> Parser:
    """The parser of one command's arguments."""
    examples = "\n  ".join(("examples:" if command.more else "example:", command.example, *command.more))
    parser = Parser(f"nntui {command.name}", description=command.help, epilog=examples)
    command.add_arguments(parser)
    return parser
