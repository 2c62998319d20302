"""How the tests start the program: by the same Python, in an environment that is the same everywhere."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

COMMAND = (sys.executable, "-m", "nntui")


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color", "PYTHONWARNINGS": "error"}


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The program while it runs; none is left behind where a test fails."""
    with subprocess.Popen([*COMMAND, *words], stdout=-1, stderr=-1, text=True, env=environment()) as process:
        try:
            yield process
        finally:
            process.kill()


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        time.sleep(0.05)
