"""Presets: TOML files <-> Hyperparameters."""

import json
import re
import tomllib
from contextlib import suppress
from pathlib import Path

from nntui.experiment.build import check_consistent
from nntui.experiment.files import FileError, read_text
from nntui.experiment.hyperparameters import GOAL, SECTIONS, HyperparameterError, Hyperparameters, from_plain
from nntui.experiment.places import place, reason_in
from nntui.experiment.preset_folders import find_preset

MAX_BYTES = 32 * 1024  # a key of 10,000 dots takes tomllib a second, and four times as long for twice as many
TEXTS = ("title", "description")
"""The keys of a preset that are in no table."""

_MOST_PLACES = 3


def load_preset(name: str) -> Hyperparameters:
    """The hyperparameters of a preset, by name or path. Raises FileError."""
    return load_assignment(name)[0]


def load_assignment(name: str) -> tuple[Hyperparameters, bool]:
    """What load_preset() gives, and whether the file says which problem it is about. Raises FileError."""
    path = find_preset(name)
    return _parsed(path, read_text(path, MAX_BYTES))


def parse_preset(path: Path, text: str) -> Hyperparameters:
    """The hyperparameters in the text of the preset file at `path`. Raises FileError, with the line if it is known."""
    return _parsed(path, text)[0]


def _parsed(path: Path, text: str) -> tuple[Hyperparameters, bool]:
    try:
        tables = tomllib.loads(text)
        hyperparameters = from_plain(tables)
        check_consistent(hyperparameters)
    except HyperparameterError as error:
        raise FileError(path, f"{error}{_place(text, error.key)}") from None
    except RecursionError:
        raise FileError(path, "not TOML: nested too deeply") from None
    except ValueError as error:
        raise FileError(path, f"not TOML: {reason_in(text, error)}") from None
    return hyperparameters, "task" in tables


def to_toml(hyperparameters: Hyperparameters) -> str:
    """The whole of the hyperparameters as a preset file."""
    tables = hyperparameters.plain()
    lines = [f"{key} = {toml_value(tables[key])}" for key in TEXTS]
    for section in [section for section in (*SECTIONS, GOAL) if section in tables]:
        lines += ["", f"[{section}]", *(f"{key} = {toml_value(value)}" for key, value in tables[section].items())]
    return "\n".join(lines) + "\n"


def toml_value(value: object) -> str:
    """A value as TOML has it; text of several lines takes as many."""
    if isinstance(value, str) and "\n" in value:
        quoted = "\n".join(_toml_line(line) for line in value.split("\n")).replace('"""', '""\\"')
        quoted = f'{quoted[:-1]}\\"' if quoted.endswith('"') else quoted
        return f'"""\n{quoted}"""'
    # a JSON string, number or list of these is a TOML one too, but for DEL, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_line(line: str) -> str:
    return toml_value(line)[1:-1].replace('\\"', '"')


def _place(text: str, key: str) -> str:
    """Where a file has `section.name`, or a table of this name; nothing where that is not plain to see."""
    section, _, name = key.rpartition(".")
    lines, table, tried = text.splitlines(), "", 0
    for number, line in enumerate(lines):
        if header := re.fullmatch(r"(\s*)\[\s*([\w-]+)\s*\]\s*(#.*)?", line):
            table = header[2]
        entry = re.match(rf"(\s*){re.escape(name)}\s*=", line)
        found = header if header and table == key else entry if entry and table == section else None
        if found and tried < _MOST_PLACES:
            tried += 1
            with suppress(ValueError, RecursionError):  # within a text of several lines: no entry
                tomllib.loads("\n".join(lines[:number]))
                return place(number + 1, len(found[1]) + 1)
    return ""
