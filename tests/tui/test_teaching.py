"""Teaching a drawing: it is learned, kept in its file, told, and can be switched off."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawing_files import add_drawing
from textual.events import Key
from textual.widgets import OptionList

from nntui.experiment.drawings import Drawing, drawings_path, load_drawings
from nntui.experiment.lessons import Progress
from nntui.experiment.locking import locked
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.tui.messages import DrawingTaught, FieldChanged
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings

BLOCK, OTHER, MORE = (
    tuple(cell == "1" for cell in cells)
    for cells in ("0000001110011100111000000", "1111111111111111111111111", "1100011000110001100011000")
)


def teach(opened, label: int) -> None:
    opened.pane(DigitPad).post_message(DrawingTaught(Drawing(label, BLOCK)))


def answer(opened) -> int:
    return int(opened.playground.scene.answers(np.array([BLOCK], np.float32)).argmax())


@pytest.mark.parametrize("epochs", [0, 300])
async def test_a_drawing_is_learned_though_nothing_trains(opened, epochs):
    async with opened("digits", training__epochs=epochs) as opened:
        label = (answer(opened) + 1) % 10
        teach(opened, label)
        await opened.until(lambda: "Learned" in opened.text(KeyLine))
        assert f"✓ Learned: a {label}. Test accuracy" in opened.text(KeyLine)
        assert answer(opened) == label
        assert opened.playground.scene.snapshot.state in ("paused", "finished")
        assert load_drawings(drawings_path()).drawings == (Drawing(label, BLOCK),)


@pytest.mark.soak
async def test_progress_of_the_run_is_not_put_down_to_the_lesson(opened):
    async with opened("digits", training=True, training__epochs=100_000) as opened:
        teach(opened, 3)
        await opened.until(lambda: "(training goes on)" in opened.text(KeyLine))


@pytest.mark.soak
async def test_what_is_read_right_already_is_kept_and_not_studied(opened):
    async with opened("digits") as opened:
        teach(opened, 3)
        await opened.until(lambda: "Learned: a 3. " in opened.text(KeyLine))
        probability = opened.playground.scene.answers(np.array([BLOCK], np.float32))[0, 3]
        assert probability >= 0.9
        parameters = opened.playground.scene.network.parameters.copy()
        await opened.press("L", "x", "escape")
        teach(opened, 3)
        await opened.until(lambda: "It reads this as a 3 already; kept." in opened.text(KeyLine))
        await opened.until(lambda: opened.playground.scene.snapshot.lessons is not None)
        await opened.until(lambda: load_drawings(drawings_path()).drawings == (Drawing(3, BLOCK),))
        assert (opened.playground.scene.network.parameters == parameters).all()


@pytest.mark.soak
async def test_what_was_taught_before_is_trained_on_from_the_start(opened):
    add_drawing(drawings_path(), Drawing(3, BLOCK))
    async with opened("digits") as opened:
        await opened.until(lambda: opened.playground.scene.snapshot.lessons is not None)
        await opened.press(*"e" * 10)
        await opened.until(lambda: opened.epoch == 10)
        assert answer(opened) == 3


@pytest.mark.soak
async def test_switched_off_it_is_kept_and_not_trained_on(opened):
    async with opened("digits") as opened:
        teach(opened, 3)
        await opened.until(lambda: "Learned" in opened.text(KeyLine))
        opened.pane(DigitPad).post_message(FieldChanged("view.my_drawings", "off"))
        await opened.until(lambda: opened.playground.scene.snapshot.lessons is None)
        assert load_drawings(drawings_path()).drawings
        worker, snapshot = opened.playground.training.pid, opened.playground.scene.snapshot
        os.kill(worker, signal.SIGSTOP)
        teach(opened, 5)  # who teaches wants it learned
        await opened.pilot.pause()
        # a worker tells this after it has the lessons again, and before it is told to study them
        opened.playground._take(replace(snapshot, lessons=Progress(0.5, 0.6, 2)), lambda: None)
        assert "learned" not in opened.text(KeyLine)
        os.kill(worker, signal.SIGCONT)
        await opened.until(lambda: answer(opened) == 5)
        assert opened.playground.scene.view.my_drawings == "on"
        await opened.until(lambda: "Learned: a 5 (was a 3)." in opened.text(KeyLine))
        assert "My drawings is on again." in opened.text(KeyLine)


@pytest.mark.soak
async def test_a_lesson_outlasts_a_new_seed(opened):
    async with opened("digits") as opened:
        teach(opened, 3)
        await opened.until(lambda: "Learned" in opened.text(KeyLine))
        await opened.press("R")
        await opened.ready()  # a new run's first snapshot
        assert opened.playground.scene.snapshot.lessons is not None


@pytest.mark.soak
async def test_where_it_cannot_be_kept_it_is_learned_and_said(opened, tmp_path: Path, monkeypatch):
    home = tmp_path / "home"
    home.write_text("a file where the directory should be")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    async with opened("digits") as opened:
        teach(opened, 3)
        await opened.until(lambda: "last until you quit" in opened.text(KeyLine))
        await opened.until(lambda: answer(opened) == 3)
        await opened.until(lambda: opened.text(KeyLine).endswith("It lasts until you quit."))
        home.unlink()
        add_drawing(drawings_path(), Drawing(8, OTHER))  # by another program
        opened.pane(DigitPad).post_message(DrawingTaught(Drawing(4, MORE)))
        kept = (Drawing(8, OTHER), Drawing(3, BLOCK), Drawing(4, MORE))
        await opened.until(lambda: load_drawings(drawings_path()).drawings == kept)
        await opened.until(lambda: opened.playground.scene.taught == kept)


@pytest.mark.soak
async def test_a_lock_that_another_program_holds_holds_up_nothing(opened):
    drawings_path().parent.mkdir(parents=True)
    async with opened("digits", training__epochs=0) as opened:
        with locked(drawings_path().with_suffix(".lock")):
            teach(opened, 3)
            await opened.until(lambda: "Learned: a 3" in opened.text(KeyLine))
            assert load_drawings(drawings_path()).drawings == ()
    assert load_drawings(drawings_path()).drawings == (Drawing(3, BLOCK),)


@pytest.mark.soak
async def test_a_damaged_file_is_said_at_the_start(opened):
    drawings_path().parent.mkdir(parents=True)
    drawings_path().write_text("3 0110\n4 10010/10010/11111/00010/00010\n")
    async with opened("digits") as opened:
        await opened.until(lambda: "set aside" in opened.text(KeyLine))
        assert len(opened.playground.scene.taught) == 1


async def test_other_problems_are_not_taught_drawings(opened):
    add_drawing(drawings_path(), Drawing(3, BLOCK))
    async with opened("quadrants") as opened:
        await opened.press("e")
        await opened.until(lambda: opened.epoch == 1)
        assert opened.playground.scene.snapshot.lessons is None


async def test_l_and_a_digit_teach_the_drawing_on_the_pad(opened):
    async with opened("digits") as opened:
        await opened.press("space", "right", "down", "space", "l")
        assert "Which digit is this?" in opened.text(DigitPad)
        await opened.press("3")
        await opened.until(lambda: "Learned: a 3" in opened.text(KeyLine))
        assert load_drawings(drawings_path()).drawings[0].label == 3


async def test_an_empty_pad_has_nothing_to_teach(opened):
    async with opened("digits") as opened:
        await opened.press("l")
        assert "draw a digit first" in opened.text(KeyLine)
        assert "Which digit" not in opened.text(DigitPad)


def listed(opened) -> str:
    options = opened.app.screen.query_one(OptionList)
    return "\n".join(str(options.get_option_at_index(index).prompt) for index in range(options.option_count))


@pytest.mark.soak
async def test_the_list_puts_drawings_on_the_pad(opened):
    for label, cells in ((3, BLOCK), (4, tuple(not cell for cell in BLOCK))):
        add_drawing(drawings_path(), Drawing(label, cells))
    async with opened("digits") as opened:
        await opened.until(lambda: len(opened.playground.scene.taught) == 2)
        await opened.press("L")
        assert listed(opened).index("you say 4") < listed(opened).index("you say 3")
        await opened.press("down", "enter")
        await opened.until(lambda: opened.pane(DigitPad).sketch.ink == BLOCK)
        await opened.press("u")
        assert opened.pane(DigitPad).sketch.empty


@pytest.mark.soak
async def test_the_list_removes_drawings_and_brings_them_back(opened):
    add_drawing(drawings_path(), Drawing(3, BLOCK))
    async with opened("digits") as opened:
        await opened.until(lambda: opened.playground.scene.taught)
        await opened.press("L", "x")
        assert "Nothing yet" in listed(opened)
        await opened.until(lambda: load_drawings(drawings_path()).drawings == ())
        assert opened.playground.scene.taught == ()
        await opened.press("x", "enter", "u", "u")
        assert "you say 3" in listed(opened)
        await opened.until(lambda: load_drawings(drawings_path()).drawings == (Drawing(3, BLOCK),))
        await opened.press("escape")
        assert opened.app.screen is opened.playground


@pytest.mark.soak
async def test_a_lesson_is_learned_though_the_worker_dies_at_once(opened):
    async with opened("digits", training__epochs=0) as opened:
        os.kill(opened.playground.training.pid, signal.SIGKILL)
        label = (answer(opened) + 1) % 10
        teach(opened, label)
        await opened.until(lambda: f"Learned: a {label}" in opened.text(KeyLine), 20)
        assert answer(opened) == label


@pytest.mark.soak
async def test_what_was_learned_after_the_last_state_is_learned_again_when_the_worker_dies(opened):
    async with opened("digits", training__epochs=0) as opened:
        training, told = opened.playground.training, []
        training.on_state = told.append
        training.save()
        await opened.until(lambda: told)
        label = (answer(opened) + 1) % 10
        teach(opened, label)
        await opened.until(lambda: f"Learned: a {label}" in opened.text(KeyLine), 20)
        first = training.pid
        os.kill(first, signal.SIGKILL)
        before = opened.playground.scene.snapshot
        await opened.until(lambda: training.pid not in (first, None) and not training.trouble, 20)
        await opened.until(lambda: opened.playground.scene.snapshot is not before, 20)
        await opened.until(lambda: answer(opened) == label, 20)


def test_the_pace_counts_the_repeated_lessons():
    hyperparameters = load_preset("digits")
    scene = new_scene("digits", hyperparameters, hyperparameters, ViewSettings(pace="15 s"), (Drawing(3, BLOCK),))
    trainer = Trainer(hyperparameters, lessons=scene.lessons())
    assert scene.steps_per_second() == trainer.steps_left / 15
    assert trainer.steps_left > Trainer(hyperparameters).steps_left


@pytest.mark.soak
async def test_what_was_removed_comes_back_after_the_list_was_closed(opened):
    add_drawing(drawings_path(), Drawing(3, BLOCK))
    async with opened("digits") as opened:
        await opened.press("L", "x", "L")
        assert opened.app.screen is opened.playground
        await opened.press("L", "u")
        assert "you say 3" in listed(opened)
        await opened.until(lambda: load_drawings(drawings_path()).drawings == (Drawing(3, BLOCK),))


@pytest.mark.soak
async def test_the_list_has_what_another_program_taught(opened):
    async with opened("digits") as opened:
        add_drawing(drawings_path(), Drawing(3, BLOCK))
        await opened.press("L")
        assert "you say 3" in listed(opened)
        await opened.until(lambda: opened.playground.scene.snapshot.lessons is not None)


@pytest.mark.soak
async def test_escape_and_a_letter_typed_fast_close_the_list_and_press_the_letter(opened):
    add_drawing(drawings_path(), Drawing(3, BLOCK))
    async with opened("digits") as opened:
        await opened.press("L")
        opened.app.post_message(Key("alt+z", "z"))
        await opened.until(lambda: opened.playground.zoomed)
        assert opened.app.screen is opened.playground
