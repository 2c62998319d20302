"""`nntui worker`: train for a screen that is somewhere else."""

import sys
from argparse import ArgumentParser, Namespace
from typing import NoReturn

from nntui.cli.command import Command, InputError


def add_arguments(parser: ArgumentParser) -> None:
    """None: the screen says what there is to do."""
    parser.description = (
        "Train for one playground, which speaks to this command over its stdin and stdout and shows what comes of it.\n"
        "The playground starts it, so there is nothing to do here but to have it installed."
    )


def run(arguments: Namespace) -> NoReturn:
    """Serve until the screen hangs up. Raises InputError where a person, or an `ssh -t`, is at the other end."""
    if any(stream is None or stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise InputError("expected a playground at the other end, got a terminal; nntui --worker starts this command")
    from nntui.worker.main import main

    main()


COMMAND = Command(
    name="worker",
    help="Train for a playground at the other end of a pipe or of ssh.",
    example='nntui --worker "ssh box nntui worker" digits',
    add_arguments=add_arguments,
    run=run,
)
