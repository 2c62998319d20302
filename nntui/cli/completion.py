"""`nntui completion`: a script by which a shell completes commands, options, presets, keys and their values."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from shlex import quote

from nntui.cli.command import Command, Parser, Status
from nntui.cli.completion_fish import fish_script
from nntui.cli.completion_scripts import BASH, SHARED, USERS_PRESETS, ZSH
from nntui.cli.vocabulary import PLAYGROUND, WORDS, Vocabulary


def add_arguments(parser: ArgumentParser) -> None:
    """The shell."""
    parser.description = f"{COMMAND.help}\n\n{_INSTALLING}"
    parser.add_argument("shell", choices=tuple(_SCRIPTS), help="the shell that is to read it")


def run(arguments: Namespace) -> int:
    """Print the script."""
    print(_SCRIPTS[arguments.shell](_vocabularies()), end="")
    return Status.DONE


def _vocabularies() -> list[Vocabulary]:
    """What there is to complete: the playground first."""
    from nntui.cli import playground
    from nntui.cli.program import COMMANDS
    from nntui.cli.vocabulary import read_off, vocabulary_of

    parser = Parser("nntui")
    playground.add_arguments(parser)
    return [read_off(PLAYGROUND, "", parser), *map(vocabulary_of, COMMANDS.values())]


def _bash(vocabularies: Sequence[Vocabulary]) -> str:
    return f"# nntui: completion for bash\n{_shared(vocabularies)}{BASH}"


def _zsh(vocabularies: Sequence[Vocabulary]) -> str:
    return f"#compdef nntui\n{_shared(vocabularies)}{ZSH}"


def _shared(vocabularies: Sequence[Vocabulary]) -> str:
    """Functions that bash and zsh both understand. Each prints one a line, words perhaps with a colon and a help."""
    from nntui.cli.vocabulary import keys_and_values
    from nntui.experiment.preset_folders import shipped_presets

    keys = keys_and_values()
    commands = [f"{each.name}:{each.help}" for each in vocabularies if each.name != PLAYGROUND]
    flags = [(each.name, _printed(f"{flag}:{text}" for flag, text in _described(each))) for each in vocabularies]
    values = [(key, _printed(names)) for key, names in keys.items() if names]
    return "\n".join(
        (
            _function("_nntui_commands", [_printed(commands)]),
            _function("_nntui_flags", _cases("$1", flags)),
            _function("_nntui_takes", _cases("$1 $2", _takes(vocabularies))),
            _function("_nntui_keys", [_printed(f"{key}=" for key in keys)]),
            _function("_nntui_values", _cases("$1", values)),
            _function("_nntui_presets", [_printed(shipped_presets()), *USERS_PRESETS]),
            SHARED,
        )
    )


def _takes(vocabularies: Sequence[Vocabulary]) -> Iterator[tuple[str, str]]:
    """What comes after each flag of each command, or with "" for a flag, what goes by its place."""
    for each in vocabularies:
        for argument in each.arguments:
            if argument.takes is not None:
                words = argument.words if argument.takes == WORDS else ()
                for flag in argument.flags or ("",):
                    yield f"{each.name} {flag}", _printed((argument.takes, *words))


def _described(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for argument in vocabulary.arguments:
        yield from ((flag, argument.help) for flag in argument.flags)


def _printed(words: Iterable[str]) -> str:
    return " ".join(("printf '%s\\n'", *map(quote, words)))


def _function(name: str, lines: Iterable[str]) -> str:
    return "\n".join((f"{name}() {{", *(f"  {line}" for line in lines), "}"))


def _cases(word: str, cases: Iterable[tuple[str, str]]) -> list[str]:
    return [f'case "{word}" in', *(f"  {quote(pattern)}) {what} ;;" for pattern, what in cases), "esac"]


_SCRIPTS: dict[str, Callable[[Sequence[Vocabulary]], str]] = {"bash": _bash, "zsh": _zsh, "fish": fish_script}

_INSTALLING = """\
bash  nntui completion bash > ~/.local/share/bash-completion/completions/nntui
zsh   nntui completion zsh > ~/.zfunc/_nntui       (a folder of fpath; before compinit in ~/.zshrc)
fish  nntui completion fish > ~/.config/fish/completions/nntui.fish
A line such as `source <(nntui completion bash)` in the shell's own file does as well. Presets of your own are found as
they come; after an update of nntui, write the script anew."""

COMMAND = Command(
    name="completion",
    help="Print a script that lets bash, zsh or fish complete what you type.",
    example="source <(nntui completion bash)",
    add_arguments=add_arguments,
    run=run,
)
