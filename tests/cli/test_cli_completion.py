"""Completion as the shells do it: bash everywhere, zsh and fish where they are installed."""

import os
import pty
import select
import shutil
import subprocess
import time

import pytest

from nntui.cli.command import parser_of
from nntui.cli.program import COMMANDS
from nntui.experiment.hyperparameters import declarations
from nntui.experiment.preset_folders import path_of_name, shipped_presets

BASH = """
source "$1"
while IFS= read -r line; do
  COMP_LINE="$line" COMP_POINT=${#line} COMPREPLY=()
  _nntui
  (IFS=$'\\t'; echo "${COMPREPLY[*]}")
done
"""


def needs(shell):
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"needs {shell}")


@pytest.fixture
def script(nntui, tmp_path):
    """The script for a shell, in a file."""

    def write(shell):
        done = nntui("completion", shell)
        assert (done.returncode, done.stderr) == (0, "")
        path = tmp_path / f"completion.{shell}"
        path.write_text(done.stdout)
        return path

    return write


@pytest.fixture
def in_bash(script, tmp_path):
    """What bash offers for each of some lines, the cursor at their ends."""
    folder = tmp_path / "here"
    folder.mkdir()
    for name in ("model.json", "mine.toml", "with blank.json", "with blank.toml"):
        (folder / name).touch()

    def offered(*lines):
        path = script("bash")
        done = subprocess.run(
            ["bash", "-c", BASH, "bash", str(path)],
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            cwd=folder,
        )
        assert done.stderr == ""
        return [line.split("\t") for line in done.stdout.splitlines()]

    return offered


@needs("bash")
def test_bash(in_bash):
    path_of_name("of-mine").parent.mkdir(parents=True)
    path_of_name("of-mine").touch()
    cases = {
        "nntui tr": ["train"],
        "nntui --re": ["--resume"],
        "nntui xor-o": ["xor-online"],
        "nntui of": ["of-mine"],
        "nntui train of": ["of-mine"],
        "nntui train mi": ["mine.toml"],
        "nntui train xor --lo": ["--log", "--load"],
        "nntui train xor --quiet --sa": ["--save"],
        "nntui train xor --save m": ["mine.toml", "model.json"],
        "nntui train xor --set training.opt": ["training.optimizer="],
        "nntui train xor --set training.optimizer=ad": ["adam", "adamw"],
        "nntui sweep xor --vary training.optimizer=sgd,ad": ["sgd,adam", "sgd,adamw"],
        "nntui export model.json --to ": ["python", "onnx"],
        "nntui export mo": ["model.json"],
        "nntui completion ": ["bash", "zsh", "fish"],
        "nntui train xor --epochs ": [""],
        "nntui train with": ["with\\ blank.toml"],
        "nntui train with\\ b": ["with\\ blank.toml"],
        "nntui predict with\\ blank.j": ["with blank.json"],  # quoted by bash, as all names of files
        "nntui train xor --set task.features=x1,sin": ["x1,sin\\(x1\\)", "x1,sin\\(x2\\)"],
        "nntui train xor --set task.features=x1,sin\\(x2": ["x1,sin\\(x2\\)"],
    }
    for (line, wanted), offered in zip(cases.items(), in_bash(*cases), strict=True):
        assert sorted(offered) == sorted(wanted), line


@needs("bash")
def test_bash_knows_every_command_option_preset_and_key(in_bash):
    lines = ["nntui ", "nntui show ", "nntui train xor --set ", *(f"nntui {name} x --" for name in COMMANDS)]
    first, presets, keys, *options = in_bash(*lines)
    assert {*COMMANDS, *shipped_presets()} <= {*first}
    assert {*shipped_presets()} <= {*presets}
    assert keys == [f"{key}=" for key in declarations()]
    for command, offered in zip(COMMANDS.values(), options, strict=True):
        flags = {flag for action in parser_of(command)._actions for flag in action.option_strings}
        assert {*offered} == {flag for flag in flags if flag.startswith("--")}


@needs("fish")
def test_fish(script):
    path = script("fish")

    def offered(line):
        words = ["fish", "--no-config", "-c", f"source {path}; complete -C '{line}'"]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.stderr == ""
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    assert offered("nntui tr") == ["train"]
    assert offered("nntui xor-o") == ["xor-online"]
    assert sorted(offered("nntui train xor --lo")) == ["--load", "--log"]
    assert offered("nntui train xor --set training.opt") == ["training.optimizer="]
    assert offered("nntui train xor --set training.optimizer=ad") == [
        "training.optimizer=adam",
        "training.optimizer=adamw",
    ]
    assert sorted(offered("nntui export m --to ")) == ["onnx", "python"]
    assert offered("nntui train spiral --set task.features=x1,s") == [
        "task.features=x1,sin(x1)",
        "task.features=x1,sin(x2)",
    ]


@needs("zsh")
def test_zsh(script):
    pid, handle = pty.fork()
    if pid == 0:
        os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "PS1": "$ "})

    def typed(keys, until):
        os.write(handle, keys.encode())
        shown, end = "", time.monotonic() + 20
        while until not in shown and time.monotonic() < end:
            if select.select([handle], [], [], 0.1)[0]:
                shown += os.read(handle, 65536).decode(errors="replace").replace("\x07", "")
        return shown

    try:
        typed(f"autoload -Uz compinit; compinit -u -D; source {script('zsh')}; echo re''ady\n", "ready")
        for keys, whole in {
            "nntui tr": "train ",
            "nntui xor-o": "xor-online ",
            "nntui train xor --qu": "--quiet ",
            "nntui train xor --set training.opti": "training.optimizer=",
            "nntui train xor --set training.optimizer=rms": "training.optimizer=rmsprop ",
            "nntui export m --to o": "--to onnx ",
        }.items():
            assert whole in typed(f"{keys}\t", whole)
            typed("\x15", "\r")
    finally:
        os.write(handle, b"\x15exit\n")
        os.waitpid(pid, 0)
        os.close(handle)


def test_another_shell_is_refused(refused):
    assert refused("completion", "tcsh").startswith("nntui completion: shell: invalid choice: 'tcsh'")
