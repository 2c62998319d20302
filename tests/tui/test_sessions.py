"""The playground comes back: what was set, drawn and trained is there again, and what was cut off is offered."""

import resource
import shutil
from contextlib import asynccontextmanager
from time import sleep

import numpy as np
import pytest
from session_files import kept, session_of, state_of, worker_with
from textual.events import Key

from nntui.experiment.presets import load_preset
from nntui.experiment.session_folders import RUN, SETTINGS, SessionFolder, folders_in, is_cut_off
from nntui.experiment.trainer import Trainer
from nntui.tui.description import Description
from nntui.tui.notice import Notice
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.loss_chart import LossChart
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.resumption import cut_off_session, newest_session, resumed


@pytest.fixture
def root(tmp_path):
    return tmp_path / "sessions"


@pytest.fixture
def going_on(opened, root):
    """The playground as --resume opens it."""

    @asynccontextmanager
    async def start(preset="digits", **options):
        async with opened(preset, sessions_root=root, resumed=resumed(newest_session(root)), **options) as it:
            await it.until(lambda: it.playground.scene.snapshot.trainer is None)  # the worker has spoken
            yield it

    return start


async def quit_in_order(it):
    await it.press("q")
    await it.until(lambda: not it.app._running)


def ended(root):
    return [path for path in folders_in(root) if not is_cut_off(path)]


def left_behind(root, hyperparameters=None, cut_off=True):
    """A paused run of xor after an epoch, its chart logarithmic, as a killed program leaves it."""
    hyperparameters = hyperparameters or load_preset("xor")
    snapshot = state_of(worker_with(hyperparameters, 1))
    screen = {"panes": {"chart": {"logarithmic": True}}}
    session = session_of(hyperparameters, snapshot, preset="xor", training=False, screen=screen)
    return kept(root, session, cut_off)


def offers(it):
    return bool(it.playground.query(Notice))


async def test_all_that_was_set_drawn_and_trained_comes_back(opened, root, going_on):
    async with opened("digits", sessions_root=root, training__epochs=100_000) as it:
        await it.press("right", "space", "down", "i", "right", "w", "y", "e")
        await it.until(lambda: it.epoch == 1)
        await it.press("1", "home", "up", "left", "2", "z", "m", "m")
        it.app.theme = "nntui-light"
        it.playground.edits.change(it.playground.scene.hyperparameters.with_value("training.learning_rate", 0.05))
        before, pad, point = it.playground.scene, it.pane(DigitPad), it.pane(PlaneView).point
        steps = 2 + Trainer(before.hyperparameters).steps_per_epoch
        await it.until(lambda: it.playground.scene.snapshot.steps == steps)
        await quit_in_order(it)
    assert len(ended(root)) == 1
    async with going_on() as it:
        scene, sketch = it.playground.scene, it.pane(DigitPad).sketch
        assert (scene.preset, scene.saved, scene.hyperparameters) == ("digits", before.saved, before.hyperparameters)
        assert (sketch.ink, sketch.x, sketch.y, sketch.pen) == (pad.sketch.ink, 2, 1, "")
        assert it.pane(DigitPad).explaining
        assert it.pane(PlaneView).point == point
        assert it.pane(LossChart).choice.logarithmic
        assert it.playground.zoomed
        assert it.playground.focused_pane() is it.pane(LossChart)
        assert it.app.theme == "nntui-light"
        assert (scene.snapshot.steps, scene.snapshot.state) == (steps, "paused")


