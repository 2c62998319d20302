import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.widgets import Input

from nntui.experiment.hyperparameters import declarations
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.status_line import StatusLine

RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]


def rate(app):
    return app.playground.scene.hyperparameters.training.learning_rate


def row(app, label):
    return next(line for line in app.text(HyperparameterForm).split("\n") if line[2:].startswith(label))


async def test_every_field_of_the_problem_has_one_row(opened):
    async with opened("quadrants", size=(120, 50)) as app:
        text = app.text(HyperparameterForm)
        hidden = {"task.path", "task.styles"}
        for declaration in (entry for key, entry in declarations().items() if key not in hidden):
            label = {"task.features": "FEATURES"}.get(declaration.key, declaration.label)
            assert sum(label in line[2:20] for line in text.split("\n")) >= 1


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "not_shown"), [("xor", {"points", "path", "styles"}), ("digits", {"features", "points", "path"})]
)
async def test_the_form_shows_what_the_problem_heeds(opened, name, not_shown):
    async with opened(name, size=(120, 50)) as app:
        text = app.text(HyperparameterForm)
        labels = {entry.name: entry.label for entry in declarations().values() if entry.section == "task"}
        labels["features"] = "FEATURES"
        shown = {
            field for field, label in labels.items() if any(line[2:].startswith(label) for line in text.split("\n"))
        }
        assert shown == set(labels) - not_shown


@pytest.mark.soak
async def test_the_row_of_the_problem_tells_what_the_problem_is(opened):
    async with opened("xor") as app:
        await app.press("1", "home")
        assert "Exactly one of two inputs" in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_noise_scatters_the_corners_of_xor(opened):
    async with opened("xor") as app:
        form = app.pane(HyperparameterForm)
        await app.press("1")
        form.key = "task.noise"
        await app.press("right")
        data = app.playground.scene.data
        assert (len(data.train), len(data.test)) == (400, 100)
        await app.until(lambda: app.playground.scene.snapshot is not None)
        await app.press("left")
        assert len(app.playground.scene.data.train) == 4


async def test_left_and_right_step_through_sensible_values(opened):
    async with opened("digits-classic") as app:
        await app.press("1")
        assert app.pane(HyperparameterForm).key == "training.learning_rate"
        await app.press(*["left"] * 12)
        assert rate(app) == RATES[0]
        seen = []
        for _ in range(12):
            seen.append(rate(app))
            await app.press("right")
        assert seen[:10] == RATES
        assert rate(app) == RATES[-1]


async def test_up_and_down_choose_a_row(opened):
    async with opened() as app:
        await app.press("1", "down")
        assert app.pane(HyperparameterForm).key == "training.momentum"
        await app.press("up", "up")
        assert app.pane(HyperparameterForm).key == "training.optimizer"
        await app.press("home")
        assert app.pane(HyperparameterForm).key == "task.name"
        await app.press("up", "up")
        assert app.pane(HyperparameterForm).key == "task"
        await app.press("end", "down")
        assert app.pane(HyperparameterForm).key == "view.pace"


async def test_enter_types_a_value(opened):
    async with opened("digits-classic") as app:
        await app.press("1", "enter")
        assert isinstance(app.app.focused, Input)
        assert app.app.focused.value == "0.03"
        await app.press(*"0.042", "enter")
        assert rate(app) == 0.042
        assert app.app.focused is app.pane(HyperparameterForm)


