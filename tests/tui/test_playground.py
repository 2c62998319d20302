import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from rich.style import Style
from textual.binding import Binding
from textual.events import Click
from textual.widgets import OptionList

from nntui.experiment.hyperparameters import declarations
from nntui.tui import restarts
from nntui.tui.abilities import Abilities, Depth
from nntui.tui.board import Board
from nntui.tui.dialog import Dialog
from nntui.tui.help import HelpScreen, Sheet
from nntui.tui.panes.answer import AnswerPane
from nntui.tui.panes.confusion import ConfusionPane
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.loss_chart import LossChart
from nntui.tui.panes.network_diagram import NetworkDiagram
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.playground import Playground
from nntui.tui.preset_list import PresetList
from nntui.tui.view_settings import VIEW_DECLARATIONS

EVERYTHING = (HyperparameterForm, LossChart, ConfusionPane, NetworkDiagram, DigitPad)


def shown(opened, *kinds):
    return [opened.pane(kind).display and opened.pane(kind).region.area > 0 for kind in kinds]


async def test_trains_from_the_start_and_p_pauses_and_goes_on(opened):
    async with opened(training=True, training__epochs=100_000) as app:
        await app.until(lambda: app.epoch >= 1)
        assert "▶ training" in app.text(StatusLine)
        await app.press("p")
        assert "‖ paused" in app.text(StatusLine)
        stopped_at = await app.steps_in_the_end()
        await app.until(lambda: app.playground.scene.snapshot.steps == stopped_at)
        await app.pilot.pause(0.4)
        assert app.playground.scene.snapshot.steps == stopped_at
        await app.press("p")
        await app.until(lambda: app.playground.scene.snapshot.steps > stopped_at)


