"""Presets: TOML files <-> Hyperparameters."""

import json
import tomllib
from pathlib import Path

import nntui
from nntui.experiment.build import check_consistent
from nntui.experiment.files import FileError, read_text
from nntui.experiment.hyperparameters import GOAL, SECTIONS, HyperparameterError, Hyperparameters, from_plain
from nntui.experiment.kinds import did_you_mean

_MAX_BYTES = 32 * 1024  # a key of 10,000 dots takes tomllib a second, and four times as long for twice as many


def shipped_presets() -> dict[str, Path]:
    """The presets that come with the program, by name."""
    package = Path(nntui.__file__).parent
    installed, checkout = package / "presets", package.parent / "presets"
    folder = installed if installed.is_dir() else checkout
    return {path.stem: path for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem)}


def is_path(name: str) -> bool:
    """Whether PRESET is to be taken for a path rather than the name of a shipped preset."""
    return name.endswith(".toml") or "/" in name


def find_preset(name: str) -> Path:
    """The file of a shipped preset, or of the path itself. Raises FileError that names the nearest preset."""
    if is_path(name):
        return Path(name)
    presets = shipped_presets()
    if name not in presets:
        hint = did_you_mean(name, list(presets)) or f"; there are {', '.join(presets)}, or give a path"
        raise FileError(name, f"no such preset{hint}")
    return presets[name]


def load_preset(name: str) -> Hyperparameters:
    """The hyperparameters of a preset, by name or path. Raises FileError."""
    return load_assignment(name)[0]


def load_assignment(name: str) -> tuple[Hyperparameters, bool]:
    """What load_preset() gives, and whether the file says which problem it is about. Raises FileError."""
    path = find_preset(name)
    text = read_text(path, _MAX_BYTES)
    try:
        tables = tomllib.loads(text)
        hyperparameters = from_plain(tables)
        check_consistent(hyperparameters)
    except HyperparameterError as error:
        raise FileError(path, str(error)) from None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise FileError(path, f"not TOML: {error or 'nested too deeply'}") from None
    return hyperparameters, "task" in tables


def to_toml(hyperparameters: Hyperparameters) -> str:
    """The whole of the hyperparameters as a preset file."""
    tables = hyperparameters.plain()
    lines = [f"{key} = {_toml(tables[key])}" for key in ("title", "description")]
    for section in [section for section in (*SECTIONS, GOAL) if section in tables]:
        lines += ["", f"[{section}]", *(f"{key} = {_toml(value)}" for key, value in tables[section].items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    # a JSON string, number or list of these is a TOML one too, but for DEL, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
