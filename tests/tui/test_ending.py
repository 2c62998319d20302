"""However the playground ends or stops: the terminal is as it was, no process is left, and the status says why."""

import os
import pty
import random
import select
import shutil
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import pytest
from pseudo_terminal import PLAYGROUND, PseudoTerminal, cpu_seconds, state
from rounds import ROUNDS

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
SHELL = ["bash", "--norc", "--noediting", "-i"]
LONG_PRESET = """
[task]
name = "digits"
[network]
hidden = [256, 256]
[training]
epochs = 100000
"""
GUARD_SECONDS = 3
"""What an ending may take on a busy machine; it is no measurement."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked up in /proc")


def check_ended(terminal: PseudoTerminal, status: int, seconds: float = GUARD_SECONDS) -> None:
    found, took = terminal.end()
    assert found == status
    assert took < seconds
    assert terminal.is_as_found()
    assert terminal.modes_left() == set()
    terminal.until(lambda: terminal.processes() == [], 1)


def after_the_screen(terminal: PseudoTerminal) -> str:
    return (
        terminal.output.rpartition(b"\x1b[?1049l")[2]
        .decode()
        .replace("\x1b[?25h\x1b[?1004l", "")
        .replace("\x1b[5n", "")
    )


def failing(code: str) -> list[str]:
    """The playground with an action replaced, that of the key z."""
    lines = [
        "import sys, nntui.cli",
        "from nntui.tui.playground import Playground",
        "from nntui.tui.training import Training",
    ]
    return [
        sys.executable,
        "-c",
        "\n".join([*lines, code, "Playground.action_zoom = zoom", "sys.exit(nntui.cli.main([]))"]),
    ]


def test_a_signal_ends_it_with_128_and_the_signal():
    with ExitStack() as stack:  # all at a time: what takes long is to start
        terminals = {number: stack.enter_context(PseudoTerminal()) for number in SIGNALS}
        for number, terminal in terminals.items():
            terminal.until_training()
            os.kill(terminal.process.pid, number)
            check_ended(terminal, 128 + number)
            assert after_the_screen(terminal) == ""


@pytest.mark.soak
def test_a_terminal_that_is_gone_ends_it_although_told_to_ignore_that():
    with PseudoTerminal(prefix="trap '' HUP;") as terminal:
        terminal.until_training()
        terminal.hang_up()
        assert terminal.process.wait(GUARD_SECONDS) == 128 + signal.SIGHUP
        terminal.until(lambda: terminal.processes() == [], 1)


@pytest.mark.soak
def test_an_end_of_the_input_ends_it_while_the_screen_is_elsewhere():
    keyboard, end = pty.openpty()
    with PseudoTerminal(redirections=f"<{os.ttyname(end)}") as terminal:
        terminal.until_training()
        os.close(end)
        os.close(keyboard)
        check_ended(terminal, 128 + signal.SIGHUP)


def fill(terminal: PseudoTerminal) -> None:
    """Read nothing any more, and have so much drawn that the terminal takes no more."""
    terminal.stall()
    screen = os.open(os.ttyname(terminal._slave), os.O_WRONLY | os.O_NOCTTY)
    end = monotonic() + 20
    while select.select([], [screen], [], 0)[1]:
        assert monotonic() < end
        terminal.type("z")
        sleep(0.02)
    os.close(screen)
    sleep(1)  # until the drawing waits, too


@pytest.mark.soak
def test_a_terminal_that_takes_no_output_does_not_hold_it_up():
    with PseudoTerminal() as terminal:
        terminal.until_training()
        fill(terminal)
        start = monotonic()
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.process.wait(10) == 128 + signal.SIGTERM
        assert monotonic() - start < GUARD_SECONDS
        check_ended(terminal, 128 + signal.SIGTERM)


def test_an_error_is_one_line_and_the_traceback_in_a_file(tmp_path):
    code = "def zoom(self):\n    secret = 'of the user'\n    raise ValueError('bad\\x1b[31m\\nthing')"
    with PseudoTerminal(failing(code), XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until_training()
        terminal.type("z")
        check_ended(terminal, 1)
        log = tmp_path / "nntui" / "crash.log"
        told = after_the_screen(terminal)
        assert told == f"nntui: the playground failed: ValueError: bad�[31m thing; the traceback is in {log}\r\n"
        assert "in zoom" in log.read_text()
        assert "of the user" not in log.read_text()
        assert "\x1b" not in log.read_text()


@pytest.mark.soak
def test_a_session_that_was_not_kept_is_told_when_the_shell_is_back(tmp_path):
    (tmp_path / "nntui").touch()
    with PseudoTerminal(answer_after=0.001, XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until_training()
        terminal.until(lambda: b"not kept" in terminal.output)
        terminal.type("q")
        check_ended(terminal, 0)
        last = terminal.output.rsplit(b"\x1b", 1)[1].decode()
        assert "nntui: The session cannot be kept: " in last and last.endswith("\r\n")


@pytest.mark.soak
def test_no_answer_of_the_terminal_reaches_the_shell():
    # what is sent to standard error, here to nowhere, does not matter to the screen
    with PseudoTerminal(answer_after=0.15, redirections="2>/dev/null") as terminal:
        terminal.until_training()
        terminal.type("q")
        check_ended(terminal, 0)
        sleep(0.3)
        assert terminal.stray_input() == b""
        assert b"\x1b[5n" in terminal.output


class Shell:
    """A shell with job control, the playground in it, and what it says."""

    def __init__(self, terminal: PseudoTerminal, folder: Path) -> None:
        self.terminal, self.folder = terminal, folder
        self._mark = 0
        terminal.until(lambda: b"ready> " in terminal.output)
        self.modes = self.ask("stty -g")
        preset = folder / "long.toml"
        preset.write_text(LONG_PRESET)
        self.say(f"{' '.join(PLAYGROUND)} {preset}\n")
        terminal.until_training()
        self.worker = terminal.worker()
        self.playground = next(pid for pid in terminal.processes() if pid not in (terminal.process.pid, self.worker))

    def mark(self) -> None:
        self._mark = len(self.terminal.output)

    def say(self, keys: str) -> None:
        """Type, and look from now on at what is said."""
        self.mark()
        self.terminal.type(keys)

    @property
    def said(self) -> bytes:
        return self.terminal.output[self._mark :]

    def ask(self, command: str) -> str:
        answer = self.folder / "answer"
        self.terminal.type(f"{command} > {answer}.part; mv {answer}.part {answer}\n")
        self.terminal.until(answer.exists)
        text = answer.read_text()
        answer.unlink()
        return text

    def worker_works(self) -> bool:
        before = cpu_seconds(self.worker)
        sleep(0.8)
        return cpu_seconds(self.worker) > before

    def check_stopped(self) -> None:
        self.terminal.until(lambda: b"Stopped" in self.said)
        assert state(self.playground) == "T"
        assert self.ask("stty -g") == self.modes
        assert self.terminal.modes_left() == set()
        self.terminal.until(lambda: not self.worker_works())  # it may have had a last snapshot to make

    def check_back(self) -> None:
        self.terminal.until(lambda: b"Loss" in self.said and b"quit" in self.said)
        self.terminal.until(self.worker_works)


@pytest.fixture
def shell(tmp_path):
    if shutil.which("bash") is None:
        pytest.skip("wants a shell with job control")
    with PseudoTerminal(SHELL, PS1="ready> ") as terminal:
        yield Shell(terminal, tmp_path)


@pytest.mark.soak
def test_it_stops_for_the_shell_and_comes_back(shell):
    shell.say("\x1a")
    shell.check_stopped()
    shell.say("fg\n")
    shell.check_back()
    shell.say("\x1a")
    shell.check_stopped()
    shell.say("kill %1\n")
    shell.terminal.until(lambda: shell.terminal.processes() == [shell.terminal.process.pid])
    assert shell.ask("stty -g") == shell.modes
    assert shell.terminal.modes_left() == set()


@pytest.mark.soak
def test_it_stops_by_a_signal_and_stays_out_of_the_background(shell):
    shell.mark()
    os.kill(shell.playground, signal.SIGTSTP)
    shell.check_stopped()
    shell.say("bg\n")
    sleep(0.3)
    assert state(shell.playground) == "T"
    shell.say("fg\n")
    shell.check_back()


@pytest.mark.soak
def test_what_was_paused_is_paused_after_a_stop(shell):
    shell.terminal.type("p")
    shell.terminal.until(lambda: not shell.worker_works())
    shell.say("\x1a")
    shell.check_stopped()
    shell.say("fg\n")
    shell.terminal.until(lambda: b"quit" in shell.said)
    shell.terminal.until(lambda: not shell.worker_works())  # it may be greeted once; training would not stop again


@pytest.mark.soak
def test_it_draws_anew_when_continued_after_a_stop_that_it_did_not_hear_of(shell):
    os.kill(shell.playground, signal.SIGCONT)  # which it had not been
    shell.mark()
    os.kill(shell.playground, signal.SIGSTOP)
    shell.terminal.until(lambda: b"Stopped" in shell.said)
    shell.say("fg\n")
    shell.check_back()
    shell.say("q")
    shell.terminal.until(lambda: shell.terminal.processes() == [shell.terminal.process.pid])
    assert shell.ask("stty -g") == shell.modes
    assert shell.terminal.modes_left() == set()


@pytest.mark.parametrize(
    "code",
    [
        "async def zoom(self):\n    1 / 0",
        "async def fail(self):\n    1 / 0\ndef zoom(self):\n    self.run_worker(fail(self))",
        "def zoom(self):\n    return self.action_zoom()",
        "import time\ndef zoom(self):\n    Training.leave = lambda self: time.sleep(60)\n    1 / 0",
    ],
)
@pytest.mark.soak
def test_errors_of_every_kind_end_it(code, tmp_path):
    with PseudoTerminal(failing(code), XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until_training()
        terminal.type("z")
        check_ended(terminal, 1)
        assert after_the_screen(terminal).count("\n") == 1


@pytest.mark.soak
def test_an_error_is_told_where_no_log_can_be_written():
    with PseudoTerminal(failing("def zoom(self):\n    1 / 0"), XDG_STATE_HOME="/dev/null") as terminal:
        terminal.until_training()
        terminal.type("z")
        check_ended(terminal, 1)
        assert "could not be kept: /dev/null/nntui/crash.log: Not a directory" in after_the_screen(terminal)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.soak
def test_a_worker_that_does_not_go_is_killed(number):
    with PseudoTerminal() as terminal:
        terminal.until_training()
        os.kill(terminal.worker(), signal.SIGSTOP)
        os.kill(terminal.process.pid, number)
        check_ended(terminal, 128 + number)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.soak
def test_a_loop_that_is_stuck_does_not_hold_it_up(number):
    code = "import time\ndef zoom(self):\n    time.sleep(60)"
    with PseudoTerminal(failing(code)) as terminal:
        terminal.until_training()
        os.kill(terminal.worker(), signal.SIGSTOP)
        terminal.type("z")
        sleep(0.3)
        os.kill(terminal.process.pid, number)
        check_ended(terminal, 128 + number)


@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGTSTP])
@pytest.mark.soak
def test_nothing_is_left_by_a_signal_at_any_moment(number):
    chance = random.Random(int(number))
    for attempt in range(4 * ROUNDS):
        with PseudoTerminal(prefix="trap '' HUP;" if attempt % 2 and number != signal.SIGHUP else "") as terminal:
            sleep(chance.uniform(0.1, 2.5))
            for _ in range(chance.choice([1, 1, 2, 10])):
                os.kill(terminal.process.pid, number)
                sleep(chance.choice([0, 0, 0.01, 0.2]))
            if number == signal.SIGTSTP:
                os.kill(terminal.process.pid, signal.SIGTERM)
                os.kill(terminal.process.pid, signal.SIGCONT)
            status, took = terminal.end()
            ending = signal.SIGTERM if number == signal.SIGTSTP else number
            assert status in (128 + ending, -ending)  # the latter before there is anything to put back
            assert took < GUARD_SECONDS
            assert terminal.is_as_found()
            assert b"Traceback" not in terminal.output
            assert b"?1049h" not in terminal.output or terminal.modes_left() == set()
            terminal.until(lambda terminal=terminal: terminal.processes() == [], 1)


@pytest.mark.soak
def test_a_terminal_may_go_at_any_moment():
    chance = random.Random(0)
    for attempt in range(4 * ROUNDS):
        with PseudoTerminal(prefix="trap '' HUP;" if attempt % 2 else "") as terminal:
            sleep(chance.uniform(0.1, 2.5))
            terminal.hang_up()
            assert terminal.process.wait(GUARD_SECONDS) in (128 + signal.SIGHUP, -signal.SIGHUP, 2)
            terminal.until(lambda terminal=terminal: terminal.processes() == [], 1)
