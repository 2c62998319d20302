"""Writing presets: over a user's file, whose comments and order stay, or as a new one."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from nntui.experiment.files import FileError, exists, read_text, reason_of, write_text
from nntui.experiment.hyperparameters import Hyperparameters, from_plain
from nntui.experiment.preset_folders import path_of_name
from nntui.experiment.presets import MAX_BYTES, parse_preset, to_toml, toml_value


def save_over(path: Path, hyperparameters: Hyperparameters, seen: Hyperparameters | None = None) -> None:
    """Write the hyperparameters into the preset file at `path`, keeping all of it that does not differ.

    A file that is gone is written anew. Raises FileError, and leaves the file as it is, if that is no preset, or holds
    something else than `seen`: somebody has saved it since.
    """
    if exists(path):
        text = read_text(path, MAX_BYTES)
        changed = FileError(path, "was changed just now, and stays as it is")
        held = parse_preset(path, text)
        if held != (seen or held):
            raise changed

        def check() -> None:  # to edit and to write take their time: an editor may save meanwhile
            if read_text(path, MAX_BYTES) != text:
                raise changed

        write_text(path, _edited(path, text, hyperparameters), check=check)
    else:
        write_text(path, to_toml(hyperparameters), may_replace=False)


def save_as(name: str, hyperparameters: Hyperparameters, like: Path | None, may_replace: bool = False) -> Path:
    """Write a user's preset of this name, with the comments and the order of the file `like` where that is a preset.

    may_replace: whether a preset of that name may be written over. Return its path. Raises FileError; ValueError where
    it can be no name.
    """
    path, text = path_of_name(name), to_toml(hyperparameters)
    if like is not None:
        with suppress(FileError):
            old = read_text(like, MAX_BYTES)
            parse_preset(like, old)
            text = _edited(like, old, hyperparameters)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(path.parent, reason_of(error)) from None
    write_text(path, text, may_replace)
    return path


def _edited(path: Path, text: str, hyperparameters: Hyperparameters) -> str:
    """The text of a preset with other values where they differ. Raises FileError where that fails."""
    try:
        edited = _with_values(text, hyperparameters)
        if from_plain(tomllib.loads(edited)) == hyperparameters:
            return edited
        reason = "they do not fit in"
    except Exception as error:  # whatever the library that keeps the comments has not thought of
        reason = f"{type(error).__name__}: {error}"
    raise FileError(path, f"the values cannot be changed in place ({reason}); it can be saved as another") from None


def _with_values(text: str, hyperparameters: Hyperparameters) -> str:
    import tomlkit  # slow to load, and seldom needed

    document = tomlkit.parse(text)
    held = from_plain(tomllib.loads(text)).plain()
    for key, wanted in hyperparameters.plain().items():
        if isinstance(wanted, Mapping):
            changes = {name: value for name, value in wanted.items() if held.get(key, {}).get(name) != value}
            if changes and key not in document:
                document[key] = tomlkit.table()
            table: Any = document
            for name, value in changes.items():
                table[key][name] = value
        elif held.get(key) != wanted:
            document[key] = tomlkit.value(toml_value(wanted))
    return tomlkit.dumps(document)
