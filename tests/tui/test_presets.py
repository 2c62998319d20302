"""Presets in the playground: opened, saved, renamed, deleted and compared; and their files watched meanwhile."""

import os
from pathlib import Path
from time import sleep

import pytest
from pseudo_terminal import PLAYGROUND, PseudoTerminal
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static

from nntui.experiment.preset_folders import shipped_presets, user_presets, user_presets_path
from nntui.experiment.presets import load_preset
from nntui.tui.differences import Differences
from nntui.tui.name_dialog import NameDialog
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.playground import Playground
from nntui.tui.preset_list import PresetList
from nntui.tui.question import Question
from nntui.tui.resumption import newest_session, resumed

XOR = """\
title = "Mine"
# how it learns
[training]
learning_rate = 0.5  # brave
epochs = 100000
[task]
name = "xor"
[network]
hidden = [4]
"""


def write(name: str = "mine", text: str = XOR) -> Path:
    path = user_presets_path() / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def edit(path: Path, old: str, new: str) -> None:
    """Save a change as many editors do: under another name first."""
    text = path.read_text()
    assert old in text
    other = path.with_suffix(".swp")
    other.write_text(text.replace(old, new))
    other.replace(path)


def set_value(app, key, value):
    app.playground.edits.change(app.playground.scene.hyperparameters.with_value(key, value))


def value(app, key):
    return app.playground.scene.hyperparameters.get(key)


def dialog(app, kind):
    return isinstance(app.app.screen, kind)


def rows(app):
    return [str(option.prompt) for option in app.app.screen.query_one(OptionList).options]


def is_watched(app):
    return app.playground.presets._file._in_file is not None


@pytest.fixture
def open_mine(opened):
    """A user's preset, open and watched."""

    def start(text=XOR, **options):
        write(text=text)
        return opened("mine", **options)

    return start


@pytest.mark.soak
async def test_the_list_has_ones_own_presets_apart_and_opens_one(opened):
    write()
    async with opened() as app:
        await app.press("o")
        shown = rows(app)
        assert shown[0] == "Yours"
        assert shown[1].split() == ["mine", "Mine"]
        assert shown[2] == "Shipped"
        assert len(shown) == 3 + len(shipped_presets())
        await app.press("home", "enter")
        await app.until(lambda: app.playground.scene.preset == "mine")
        assert "mine" in app.text(StatusLine)


@pytest.mark.soak
async def test_typing_searches_names_and_titles(opened):
    async with opened() as app:
        await app.press("o", *"EXC")
        assert rows(app)
        assert all("exc" in row.casefold() for row in rows(app))
        await app.press("z")
        assert rows(app) == ["No preset of this name or title."]
        await app.press("enter", *["backspace"] * 4)
        assert dialog(app, PresetList)
        assert len(rows(app)) == len(shipped_presets())
        await app.press(*"sin", "enter")
        await app.until(lambda: app.playground.scene.preset == "sine")


@pytest.mark.soak
async def test_f2_renames_ones_own_preset_and_no_other(opened):
    write()
    async with opened("mine") as app:
        await app.press("o", "f2")
        assert dialog(app, NameDialog)
        for bad in ("../../x", "a/b", ""):
            app.app.screen.query_one(Input).value = bad
            await app.press("enter")
            assert "expected a name" in str(app.app.screen.query_one(Static).render())
        app.app.screen.query_one(Input).value = "other"
        await app.press("enter")
        assert dialog(app, PresetList)
        assert list(user_presets()) == ["other"]
        assert app.playground.scene.preset == "other"
        await app.press("down", "f2")
        assert dialog(app, PresetList)
        assert "comes with nntui" in str(app.app.screen.query_one(Vertical).border_title)


@pytest.mark.soak
async def test_delete_asks_first(opened):
    path = write()
    async with opened("mine") as app:
        await app.press("o", "delete")
        assert dialog(app, Question)
        await app.press("enter")
        assert path.exists()
        await app.press("delete", "down", "enter")
        assert dialog(app, PresetList)
        assert not path.exists()
        assert rows(app)[0].startswith("circle") or rows(app)[0].split()[0] in shipped_presets()
        await app.press("escape")
        assert value(app, "training.epochs") == 100000  # what ran goes on


