"""Where sessions are kept: a folder each, so that programs which run at the same time never meet in one.

A folder holds parts, which are files that carry a digest, and a lock, which is held by the program whose session it is.
A program that ends in order removes the lock's file; so where there is one that nobody holds, a session was cut off.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from itertools import count
from pathlib import Path

from platformdirs import user_state_path

from nntui.experiment.files import TEMPORARY_PREFIX, FileError, names_beside, read_bytes, reason_of, write_bytes
from nntui.experiment.locking import HeldLock, lock_if_free

VERSION = 1
SETTINGS, RUN = "settings", "run"
"""The parts: what the person has set and drawn, small and written often; and what was trained."""

KEPT = 5
"""How many sessions are kept, those in use included."""

_LOCK = "lock"
_NAME = re.compile(r"\d{8}-\d{6}-\d+(-\d+)?")
_SEAL = re.compile(rb"nntui session ([0-9]{1,9}) ([0-9a-f]{32})\n")
_MAX_BYTES = 128 * 1024 * 1024
"""More than a part can have: of the largest network a million parameters and what goes with them take 28 MB."""

_REMNANT_SECONDS = 3600.0
"""Age from which on a folder without settings is one that a program was killed over, not one being made."""


class DamagedError(ValueError):
    """A part that is not what was written."""


class NewerError(ValueError):
    """A part that a newer version of the program has written."""


class SessionFolder:
    """One session's folder, while this program holds it."""

    def __init__(self, path: Path, lock: HeldLock, was_cut_off: bool = False) -> None:
        self.path = path
        self.was_cut_off = was_cut_off
        self._lock = lock

    def write(self, part: str, content: bytes) -> None:
        """Keep a part, whole or as it was before. Raises FileError."""
        write_bytes(self.path / part, sealed(content))

    def read(self, part: str) -> bytes | None:
        """A part as it was written; None if there is none. Raises FileError, DamagedError or NewerError."""
        return read_part(self.path, part)

    def set_aside(self, mark: str) -> Path:
        """Let go of the folder and call it `name.mark-1`, or the next free such name. Raises FileError."""
        aside = _set_aside(self.path, mark)
        (aside / _LOCK).unlink(missing_ok=True)
        self._lock.let_go(leave_file=True)
        return aside

    def set_part_aside(self, part: str, mark: str) -> Path:
        """Call a part `part.mark-1`, or the next free such name. Raises FileError."""
        return _set_aside(self.path / part, mark)

    def let_go(self, cut_off: bool) -> None:
        """Leave the folder to others; cut_off: whether it is to be offered at the next start."""
        self._lock.let_go(leave_file=cut_off)

    def remove(self) -> None:
        """Remove the folder with all that is in it, as far as that goes."""
        with suppress(OSError):
            for path in self.path.iterdir():
                path.unlink()
            self.path.rmdir()
        self._lock.let_go(leave_file=True)


def sessions_path() -> Path:
    """Where the user's sessions are; XDG_STATE_HOME is respected."""
    return user_state_path("nntui", appauthor=False) / "sessions"


def new_folder(root: Path) -> SessionFolder:
    """Make a folder of this program's own. Raises FileError."""
    if not root.is_absolute():  # no home directory is known
        raise FileError(root, "expected an absolute path; set HOME or XDG_STATE_HOME")
    name = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.getpid()}"
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for attempt in count():
            path = root / (f"{name}-{attempt}" if attempt else name)
            with suppress(FileExistsError):
                path.mkdir(mode=0o700)
                if (lock := lock_if_free(path / _LOCK)) is not None:
                    return SessionFolder(path, lock)
    except FileExistsError:
        raise FileError(root, "expected a directory") from None
    except OSError as error:
        raise FileError(root, reason_of(error)) from None
    raise AssertionError("counting has no end")


def held(path: Path) -> SessionFolder | None:
    """Hold a folder that is there; None where another program does, or it is gone. Raises FileError."""
    was_cut_off = is_cut_off(path)
    if not path.is_dir() or (lock := lock_if_free(path / _LOCK)) is None:
        return None
    with suppress(OSError):
        for remnant in path.glob(f"{TEMPORARY_PREFIX}*"):
            remnant.unlink()
    return SessionFolder(path, lock, was_cut_off)


def is_cut_off(path: Path) -> bool:
    """Whether a folder, if nobody holds it, was not left in order."""
    return (path / _LOCK).exists()


def folders_in(root: Path) -> list[Path]:
    """The folders of all sessions, in use or not, the newest first. Raises FileError where they cannot be listed."""
    return sorted((path for path in _folders(root) if (path / SETTINGS).exists()), key=written_at, reverse=True)


def read_part(folder: Path, part: str) -> bytes | None:
    """A part of a session that need not be held. Returns and raises as SessionFolder.read()."""
    path = folder / part
    return unsealed(read_bytes(path, _MAX_BYTES)) if path.exists() else None


def written_at(folder: Path) -> float:
    """When something was last written to a session, as time.time() tells."""
    return max(_changed_at(folder / part) for part in (SETTINGS, RUN))


def prune(root: Path) -> None:
    """Remove all but the KEPT newest sessions, those in use excepted, and what is left of the making of others."""
    too_old = time.time() - _REMNANT_SECONDS
    remnants = [path for path in _folders(root) if not (path / SETTINGS).exists() and _changed_at(path) < too_old]
    for path in [*folders_in(root)[KEPT:], *remnants]:
        with suppress(FileError):
            if (folder := held(path)) is not None:
                folder.remove()


def sealed(content: bytes) -> bytes:
    """The content with a first line that tells its version and its digest."""
    return b"nntui session %d %s\n" % (VERSION, _digest(content)) + content


def unsealed(file: bytes) -> bytes:
    """The content, if it is what was sealed. Raises DamagedError or NewerError."""
    seal = _SEAL.match(file)
    if seal is None:
        raise DamagedError("does not begin as a session does" if file else "is empty")
    if int(seal[1]) > VERSION:
        raise NewerError(f"is of version {int(seal[1])}, newer than {VERSION}")
    content = file[seal.end() :]
    if int(seal[1]) < VERSION or seal[2] != _digest(content):
        raise DamagedError("is damaged")
    return content


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).hexdigest().encode()


def _folders(root: Path) -> Iterator[Path]:
    try:
        paths = list(root.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileError(root, reason_of(error)) from None
    for path in paths:
        if _NAME.fullmatch(path.name) and path.is_dir():
            yield path


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _set_aside(path: Path, mark: str) -> Path:
    try:
        aside = next(name for name in names_beside(path, mark) if not name.exists())
        path.rename(aside)
    except OSError as error:
        raise FileError(path, reason_of(error)) from None
    return aside
