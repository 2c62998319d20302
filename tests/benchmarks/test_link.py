"""What is sent to the terminal, and how soon a key is seen at the other end of a slow link, while all panes train.

`pytest tests/benchmarks/test_link.py -s` prints the tables of the README; nothing is judged.
"""

import random
import re
import subprocess
from time import sleep

import pytest
from pseudo_terminal import PLAYGROUND
from screen_model import ScreenModel
from slow_link import SlowLink, percentile

from nntui.tui import pacer

SIZE = (120, 40)
QUESTION = pacer.QUESTION.encode()
MEASURED_SECONDS, PRESSES = 10, 60
LINKS = {
    "this machine": {},
    "64 KB/s": {"rate": 64 * 1024},
    "16 KB/s, 100 ms there and back": {"rate": 16 * 1024, "round_trip": 0.1},
}
ENDLESS = """
[task]
name = "digits"
[network]
hidden = [32, 16]
[training]
epochs = 10000000
"""
ARROWS = ("\x1b[C", "\x1b[B", "\x1b[D", "\x1b[A")
_MOVE = re.compile(rb"\x1b\[(?:(\d+);)?(\d+)[HG]")


def change_of_the_pad(link):
    """Whether some output writes to the pad, as it stands on the screen now."""
    rows = link.shown(SIZE).rows
    top = next(y for y, row in enumerate(rows, 1) if "5 Draw" in row)
    left = rows[top - 1].index("5 Draw")

    def is_there(output):
        row = 0
        for move in _MOVE.finditer(output):
            row = int(move[1] or row)
            if row > top and int(move[2]) >= left:
                return True
        return False

    return is_there


def first_screen(output):
    """How many bytes it took until there was something in every cell."""
    screen, size = ScreenModel(*SIZE), 0
    for frame in output.split(QUESTION):
        screen.feed(frame)
        size += len(frame + QUESTION)
        if all(cell is not None for row in screen.cells for cell in row):
            return size
    raise AssertionError("there are empty cells still")


def until_training(link):
    link.until(lambda: "▶ training" in link.shown(SIZE).rows[0], 30)
    link.type("\x1b")  # takes the welcome away


def lasting(name, folder):
    """The preset, or one that differs only in training longer, where the usual pace is full speed."""
    if name != "digits":
        return name
    shown = subprocess.run([*PLAYGROUND, "show", name], capture_output=True, text=True, check=True).stdout
    path = folder / f"{name}.toml"
    path.write_text(re.sub(r"(?m)^epochs = .*", "epochs = 100000", shown))
    return str(path)


@pytest.mark.parametrize("name", ["digits", "quadrants", "spiral", "sine", "multi-gauss", "xor"])
def test_bytes_per_second(name, tmp_path):
    with SlowLink(*PLAYGROUND, lasting(name, tmp_path), size=SIZE, COLORTERM="truecolor") as link:
        until_training(link)
        first = first_screen(link.output)
        link.type("\x1b")  # the greeting
        sleep(1)
        training = link.bytes_within(MEASURED_SECONDS) / MEASURED_SECONDS
        link.type("p")
        link.until(lambda: "▶" not in link.shown(SIZE).rows[0])
        link.until_quiet(1)
        paused = link.bytes_within(MEASURED_SECONDS)
    print(f"\n{name}: first paint {first / 1000:.1f} KB, training {training / 1000:.1f} KB/s, paused {paused} bytes")


@pytest.mark.parametrize("name", LINKS)
def test_key_to_paint(name, tmp_path):
    preset = tmp_path / "endless.toml"
    preset.write_text(ENDLESS)
    chance = random.Random(0)
    with SlowLink(*PLAYGROUND, str(preset), size=SIZE, COLORTERM="truecolor", **LINKS[name]) as link:
        until_training(link)
        link.type("\x1b")
        sleep(3)
        used, has_changed = [], change_of_the_pad(link)
        before, start = len(link.output), link.arrivals[-1][0]
        for press in range(PRESSES):
            used.append(link.milliseconds_to(ARROWS[press % len(ARROWS)], has_changed))
            sleep(chance.uniform(0.05, 0.3))
        rate = (len(link.output) - before) / (link.arrivals[-1][0] - start)
    used.sort()
    print(
        f"\n{name}: p50 {percentile(used, 50):.0f} ms, p95 {percentile(used, 95):.0f} ms,"
        f" longest {used[-1]:.0f} ms, {rate / 1000:.1f} KB/s"
    )