async def test_ctrl_s_saves_over_ones_own_preset_and_keeps_its_comments(open_mine):
    async with open_mine() as app:
        set_value(app, "training.learning_rate", 0.25)
        set_value(app, "network.hidden", [5])
        assert "mine*" in app.text(StatusLine)
        await app.press("ctrl+s")
        await app.until(lambda: "mine*" not in app.text(StatusLine))
        assert "Saved mine." in app.text(KeyLine)
        text = (user_presets_path() / "mine.toml").read_text()
        assert text == XOR.replace("0.5  #", "0.25  #").replace("[4]", "[5]")


@pytest.mark.soak
async def test_ctrl_s_asks_for_a_name_where_the_preset_is_a_shipped_one(opened):
    write("taken")
    async with opened("xor") as app:
        set_value(app, "training.epochs", 77)
        await app.press("ctrl+s")
        await app.until(lambda: dialog(app, NameDialog))
        line = app.app.screen.query_one(Input)
        assert line.value == "my-xor"
        line.value = "taken"
        await app.press("enter")
        assert dialog(app, NameDialog)
        assert "There is a preset taken of yours." in str(app.app.screen.query_one(Static).render())
        line.value = "new"
        await app.press("enter")
        await app.until(lambda: app.playground.scene.preset == "new")
        assert load_preset("new") == load_preset("xor").with_value("training.epochs", 77)
        assert load_preset("taken").title == "Mine"
        assert "xor" in shipped_presets()
        assert "new*" not in app.text(StatusLine)


@pytest.mark.soak
async def test_names_are_no_markup_and_the_palette_saves_as(opened):
    write("[b]bold[b]")
    async with opened("xor") as app:
        titles = {command.title: command for command in app.app.get_system_commands(app.playground)}
        assert "Open [b]bold[b]" in titles
        await app.press("o")
        assert rows(app)[1].startswith("[b]bold[b]")
        await app.press("home", "f2")
        assert app.app.screen.query_one(Vertical).border_title == "Rename \\[b]bold\\[b]"  # as markup
        await app.press("escape", "escape")
        titles["Save as"].callback()
        await app.until(lambda: dialog(app, NameDialog))


@pytest.mark.soak
async def test_capital_d_shows_the_differences_and_takes_back_one_or_all(open_mine):
    async with open_mine() as app:
        for key, new in (("training.learning_rate", 0.25), ("training.epochs", 9), ("network.hidden", [5])):
            set_value(app, key, new)
        await app.press("D")
        assert [row.split() for row in rows(app)] == [
            ["network.hidden", "4", "→", "5", "changed", "here"],
            ["training.learning_rate", "0.5", "→", "0.25", "changed", "here"],
            ["training.epochs", "100000", "→", "9", "changed", "here"],
        ]
        await app.press("down", "backspace")
        assert value(app, "training.learning_rate") == 0.5
        assert len(rows(app)) == 2
        await app.press("a")
        assert rows(app) == ["Nothing differs."]
        assert app.playground.scene.hyperparameters == app.playground.scene.saved
        await app.press("D")
        assert isinstance(app.app.screen, Playground)


@pytest.mark.soak
async def test_a_live_change_in_the_file_applies_at_once_and_a_rebuild_waits(open_mine):
    async with open_mine() as app:
        await app.until(lambda: is_watched(app))
        run = app.playground.scene.run
        path = user_presets_path() / "mine.toml"
        edit(path, "0.5  #", "0.25  #")
        await app.until(lambda: value(app, "training.learning_rate") == 0.25)
        assert "Taken from mine: learning rate 0.25." in app.text(KeyLine)
        assert "mine*" not in app.text(StatusLine)
        edit(path, "[4]", "[6]")
        await app.until(lambda: "mine has hidden 6, here it is 4: D decides." in app.playground._keys.lasting)
        assert (app.playground.scene.run, value(app, "network.hidden")) == (run, (4,))
        await app.press("D")
        assert rows(app)[0].endswith("file changed")
        await app.press("enter", "escape")
        assert (app.playground.scene.run, value(app, "network.hidden")) == (run + 1, (6,))
        assert app.playground._keys.lasting == ""
        assert "mine*" not in app.text(StatusLine)