@pytest.mark.soak
async def test_a_resumed_run_gives_the_numbers_of_one_that_never_stopped(opened, root, going_on):
    changes = {"training__optimizer": "adam", "network__dropout": 0.2, "training__epochs": 6}
    async with opened("quadrants", sessions_root=root, **changes) as it:
        await it.press("e", "m", "m", "m")
        hyperparameters = it.playground.scene.hyperparameters
        whole = Trainer(hyperparameters)
        await it.until(lambda: it.playground.scene.snapshot.steps == whole.steps_per_epoch + 3)
        await quit_in_order(it)
    async with going_on("quadrants") as it:
        await it.press("e", "e", "e", "e", "e")
        await it.until(lambda: it.playground.scene.snapshot.state == "finished")
        while not whole.finished:
            whole.train_epoch()
        np.testing.assert_array_equal(it.playground.scene.snapshot.parameters, whole.network.parameters)
        np.testing.assert_array_equal(it.playground.scene.snapshot.history, whole.history.table())


@pytest.mark.parametrize("reached", [False, True])
async def test_a_goal_that_was_reached_stays_reached(opened, root, going_on, reached):
    preset = load_preset("xor").with_value("goal.test_accuracy", 1.0)
    untrained = state_of(worker_with(preset))
    kept(
        root,
        session_of(preset, untrained, preset="xor", saved=preset, training=False, screen={"goal_reached": reached}),
    )
    async with going_on() as it:
        assert it.playground.scene.has_reached_goal is reached
        assert it.playground.sessions._screen()["goal_reached"] is reached
        assert ("goal ✓" if reached else "goal open") in it.text(StatusLine)
        await quit_in_order(it)


@pytest.mark.soak
async def test_a_session_left_at_once_is_as_it_was(opened, root):
    run = left_behind(root, cut_off=False) / RUN
    before = run.read_bytes()
    async with opened("xor", sessions_root=root, resumed=resumed(newest_session(root))) as it:
        await quit_in_order(it)
    assert run.read_bytes() == before
    assert newest_session(root).found.session.snapshot.epoch == 1


@pytest.mark.soak
async def test_what_trained_trains_again(opened, root, going_on):
    async with opened("digits", sessions_root=root, training=True, training__epochs=100_000) as it:
        await it.until(lambda: it.epoch >= 2)
        await quit_in_order(it)
    async with going_on() as it:
        before = newest = it.epoch
        assert before >= 2
        await it.until(lambda: it.epoch > newest)
        assert it.playground.training.is_wanted


@pytest.mark.soak
async def test_changes_are_written_while_it_runs_and_nothing_when_nothing_changes(opened, root, monkeypatch):
    monkeypatch.setattr("nntui.tui.session_keeper._RUN_SECONDS", 0.3)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: folders_in(root) and (folders_in(root)[0] / RUN).exists())
        (folder,) = folders_in(root)
        settled = [(folder / part).stat().st_mtime_ns for part in (SETTINGS, RUN)]
        await it.pilot.pause(1)
        assert [(folder / part).stat().st_mtime_ns for part in (SETTINGS, RUN)] == settled
        await it.press("space")
        await it.until(lambda: (folder / SETTINGS).stat().st_mtime_ns > settled[0])
        await it.press("m")
        await it.until(lambda: (folder / RUN).stat().st_mtime_ns > settled[1])
        assert is_cut_off(folder), "as long as it runs"


@pytest.mark.soak
async def test_a_state_is_not_asked_for_while_another_is_being_written(opened, root, monkeypatch):
    write, written = SessionFolder.write, []

    def write_slowly(folder, part, content):
        written.append(part)
        sleep(0.5 if part == RUN else 0)
        write(folder, part, content)

    monkeypatch.setattr(SessionFolder, "write", write_slowly)
    async with opened("digits", sessions_root=root, training=True, training__epochs=100_000) as it:
        await it.until(lambda: RUN in written)
        await it.pilot.pause(1)
        assert written.count(RUN) == 1


async def test_a_session_that_was_cut_off_is_offered_and_resumed(opened, root):
    path = left_behind(root)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: offers(it))
        await it.press("enter")
        await it.until(lambda: it.playground.scene.preset == "xor")
        assert it.pane(LossChart).choice.logarithmic
        assert it.epoch == 1
        assert it.playground.training.is_wanted is False
        await it.press("e")
        await it.until(lambda: it.epoch == 2)
        await quit_in_order(it)
    assert path in ended(root), "it goes on in its folder"
    search = newest_session(root)
    assert search.found.folder.path == path
    assert search.found.session.snapshot.epoch == 2


