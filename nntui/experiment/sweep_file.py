"""The rows of a sweep in a file, one a line as JSON: what is there is not run again, and nothing there is ever lost."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nntui
from nntui.experiment.files import FileError, check_writable, read_bytes, reason_of
from nntui.experiment.hyperparameters import SECTIONS
from nntui.experiment.kinds import shown
from nntui.experiment.locking import lock_if_free
from nntui.experiment.sweep import Row

_MAX_BYTES = 256 * 1024 * 1024
_BEGINNING = b'{"config": {'
"""How each line begins, so that half of one can be told from something else."""


class SweepFile:
    """A file of rows, to be read and appended to. Raises FileError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        check_writable(path)
        self._rows, self._whole = _read(path)

    def row_of(self, config: Mapping[str, Any]) -> Row | None:
        """What came of the run with these hyperparameters, if the same version of the program has done it."""
        return self._rows.get(key_of(config))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other sweeps from writing to it; half a line that a crash has left is cut off."""
        lock = lock_if_free(self._path.with_name(f"{self._path.name}.lock"))
        if lock is None:
            raise FileError(self._path, "another sweep writes to it")
        try:
            self._rows, self._whole = _read(self._path)  # by now another sweep may have written
            self._append(b"")
            yield
        finally:
            lock.let_go(leave_file=False)

    def append(self, row: Row) -> None:
        """Write a row, so that it survives whatever comes."""
        self._append(json.dumps({"config": row["config"], **row}, allow_nan=False).encode() + b"\n")

    def _append(self, line: bytes) -> None:
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            with os.fdopen(handle, "r+b") as file:
                file.truncate(self._whole)
                file.seek(self._whole)
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            self._whole += len(line)
        except OSError as error:
            raise FileError(self._path, reason_of(error)) from None


def key_of(config: Mapping[str, Any]) -> str:
    """What tells one run from another: titles do not."""
    return json.dumps({section: config.get(section) for section in SECTIONS}, sort_keys=True)


def _read(path: Path) -> tuple[dict[str, Row], int]:
    """The rows by their keys, and how many bytes are whole lines."""
    if not path.exists():
        return {}, 0
    content = read_bytes(path, _MAX_BYTES)
    whole = content.rfind(b"\n") + 1
    rows = {}
    for number, line in enumerate(content[:whole].splitlines(), 1):
        row = _row(path, number, line)
        if row["version"] == nntui.__version__:
            rows[key_of(row["config"])] = row
    half = content[whole:]
    if not half.startswith(_BEGINNING[: len(half)]):  # not ours to cut off
        raise _no_row(path, content.count(b"\n") + 1, half)
    return rows, whole


def _row(path: Path, number: int, line: bytes) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not _is_row(row):
        raise _no_row(path, number, line)
    return dict(row)


def _no_row(path: Path, number: int, line: bytes) -> FileError:
    return FileError(path, f"line {number}: expected a row of a sweep, got {shown(line[:60].decode(errors='replace'))}")


def _is_row(row: Any) -> bool:
    if not isinstance(row, dict) or any(type(row.get(name)) not in kinds for name, kinds in _KINDS.items()):
        return False
    figures = [row[name].get(part, "") for name in ("loss", "accuracy") for part in ("train", "test")]
    counts = (row["epochs"], row["steps"], row["seconds"])
    return all(map(_is_number, (*counts, *(figure for figure in figures if figure is not None))))


def _is_number(value: Any) -> bool:
    """JSON has infinite ones, and whole ones that are too large for a float."""
    return type(value) in _NUMBERS and -_LARGEST < value < _LARGEST


_NUMBERS, _LARGEST = (int, float), 1e300
_KINDS: dict[str, tuple[type, ...]] = {
    "config": (dict,),
    "epochs": (int,),
    "steps": (int,),
    "seconds": _NUMBERS,
    "loss": (dict,),
    "accuracy": (dict,),
    "diverged": (bool,),
    "version": (str,),
}
"""What each field of a row is."""