@pytest.mark.soak
async def test_letters_typed_into_a_value_are_no_commands(opened):
    async with opened("digits-classic") as app:
        await app.press("1", "enter", "q", "r", "p")
        assert app.app.focused.value == "qrp"
        await app.press("escape")
        assert rate(app) == 0.03
        assert app.app.focused is app.pane(HyperparameterForm)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("typed", "reason"), [("abc", "expected a number"), ("-1", "expected a number"), ("nan", "nan")]
)
async def test_a_bad_value_is_refused_with_its_reason_below(opened, typed, reason):
    async with opened("digits-classic") as app:
        await app.press("1", "enter", *("minus" if char == "-" else char for char in typed), "enter")
        lines = app.text(HyperparameterForm).split("\n")
        at = next(index for index, line in enumerate(lines) if "learning rate" in line)
        assert "✗" in lines[at + 1]
        assert reason in " ".join(lines[at + 1 : at + 3])
        assert rate(app) == 0.03
        assert app.app.focused.value == typed
        await app.press("escape", "down")
        assert "✗" not in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_values_that_do_not_fit_together_are_refused(opened):
    async with opened("circle") as app:
        form = app.pane(HyperparameterForm)
        await app.press("1")
        form.key = "network.output"
        await app.press("enter", *"tanh", "enter")
        text = " ".join(line.strip() for line in app.text(HyperparameterForm).split("\n"))
        assert (
            "needs the output sigmoid, not tanh; training.loss is auto, which stands for binary_cross_entropy here"
            in text
        )
        assert app.playground.scene.hyperparameters.network.output == "auto"


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [("network.hidden", "2000,2000", "1,000,000 parameters"), ("task.noise", "70", 'number from 0 to 1, got "70"')],
)
@pytest.mark.soak
async def test_a_typed_value_that_is_refused_can_be_mended(opened, key, typed, reason):
    async with opened("circle") as app:
        await choose(app, key)
        before = app.playground.scene.hyperparameters
        await app.press("enter", *("comma" if char == "," else char for char in typed), "enter")
        assert reason in " ".join(line.strip() for line in app.text(HyperparameterForm).split("\n"))
        assert (app.app.focused.value, app.playground.scene.hyperparameters) == (typed, before)
        await app.press("home", "delete", "enter")  # 000,2000 is refused again, 0 is not
        assert (app.app.focused is app.pane(HyperparameterForm)) == (key == "task.noise")


@pytest.mark.soak
async def test_no_text_means_no_hidden_layer(opened):
    async with opened("circle") as app:
        await choose(app, "network.hidden")
        await app.press("enter", "backspace", "enter")
        assert app.playground.scene.network.sizes == (2, 1)


@pytest.mark.soak
async def test_steps_pass_over_what_does_not_fit(opened):
    async with opened("circle") as app:
        await choose(app, "network.output")
        seen = []
        for _ in range(3):
            await app.press("right")
            seen.append(app.playground.scene.hyperparameters.network.output)
        assert seen == ["sigmoid", "auto", "sigmoid"]
        assert "✗" not in app.text(HyperparameterForm)
        await choose(app, "training.loss")
        seen = []
        for _ in range(5):
            await app.press("right")
            seen.append(app.playground.scene.hyperparameters.training.loss)
        assert seen == ["binary_cross_entropy", "mse", "mae", "huber", "auto"]


@pytest.mark.soak
async def test_where_no_step_fits_the_reason_is_told(opened):
    async with opened("circle", network__hidden=[32, 16], network__activation=["tanh", "relu"]) as app:
        await choose(app, "network.hidden")
        await app.press("right")
        assert app.playground.scene.hyperparameters.network.hidden == (32, 16)
        text = " ".join(line.strip() for line in app.text(HyperparameterForm).split("\n"))
        assert "✗ network.activation: expected one name or 3, got 2" in text


@pytest.mark.soak
async def test_keys_that_come_at_once_are_all_typed(opened):
    async with opened(training__schedule="constant") as app:
        await app.press("1")
        await at_once(app, "enter", *"1e6", "enter", "down", "enter", *".5", "escape", "down", "right")
        settings = app.playground.scene.hyperparameters.training
        assert (settings.learning_rate, settings.momentum, settings.schedule) == (1e6, 0.9, "step")
        assert app.epoch == 0  # e was no command


@pytest.mark.soak
async def test_keys_that_come_at_once_from_another_pane_are_all_typed(opened):
    async with opened(training__optimizer="momentum") as app:
        assert app.app.focused is not app.pane(HyperparameterForm)
        await at_once(app, "1", "enter", *"0.25", "enter", "up", "right")
        settings = app.playground.scene.hyperparameters.training
        assert (settings.learning_rate, settings.optimizer) == (0.25, "nesterov")


async def choose(app, key):
    await app.press("1", "home")
    while app.pane(HyperparameterForm).key != key:
        await app.press("down")


async def at_once(app, *keys):
    """Keys as a slow line delivers them: the next one is there before the last one is done with."""
    for key in keys:
        character = key if len(key) == 1 else None
        app.app.post_message(Key(_character_to_key(key) if character else key, character))
    for _ in range(20):
        await app.pilot.pause()


