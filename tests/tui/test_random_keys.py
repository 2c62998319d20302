"""An afternoon's use: random keys, clicks, pastes and resizes while it trains, on a real pseudo-terminal.

NNTUI_RANDOM_KEYS_SECONDS says for how long (30 unless told), NNTUI_RANDOM_KEYS_SEED where to begin (0). Every so often
the same preset is opened at the same size, and what is in memory then is compared: a leak shows there, whatever the
keys have led to.
"""

import os
import random
import re
from collections.abc import Iterable
from pathlib import Path
from time import monotonic, sleep

import pytest
from memory_samples import MEGABYTE, MemorySamples
from pseudo_terminal import PseudoTerminal
from textual.binding import Binding

from nntui.tui.app import NntuiApp
from nntui.tui.differences import Differences
from nntui.tui.drawing_list import DrawingList
from nntui.tui.help import HelpScreen
from nntui.tui.panes.pane import Pane
from nntui.tui.playground import Playground
from nntui.tui.preset_list import PresetList

SECONDS = float(os.environ.get("NNTUI_RANDOM_KEYS_SECONDS", "30"))
SEED = int(os.environ.get("NNTUI_RANDOM_KEYS_SEED", "0"))
SIZES = [(80, 24), (120, 40), (200, 60), (100, 30), (60, 18), (40, 10), (1, 1), (132, 24)]
SEQUENCES = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "f2": "\x1bOQ",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "enter": "\r",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "equals_sign": "=",
}
LEAVING = {"q", "ctrl+q", "ctrl+c", "ctrl+z"}
TEXTS = ["0.3", "8,8", "nan", "-1", "1e999", "digits", "relu", "[/b]", "\u202e", "9" * 300, ""]
SAMPLE_EVERY = max(SECONDS / 30, 10.0)
MOST_MEGABYTES, MOST_GROWTH = 500, 20
"""In all, and from the middle third of the samples to the last: what allocators leave free comes and goes."""
MOST_MORE = 30
"""Objects of a kind that there may be more of than at first: one dialog may be held as where the mouse was last."""

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read there"),
]


def bound_keys() -> list[str]:
    """What a terminal sends for every key that does anything, but those that leave."""
    owners: Iterable[type] = (
        NntuiApp,
        Playground,
        HelpScreen,
        PresetList,
        Differences,
        DrawingList,
        *every_kind_of(Pane),
    )
    bindings = [binding for owner in owners for binding in Binding.make_bindings(owner.BINDINGS)]
    return sorted({sent(binding.key) for binding in bindings if binding.key not in LEAVING} | set(SEQUENCES.values()))


def every_kind_of(kind: type) -> list[type]:
    return [kind, *(sub for child in kind.__subclasses__() for sub in every_kind_of(child))]


def sent(key: str) -> str:
    if match := re.fullmatch(r"ctrl\+([a-z])", key):
        return chr(ord(match[1]) - 96)
    assert key in SEQUENCES or len(key) == 1, f"what does a terminal send for {key}?"
    return SEQUENCES.get(key, key)


def something(rng: random.Random, keys: list[str], size: tuple[int, int]) -> str:
    """A key most of the time; now and then a burst, a text, a paste, or a click."""
    match rng.choices(("key", "burst", "text", "paste", "mouse"), (80, 5, 8, 2, 5))[0]:
        case "key":
            return rng.choice(keys)
        case "burst":
            return rng.choice(keys) * rng.randint(2, 30)
        case "text":
            return rng.choice(TEXTS) + rng.choice(("\r", "\x1b"))
        case "paste":
            return f"\x1b[200~{rng.choice(TEXTS)}\x1b[201~"
        case _:
            button, x, y = rng.choice((0, 64, 65)), rng.randint(1, size[0]), rng.randint(1, size[1])
            return f"\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m"


def opened(home: Path, memory: MemorySamples) -> PseudoTerminal:
    terminal = PseudoTerminal(memory.command, answer_after=0.001, XDG_DATA_HOME=str(home), XDG_STATE_HOME=str(home))
    terminal.until_training()
    memory.taken.clear()
    memory.take(terminal)
    return terminal


def test_an_afternoons_use(tmp_path: Path) -> None:
    rng, keys, size = random.Random(SEED), bound_keys(), (80, 24)
    assert len(keys) > 50
    memory = MemorySamples(tmp_path / "memory.json")
    terminal, pressed, left = opened(tmp_path, memory), 0, 0
    start = sampled = monotonic()
    try:
        while monotonic() - start < SECONDS:
            if rng.random() < 0.01:
                size = rng.choice(SIZES)
                terminal.resize(*size)
            terminal.type(something(rng, keys, size))
            pressed += 1
            sleep(rng.choice((0.0, 0.01, 0.05)))
            if monotonic() - sampled > SAMPLE_EVERY:
                memory.take(terminal)
                sampled = monotonic()
                terminal.resize(*size)
            if terminal.process.poll() is not None:  # the palette has an entry that quits
                assert terminal.process.returncode == 0, logged(tmp_path, terminal)
                terminal.__exit__()
                terminal, left = opened(tmp_path, memory), left + 1
        memory.take(terminal)
        leave(terminal)
        assert terminal.process.returncode == 0, logged(tmp_path, terminal)
        assert terminal.is_as_found()
        assert terminal.processes() == []
    finally:
        terminal.__exit__()
    print(f"{pressed:,} presses, left {left} times, {memory.in_words()}")
    assert all(report["bytes"] < MOST_MEGABYTES * MEGABYTE for _, report in memory.taken)
    assert all(more <= MOST_MORE for more in memory.more_held().values()), memory.in_words()
    assert memory.growth() < MOST_GROWTH, memory.in_words()


def leave(terminal: PseudoTerminal) -> None:
    """Quit, out of whatever is open."""
    end = monotonic() + 30
    terminal.resize(120, 40)
    while terminal.process.poll() is None and monotonic() < end:
        terminal.type("\x1b\x1b")
        sleep(0.3)
        terminal.type("q")
        sleep(0.3)
    terminal.end()


def logged(home: Path, terminal: PseudoTerminal) -> str:
    logs = "\n".join(path.read_text() for path in home.rglob("*.log"))
    return f"{terminal.output[-500:]!r}\n{logs}"
