"""Saving over a preset keeps what its author wrote; a failure, or a kill, leaves it as it was."""

import os
import signal
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.experiment import preset_saving
from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import Hyperparameters, declarations, from_plain
from nntui.experiment.kinds import values_from
from nntui.experiment.preset_folders import shipped_presets, user_presets
from nntui.experiment.preset_saving import _edited, save_as, save_over
from nntui.experiment.presets import load_preset, to_toml

MINE = """\
# how fast, and how long
title = 'Mine'   # a title

[training]       # first, because it matters
epochs = 30      # enough
learning_rate = 0.1

# the network
[network]
hidden = [ 4,    # wide
           2 ]   # narrow
"""


def changed(start: Hyperparameters, **values: object) -> Hyperparameters:
    for key, value in values.items():
        start = start.with_value(key.replace("__", "."), value)
    return start


def test_comments_order_and_what_did_not_change_stay(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    wanted = changed(load_preset(str(path)), training__epochs=50, training__momentum=0.5, task__name="xor")
    save_over(path, wanted)
    assert load_preset(str(path)) == wanted
    lines = path.read_text().splitlines()
    for line in MINE.splitlines():
        assert line in lines or line == "epochs = 30      # enough"
    assert "epochs = 50      # enough" in lines
    assert lines.index("[training]       # first, because it matters") < lines.index("[network]")
    assert "momentum = 0.5" in lines
    assert 'name = "xor"' in lines


def test_what_takes_its_default_is_not_written_out(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("# nothing\n")
    save_over(path, changed(Hyperparameters(), training__epochs=7))
    assert path.read_text() == "# nothing\n\n[training]\nepochs = 7\n"


@pytest.mark.parametrize(
    "text",
    [
        "training = {epochs = 3, seed = 4} # inline\n",
        "training.epochs = 3 # dotted\ntask.name = 'xor'\n",
        "[training]\r\nepochs = 3\r\n# dos\r\n",
        "[training]\nepochs = 3\n[task]\nname = 'xor'\n[network]\n",
        '["training"]\n"epochs" = 0x3\n',
        "",
    ],
)
def test_tables_of_every_spelling_take_changes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(text.encode())
    wanted = changed(load_preset(str(path)), training__epochs=5, training__l2=0.01, network__hidden=[3])
    save_over(path, wanted)
    assert load_preset(str(path)) == wanted
    assert [line.split("#")[1] for line in text.splitlines() if "#" in line] == [
        line.split("#")[1] for line in path.read_text().splitlines() if "#" in line
    ]


@given(
    name=st.sampled_from(sorted(shipped_presets())),
    steps=st.lists(st.tuples(st.sampled_from(sorted(declarations())), st.sampled_from([1, -1])), max_size=6),
    title=st.text(max_size=20),
)
def test_any_changes_to_any_preset_are_what_is_read_again(
    tmp_path: Path, name: str, steps: list[tuple[str, int]], title: str
) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(shipped_presets()[name].read_bytes())
    wanted = load_preset(str(path))
    for key, direction in steps:
        old = wanted.get(key)
        wanted = wanted.with_value(key, next(values_from(declarations()[key].kind, old, direction), old))
    wanted = replace(wanted, title=title if title.isprintable() else "")
    save_over(path, wanted)
    assert from_plain(tomllib.loads(path.read_text())) == wanted


def test_saving_as_takes_the_comments_of_the_preset_that_was_open() -> None:
    wanted = changed(load_preset("xor"), training__epochs=77)
    path = save_as("mine", wanted, shipped_presets()["xor"])
    assert user_presets() == {"mine": path}
    assert load_preset("mine") == wanted
    assert 'description = """\n' in path.read_text()


def test_saving_as_without_a_file_to_follow_writes_the_whole(tmp_path: Path) -> None:
    wanted = changed(Hyperparameters(), training__epochs=77)
    assert save_as("mine", wanted, tmp_path / "gone.toml").read_text() == to_toml(wanted)


def test_a_preset_of_the_name_is_written_over_only_where_that_is_said() -> None:
    theirs = changed(Hyperparameters(), training__epochs=77)
    path = save_as("mine", theirs, None)
    with pytest.raises(FileError, match=r"mine\.toml: there is such a file by now, and it stays as it is"):
        save_as("mine", Hyperparameters(), None)
    assert load_preset("mine") == theirs
    save_as("mine", Hyperparameters(), None, may_replace=True)
    assert load_preset("mine") == Hyperparameters()
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_comes_back_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text(MINE))
    with pytest.raises(FileError, match="there is such a file by now"):
        save_over(path, Hyperparameters())
    assert path.read_text() == MINE


def test_a_file_that_is_gone_is_written_anew(tmp_path: Path) -> None:
    save_over(tmp_path / "p.toml", Hyperparameters())
    assert load_preset(str(tmp_path / "p.toml")) == Hyperparameters()


@pytest.mark.parametrize("content", [b"a = ", b"\xff", b"[training]\nepochs = -1", b"#" * 40_000])
def test_a_file_that_is_no_preset_is_not_written_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"^.*p\.toml: "):
        save_over(path, Hyperparameters())
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_what_somebody_saved_just_now_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    seen = load_preset(str(path))
    wanted, theirs = changed(seen, training__epochs=99), MINE.replace("0.1", "0.5")
    path.write_text(theirs)
    with pytest.raises(FileError, match="was changed just now, and stays as it is"):
        save_over(path, wanted, seen)

    def edited_while_they_save(*values: Any) -> str:
        path.write_text(MINE)
        return _edited(*values)

    monkeypatch.setattr(preset_saving, "_edited", edited_while_they_save)
    with pytest.raises(FileError, match="was changed just now"):
        save_over(path, wanted)
    monkeypatch.undo()
    assert path.read_text() == MINE
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text(theirs))
    with pytest.raises(FileError, match="was changed just now"):
        save_over(path, wanted)
    monkeypatch.undo()
    assert path.read_text() == theirs
    assert list(tmp_path.iterdir()) == [path]
    path.write_text(MINE)
    save_over(path, wanted, seen)
    assert load_preset(str(path)) == wanted


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.touch(mode=0o640)
    link.symlink_to(real)
    save_over(link, changed(Hyperparameters(), training__epochs=9))
    assert link.is_symlink()
    assert load_preset(str(real)).training.epochs == 9
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_kill_before_the_file_is_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    code = (
        "import os, sys, pathlib\n"
        "from nntui.experiment.preset_saving import save_over\n"
        "from nntui.experiment.presets import load_preset\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "save_over(path, load_preset(str(path)).with_value('training.epochs', 99))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == MINE
    (remnant,) = (entry for entry in tmp_path.iterdir() if entry != path)
    assert "epochs = 99" in remnant.read_text()