async def test_a_broken_file_touches_nothing_and_once_mended_applies(open_mine):
    async with open_mine(training=True) as app:
        await app.until(lambda: is_watched(app))
        path, run = user_presets_path() / "mine.toml", app.playground.scene.run
        edit(path, "epochs = 100000", "epochs = = 5")
        await app.until(lambda: "mine: not TOML: Invalid value (at line 5, column 10)." in app.playground._keys.lasting)
        steps = app.playground.scene.snapshot.steps
        await app.until(lambda: app.playground.scene.snapshot.steps > steps)
        assert (app.playground.scene.run, value(app, "training.epochs")) == (run, 100000)
        edit(path, "epochs = = 5", "epochs = -5")
        await app.until(lambda: "expected a whole number" in app.playground._keys.lasting)
        assert "(at line 5, column 1)" in app.playground._keys.lasting
        edit(path, "epochs = -5", "epochs = 50000")
        await app.until(lambda: value(app, "training.epochs") == 50000)
        assert app.playground._keys.lasting == ""


@pytest.mark.soak
async def test_what_both_sides_changed_is_for_the_person_to_decide(open_mine):
    async with open_mine() as app:
        await app.until(lambda: is_watched(app))
        path = user_presets_path() / "mine.toml"
        set_value(app, "training.learning_rate", 0.25)
        edit(path, "0.5  #", "0.75  #")
        await app.until(lambda: "changed on both sides" in app.playground._keys.lasting)
        assert value(app, "training.learning_rate") == 0.25
        await app.press("ctrl+s")  # does not write over the other's change
        await app.until(lambda: dialog(app, Differences))
        assert "0.75  # brave" in path.read_text()
        assert "both changed" in rows(app)[0]
        await app.press("k", "escape")
        assert app.playground._keys.lasting == ""
        assert "mine*" in app.text(StatusLine)
        await app.press("ctrl+s")
        await app.until(lambda: "0.25  # brave" in path.read_text())
        await app.until(lambda: "mine*" not in app.text(StatusLine))


@pytest.mark.soak
async def test_saving_never_writes_over_what_changed_a_moment_ago(open_mine):
    async with open_mine() as app:
        path = user_presets_path() / "mine.toml"
        set_value(app, "training.momentum", 0.5)
        path.write_text(XOR.replace("[4]", "[6]") + "# a last word\n")
        await app.press("ctrl+s")
        await app.until(lambda: dialog(app, Differences))
        assert value(app, "training.momentum") == 0.5
        await app.press("ctrl+s")  # keeps what runs, and saves that
        await app.until(lambda: "momentum = 0.5" in path.read_text())
        assert "hidden = [4]" in path.read_text()
        assert path.read_text().endswith("# a last word\n")


async def test_a_broken_file_is_not_saved_over(open_mine):
    async with open_mine() as app:
        path = user_presets_path() / "mine.toml"
        path.write_text("title = ")
        await app.press("ctrl+s")
        await app.until(lambda: dialog(app, NameDialog))
        assert "not TOML" in str(app.app.screen.query_one(Static).render())
        assert path.read_text() == "title = "


@pytest.mark.soak
async def test_a_file_that_is_gone_is_told_and_saved_anew(open_mine):
    async with open_mine() as app:
        await app.until(lambda: is_watched(app))
        path = user_presets_path() / "mine.toml"
        path.unlink()
        await app.until(lambda: "mine: No such file or directory. What runs goes on" in app.text(KeyLine))
        await app.press("ctrl+s")
        await app.until(path.exists)
        assert load_preset(str(path)) == app.playground.scene.hyperparameters
        assert app.playground._keys.lasting == ""


