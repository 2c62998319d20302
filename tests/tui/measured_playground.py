"""The playground, which tells at SIGUSR1 what it holds in memory: python measured_playground.py REPORT

The report is a JSON object, written whole. A state of the screen has to be compared with the same state: what shows,
and what came of the settings on show, is no leak.
"""

import asyncio
import ctypes
import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from textual._styles_cache import StylesCache
from textual.dom import DOMNode
from textual.timer import Timer

from nntui.cli.program import main
from nntui.core.network import Network
from nntui.tui.app import NntuiApp
from nntui.tui.scene import Scene
from nntui.worker.client import WorkerClient

KINDS = (DOMNode, StylesCache, Scene, Network, WorkerClient, Timer, asyncio.Task)
"""What there is as much of in the same state, however it was come to."""


def report() -> dict[str, Any]:
    """What shows; how many there are of each kind; bytes of memory, without what could be given back."""
    gc.collect()
    if hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
    held = gc.get_objects()
    app = next(thing for thing in held if isinstance(thing, NntuiApp))
    scene = app._playground.scene
    return {
        "screens": [type(screen).__name__ for screen in app.screen_stack],
        "size": [*app.size],
        "preset": scene.preset if scene.hyperparameters == scene.saved else "",
        "held": {kind.__name__: sum(isinstance(thing, kind) for thing in held) for kind in KINDS},
        "blocks": sys.getallocatedblocks(),
        "bytes": int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"),
    }


def tell_at_signal(path: Path) -> None:
    def tell(*_: object) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(report()))
        part.replace(path)

    signal.signal(signal.SIGUSR1, tell)


if __name__ == "__main__":
    tell_at_signal(Path(sys.argv.pop(1)))
    sys.exit(main())
