"""What can be typed after `nntui`: the commands, their options and what each of these takes, read off the parsers."""

from argparse import SUPPRESS, Action, ArgumentParser
from dataclasses import dataclass

from nntui.cli.command import Command, parser_of

FILES, PRESETS, KEYS, WORDS, NOTHING = "files", "presets", "keys", "words", "nothing"
"""What an argument takes: any file; a preset, by name or path; KEY=VALUE; one of `words`; text of one's own."""

PLAYGROUND = "-"
"""Stands for the playground, which has no name, among the names of the commands."""

_TAKES = {
    "PRESET": PRESETS,
    "A": PRESETS,
    "B": PRESETS,
    "DATA": PRESETS,
    "MODEL": FILES,
    "FILE": FILES,
    "KEY=VALUE": KEYS,
    "KEY=V1,V2…": KEYS,
}
"""By the name that the help has for it."""


@dataclass(frozen=True)
class Argument:
    """One argument. flags: its spellings, none for one that goes by its place. takes: None for a switch."""

    flags: tuple[str, ...]
    takes: str | None
    help: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """What one command understands; `name` is PLAYGROUND for the playground."""

    name: str
    help: str
    arguments: tuple[Argument, ...]


def vocabulary_of(command: Command) -> Vocabulary:
    """What a command understands."""
    return read_off(command.name, command.help, parser_of(command))


def read_off(name: str, text: str, parser: ArgumentParser) -> Vocabulary:
    """What a parser understands."""
    actions = [action for action in parser._actions if action.help != SUPPRESS]
    return Vocabulary(name, text, tuple(map(_argument, actions)))


def _argument(action: Action) -> Argument:
    flags, text = tuple(action.option_strings), (action.help or "").split(";")[0]
    if flags and action.nargs == 0:
        return Argument(flags, None, text)
    if action.choices is not None:
        return Argument(flags, WORDS, text, tuple(map(str, action.choices)))
    return Argument(flags, _TAKES.get(str(action.metavar), NOTHING), text)


def keys_and_values() -> dict[str, tuple[str, ...]]:
    """Every hyperparameter with the names that it may be; none where it is a number or a text."""
    from nntui.experiment.hyperparameters import declarations
    from nntui.experiment.kinds import Choice, ChoiceEach, Names

    names: dict[str, tuple[str, ...]] = {}
    for key, declaration in declarations().items():
        kind = declaration.kind.one if isinstance(declaration.kind, ChoiceEach) else declaration.kind
        names[key] = tuple(kind.names()) if isinstance(kind, Choice) else ()
        if isinstance(kind, Names):
            names[key] = tuple(kind.known())
    return names