@pytest.mark.soak
async def test_a_pipe_is_not_read_twice(opened, tmp_path):
    pipe = tmp_path / "pipe.toml"
    pipe.write_text(XOR)
    async with opened(str(pipe)) as app:
        pipe.unlink()
        os.mkfifo(pipe)
        app.playground.presets._file._name = ""
        await app.pilot.pause(1.2)  # two looks
        assert app.playground._keys.lasting == ""
        await app.press("ctrl+s")
        await app.until(lambda: dialog(app, NameDialog))


@pytest.mark.soak
async def test_a_path_is_watched_and_saved_too_and_shown_by_its_name(opened, tmp_path):
    path = tmp_path / "there.toml"
    path.write_text(XOR)
    async with opened(str(path)) as app:
        assert " there.toml" in app.text(StatusLine)
        assert str(tmp_path) not in app.text(StatusLine)
        await app.until(lambda: is_watched(app))
        edit(path, "100000", "90000")
        await app.until(lambda: value(app, "training.epochs") == 90000)
        set_value(app, "training.epochs", 80000)
        await app.press("ctrl+s")
        await app.until(lambda: "80000" in path.read_text())


@pytest.mark.soak
async def test_unsaved_changes_survive_the_end_and_what_the_file_changed_meanwhile_waits(opened, tmp_path):
    path, root = write(), tmp_path / "sessions"
    async with opened("mine", sessions_root=root) as app:
        set_value(app, "training.momentum", 0.5)
        await app.until(lambda: app.playground.sessions._keeper.folder is not None)
        await app.press("q")
        await app.until(lambda: not app.app._running)
    edit(path, "0.5  #", "0.75  #")
    async with opened("mine", sessions_root=root, resumed=resumed(newest_session(root))) as app:
        await app.until(lambda: "mine has learning rate 0.75, here it is 0.5: D dec" in app.playground._keys.lasting)
        assert value(app, "training.learning_rate") == 0.5
        assert value(app, "training.momentum") == 0.5
        await app.press("D")
        assert [row.split()[-2:] for row in rows(app)] == [["file", "changed"], ["changed", "here"]]


@pytest.mark.soak
async def test_what_the_file_brought_can_be_undone(open_mine):
    async with open_mine() as app:
        await app.until(lambda: is_watched(app))
        edit(user_presets_path() / "mine.toml", "0.5  #", "0.25  #")
        await app.until(lambda: value(app, "training.learning_rate") == 0.25)
        app.playground.edits.undo()
        assert value(app, "training.learning_rate") == 0.5
        await app.pilot.pause(1.2)  # two looks
        assert value(app, "training.learning_rate") == 0.5
        assert "mine*" in app.text(StatusLine)


@pytest.mark.soak
async def test_another_preset_is_watched_once_it_is_open(open_mine):
    async with open_mine() as app:
        await app.until(lambda: is_watched(app))
        (user_presets_path() / "mine.toml").write_text("title = ")
        await app.until(lambda: "not TOML" in app.playground._keys.lasting)
        app.playground.edits.open_preset("xor")
        await app.until(lambda: app.playground._keys.lasting == "")
        write("other")
        app.playground.edits.open_preset("other")
        await app.until(lambda: app.playground.presets._file._name == "other" and is_watched(app))
        edit(user_presets_path() / "other.toml", "100000", "90000")
        await app.until(lambda: value(app, "training.epochs") == 90000)


@pytest.mark.soak
def test_watching_sends_nothing_while_nothing_changes():
    path = write()
    with PseudoTerminal((*PLAYGROUND, str(path))) as terminal:
        terminal.until_training()
        terminal.type("p")
        terminal.until(lambda: b"paused" in terminal.output)
        sleep(3)
        before = len(terminal.output)
        sleep(5)
        assert len(terminal.output) == before
        path.write_text(XOR.replace("0.5  #", "0.25  #"))
        terminal.until(lambda: b"0.25" in terminal.output[before:])
        terminal.type("q")
        terminal.end()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_takes_nothing_is_told(open_mine):
    async with open_mine() as app:
        user_presets_path().chmod(0o500)
        set_value(app, "training.epochs", 9)
        await app.press("ctrl+s")
        await app.until(lambda: "✗" in app.text(KeyLine))
        user_presets_path().chmod(0o700)
