"""Hostile text on real pseudo-terminals: what is sent has no escape sequence but the program's own."""

from shlex import join
from time import monotonic, sleep

import pytest
from bad_workers import bad_worker
from hostile import NAME, TEXT, leaks, write_preset
from pseudo_terminal import PLAYGROUND, PseudoTerminal


def press(terminal, *keys):
    """Press keys, each when the screen has changed for the last, or has had time to."""
    for key in keys:
        size, end = len(terminal.output), monotonic() + 0.2
        terminal.type(key)
        while len(terminal.output) == size and monotonic() < end:
            sleep(0.01)


@pytest.mark.soak
def test_a_preset_and_its_table(tmp_path):
    preset = write_preset(tmp_path)
    with PseudoTerminal([*PLAYGROUND, str(preset)]) as terminal:
        terminal.until_training()
        press(terminal, "d", "d", "?", "\x1b", "o", "\x1b", "1", *["\x1b[A"] * 20, "3", "5", "z", "z")
        press(terminal, "\x10", *"open")
        terminal.process.terminate()
        terminal.end()
        assert b"]0;pwned" in terminal.output
        assert leaks(terminal.output) == []


WORKERS = {
    "stderr": bad_worker("", f"sys.stderr.write({TEXT!r}); sys.stderr.flush(); sys.exit(1)"),
    "hello": bad_worker("", f"say('hello', protocol=PROTOCOL, version={TEXT!r}); time.sleep(60)"),
    "protocol": bad_worker("", f"say('hello', protocol={TEXT!r}, version='1'); time.sleep(60)"),
    "refusal": bad_worker(f"say('refused', key={TEXT!r}, reason={TEXT!r}, run=1); answer()"),
    "nonsense": bad_worker(f"write({TEXT!r}.encode() * 9)"),
}


@pytest.mark.soak
@pytest.mark.parametrize(
    "what", [*list(WORKERS)[:1], *(pytest.param(what, marks=pytest.mark.soak) for what in list(WORKERS)[1:])]
)
def test_what_a_worker_says(what):
    with PseudoTerminal([*PLAYGROUND, "--worker", join(WORKERS[what]), "xor"]) as terminal:
        terminal.until(lambda: "✗".encode() in terminal.output)
        press(terminal, "d", "d")
        terminal.process.terminate()
        terminal.end()
        assert leaks(terminal.output) == []


@pytest.mark.soak
def test_a_damaged_file_of_drawings(tmp_path):
    folder = tmp_path / NAME / "nntui"
    folder.mkdir(parents=True)
    (folder / "drawings.txt").write_text(f"{TEXT}\n4 10010/10010/11111/00010/00010 {TEXT}\n")
    with PseudoTerminal(XDG_DATA_HOME=str(tmp_path / NAME)) as terminal:
        terminal.until(lambda: b"drawings" in terminal.output)
        press(terminal, "L", "\x1b")
        terminal.process.terminate()
        terminal.end()
        assert leaks(terminal.output) == []
