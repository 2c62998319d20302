"""Workers that do what no worker should: small programs that greet as a worker does, and then go wrong."""

import sys

_BEFORE = """
import os, struct, subprocess, sys, threading, time
import numpy as np
import nntui
from nntui.experiment.history import Metrics
from nntui.worker.protocol import *

def write(content):
    while content:
        content = content[os.write(1, content):]

def say(kind, arrays={}, **values):
    write(encode(Frame(kind, values, arrays)))

def hear(kind):
    while (frame := read_frame(sys.stdin.buffer.read)) is not None:
        if frame.type == kind:
            return frame
    sys.exit()

def tell(run=1, count=60, epoch=0, state="paused"):
    history = np.array([[epoch, 1.0, 1.0, 0.5, 0.5]])
    write(encode(snapshot_frame(Snapshot(run, state, epoch, epoch, 0.0, Metrics(), history, np.ones(count)))))

def hello():
    say("hello", protocol=PROTOCOL, version=nntui.__version__)

def answer():
    while True:
        say("pong", **hear("ping").values)
"""


def bad_worker(code: str, before_hello: str = "") -> list[str]:
    """The command of a worker that does this, after the hello or before it.

    There are write(bytes), say(kind, arrays, **values), hear(kind), tell(run, count, epoch, state) for a snapshot with
    `count` parameters, and answer(), which answers every ping for ever.
    """
    return [sys.executable, "-c", "\n".join([_BEFORE, before_hello, "hello()", code])]
