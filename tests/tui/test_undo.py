import numpy as np
import pytest
from textual.command import CommandPalette

from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine


def settings(app):
    return app.playground.scene.hyperparameters


async def test_changes_of_the_form_are_undone_and_redone(opened):
    async with opened("digits-classic") as app:
        run = app.playground.scene.run
        app.playground.edits._history._clock = lambda: 0.0  # a busy machine takes its time between two keys
        await app.press("1", "right", "right", "down", "enter", *"0.7", "enter", "up", "backspace")
        assert (settings(app).training.learning_rate, settings(app).training.momentum) == (0.03, 0.7)
        await app.press("u")
        assert "Undone: learning rate 0.03 → 0.3." in app.text(KeyLine)
        await app.press("u")
        assert "Undone: momentum 0.7 → 0.9." in app.text(KeyLine)
        await app.press("u")  # two steps at once are one change
        assert "Undone: learning rate 0.3 → 0.03." in app.text(KeyLine)
        assert settings(app) == app.playground.scene.saved
        await app.press("u")
        assert "Nothing to undo." in app.text(KeyLine)
        await app.press("U", "U")
        assert "Redone: momentum 0.9 → 0.7." in app.text(KeyLine)
        assert (settings(app).training.learning_rate, settings(app).training.momentum) == (0.3, 0.7)
        await app.press("right", "U")
        assert "Nothing to redo." in app.text(KeyLine)
        assert app.playground.scene.run == run


@pytest.mark.soak
async def test_the_undo_of_a_rebuild_rebuilds(opened):
    async with opened("circle") as app:
        before = app.playground.scene
        form = app.pane(HyperparameterForm)
        await app.press("1")
        form.key = "network.hidden"
        await app.press("right", "R")
        app.playground.edits.open_preset("digits")
        await app.press("2", "u", "u")
        scene = app.playground.scene
        assert (scene.preset, settings(app).training.seed, scene.run) == ("circle", 0, before.run + 5)
        assert "Undone: seed 1 → 0." in app.text(KeyLine)
        await app.press("u")
        scene = app.playground.scene
        assert settings(app) == before.hyperparameters == before.saved
        assert scene.network.parameters.shape == before.network.parameters.shape
        await app.ready()
        await app.press("U", "U", "U")
        assert app.playground.scene.preset == "digits"
        assert "preset circle → digits" in app.text(KeyLine)


@pytest.mark.soak
async def test_what_the_screen_is_told_is_undone_too(opened):
    async with opened() as app:
        await app.press("1", "end", "right", "u")
        assert app.playground.scene.view.pace == "auto"
        assert "Undone: pace full → auto." in app.text(KeyLine)


@pytest.mark.soak
async def test_an_undo_that_cannot_be_is_told_and_stays_possible(opened, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("1,2,yes\n3,4,no\n5,6,yes\n7,9,no\n")
    async with opened("xor", task__name="table", task__path=str(table)) as app:
        app.playground.edits.open_preset("circle")
        content = table.read_text()
        table.unlink()
        await app.press("2", "u")
        assert app.playground.scene.task.name == "circle"
        assert "No such file" in app.text(KeyLine)
        table.write_text(content)
        await app.press("u")
        assert app.playground.scene.task.name == "table"


@pytest.mark.soak
async def test_on_the_pad_u_is_of_the_drawing_and_the_palette_undoes_changes(opened):
    async with opened() as app:
        await app.press("1", "right", "5", "space", "u")
        assert app.pane(DigitPad).sketch.empty
        assert settings(app) != app.playground.scene.saved
        await app.press("ctrl+p", *"undo a change")
        await app.until(lambda: isinstance(app.app.screen, CommandPalette))
        await app.until(lambda: app.app.screen.query_one("CommandList").option_count == 1)
        await app.press("down", "enter")
        await app.until(lambda: settings(app) == app.playground.scene.saved)


@pytest.mark.soak
async def test_new_data_leave_the_initial_weights(opened):
    async with opened("circle") as app:
        before = app.playground.scene
        await app.press("e")
        await app.until(lambda: app.epoch == 1)
        await app.press("n")
        scene = app.playground.scene
        assert (scene.hyperparameters.task.seed, scene.hyperparameters.training) == (1, before.hyperparameters.training)
        assert (scene.data.train.inputs != before.data.train.inputs).any()
        assert "New data (data seed 1), the same initial weights." in app.text(KeyLine)
        await app.ready()
        again, start = app.playground.scene.snapshot, app.playground.scene.rebuilt(before.hyperparameters)
        assert again.epoch == 0
        np.testing.assert_array_equal(again.parameters, start.network.parameters)
        await app.press("u")
        np.testing.assert_array_equal(app.playground.scene.data.train.inputs, before.data.train.inputs)


async def test_data_without_chance_are_said_to_stay(opened):
    async with opened("xor") as app:
        await app.press("n")
        assert "nothing in these data is random" in app.text(KeyLine)
