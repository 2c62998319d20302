"""How the tests start the program: by the same Python, in an environment that is the same everywhere."""

import os
import sys

COMMAND = (sys.executable, "-m", "nntui")


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color", "PYTHONWARNINGS": "error"}
