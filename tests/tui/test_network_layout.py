"""How much of a network comes in sight, and of the names beside it."""

import pytest

from nntui.experiment.presets import load_preset
from nntui.tui.network_layout import largest_diagram
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings

ALL_FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")


def laid_out(preset, width, height=19, **changes):
    hyperparameters = load_preset(preset)
    for key, value in changes.items():
        hyperparameters = hyperparameters.with_value(key.replace("__", "."), value)
    scene = new_scene(preset, hyperparameters, hyperparameters, ViewSettings())
    return largest_diagram(scene, width, height, (1, 0), {})


@pytest.mark.parametrize(
    "changes",
    [
        {"network__hidden": (8, 8)},
        {"network__hidden": (8, 8, 8)},
        {"network__hidden": (8, 8), "task__features": ALL_FEATURES},
    ],
)
def test_the_pane_of_an_ordinary_screen_has_all_layers_of_an_ordinary_network(changes):
    diagram = laid_out("quadrants", 29, **changes)
    assert diagram.is_whole and diagram.columns[0].label == (7 if "task__features" in changes else 2)


def test_a_single_output_gives_up_its_name_before_layers_move_together():
    named, nameless = laid_out("sine", 30), laid_out("sine", 29)
    assert (named.columns[-1].label, nameless.columns[-1].label) == (6, 0)
    assert all(column.width == 5 for column in (*named.columns, *nameless.columns))


def test_a_network_that_is_too_deep_has_its_names_in_full():
    diagram = laid_out("quadrants", 29, network__hidden=(8,) * 6, task__features=ALL_FEATURES)
    assert not diagram.is_whole and diagram.columns[0].label == 7
