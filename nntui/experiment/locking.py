"""One program at a time: a lock that ends with the program that holds it, whatever way that ends."""

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
