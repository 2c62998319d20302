"""Reading and writing the user's files: bounded, one clear error, nothing half-written; and text made harmless."""

import errno
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

from nntui.experiment.places import place_after

TEMPORARY_PREFIX = ".nntui."
"""How the names of files begin that are not whole yet; a program that is killed leaves one behind."""

STDIN = "/dev/stdin"
_MAX_STDIN = 1024 * 1024 * 1024
_OPEN_FILES = (STDIN, "/dev/fd/", "/proc/self/fd/")
"""What is open already: standard input, and what a shell gives for <(COMMAND).

Any other named pipe that nobody writes to would be waited for without end.
"""

_MAX_REASON = 500  # characters: an error is one line, whatever a file holds
_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class FileError(ValueError):
    """A file that cannot be used: the text names it and says why; `reason` says why alone."""

    def __init__(self, path: Path | str, reason: str) -> None:
        short = reason if len(reason) <= _MAX_REASON else reason[: _MAX_REASON - 3] + "..."
        self.reason = harmless(short)
        name = "stdin" if str(path) == STDIN else str(path)
        super().__init__(f"{harmless(name)}: {self.reason}")


def harmless(text: str) -> str:
    """The text with control, format and bidirectional characters replaced, fit to be sent to a terminal."""
    if text.isprintable() and text.isascii():
        return text
    return "".join("�" if unicodedata.category(char) in _UNSAFE_CATEGORIES else char for char in text)


def exists(path: Path) -> bool:
    """Whether there is anything at `path`, be it a link to nothing. Raises FileError where that cannot be told."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None
    return True


def read_text(path: Path, max_bytes: int) -> str:
    """The whole of a UTF-8 text file; a byte-order mark is passed over. Raises FileError."""
    content = read_bytes(path, max_bytes)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = place_after(content[: error.start].decode())
        raise FileError(path, f"expected UTF-8 text, got the byte 0x{content[error.start]:02x}{where}") from None


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The whole of a regular file, or of a pipe that a shell has opened. Raises FileError."""
    content = _read_stdin() if str(path) == STDIN else _read(path, max_bytes)
    if len(content) > max_bytes:
        raise FileError(path, f"expected at most {max_bytes:,} bytes")
    return content


@cache
def _read_stdin() -> bytes:
    """It may be asked for twice."""
    return _read(Path(STDIN), _MAX_STDIN)


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        if not str(path).startswith(_OPEN_FILES):
            _check_regular(path)
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except FileError:
        raise
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None


def write_text(path: Path, text: str, may_replace: bool = True, check: Callable[[], None] | None = None) -> None:
    """Write a UTF-8 text file whole or not at all, as write_bytes() does. Raises FileError."""
    try:
        content = text.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise FileError(path, reason_of(error)) from None
    write_bytes(path, content, may_replace, check)


def write_bytes(path: Path, content: bytes, may_replace: bool = True, check: Callable[[], None] | None = None) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then renamed. Raises FileError.

    may_replace: whether a file may be there; if not, one that comes to be there meanwhile stays as it is.
    check: called last of all before the file is in its place; raises FileError to keep it from that.
    """
    check_writable(path)
    try:
        target = path.resolve(strict=False)  # a link stays a link: what it points to is replaced
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=TEMPORARY_PREFIX)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            if check is not None:
                check()
            if may_replace:
                temporary.replace(target)
            else:
                move_to_free_name(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except FileError:
        raise
    except FileExistsError:
        raise FileError(path, "there is such a file by now, and it stays as it is") from None
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None


def move_to_free_name(path: Path, target: Path) -> None:
    """Rename a file, but never over another one. Raises FileExistsError where there is one, and any OSError.

    Path.rename() would write over it, and to look before would leave a moment for one to come.
    """
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # not every file system has hard links: there the name is taken by an empty file, then replaced
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        try:
            path.replace(target)
        except OSError:
            target.unlink()
            raise
    else:
        path.unlink()


def copy_to_free_name(path: Path, content: bytes, mark: str) -> Path:
    """Write `content` beside `path`, as `name.mark-1.suffix` or the first such name that is free; return its path.

    Nothing is ever written over. Raises FileError.
    """
    for copy in names_beside(path, mark):
        try:
            _write_new(copy, content)
            return copy
        except FileExistsError:
            pass
        except (OSError, ValueError) as error:
            raise FileError(copy, reason_of(error)) from None
    raise AssertionError("counting has no end")


def names_beside(path: Path, mark: str) -> Iterator[Path]:
    """Names for what is set aside: `name.mark-1.suffix` and so on; the first that is free is the one to take."""
    return (path.with_name(f"{path.stem}.{mark}-{number}{path.suffix}") for number in count(1))


def _write_new(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink()
            raise


def check_writable(path: Path) -> None:
    """Raise FileError where write_text() is sure to fail, so that it is known before any work is done for nothing."""
    try:
        _check_regular(path)  # to rename a file onto a device or a FIFO would replace the device itself
        target = path.resolve(strict=False)
        if target.is_symlink():  # Python 3.13 resolves links in a circle to themselves, without an error
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        parent = target.parent
        if not parent.exists():
            raise FileError(path, "no such directory")
        if not parent.is_dir():
            raise FileError(path, "not in a directory")
        if not os.access(parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise FileError(path, "no permission to write")
    except FileError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise FileError(path, reason_of(error)) from None


def _check_regular(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise FileError(path, "expected a regular file")


def reason_of(error: Exception) -> str:
    """What a FileError says of an error that Python raised for a file."""
    # a ValueError comes of a zero byte in a path, and of half a surrogate pair in a text
    return getattr(error, "strerror", None) or str(error)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
