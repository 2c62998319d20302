import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence

import pytest
from cli_process import COMMAND, environment

from nntui.experiment.model_file import load_model


def _on_a_terminal(
    *words: str,
    command: Sequence[str] = COMMAND,
    columns: int = 80,
    streams: Mapping[str, int] | None = None,
    **variables: str,
) -> tuple[int, str]:
    """Exit status and all that reached the terminal."""
    terminal, end = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {**environment(), **variables}
    ends = {"stdin": end, "stdout": end, "stderr": end, **(streams or {})}
    process = subprocess.Popen([*command, *words], env=variables, **ends)
    os.close(end)
    output = b""
    try:
        while part := os.read(terminal, 65536):
            output += part
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(terminal)
    return process.wait(10), output.decode()


def test_training_shows_a_bar_and_then_the_loss():
    status, shown = _on_a_terminal("train", "digits-classic", "--epochs", "100")
    assert status == 0
    bar, chart = shown.split("loss by epoch")
    assert "━" in bar
    assert "epoch 100/100" in bar
    assert "\x1b[?25h" in bar  # the cursor is back
    assert "train" in chart
    assert "test" in chart
    assert any("⠀" < char <= "⣿" for char in chart)
    assert "digits-classic: 100 epochs" in chart


@pytest.mark.soak
@pytest.mark.parametrize("columns", [1, 20, 40, 200])
def test_the_chart_keeps_to_the_width_of_the_terminal(columns):
    status, shown = _on_a_terminal("train", "xor", "--epochs", "20", NO_COLOR="1", columns=columns)
    assert status == 0
    assert columns < 40 or "━" in shown
    drawn = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines() if "│" in line]
    assert bool(drawn) == (columns >= 30)
    assert all(len(line) <= columns for line in drawn)


@pytest.mark.soak
def test_no_colours_where_they_are_not_wanted():
    _, shown = _on_a_terminal("train", "xor", "--epochs", "20", NO_COLOR="1")
    assert "━" in shown
    assert "\x1b[38" not in shown
    assert "\x1b[3" not in shown


def test_json_on_a_terminal_is_not_followed_by_a_chart():
    _, shown = _on_a_terminal("train", "xor", "--epochs", "20", "--json")
    assert "loss by epoch" not in shown
    assert '"preset": "xor"' in shown


def test_a_dumb_terminal_gets_no_escape():
    status, shown = _on_a_terminal("train", "xor", "--epochs", "20", TERM="dumb")
    assert status == 0
    assert "\x1b" not in shown


NOTHING = subprocess.DEVNULL


@pytest.mark.parametrize(
    "unfit", [{"TERM": "dumb"}, {"TERM": ""}, {"TERM": "unknown"}, {"stdin": NOTHING}, {"stdout": NOTHING}]
)
def test_the_playground_is_refused_in_one_line_where_it_cannot_show(unfit):
    streams = {name: unfit.pop(name) for name in ("stdin", "stdout") if name in unfit}
    status, shown = _on_a_terminal(streams=streams, **unfit)
    assert status == 2
    assert shown.startswith("nntui: the playground needs a terminal")
    for name, stream in (("stdin", "standard input"), ("stdout", "standard output")):
        assert (stream in shown) == (name in streams or not streams)
    assert "nntui train PRESET" in shown
    assert "nntui predict MODEL" in shown
    assert shown.count("\n") == 1
    assert "\x1b" not in shown


@pytest.mark.parametrize(("words", "preset", "title"), [((), "digits", "Digits"), (("xor",), "xor", "Exclusive or")])
@pytest.mark.soak
def test_the_playground_is_opened_with_the_preset_and_its_status_handed_on(words, preset, title):
    code = (
        "import sys, nntui.cli, nntui.tui.app as app\n"
        "def opened(preset, hyperparameters, **_): print('opened', preset, hyperparameters.title); return 7\n"
        "app.run_playground = opened\n"
        "sys.exit(nntui.cli.main())"
    )
    status, shown = _on_a_terminal(*words, command=[sys.executable, "-c", code])
    assert status == 7
    assert shown.startswith(f"opened {preset} {title}")


@pytest.mark.soak
def test_resuming_wants_a_session_and_no_preset(tmp_path):
    status, shown = _on_a_terminal("--resume", XDG_STATE_HOME=str(tmp_path))
    assert (status, shown) == (2, f"nntui: there is no session to resume in {tmp_path}/nntui/sessions.\r\n")
    status, shown = _on_a_terminal("digits", "--resume")
    assert (status, shown) == (2, "nntui: --resume: a session has its own preset; leave out the other\r\n")


def test_a_terminal_that_goes_away_does_not_cost_the_model(tmp_path):
    path, (terminal, end) = tmp_path / "model.json", pty.openpty()
    words = [*COMMAND, "train", "digits", "--epochs", "1000000", "--save", str(path)]
    # a session of its own, whose terminal this is: it is told by SIGHUP when the other end is closed
    take_terminal = (
        "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    )
    words = [sys.executable, "-c", take_terminal, *words]
    process = subprocess.Popen(words, stdin=end, stdout=end, stderr=end, start_new_session=True, env=environment())
    os.close(end)
    shown = b""
    while not re.search(rb"epoch +[1-9]", shown):
        shown += os.read(terminal, 1000)
    os.close(terminal)
    assert process.wait(10) == 128 + signal.SIGHUP
    assert load_model(path).network.sizes == (25, 32, 16, 10)


def test_predict_says_what_it_waits_for(models):
    terminal, end = pty.openpty()
    words = [*COMMAND, "predict", str(models["xor"])]
    process = subprocess.Popen(words, stdin=end, stdout=-1, stderr=end, env=environment())
    os.close(end)
    assert os.read(terminal, 1000).startswith(b"nntui predict: waiting for samples of 2 inputs")
    os.write(terminal, b"0,1\n\x04")
    assert process.communicate(timeout=10)[0].startswith(b"1 ")
    os.close(terminal)
