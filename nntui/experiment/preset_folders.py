"""Where presets are: those that come with the program, and the user's own, which go before them by name."""

from contextlib import suppress
from pathlib import Path

from platformdirs import user_config_path

import nntui
from nntui.experiment.files import FileError, move_to_free_name, reason_of
from nntui.experiment.kinds import did_you_mean, shown

_SUFFIX = ".toml"
_LONGEST_NAME = 64
_LONGEST_NAME_BYTES = 200  # with the suffix it has to fit into the 255 of a file system


def shipped_presets() -> dict[str, Path]:
    """The presets that come with the program, by name."""
    package = Path(nntui.__file__).parent
    installed, checkout = package / "presets", package.parent / "presets"
    if not installed.is_dir() and (package.parent / "pyproject.toml").is_file():
        return _presets_in(checkout)
    return _presets_in(installed)


def user_presets() -> dict[str, Path]:
    """The user's own presets, by name."""
    return _presets_in(user_presets_path())


def known_presets() -> dict[str, Path]:
    """Every preset that has a name: the user's first, and of the shipped ones those that none of them shadows."""
    own = user_presets()
    return own | {name: path for name, path in shipped_presets().items() if name not in own}


def user_presets_path() -> Path:
    """The folder of the user's presets, which may not be there yet."""
    return user_config_path("nntui", appauthor=False) / "presets"


def is_path(name: str) -> bool:
    """Whether PRESET is to be taken for a path rather than the name of a preset."""
    return name.endswith(_SUFFIX) or "/" in name


def find_preset(name: str) -> Path:
    """The file of a preset, or of the path itself. Raises FileError that names the nearest preset."""
    if is_path(name):
        return Path(name)
    presets = known_presets()
    if name not in presets:
        hint = did_you_mean(name, list(presets)) or "; nntui presets lists them, or give a path"
        raise FileError(name, f"no such preset{hint}")
    return presets[name]


def is_users(name: str) -> bool:
    """Whether PRESET is a file of the user's, in their folder or by its path."""
    return is_path(name) or name in user_presets()


def label_of(name: str) -> str:
    """A preset's name, or of a path the file's."""
    return Path(name).name if is_path(name) else name


def path_of_name(name: str) -> Path:
    """The file that a user's preset of this name has. Raises ValueError for what can be no name."""
    _check_name(name)
    return user_presets_path() / f"{name}{_SUFFIX}"


def _check_name(name: str) -> None:
    fits = 0 < len(name) <= _LONGEST_NAME and len(name.encode("utf-8", "replace")) <= _LONGEST_NAME_BYTES
    if not (fits and name.isprintable() and name == name.strip() and not name.startswith((".", "-"))):
        raise ValueError(
            f"expected a name of up to {_LONGEST_NAME} printable characters that begins with no dot, dash or space, "
            f"got {shown(name)}"
        )
    if is_path(name) or "\\" in name:
        raise ValueError(f"expected a name without /, \\ and {_SUFFIX}, got {shown(name)}")


def rename_preset(old: str, new: str) -> None:
    """Give a user's preset another name. Raises FileError, also where the name is taken; ValueError for no name."""
    path, target = user_presets().get(old), path_of_name(new)
    if path is None:
        raise FileError(old, "there is no such preset of yours")
    try:
        move_to_free_name(path, target)
    except FileExistsError:
        raise FileError(new, "there is a preset of yours with this name") from None
    except OSError as error:
        raise FileError(path, reason_of(error)) from None


def delete_preset(name: str) -> None:
    """Delete a user's preset. Raises FileError."""
    path = user_presets().get(name)
    if path is None:
        raise FileError(name, "there is no such preset of yours")
    try:
        path.unlink()
    except OSError as error:
        raise FileError(path, reason_of(error)) from None


def _presets_in(folder: Path) -> dict[str, Path]:
    """The preset files of a folder by name, in the order of the names; whatever else is there is passed over."""
    found: dict[str, Path] = {}
    entries: list[Path] = []
    with suppress(OSError):
        entries = sorted(folder.iterdir(), key=lambda path: path.stem)
    for path in entries:
        with suppress(OSError):
            if path.suffix == _SUFFIX and _can_be_named(path.stem) and path.is_file():
                found[path.stem] = path
    return found


def _can_be_named(name: str) -> bool:
    try:
        _check_name(name)
    except ValueError:
        return False
    return True
