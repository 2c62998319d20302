"""One program at a time: locks that end with the program that holds them, whatever way that ends."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nntui.experiment.files import FileError, reason_of

_PATIENCE = 2.0  # seconds; what is done under a lock takes milliseconds
_PAUSE = 0.005  # seconds between two tries


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, which is made, and stays: to remove it would let two programs in at once.

    Raises FileError where it cannot be had, or another program does not let go of it.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None
    try:
        _wait_for(handle, path)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, path: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise FileError(path, f"another program has held this lock for {_PATIENCE:g} seconds") from None
        except OSError as error:
            raise FileError(path, reason_of(error)) from None
        time.sleep(_PAUSE)


class HeldLock:
    """A lock file that this program holds until it lets go, or ends."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self._handle = path, handle

    def let_go(self, leave_file: bool) -> None:
        """Let others have the lock; its file may stay, as a sign that the lock was held."""
        handle, self._handle = self._handle, -1
        if handle < 0:
            return
        try:
            if not leave_file:
                self._path.unlink(missing_ok=True)
        except OSError:  # a file that stays does no harm
            pass
        finally:
            os.close(handle)


def lock_if_free(path: Path) -> HeldLock | None:
    """Hold the lock file `path`, which is made if need be; None where another program holds it, or removed it just now.

    Raises FileError where there can be no such file or lock.
    """
    try:
        handle = _opened(path)
    except (OSError, ValueError) as error:
        raise FileError(path, reason_of(error)) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_nlink:
            return HeldLock(path, handle)
    except BlockingIOError:
        pass
    except OSError as error:
        os.close(handle)
        raise FileError(path, reason_of(error)) from None
    os.close(handle)
    return None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        if error.errno not in _NOT_OURS:
            raise
        return os.open(path if path.exists() else path.parent, os.O_RDONLY)


_NOT_OURS = {errno.EROFS, errno.EACCES, errno.EPERM}
"""Where nothing can be written, what is there can be locked all the same, if need be by its directory."""
