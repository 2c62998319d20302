"""What the screen costs: its work for a snapshot, what it takes from the training, and whether memory stays flat.

`pytest tests/benchmarks/test_screen_cost.py -s` prints the figures; nothing is judged. All panes at 120×40, truecolor,
at full speed. NNTUI_MEMORY_SECONDS says how long memory is watched, 300 unless told.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import linear_regression, median
from time import monotonic, sleep
from typing import NamedTuple

import pytest
from pseudo_terminal import PLAYGROUND
from slow_link import SlowLink

SIZE = (120, 40)
SECONDS, PAIRS = 10, 5
MEMORY_SECONDS, SETTLING_SECONDS = float(os.environ.get("NNTUI_MEMORY_SECONDS", "300")), 60
EPOCHS = {"digits": 40, "spiral": 2000}
HIDDEN = {"digits": ("relu", "32, 16"), "spiral": ("tanh", "32, 16")}
PRESET = """
[task]
name = "{name}"
[network]
hidden = [{hidden}]
activation = "{activation}"
[training]
optimizer = "adam"
learning_rate = 0.001
epochs = {epochs}
"""
WATCHED = """
import sys, time
from nntui.__main__ import main
from nntui.tui.playground import Playground
path, take, count = sys.argv.pop(1), Playground._take, 0
def counted(self, snapshot, drawn):
    global count
    count += 1
    with open(path, "w") as file:
        file.write(f"{count} {snapshot.steps} {time.process_time()} {time.monotonic()} .")
    take(self, snapshot, drawn)
Playground._take = counted
sys.exit(main())
"""


class State(NamedTuple):
    """Of the screen's process: snapshots so far, training steps, its own seconds of CPU, and seconds on the clock."""

    snapshots: float
    step: float
    cpu: float
    clock: float


def state(path: Path) -> State:
    while not (fields := path.read_text().split())[4:]:
        sleep(0.001)
    return State(*map(float, fields[:4]))


def preset_of(name: str, epochs: int, folder: Path) -> Path:
    path = folder / f"{name}-{epochs}.toml"
    activation, hidden = HIDDEN[name]
    path.write_text(PRESET.format(name=name, hidden=hidden, activation=activation, epochs=epochs))
    return path


def watched(name: str, folder: Path) -> tuple[SlowLink, Path]:
    figures = folder / f"{name}.figures"
    command = (sys.executable, "-c", WATCHED, str(figures), str(preset_of(name, 10_000_000, folder)))
    link = SlowLink(*command, size=SIZE, COLORTERM="truecolor")
    link.until(lambda: figures.exists() and state(figures).snapshots > 10, 30)
    link.type("\x1b")  # takes the welcome away
    return link, figures


@pytest.mark.parametrize("name", EPOCHS)
def test_work_for_a_snapshot(name, tmp_path):
    link, figures = watched(name, tmp_path)
    with link:
        before = state(figures)
        sleep(SECONDS)
        after = state(figures)
    taken = after.snapshots - before.snapshots
    print(
        f"\n{name}: {1000 * (after.cpu - before.cpu) / taken:.1f} ms of the screen's CPU a snapshot,"
        f" {taken / (after.clock - before.clock):.1f} snapshots a second"
    )


def steps_per_second_headless(name: str, folder: Path) -> float:
    words = ("train", str(preset_of(name, EPOCHS[name], folder)), "--json")
    done = json.loads(subprocess.run([*PLAYGROUND, *words], capture_output=True, check=True).stdout)
    return done["steps"] / done["seconds"]


@pytest.mark.parametrize("name", EPOCHS)
def test_training_beside_the_screen(name, tmp_path):
    """Pairs, one after the other, so that what else the machine does falls on both."""
    ratios = []
    link, figures = watched(name, tmp_path)
    with link:
        for _ in range(PAIRS):
            before = state(figures)
            sleep(SECONDS / 2)
            after = state(figures)
            rate = (after.step - before.step) / (after.clock - before.clock)
            link.type("p")
            link.until_quiet()
            ratios.append(rate / steps_per_second_headless(name, tmp_path))
            link.type("p")
            sleep(1)
    print(f"\n{name}: {median(ratios):.0%} of the headless steps a second ({min(ratios):.0%} to {max(ratios):.0%})")


def resident_kilobytes(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


@pytest.mark.parametrize("name", EPOCHS)
def test_memory_stays_flat(name, tmp_path):
    with SlowLink(*PLAYGROUND, str(preset_of(name, 10_000_000, tmp_path)), size=SIZE, COLORTERM="truecolor") as link:
        link.until(lambda: "▶ training" in link.shown(SIZE).rows[0], 30)
        link.type("\x1b")  # takes the welcome away
        pids = {"screen": link.process.pid, "worker": link.worker()}
        start, times, sizes = monotonic(), [], {role: [] for role in pids}
        while (now := monotonic() - start) < MEMORY_SECONDS:
            if now > SETTLING_SECONDS:
                times.append(now / 60)
                for role, pid in pids.items():
                    sizes[role].append(resident_kilobytes(pid))
            sleep(0.5)
    for role, kilobytes in sizes.items():
        slope = linear_regression(times, kilobytes).slope
        print(f"\n{name}, {role}: {kilobytes[-1] / 1024:.0f} MB, {slope / 1024:+.3f} MB a minute")