async def test_e_trains_one_epoch_and_m_one_minibatch(opened):
    async with opened("quadrants") as app:
        per_epoch = -(-len(app.playground.scene.data.train) // 32)
        await app.press("e")
        await app.until(lambda: app.epoch == 1)
        await app.press("m", "m")
        await app.until(lambda: app.playground.scene.snapshot.steps == per_epoch + 2)
        await app.press("e")
        await app.until(lambda: app.playground.scene.snapshot.steps == 2 * per_epoch)
        assert app.epoch == 2


@pytest.mark.soak
async def test_the_chart_ends_with_the_newest_state_wherever_the_history_ends(opened):
    async with opened("quadrants") as app:
        chart, scene = app.pane(LossChart), app.playground.scene
        metrics = replace(scene.snapshot.metrics, train_loss=9.0)
        newest = scene.with_snapshot(replace(scene.snapshot, epoch=50, metrics=metrics))  # of a planned 100

        def top_line():
            chart.show(newest)
            return app.text(LossChart).split("\n")[1]

        await app.until(lambda: top_line().strip().startswith("9┤"))
        axis, curve = top_line().split("┤")
        assert 0.4 < len(curve.rstrip()) / (chart.content_size.width - len(axis)) < 0.55


async def test_r_goes_back_to_the_initial_weights(opened):
    async with opened("quadrants") as app:
        first = app.playground.scene.snapshot.parameters.copy()
        run = app.playground.scene.run
        await app.press("e", "e")
        await app.until(lambda: app.epoch == 2)
        assert (app.playground.scene.snapshot.parameters != first).any()
        await app.press("r")
        await app.until(lambda: app.playground.scene.snapshot is not None)
        assert app.playground.scene.run == run + 1
        assert app.epoch == 0
        assert (app.playground.scene.snapshot.parameters == first).all()


@pytest.mark.soak
async def test_capital_r_takes_a_new_seed(opened):
    async with opened("quadrants") as app:
        first = app.playground.scene.network.parameters.copy()
        await app.press("R")
        assert app.playground.scene.hyperparameters.training.seed == 1
        assert (app.playground.scene.network.parameters != first).any()


async def test_o_opens_another_preset_and_its_panes(opened):
    async with opened() as app:
        assert shown(app, ConfusionPane, DigitPad, PlaneView, AnswerPane) == [True, True, False, False]
        await app.press("o")
        assert isinstance(app.app.screen, PresetList)
        await app.press("down", "down", "enter")
        await app.until(lambda: app.playground.scene.preset == "gauss")
        await app.ready()
        await app.pilot.pause(0.1)
        assert shown(app, ConfusionPane, DigitPad, PlaneView, AnswerPane) == [False, False, True, True]


@pytest.mark.soak
async def test_escape_leaves_the_list_of_presets(opened):
    async with opened() as app:
        await app.press("o", "escape")
        assert isinstance(app.app.screen, Playground)
        assert app.playground.scene.preset == "digits"


async def test_numbers_and_tab_go_from_pane_to_pane(opened):
    async with opened() as app:
        assert app.app.focused is app.pane(DigitPad)
        for key, kind in zip("12345", EVERYTHING, strict=True):
            await app.press(key)
            assert app.app.focused is app.pane(kind)
        for kind in EVERYTHING:
            await app.press("tab")
            assert app.app.focused is app.pane(kind)
        await app.press("shift+tab")
        assert app.app.focused is app.pane(NetworkDiagram)


async def test_at_120_by_40_all_panes_show(opened):
    async with opened() as app:
        assert shown(app, *EVERYTHING) == [True] * 5


async def test_at_80_by_24_form_and_pad_stay_and_keys_switch_the_pane_between(opened):
    async with opened(size=(80, 24)) as app:
        assert shown(app, *EVERYTHING) == [True, True, False, False, True]
        await app.press("3")
        assert shown(app, *EVERYTHING) == [True, False, True, False, True]
        await app.press("4")
        assert shown(app, *EVERYTHING) == [True, False, False, True, True]
        await app.press("5")
        assert shown(app, *EVERYTHING) == [True, False, False, True, True]
        await app.press("1", "tab")
        assert shown(app, *EVERYTHING) == [True, True, False, False, True]


@pytest.mark.soak
async def test_at_100_by_30_only_chart_and_confusion_share_a_place(opened):
    async with opened(size=(100, 30)) as app:
        assert shown(app, *EVERYTHING) == [True, True, False, True, True]
        await app.press("3", "5")
        assert shown(app, *EVERYTHING) == [True, False, True, True, True]


async def test_z_zooms_and_takes_back(opened):
    async with opened(size=(80, 24)) as app:
        await app.press("5", "z")
        assert shown(app, *EVERYTHING) == [False, False, False, False, True]
        assert app.pane(DigitPad).size.width >= 76
        await app.press("2")
        assert shown(app, *EVERYTHING) == [False, True, False, False, False]
        await app.press("z")
        assert shown(app, *EVERYTHING) == [True, True, False, False, True]


async def test_too_small_a_terminal_says_so_and_loses_nothing(opened):
    async with opened(size=(120, 40)) as app:
        await app.press("space")
        await app.pilot.resize_terminal(59, 17)
        await app.pilot.pause()
        assert app.playground.query_one("#too-small").display
        assert not app.playground.query_one(Board).display
        await app.pilot.resize_terminal(60, 18)
        await app.pilot.pause()
        assert not app.playground.query_one("#too-small").display
        assert app.pane(DigitPad).sketch.at(0, 0)


@pytest.mark.soak
async def test_y_switches_the_loss_axis(opened):
    async with opened("xor") as app:
        await app.press("y")
        assert "logarithmic" in str(app.pane(LossChart).border_title)
        await app.press("y")
        assert "logarithmic" not in str(app.pane(LossChart).border_title)


@pytest.mark.soak
async def test_help_lists_the_keys_of_every_pane(opened):
    async with opened() as app:
        await app.press("question_mark")
        assert isinstance(app.app.screen, HelpScreen)
        text = app.app.screen.query_one(Sheet).render().plain
        for words in ("train/pause", "Draw", "shift the drawing", "type a value", "log/linear", "quit"):
            assert words in text
        await app.press("escape")
        assert isinstance(app.app.screen, Playground)


async def test_the_key_line_shows_the_focused_panes_keys_first(opened):
    async with opened() as app:
        assert app.text(KeyLine).startswith(" ↑↓←→ move  Space ink")
        await app.press("1")
        assert app.text(KeyLine).startswith(" ↑↓ choose  ←→ change  ↵ type a value")
        assert app.text(KeyLine).endswith("? help  q quit")


async def test_the_command_palette_offers_presets_and_actions(opened):
    async with opened() as app:
        titles = [command.title for command in app.app.get_system_commands(app.app.screen)]
        assert {"Open xor", "Open quadrants", "Train/pause", "Reset", "Theme nntui-light"} <= set(titles)


@pytest.mark.soak
@pytest.mark.parametrize("key", ["o", "L", "ctrl+p"])
async def test_a_click_on_a_line_that_a_list_has_no_more_does_nothing(opened, key):
    async with opened() as app:
        await app.press(key)
        options = app.app.screen.query_one(OptionList)
        click = Click(options, 1, 1, 0, 0, 1, False, False, False, style=Style(meta={"option": 10_000}))
        options.post_message(click)
        await app.pilot.pause(0.1)
        assert app.app.is_running


@pytest.mark.soak
async def test_a_dialog_with_another_one_over_it_stays(opened):
    async with opened() as app:
        await app.press("o")
        below = app.app.screen
        app.app.action_command_palette()
        await app.pilot.pause()
        above = app.app.screen
        below.close("moons")
        below.close("moons")
        await app.pilot.pause(0.1)
        assert app.app.screen_stack[-2:] == [below, above]


@pytest.mark.soak
@pytest.mark.parametrize("action", ["drawings", "open", "compare", "describe", "help"])
async def test_keys_that_come_before_a_dialog_has_anything_on_it_do_nothing(opened, action):
    async with opened() as app:
        await app.app.run_action(action, app.playground)
        dialog = app.app.screen
        assert isinstance(dialog, Dialog)
        for binding in Binding.make_bindings(dialog.BINDINGS):
            if binding.action != "close":
                await app.app.run_action(binding.action, dialog)
        await app.pilot.pause(0.1)
        assert app.app.screen is dialog


@pytest.mark.soak
async def test_a_preset_is_opened_from_the_command_palette(opened):
    async with opened() as app:
        await app.choose("open moons")
        await app.until(lambda: app.playground.scene.preset == "moons")


async def test_a_live_change_goes_on_and_a_rebuild_starts_anew(opened):
    async with opened("quadrants") as app:
        await app.press("e", "e")
        await app.until(lambda: app.epoch == 2)
        run = app.playground.scene.run
        await app.press("1", "right")
        assert app.playground.scene.hyperparameters.training.learning_rate == 0.1
        await app.press("e")
        await app.until(lambda: app.epoch == 3)
        assert app.playground.scene.run == run
        await app.press("home", "down", "right")
        assert app.playground.scene.hyperparameters.task.samples == 2000
        assert app.playground.scene.run == run + 1
        await app.until(lambda: app.playground.scene.snapshot is not None)
        assert app.epoch == 0


async def test_the_worker_trains_what_the_form_says(opened):
    """The screen's own network and the worker's are the same one."""
    async with opened("quadrants") as app:
        screen = app.playground.scene.rebuilt(app.playground.scene.hyperparameters).network.parameters
        assert (app.playground.scene.snapshot.parameters == screen).all()


@pytest.mark.soak
async def test_finished_says_what_to_do_next(opened):
    async with opened("xor", training=True, training__epochs=3) as app:
        await app.until(lambda: app.playground.scene.snapshot.state == "finished")
        assert "✓ finished" in app.text(StatusLine)
        await app.press("p")
        assert "r starts over" in app.text(KeyLine)


@pytest.mark.soak
async def test_diverged_says_what_to_do_next(opened):
    async with opened("digits-classic", training=True, training__learning_rate=1e6, training__epochs=3) as app:
        await app.until(lambda: app.playground.scene.snapshot.state == "diverged")
        await app.press("p")
        assert "lower the learning rate" in app.text(KeyLine)


async def test_a_killed_worker_is_said_and_another_goes_on_where_it_was(opened):
    async with opened("quadrants", training__epochs=10_000_000) as app:
        await app.press("e", "e", "e")
        await app.until(lambda: app.epoch == 3)
        before = app.playground.scene.snapshot
        os.kill(app.playground.training.pid, signal.SIGKILL)
        said = "✗ The worker was killed by signal 9. Restarting from epoch 3."
        await app.until(lambda: said in app.text(KeyLine))
        await app.until(lambda: app.playground.scene.snapshot is not before)
        assert "‖ paused" in app.text(StatusLine)
        assert said in app.text(KeyLine), "long enough to be read"
        assert (app.playground.scene.snapshot.parameters == before.parameters).all()
        await app.press("p")
        await app.until(lambda: app.epoch > 3)


@pytest.mark.soak
async def test_a_worker_that_is_not_restarted_is_said_and_p_restarts_it_where_it_was(opened, monkeypatch):
    monkeypatch.setattr(restarts, "WAITS", ())
    async with opened("quadrants") as app:
        await app.press("e", "e", "e")
        await app.until(lambda: app.epoch == 3)
        before = app.playground.scene.snapshot.parameters.copy()
        os.kill(app.playground.training.pid, signal.SIGKILL)
        await app.until(lambda: "killed by signal 9" in app.text(KeyLine))
        assert "✗ no worker" in app.text(StatusLine)
        assert "p restarts from epoch 3" in app.text(KeyLine)
        await app.press("p")
        await app.until(lambda: app.epoch > 3)
        assert "▶ training" in app.text(StatusLine)
        assert len(app.playground.scene.snapshot.history) >= 4
        assert before.shape == app.playground.scene.snapshot.parameters.shape


@pytest.mark.soak
async def test_without_a_worker_the_form_still_works(opened, monkeypatch):
    monkeypatch.setattr(restarts, "WAITS", ())
    async with opened("quadrants") as app:
        os.kill(app.playground.training.pid, signal.SIGKILL)
        await app.until(lambda: "killed by signal 9" in app.text(KeyLine))
        await app.press("1", "right", "r", "e", "m")
        assert app.playground.scene.hyperparameters.training.learning_rate == 0.1
        await app.press("p")
        await app.until(lambda: app.epoch >= 1)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
@pytest.mark.soak
async def test_quitting_while_training_leaves_no_worker(opened, key):
    async with opened(training=True) as app:
        pid = app.playground.training.pid
        await app.press(key)
        await app.until(lambda: not Path(f"/proc/{pid}").exists(), seconds=2)


@pytest.mark.soak
async def test_both_themes_colour_every_cell(opened):
    async with opened() as app:
        dark = app.pane(DigitPad).render_line(1)
        app.app.theme = "nntui-light"
        await app.pilot.pause()
        light = app.pane(DigitPad).render_line(1)
        assert dark != light
        for segment in light:
            assert segment.style is not None and segment.style.bgcolor is not None


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.soak
async def test_what_has_the_focus_shows_without_colour(opened, size):
    async with opened("quadrants", size=size, abilities=Abilities(Depth.NONE)) as app:
        await app.press("e", "3", "right")
        await app.until(lambda: app.epoch == 1)
        borders = {pane.styles.border_top[0] for pane in (app.pane(PlaneView), app.pane(HyperparameterForm))}
        assert borders == {"heavy", "round"}


@pytest.mark.soak
async def test_a_dialog_closes_once_however_fast_the_keys(opened):
    async with opened() as app:
        await app.press("o")
        dialog = app.app.screen
        dialog.close("xor")
        dialog.close("xor")
        dialog.action_close()
        await app.until(lambda: app.playground.scene.preset == "xor")
        assert isinstance(app.app.screen, Playground)


@pytest.mark.soak
async def test_paging_in_dialogs_of_no_height_does_no_harm(opened):
    async with opened() as app:
        await app.press("o")
        await app.pilot.resize_terminal(1, 1)
        await app.press("pagedown", "pageup", "escape", "ctrl+p", "pagedown", "pageup", "escape")
        await app.pilot.resize_terminal(120, 40)
        assert isinstance(app.app.screen, Playground)


@pytest.mark.soak
async def test_what_is_said_goes_when_it_is_no_longer_so(opened):
    async with opened("digits-classic", training=True, training__learning_rate=1e6) as app:
        await app.until(lambda: app.playground.scene.snapshot.state == "diverged")
        await app.pilot.pause()
        assert "lower the learning rate" in app.text(KeyLine)
        await app.press("1", "enter", *"0.03", "enter", "r")
        await app.until(lambda: app.epoch >= 1)
        assert "lower the learning rate" not in app.text(KeyLine)


@pytest.mark.soak
async def test_the_keys_while_typing_are_those_of_typing(opened):
    async with opened() as app:
        await app.press("1", "enter")
        assert app.text(KeyLine).split() == ["↵", "accept", "Esc", "keep", "the", "old", "value"]


@pytest.mark.soak
async def test_the_cross_hair_moves_from_the_answer_pane_too(opened):
    async with opened("quadrants") as app:
        x, y = app.pane(PlaneView).point
        await app.press("5", "left", "down")
        assert app.pane(PlaneView).point < (x, y)
        assert app.pane(AnswerPane).point == app.pane(PlaneView).point


@pytest.mark.soak
@pytest.mark.parametrize("preset", ["digits", "xor"])
@pytest.mark.parametrize("key", [field.key for field in [*declarations().values(), *VIEW_DECLARATIONS]])
async def test_any_field_may_be_chosen_when_another_preset_opens(opened, key, preset):
    async with opened("quadrants", size=(80, 24)) as app:
        app.pane(HyperparameterForm).key = key
        app.playground.edits.open_preset(preset)
        await app.ready()
        await app.pilot.pause()
        assert "▸" in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_the_focus_comes_back_after_a_terminal_that_was_too_small(opened):
    async with opened() as app:
        await app.pilot.resize_terminal(50, 15)
        await app.pilot.pause()
        await app.pilot.resize_terminal(120, 40)
        await app.pilot.pause()
        await app.press("right", "space")
        assert app.pane(DigitPad).sketch.at(1, 0)


@pytest.mark.soak
async def test_a_held_e_neither_stops_the_pictures_nor_delays_the_pause(opened):
    async with opened("digits", task__samples=20_000, network__hidden=[256, 128], training__batch_size=8) as app:
        for _ in range(20):
            app.playground.action_epoch()
        await app.until(lambda: app.playground.scene.snapshot.steps > 0, seconds=3)
        app.playground.training.set_wanted(False)
        steps = await app.steps_in_the_end()
        assert steps < 20 * app.playground.scene.data.train.inputs.shape[0] // 8, "not all of the epochs came first"
        await app.until(lambda: app.playground.scene.snapshot.steps == steps)
        await app.pilot.pause(0.5)
        assert app.playground.scene.snapshot.steps == steps


@pytest.mark.soak
async def test_a_new_worker_never_takes_up_another_run(opened):
    async with opened("quadrants") as app:
        await app.press("e", "e")
        await app.until(lambda: app.epoch == 2)
        os.kill(app.playground.training.pid, signal.SIGKILL)
        await app.until(lambda: "killed by signal 9" in app.text(KeyLine))
        app.playground.action_toggle_training()
        app.playground.action_new_seed()
        await app.until(lambda: app.playground.scene.snapshot is not None and app.epoch >= 1)
        assert app.playground.scene.snapshot.history[0, 0] == 0
        assert app.playground.scene.hyperparameters.training.seed == 1


@pytest.mark.soak
async def test_what_is_chosen_in_a_list_shows_without_colour(opened):
    async with opened("xor", abilities=Abilities(Depth.NONE)) as app:
        await app.press("o")
        presets = app.app.screen.query_one(OptionList)
        styles = [presets.render_line(y)._segments[0].style for y in range(presets.size.height)]
        chosen = presets.highlighted - presets.scroll_offset.y
        assert 0 <= chosen < len(styles)
        assert [bool(style.underline) for style in styles] == [y == chosen for y in range(len(styles))]


async def test_the_panes_wait_for_no_worker(opened):
    async with opened("quadrants", waits=False, command=("sleep", "60")) as app:
        await app.until(lambda: "learning rate" in app.text(HyperparameterForm))
        assert "starting" in app.text(StatusLine)
