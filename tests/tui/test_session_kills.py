"""Killed at any moment, playground or worker: no process is left, no file is damaged, and the session goes on.

`-s` shows what was lost. Of training that are at most five seconds, of edits one; a busy machine is granted more here.
"""

import os
import random
import re
import shlex
import shutil
import signal
import subprocess
from pathlib import Path
from time import monotonic, sleep, time

import pytest
from pseudo_terminal import PLAYGROUND, PseudoTerminal
from rounds import ROUNDS

from nntui.experiment.session_folders import KEPT, RUN, folders_in, is_cut_off
from nntui.experiment.trainer import Trainer
from nntui.tasks.digits import SIDE
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.resumption import resumed, session_at
from nntui.tui.sketch import blank_sketch

RESUME = (*PLAYGROUND, "--resume")
MOST_TRAINING_LOST, MOST_EDITS_LOST = 15, 5
PRESET = """
[task]
name = "digits"
[training]
optimizer = "adam"
epochs = 100000
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked up in /proc")


def sessions(home):
    return folders_in(home / "nntui" / "sessions")


def whole(path):
    """The session in a folder, when it has been seen that all of it can be used."""
    search = session_at(path)
    assert search.notes == ()
    session = resumed(search)
    assert session.notes == ()
    snapshot = session.scene.snapshot
    if snapshot is not None:
        trainer = Trainer(session.scene.hyperparameters)
        trainer.restore(snapshot.parameters, snapshot.trainer)
        assert (trainer.epoch, trainer.steps) == (snapshot.epoch, snapshot.steps)
    search.found.folder.let_go(search.found.folder.was_cut_off)
    return session


def check_goes_on(home):
    """Resume the newest session; it says so, and its worker trains."""
    with PseudoTerminal(RESUME, XDG_STATE_HOME=str(home)) as terminal:
        terminal.until(lambda: b"Resumed" in terminal.output)
        terminal.until_training()
        terminal.type("q")
        assert terminal.end()[0] == 0
        terminal.until(lambda: terminal.processes() == [], 3)


class Hand:
    """Draws on the pad at random, and remembers what it had drawn when."""

    def __init__(self, terminal, chance):
        self._terminal, self._chance = terminal, chance
        self.drawn = [(time(), blank_sketch(SIDE))]

    def draw_until(self, end):
        while monotonic() < end:
            sketch = self.drawn[-1][1]
            if self._chance.random() < 0.5:
                key, sketch = " ", sketch.toggle()
            else:
                dx, dy, key = self._chance.choice([(1, 0, "C"), (-1, 0, "D"), (0, 1, "B"), (0, -1, "A")])
                key, sketch = f"\x1b[{key}", sketch.move(dx, dy)
            self._terminal.type(key)
            self.drawn.append((time(), sketch))
            sleep(min(self._chance.uniform(0.02, 0.4), max(end - monotonic(), 0)))

    def seconds_lost(self, session, killed_at):
        """From the first edit that is not in the session to the end."""
        pad = session.session.screen["panes"][DigitPad.kept_as]
        kept = (pad["ink"], pad["x"], pad["y"])
        for moment in range(len(self.drawn) - 1, -1, -1):
            sketch = self.drawn[moment][1]
            if ("".join("01"[ink] for ink in sketch.ink), sketch.x, sketch.y) == kept:
                later = self.drawn[moment + 1 :]
                return killed_at - later[0][0] if later else 0.0
        raise AssertionError(f"{kept} was never drawn")


def lives(tmp_path, chance, seconds):
    """Playgrounds in one home at a time, each killed after so many seconds while it trains and is drawn on."""
    home, preset = tmp_path / "state", tmp_path / "endless.toml"
    preset.write_text(PRESET)
    lost = []
    for life in sorted(seconds):
        before = set(sessions(home))
        with PseudoTerminal((*PLAYGROUND, str(preset)), XDG_STATE_HOME=str(home)) as terminal:
            end = monotonic() + life
            hand = Hand(terminal, chance)
            while monotonic() < end and b"quit" not in terminal.output:
                sleep(0.01)
            if any(map(is_cut_off, before)):
                sleep(max(min(0.7, end - monotonic()), 0))  # the offer; the first key closes it
            hand.draw_until(end)
            os.kill(terminal.process.pid, signal.SIGKILL)
            killed_at = time()
            terminal.until(lambda terminal=terminal: terminal.processes() == [], 5)
        for path in sessions(home):
            whole(path)
        for path in set(sessions(home)) - before:
            session = whole(path)
            run = path / RUN
            lost.append(
                (killed_at - run.stat().st_mtime if run.exists() else life, hand.seconds_lost(session, killed_at))
            )
    training, edits = (max((figures[which] for figures in lost), default=0) for which in (0, 1))
    print(f"\n{len(seconds)} kills: at most {training:.2f} s of training lost and {edits:.2f} s of edits")
    assert training < MOST_TRAINING_LOST
    assert edits < MOST_EDITS_LOST
    if sessions(home):
        check_goes_on(home)


@pytest.mark.soak
def test_a_killed_playground_loses_little_and_damages_nothing(tmp_path):
    lives(tmp_path, random.Random(0), [0.4, 1.5, 3.5])


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2 * ROUNDS))
def test_a_playground_may_be_killed_at_any_moment(tmp_path, seed):
    chance = random.Random(seed)
    lives(tmp_path, chance, [chance.uniform(0, 12) for _ in range(5)])


def kill_workers(tmp_path, chance, kills):
    home, preset = tmp_path / "state", tmp_path / "endless.toml"
    preset.write_text(PRESET)
    with PseudoTerminal((*PLAYGROUND, str(preset)), XDG_STATE_HOME=str(home)) as terminal:
        terminal.until_training()
        for _ in range(kills):
            sleep(chance.uniform(0, 6))
            killed, told = terminal.worker(), len(terminal.output)
            os.kill(killed, signal.SIGKILL)
            terminal.until(lambda pid=killed: terminal.worker() != pid, 5)
            terminal.until(lambda told=told: terminal.worker() or b"p restarts" in terminal.output[told:])
            if not terminal.worker():  # it was killed before it had said anything
                terminal.type("p")
                terminal.until(terminal.worker)
        for path in sessions(home):
            assert session_at(path).found is None, "it is in use"
        terminal.type("q")
        assert terminal.end()[0] == 0
        terminal.until(lambda: terminal.processes() == [], 5)
    (path,) = sessions(home)
    whole(path)
    check_goes_on(home)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3 * ROUNDS))
def test_a_worker_may_be_killed_at_any_moment(tmp_path, seed):
    kill_workers(tmp_path, random.Random(seed), 3)


@pytest.mark.soak
def test_playgrounds_side_by_side_stay_out_of_each_others_sessions(tmp_path):
    chance, home = random.Random(0), tmp_path / "state"
    for _ in range(5):
        terminals = [PseudoTerminal(XDG_STATE_HOME=str(home)) for _ in range(4)]
        try:
            sleep(chance.uniform(2, 8))
            for terminal in chance.sample(terminals, 4):
                os.kill(terminal.process.pid, signal.SIGKILL)
                sleep(chance.uniform(0, 1))
                terminal.until(lambda terminal=terminal: terminal.processes() == [], 5)
        finally:
            for terminal in terminals:
                terminal.__exit__()
        assert 4 <= len(sessions(home)) <= KEPT + 4  # old ones are removed by each before its own is there
        for path in sessions(home):
            whole(path)
    check_goes_on(home)


@pytest.mark.soak
def test_a_session_whose_table_is_gone_leaves_its_settings_and_stays(tmp_path):
    csv, preset = tmp_path / "mine.csv", tmp_path / "mine.toml"
    csv.write_text("a,b\n" + "".join(f"{x},{x * 2}\n" for x in range(20)))
    preset.write_text(f'[task]\nname = "table"\npath = "{csv}"\n')
    with PseudoTerminal((*PLAYGROUND, str(preset)), XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until(lambda: b"quit" in terminal.output)
        terminal.type("yq")
        assert terminal.end()[0] == 0
    csv.unlink()
    (path,) = sessions(tmp_path)
    with PseudoTerminal(RESUME, XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until(lambda: "✗ The session of".encode() in terminal.output)
        terminal.until(lambda: b"logarithmic" in terminal.output)
        terminal.type("q")
        assert terminal.end()[0] == 0
    assert len(sessions(tmp_path)) == 2
    csv.write_text("a,b\n" + "".join(f"{x},{x * 2}\n" for x in range(20)))
    assert whole(path).scene.hyperparameters.task.path == str(csv)


def in_ssh(sshd, home, *words):
    ssh, *rest = sshd.command("env", f"XDG_STATE_HOME={home}", "TERM=xterm-256color", *PLAYGROUND, *words)
    return PseudoTerminal((ssh, "-tt", *rest))


def shown(terminal):
    return "\n".join(terminal.shown().rows)


def epoch_shown(terminal):
    found = re.search(r"epoch +(\d+)/", shown(terminal))
    return int(found[1]) if found else 0


@pytest.mark.soak
def test_a_dropped_link_leaves_a_session_to_come_back_to(sshd, tmp_path):
    home, preset = tmp_path / "state", tmp_path / "endless.toml"
    preset.write_text(PRESET.replace("[training]", "samples = 30000\n[training]"))  # few epochs: no history is thinned
    with in_ssh(sshd, home, str(preset)) as terminal:
        terminal.until_training()
        terminal.type(" \x1b[C ")
        terminal.until(lambda: "██[██]" in shown(terminal) and epoch_shown(terminal) > 0, 30)
        sshd.cut()
        terminal.process.wait(10)
        terminal.until(lambda: sshd.processes() == [])
    (path,) = sessions(home)
    left = whole(path).session
    assert is_cut_off(path)
    assert left.screen["panes"]["pad"]["ink"].startswith("11000")
    assert left.snapshot.epoch > 0, "it is kept on the way out, however short it was"
    with in_ssh(sshd, home, "--resume") as terminal:
        terminal.until(lambda: b"Resumed" in terminal.output)
        terminal.until(lambda: epoch_shown(terminal) > left.snapshot.epoch, 30)
        terminal.type("q")
        assert terminal.end()[0] == 0
        terminal.until(lambda: sshd.processes() == [])
    again = whole(path).session
    assert again.screen == left.screen
    assert again.snapshot.epoch > left.snapshot.epoch
    assert (again.snapshot.history[: len(left.snapshot.history)] == left.snapshot.history).all()


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("tmux") is None, reason="wants tmux")
def test_a_link_that_drops_inside_tmux_is_found_again_and_then_the_session(sshd, tmp_path):
    home, tmux = tmp_path / "state", ("tmux", "-f", "/dev/null", "-L", tmp_path.name)
    settings = ("env", f"XDG_STATE_HOME={home}", "TERM=xterm-256color", "LC_ALL=C.UTF-8")

    def far(*words):
        ssh, *rest = sshd.command(*settings, *tmux, *words)
        return PseudoTerminal((ssh, "-tt", *rest))

    try:
        with far("new-session", "-s", "nntui", shlex.join(PLAYGROUND)) as terminal:
            terminal.until_training()
            terminal.type(" \x1b[C ")
            sleep(1)
            sshd.cut()
            terminal.process.wait(10)
        for leave in ("\x02d", None):  # detached, and cut again
            with far("attach") as terminal:
                terminal.until(lambda terminal=terminal: "██".encode() in terminal.output)
                if leave is None:
                    sshd.cut()
                else:
                    terminal.type(leave)
                terminal.process.wait(10)
        (path,) = sessions(home)
        assert session_at(path).found is None, "it has been in use all the time"
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
    end = monotonic() + 5
    while sshd.processes():
        assert monotonic() < end
        sleep(0.05)
    session = whole(path).session
    assert is_cut_off(path)
    assert session.screen["panes"]["pad"]["ink"].startswith("11000")
    assert session.snapshot.epoch > 0
    check_goes_on(home)
