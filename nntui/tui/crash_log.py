"""What is kept of an error that nobody foresaw: the whole traceback in a file, and one line for the user."""

import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import textual
from platformdirs import user_state_path
from textual.worker import WorkerFailed

import nntui
from nntui.experiment.files import harmless

_MAX_FILE_BYTES = 256 * 1024
_MAX_ENTRY_CHARACTERS = 64 * 1024
_MAX_TOLD_CHARACTERS = 300


class CrashError(Exception):
    """The playground ended because of an error of its own: the text says which, and where more about it stands."""


def crash_log_path() -> Path:
    """Where errors are written down: in the user's directory for what programs keep."""
    return user_state_path("nntui", appauthor=False) / "crash.log"


def crashed(error: BaseException) -> CrashError:
    """Write the error down, without the values of variables, and make the line to tell the user."""
    if isinstance(error, WorkerFailed):  # Textual's wrapping has no traceback
        error = error.error
    told = harmless(f"{type(error).__name__}: {error}".replace("\n", " "))
    if len(told) > _MAX_TOLD_CHARACTERS:
        told = f"{told[: _MAX_TOLD_CHARACTERS - 3]}..."
    path = crash_log_path()
    try:
        _write(path, _entry(error))
    except OSError as reason:
        failure = harmless(f"{path}: {reason.strerror or reason}")
        return CrashError(f"the playground failed: {told}; the traceback could not be kept: {failure}")
    return CrashError(f"the playground failed: {told}; the traceback is in {harmless(str(path))}")


def _entry(error: BaseException) -> str:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    text = "\n".join(map(harmless, "".join(traceback.format_exception(error)).splitlines()))
    if len(text) > _MAX_ENTRY_CHARACTERS:
        half = _MAX_ENTRY_CHARACTERS // 2
        text = f"{text[:half]}\n[...]\n{text[-half:]}"
    versions = f"nntui {nntui.__version__}, Textual {textual.__version__}, Python {platform.python_version()}"
    return f"{when} {versions}, {sys.platform}\n{text}\n\n"


def _write(path: Path, entry: str) -> None:
    """Add an entry; a file that has grown large makes way, once, under another name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _MAX_FILE_BYTES:
        path.replace(path.with_suffix(".log.old"))
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(entry)
