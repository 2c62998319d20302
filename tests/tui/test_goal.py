"""The goal of a preset on the screen: quietly there, told once when it is reached, and never by colour alone."""

from dataclasses import replace
from itertools import pairwise

import pytest
from textual.widgets import OptionList, Static

from nntui.experiment.history import Metrics
from nntui.experiment.hyperparameters import GoalParameters
from nntui.experiment.presets import load_preset
from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.description import Description
from nntui.tui.goal_words import about_in_words, news_of_goal, preset_in_words
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.preset_list import PresetList
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings
from nntui.worker.protocol import Snapshot

WANTED = {"goal__test_accuracy": 1.0, "goal__most_hidden_units": 4}
NEWS = "✓ Goal reached: test accuracy 100 % (at least 100 %), hidden units 4 (at most 4)."


def scene_with(goal, accuracies, **changes):
    """The scenes of a run of xor, one for each test accuracy that it comes to."""
    hyperparameters = replace(load_preset("xor"), goal=goal)
    scene = new_scene("xor", hyperparameters, hyperparameters, ViewSettings())
    for key, value in changes.items():
        scene = scene.rebuilt(scene.hyperparameters.with_value(key.replace("__", "."), value))
    yield scene
    for epoch, accuracy in enumerate(accuracies):
        metrics, parameters = Metrics(0.1, 0.1, accuracy, accuracy), scene.network.parameters.copy()
        history = scene.network.parameters[:0].reshape(0, 5)
        scene = scene.with_snapshot(Snapshot(scene.run, "training", epoch, epoch, 0.0, metrics, history, parameters))
        yield scene


def news(scenes):
    return [news_of_goal(before, after) for before, after in pairwise(scenes)]


def test_the_goal_is_told_once_in_a_run():
    scenes = list(scene_with(GoalParameters(test_accuracy=0.75), [0.5, 0.75, 0.5, 1.0]))
    assert news(scenes) == ["", "✓ Goal reached: test accuracy 75 % (at least 75 %).", "", ""]
    assert [scene.has_reached_goal for scene in scenes] == [False, False, True, True, True]
    assert news_of_goal(scenes[-1], scenes[-1].rebuilt(scenes[-1].hyperparameters)) == ""


def test_an_easier_problem_does_not_reach_it_and_the_words_say_why():
    scenes = list(scene_with(GoalParameters(test_accuracy=0.75), [1.0], task__name="and"))
    assert news(scenes) == [""]
    assert about_in_words(scenes[-1])[-2:] == [
        "Goal: test accuracy at least 75 %.",
        "Missing for the goal: task.name is and, the goal is about xor.",
    ]


def test_the_words_say_how_far_it_is():
    *_, far, near, back = scene_with(GoalParameters(test_accuracy=0.75, most_hidden_units=4), [0.5, 1.0, 0.5])
    missing = "Missing for the goal: test accuracy 50 %, 25 points short of 75 %."
    assert about_in_words(far)[-1] == missing
    assert about_in_words(near)[-1] == "The goal is reached."
    assert about_in_words(back)[-2:] == ["The goal was reached earlier in this run.", missing]


def test_first_weights_that_happen_to_be_right_reach_no_goal():
    before, *_ = scenes = list(scene_with(GoalParameters(test_accuracy=0.75), [1.0, 1.0]))
    assert [scene.has_reached_goal for scene in scenes] == [False, False, True]
    assert before.snapshot is None


def test_without_a_goal_there_is_no_word_of_one():
    scene = list(scene_with(GoalParameters(), [1.0]))[-1]
    assert scene.reached is None and not any("oal" in line for line in about_in_words(scene))
    assert about_in_words(scene)[0] == "Exclusive or."


@pytest.mark.soak
@pytest.mark.parametrize("abilities", [Abilities(), Abilities(Depth.NONE, Glyphs.ASCII)], ids=["all", "plain"])
async def test_a_run_reaches_its_goal_and_says_so(opened, abilities):
    async with opened("xor", abilities=abilities, **WANTED) as app:
        said = []
        say = app.playground.say
        app.playground.say = lambda text: (said.append(text), say(text))
        assert "goal open" in app.text(StatusLine)
        await app.press("p")
        await app.until(lambda: app.playground.scene.has_reached_goal, seconds=30)
        await app.until(lambda: "goal ✓" in app.text(StatusLine), seconds=30)
        assert app.text(KeyLine).strip() == NEWS
        await app.until(lambda: app.playground.scene.snapshot.state == "finished", seconds=30)
        assert said == [NEWS]
        await app.press("d")
        assert isinstance(app.app.screen, Description)
        words = str(app.app.screen.query_one(Static).content)
        assert load_preset("xor").description in words and "The goal is reached." in words
        await app.press("escape", "r")
        await app.until(lambda: said == [NEWS, NEWS], seconds=30)  # another run, which goes on by itself


def test_sentences_are_broken_where_there_is_room_and_not_where_a_file_breaks_them():
    text = "One line\nand its end.\nWatch this:\nit moves.\n\nTry\nmore"
    preset = replace(load_preset("xor"), description=text, goal=GoalParameters())
    assert preset_in_words(preset) == ["One line and its end.", "Watch this:", "it moves.", "Try more"]


@pytest.mark.soak
async def test_the_list_of_presets_tells_what_the_one_under_the_cursor_is_about(opened):
    async with opened("xor", (80, 24)) as app:
        await app.press("o")
        assert isinstance(app.app.screen, PresetList)
        about = app.app.screen.query_one("#about", Static)
        assert load_preset("xor").description in str(about.content)
        await app.press("up")
        name = app.app.screen.query_one(OptionList).highlighted_option.id
        assert name != "xor"
        assert load_preset(name).description.split() == str(about.content).split("Goal: ")[0].split()
        assert about.region.height >= 8