@pytest.mark.soak
async def test_a_batch_larger_than_the_data_shows_what_it_is_clamped_to(opened):
    async with opened("circle", size=(80, 24)) as app:
        await choose(app, "training.batch_size")
        await app.press("enter", *"1024", "enter")
        assert "1024→400 ›" in row(app, "batch size")
        assert "There are 400 training" in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_small_numbers_and_long_lists_fit_beside_their_labels(opened):
    async with opened("circle", size=(80, 24)) as app:
        await app.press("1", "enter", *"0.00025", "enter")
        assert "‹ 2.5e-4 ›" in row(app, "learnin")
        await choose(app, "network.hidden")
        await app.press("enter", *("comma" if char == "," else char for char in "10,10,10,10,10,10"), "enter")
        assert "hidden" in row(app, "hidden") and "‹ 10, 10," in row(app, "hidden") and "…" in row(app, "hidden")
        await app.press("enter")
        assert row(app, "hidden").rstrip(" ↻") == "▸*hidden"  # the line to type in stands there


@pytest.mark.soak
async def test_help_is_shown_in_full(opened):
    async with opened("circle", size=(80, 24)) as app:
        await choose(app, "network.output")
        text = " ".join(line.strip() for line in app.text(HyperparameterForm).split("\n"))
        assert text.endswith("auto takes the one that suits the loss. ↻ rebuilds.")
        assert "▸ output" in app.text(HyperparameterForm)
        await app.press("question_mark")
        fields = next(entries for heading, entries in app.app.screen.sections() if heading == "Fields of the form")
        assert "length of a step" in dict(fields)["learning rate"]


async def test_changed_fields_are_marked_and_backspace_takes_the_presets_value(opened):
    async with opened("digits-classic") as app:
        await app.press("1")
        assert "*" not in row(app, "learning rate")
        await app.press("right")
        assert row(app, "learning rate").startswith("▸*learning rate")
        await app.press("backspace")
        assert "*" not in row(app, "learning rate")
        assert rate(app) == 0.03


async def test_fields_that_rebuild_are_marked(opened):
    async with opened() as app:
        assert "↻" in row(app, "hidden")
        assert "↻" not in row(app, "momentum")
        assert "↻" not in row(app, "batch size")


@pytest.mark.soak
async def test_layers_are_typed(opened):
    async with opened() as app:
        form = app.pane(HyperparameterForm)
        await app.press("1")
        form.key = "network.hidden"
        await app.press("enter", *"8", "comma", *"4", "enter")
        assert app.playground.scene.network.sizes == (25, 8, 4, 10)


@pytest.mark.soak
async def test_another_problem_is_one_step_away(opened):
    async with opened() as app:
        await app.press("1", "home", "right")
        assert app.playground.scene.task.name == "gauss"
        await app.until(lambda: app.playground.scene.snapshot is not None)
        assert app.pane(HyperparameterForm).key == "task.name"
        assert "FEATURES" in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_the_pace_is_no_hyperparameter(opened):
    async with opened() as app:
        run = app.playground.scene.run
        await app.press("1", "end", *["right"] * 4)
        assert app.playground.scene.view.pace == "60 s"
        assert app.playground.scene.run == run
        assert app.playground.scene.hyperparameters == app.playground.scene.saved


@pytest.mark.soak
async def test_a_small_form_scrolls_to_the_chosen_row(opened):
    async with opened(size=(80, 24)) as app:
        await app.press("1", "end")
        assert "▸ pace" in app.text(HyperparameterForm)
        await app.press("home")
        assert "▸ problem" in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_the_mouse_chooses_and_steps(opened):
    async with opened() as app:
        form = app.pane(HyperparameterForm)
        y = next(
            index
            for index, line in enumerate(app.text(HyperparameterForm).split("\n"))
            if line[2:].startswith("momentum")
        )
        await app.pilot.click(form, offset=(5, y + 1))
        assert form.key == "training.momentum"
        assert app.app.focused is form
        await app.pilot.click(form, offset=(28, y + 1))
        assert app.playground.scene.hyperparameters.training.momentum == 0.95


@pytest.mark.soak
async def test_epochs_lowered_below_what_is_done_say_so(opened):
    async with opened("xor", training=True, training__epochs=3) as app:
        await app.until(lambda: app.playground.scene.snapshot.state == "finished")
        assert "epoch 3/3" in app.text(StatusLine)
        await choose(app, "training.epochs")
        await app.press("enter", "1", "enter")
        await app.until(lambda: "epoch 3 past 1" in app.text(StatusLine))