@pytest.mark.parametrize(
    ("steps", "learning_rate", "ink", "is_offered"),
    [(0, 0.1, "0" * 25, False), (1, 0.1, "0" * 25, True), (0, 0.5, "0" * 25, True), (0, 0.1, "0" * 24 + "1", True)],
)
def test_a_session_in_which_nothing_was_done_is_not_offered(root, steps, learning_rate, ink, is_offered):
    saved = load_preset("xor")
    changed = saved.with_value("training.learning_rate", learning_rate)
    assert saved.training.learning_rate == 0.1
    older = left_behind(root)
    screen = {"panes": {"pad": {"ink": ink}}}
    session = session_of(changed, state_of(worker_with(changed, steps)), preset="xor", saved=saved, screen=screen)
    newest = kept(root, session, cut_off=True)
    found = cut_off_session(root).found
    assert found.folder.path == (newest if is_offered else older)
    found.folder.let_go(cut_off=True)
    assert is_cut_off(newest) is is_offered


async def test_a_key_that_comes_before_the_offer_is_lost_rather_than_taken_for_another(opened, root):
    left_behind(root)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: offers(it))
        assert not it.playground.sessions.expects("n")
        it.playground.take_notice(None)
        it.playground.sessions.is_looking = True
        await it.press("n", "i")
        assert it.playground.scene.hyperparameters.task.seed == 0
        assert it.pane(DigitPad).sketch.pen == "ink"


@pytest.mark.soak
async def test_the_theme_of_a_session_is_not_chosen_for_later_ones(opened, root, tmp_path):
    hyperparameters = load_preset("xor")
    session = session_of(hyperparameters, preset="xor", training=False, screen={"theme": "nntui-light"})
    kept(root, session)
    async with opened("xor", sessions_root=root, resumed=resumed(newest_session(root))) as it:
        await it.until(lambda: it.app.theme == "nntui-light")
        await it.pilot.pause()
        preferences = tmp_path / "preferences.json"
        assert not preferences.exists() or "light" not in preferences.read_text()
        it.app.choose_theme("nntui-light")
        assert "light" in preferences.read_text()


@pytest.mark.soak
async def test_a_session_that_is_declined_is_kept_but_not_offered_again(opened, root):
    path = left_behind(root)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: offers(it))
        await it.press("n")
        await it.until(lambda: not offers(it))
        await quit_in_order(it)
    assert path in ended(root)


@pytest.mark.soak
async def test_an_offer_can_wait(opened, root):
    path = left_behind(root)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: offers(it))
        await it.press("escape")
        await it.until(lambda: not offers(it))
        await quit_in_order(it)
    assert is_cut_off(path)


@pytest.mark.soak
async def test_an_offer_is_in_nobodys_way(opened, root):
    path = left_behind(root)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: offers(it))
        for key in ("space", "right", "space", "down", "enter", "n", "i"):  # in one go, as a slow link brings them
            it.app.post_message(Key(key, None))
        await it.until(lambda: it.pane(DigitPad).sketch.pen == "ink")
        sketch = it.pane(DigitPad).sketch
        assert (sketch.ink[:7], sketch.x, sketch.y) == ((1, 1, 0, 0, 0, 0, 1), 1, 1)
        assert it.playground.scene.preset == "digits"
        await quit_in_order(it)
    assert is_cut_off(path)


@pytest.mark.soak
async def test_a_session_in_use_is_not_offered(opened, root):
    async with opened("xor", sessions_root=root) as first:
        await first.until(lambda: folders_in(root))
        async with opened("digits", sessions_root=root) as it:
            await it.pilot.pause(0.3)
            assert not offers(it)
            await it.until(lambda: len(folders_in(root)) == 2)
            await quit_in_order(it)


