"""The completion script for fish."""

from collections.abc import Sequence

from nntui.cli.vocabulary import FILES, KEYS, NOTHING, PLAYGROUND, PRESETS, WORDS, Argument, Vocabulary, keys_and_values


def fish_script(vocabularies: Sequence[Vocabulary]) -> str:
    """One `complete` for each argument of each command; the playground's name is `PLAYGROUND`."""
    from nntui.experiment.preset_folders import shipped_presets

    keys = keys_and_values()
    commands = " ".join(each.name for each in vocabularies if each.name != PLAYGROUND)
    lines = [
        "# nntui: completion for fish",
        "complete -c nntui -f",
        "function __nntui_presets",
        f"    printf '%s\\n' {' '.join(map(_fish_quoted, shipped_presets()))}",
        "    set -q XDG_CONFIG_HOME; and set -l config $XDG_CONFIG_HOME; or set -l config ~/.config",
        "    for file in $config/nntui/presets/*.toml",
        "        string replace -r '\\.toml$' '' (string replace -r '.*/' '' $file)",
        "    end",
        "end",
        "function __nntui_pairs",
        "    set -l word (commandline -ct)",
        "    set -l before (string replace -r '[^=,]*$' '' -- $word)",
        "    switch $word",
        *(
            f"        case {_fish_quoted(f'{key}=*')}\n            printf '%s\\n' $before{{{values}}}"
            for key, names in keys.items()
            if len(names) > 1 and (values := ",".join(map(_fish_quoted, names)))
        ),
        "        case '*=*'",
        "        case '*'",
        f"            printf '%s\\n' {' '.join(_fish_quoted(f'{key}=') for key in keys)}",
        "    end",
        "end",
    ]
    for each in vocabularies:
        here = f"not __fish_seen_subcommand_from {commands}"
        if each.name != PLAYGROUND:
            lines.append(f"complete -c nntui -n __fish_use_subcommand -a {each.name} -d {_fish_quoted(each.help)}")
            here = f"__fish_seen_subcommand_from {each.name}"
        lines += (
            f"complete -c nntui -n {_fish_quoted(here)} {_fish_argument(argument)}" for argument in each.arguments
        )
    return "\n".join(lines) + "\n"


_FISH_TAKES = {FILES: "-F", PRESETS: "-k -F -a '(__nntui_presets)'", KEYS: "-a '(__nntui_pairs)'", NOTHING: ""}


def _fish_argument(argument: Argument) -> str:
    flags = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in argument.flags]
    if argument.takes is None:
        what = []
    elif argument.takes == WORDS:
        what = [f"-a {_fish_quoted(' '.join(argument.words))}"]
    else:
        what = [_FISH_TAKES[argument.takes]]
    requires = ["-x" if argument.takes in (KEYS, WORDS, NOTHING) else "-r"] if flags and argument.takes else []
    return " ".join((*flags, *requires, *what, f"-d {_fish_quoted(argument.help)}"))


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
