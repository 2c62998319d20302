import pytest

from nntui.experiment.hyperparameters import declarations
from nntui.tasks import TASKS
from nntui.tui.form_rows import GROUPS
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine


def settings(app):
    return app.playground.scene.hyperparameters


def row(app, label):
    return next(line for line in app.text(HyperparameterForm).split("\n") if line[2:].startswith(label))


async def go_to(app, key):
    form = app.pane(HyperparameterForm)
    form.focus()
    form.key = key
    form.redraw()
    await app.pilot.pause()


def test_every_hyperparameter_is_in_a_group():
    assert {field.key for group in GROUPS.values() for field in group.fields()} >= set(declarations())


async def test_groups_fold_and_tell_what_they_hide(opened):
    async with opened("circle", size=(80, 24)) as app:
        await app.press("1", "right", "up", "up", "up")
        assert row(app, "TRAINING").endswith("─ −")
        for fold, unfold in (("left", "right"), ("space", "space"), ("enter", "enter")):
            await app.press(fold)
            assert row(app, "TRAINING").startswith("▸*TRAINING ")
            assert row(app, "TRAINING").endswith(" 1 changed +")
            assert "learning rate" not in app.text(HyperparameterForm)
            await app.press(unfold)
            assert "learning rate" in app.text(HyperparameterForm)
            assert row(app, "TRAINING").startswith("▸ TRAINING ")


@pytest.mark.soak
async def test_the_cursor_passes_over_what_is_folded(opened):
    async with opened("circle") as app:
        await go_to(app, "network")
        await app.press("left", "down", "down", "down")
        assert app.pane(HyperparameterForm).key == "training.loss"
        await go_to(app, "task")
        await app.press("left", "end", "home")
        assert app.pane(HyperparameterForm).key == "task"


@pytest.mark.soak
async def test_backspace_on_a_heading_takes_the_whole_group_back(opened):
    async with opened("circle", training__seed=3, network__hidden=[4, 4]) as app:
        app.playground.edits.open_preset("circle")
        await go_to(app, "network.hidden")
        await app.press("enter", *"3", "comma", *"5", "enter", "down", "right", "down", "down", "down", "right")
        assert (settings(app).network.hidden, settings(app).network.dropout) == ((3, 5), 0.05)
        await go_to(app, "training.learning_rate")
        await app.press("right")
        await go_to(app, "network")
        await app.press("backspace")
        assert settings(app).network == app.playground.scene.saved.network
        assert settings(app).training != app.playground.scene.saved.training
        await app.press("u")
        assert settings(app).network.hidden == (3, 5)


@pytest.mark.soak
async def test_a_group_that_cannot_go_back_says_why_below_its_heading(opened, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("1,2,yes\n3,4,no\n5,6,yes\n7,9,no\n")
    async with opened("xor", task__name="table", task__path=str(table)) as app:
        await app.press("1", "home", "right")
        assert settings(app).task.name != "table"
        table.unlink()
        await app.press("up", "backspace")
        assert settings(app).task.name != "table"
        lines = app.text(HyperparameterForm).split("\n")
        assert "✗ task.path:" in lines[1]
        await app.press("down")
        assert "✗" not in app.text(HyperparameterForm)


async def test_features_are_switched_one_by_one(opened):
    async with opened("circle", size=(80, 24)) as app:
        assert row(app, "FEATURES").endswith("─ x1, x2 +")
        await go_to(app, "features")
        await app.press("right", "down", "down", "down", "space")
        assert settings(app).task.features == ("x1", "x2", "x1^2")
        assert row(app, "x1^2").startswith("▸*x1^2")
        assert "‹ on ›↻" in row(app, "x1^2")
        await app.press("down", "enter", "up", "up", "left", "up", "right")
        assert settings(app).task.features == ("x1^2", "x2^2")
        await app.press("down", "down", "down", "space", "up", "space")
        assert settings(app).task.features == ("x1^2",)  # one has to be left
        assert "✗ expected one or" in app.text(HyperparameterForm)
        await go_to(app, "features")
        await app.press("left")
        assert row(app, "FEATURES").endswith(" 3 changed +")
        await app.press("backspace")
        assert settings(app).task.features == ("x1", "x2")
        assert "▸ FEATURES" in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_units_and_activation_of_each_layer(opened):
    async with opened("circle") as app:
        app.playground.edits.change(settings(app).with_value("network.hidden", [8, 4]))
        await go_to(app, "layers")
        await app.press("right", "down", "right", "down", "right")
        assert settings(app).network.hidden == (10, 4)
        first, second = settings(app).network.activation
        assert (first != second, second) == (True, "tanh")
        await app.press("left", "down", "left", "left")
        assert (settings(app).network.hidden, settings(app).network.activation) == ((10, 2), "tanh")
        await app.press("enter", *"33", "enter")
        assert app.playground.scene.network.sizes == (2, 10, 33, 1)
        await app.press("backspace")
        assert "The preset has no such layer." in app.text(KeyLine)
        await go_to(app, "network.hidden.1")
        app.playground.edits.open_preset("circle")
        await app.pilot.pause()
        assert app.pane(HyperparameterForm).key == "layers"
        assert "2 units" not in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_the_cursor_and_what_is_changed_in_words(opened):
    async with opened("circle") as app:
        form = app.pane(HyperparameterForm)
        assert form.in_words(form.scene) == [
            "The cursor of the form is on learning rate, 0.02. The length of a step down the gradient."
        ]
        await app.press("1", "right")
        await go_to(app, "network.hidden")
        await app.press("enter", *"4", "comma", *"2", "enter", "up")
        place, changed = form.in_words(form.scene)
        assert place.startswith("The cursor of the form is on NETWORK. The shape of the network")
        assert changed == "Not as in the preset: hidden 4, 2 instead of 8; learning rate 0.03 instead of 0.02."


@pytest.mark.soak
async def test_the_mouse_folds_and_switches(opened):
    async with opened("circle") as app:
        form = app.pane(HyperparameterForm)

        async def click(label):
            lines = app.text(HyperparameterForm).split("\n")
            y = next(index for index, line in enumerate(lines) if line[2:].startswith(label))
            await app.pilot.click(form, offset=(20, y + 1))

        await click("FEATURES")
        await click("sin(x1)")
        assert settings(app).task.features == ("x1", "x2", "sin(x1)")
        await click("FEATURES")
        assert row(app, "FEATURES").endswith(" 1 changed +")
        assert form.key == "features"


@pytest.mark.parametrize(
    "name", [name if name in ("digits", "table") else pytest.param(name, marks=pytest.mark.soak) for name in TASKS]
)
async def test_the_help_of_every_row_is_told_in_full_in_80x24(opened, name, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("1,2,yes\n3,4,no\n5,6,yes\n7,9,no\n")
    async with opened("xor", size=(80, 24), waits=False, task__name=name, task__path=str(table)) as app:
        form = app.pane(HyperparameterForm)
        await app.until(lambda: form._canvas is not None)
        form.folded.clear()
        for key in form._stops(form.scene):
            form.key = key
            form.redraw()
            lines = app.text(HyperparameterForm).split("\n")
            assert " ".join(form._help(form.scene).split()) in " ".join(" ".join(lines).split()), key
            assert any(line.startswith("▸") for line in lines), key