@pytest.mark.soak
async def test_a_kept_session_can_be_chosen_from_the_palette(opened, root):
    left_behind(root, cut_off=False)
    async with opened("digits", sessions_root=root) as it:
        assert not offers(it)
        (command,) = [c for c in it.app.get_system_commands(it.playground) if c.title.startswith("Resume ")]
        assert command.title.endswith(": xor")
        await command.callback()
        assert it.playground.scene.preset == "xor"
        assert it.pane(LossChart).choice.logarithmic


@pytest.mark.soak
async def test_a_preset_that_is_gone_does_not_matter(opened, root, going_on, tmp_path):
    preset = tmp_path / "mine.toml"
    preset.write_text('[task]\nname = "moons"\n[network]\nhidden = [7]\n')
    async with opened(str(preset), sessions_root=root) as it:
        await quit_in_order(it)
    preset.unlink()
    async with going_on() as it:
        scene = it.playground.scene
        assert scene.preset == str(preset)
        assert (scene.saved.network.hidden, scene.hyperparameters.network.hidden) == ((7,), (7,))


@pytest.mark.soak
async def test_a_session_without_its_table_stays_as_it_is(opened, root, tmp_path):
    csv = tmp_path / "mine.csv"
    csv.write_text("a,b\n" + "".join(f"{x},{x * 2}\n" for x in range(20)))
    hyperparameters = load_preset("xor").with_value("task.path", str(csv)).with_value("task.name", "table")
    path = left_behind(root, hyperparameters)
    csv.unlink()
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: offers(it))
        await it.press("enter")
        await it.until(lambda: "The session cannot go on, and stays as it is" in it.text(KeyLine))
        assert it.playground.scene.preset == "digits"
    assert is_cut_off(path)


@pytest.mark.soak
async def test_a_full_disk_is_told_once_and_its_end_too(opened, root, monkeypatch):
    said = []
    async with opened("digits", sessions_root=root) as it:
        keeper = it.playground.sessions._keeper
        say = keeper._say
        monkeypatch.setattr(keeper, "_say", lambda text: said.append(text) or say(text))
        monkeypatch.setattr("nntui.tui.session_keeper._RETRY_SECONDS", 0.1)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            await it.press("space", "e")
            await it.until(lambda: it.epoch == 1)
            await it.until(lambda: said)
            await it.pilot.pause(1)
            assert "✗ not kept" in it.text(StatusLine), "as long as it is so"
            await it.press("d")
            await it.until(lambda: isinstance(it.app.screen, Description))
            assert any("The session cannot be kept" in line for line in it.app.screen._sentences)
            await it.press("d")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        await it.until(lambda: len(said) == 2)
        assert said[0].startswith("✗ The session cannot be kept: ")
        assert said[0].endswith("File too large. Training goes on.")
        assert said[1] == "The session is kept again."
        assert "not kept" not in it.text(StatusLine)


@pytest.mark.soak
async def test_a_place_that_cannot_be_is_told_and_nothing_else_happens(opened, tmp_path):
    (tmp_path / "file").touch()
    async with opened("digits", sessions_root=tmp_path / "file" / "sessions") as it:
        await it.until(lambda: "The session cannot be kept" in it.text(KeyLine))
        assert "Training goes on." in it.text(KeyLine)
        await it.press("e")
        await it.until(lambda: it.epoch == 1)
        await quit_in_order(it)


@pytest.mark.soak
async def test_a_folder_that_goes_while_it_is_in_use_is_made_anew(opened, root, monkeypatch):
    monkeypatch.setattr("nntui.tui.session_keeper._RETRY_SECONDS", 0.1)
    async with opened("digits", sessions_root=root) as it:
        await it.until(lambda: folders_in(root))
        shutil.rmtree(root)
        await it.press("space")
        await it.until(lambda: folders_in(root))
        await quit_in_order(it)
    (folder,) = folders_in(root)
    assert {path.name for path in folder.iterdir()} == {SETTINGS, RUN}
