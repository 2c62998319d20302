"""Pictures of the screen: what a person sees, kept true. The first one stands in the README.

`pytest tests/tui/test_pictures.py --snapshot-update` takes them anew after a change that is meant.
"""

import sys
from time import monotonic

import pytest

from nntui.experiment.presets import load_preset
from nntui.tui.abilities import EVERYTHING, Abilities, Depth, Glyphs
from nntui.tui.app import NntuiApp
from nntui.tui.panes.pane import CellWidget

SEVEN = ("i", *["right"] * 4, "down", "i", "down", "left", "space", "down", "left", "space", "down", "space")
WIDE, NARROW = (120, 40), (80, 24)
# Processors round differently, and in float32 some hundred steps make a difference of that which can be seen.
EXACT_WORKER = (
    sys.executable,
    "-c",
    "from functools import partial; import numpy as np; from nntui.worker import main as worker;"
    "worker.Trainer = partial(worker.Trainer, dtype=np.float64); worker.main()",
)


def after(epochs, *keys, theme, ready):
    """Press keys once so many epochs are trained, one by one, so that the picture is the same each time."""

    async def run(pilot):
        app = pilot.app
        if theme is not None:
            app.theme = theme
        playground = app._playground
        await until(pilot, lambda: playground.scene.snapshot is not None)
        for _ in range(epochs):
            playground.action_epoch()
        await until(pilot, lambda: playground.scene.snapshot.epoch == epochs)
        await pilot.press(*keys)
        await until(pilot, lambda: ready(app))
        await until(pilot, lambda: all(widget._later is None for widget in playground.query(CellWidget)))
        await pilot.pause()

    return run


async def until(pilot, condition):
    end = monotonic() + 20
    while not condition():
        assert monotonic() < end
        await pilot.pause(0.02)


def rebuilt(app):
    return app._playground.scene.snapshot is not None


@pytest.fixture
def picture(snap_compare):
    def compare(preset, size, *keys, epochs=0, theme=None, ready=bool, abilities=EVERYTHING):
        app = NntuiApp(preset, load_preset(preset), training=False, command=EXACT_WORKER, abilities=abilities)
        assert snap_compare(app, terminal_size=size, run_before=after(epochs, *keys, theme=theme, ready=ready))

    return compare


def test_digits(picture):
    picture("digits", WIDE, *SEVEN, epochs=25)


@pytest.mark.soak
def test_digits_narrow(picture):
    picture("digits", NARROW, *SEVEN, epochs=20)


@pytest.mark.soak
def test_why(picture):
    picture("digits", WIDE, *SEVEN, "w", epochs=20)


@pytest.mark.soak
def test_why_narrow(picture):
    picture("digits", NARROW, *SEVEN, "i", "w", epochs=20)


@pytest.mark.soak
def test_why_narrow_light(picture):
    picture("digits", NARROW, *SEVEN, "w", epochs=20, theme="nntui-light")


@pytest.mark.soak
def test_which_digit(picture):
    picture("digits", NARROW, *SEVEN, "g", epochs=20)


@pytest.mark.soak
def test_digits_narrow_confusion(picture):
    picture("digits", NARROW, "3", epochs=20)


@pytest.mark.soak
def test_digits_light(picture):
    picture("digits", WIDE, *SEVEN, epochs=20, theme="nntui-light")


def test_quadrants(picture):
    picture("quadrants", WIDE, "3", *["right"] * 5, *["up"] * 3, epochs=4)


@pytest.mark.soak
def test_quadrants_narrow_light(picture):
    picture("quadrants", NARROW, "3", epochs=4, theme="nntui-light")


def test_xor(picture):
    picture("xor", WIDE, "y", epochs=100)


@pytest.mark.soak
def test_multi_gauss(picture):
    picture("multi-gauss", WIDE, "3", *["left"] * 4, epochs=30)


def test_sine(picture):
    picture("sine", WIDE, "3", "t", epochs=60)


@pytest.mark.soak
def test_plane_with_all_points_plain_and_roomy(picture):
    picture("spiral", (200, 60), "3", "s", "t", "t", epochs=40)


@pytest.mark.soak
def test_hidden_layer_of_digits(picture):
    picture("digits", WIDE, *SEVEN, "3", "h", epochs=20)


@pytest.mark.soak
def test_hidden_layer_of_a_plane_light(picture):
    picture("quadrants", NARROW, "3", "h", "h", epochs=10, theme="nntui-light")


@pytest.mark.soak
def test_network_narrow(picture):
    picture("spiral", NARROW, "4", "right", "down", epochs=4)


@pytest.mark.soak
def test_network_zoomed(picture):
    picture("digits", WIDE, *SEVEN, "4", "z", epochs=20)


@pytest.mark.soak
def test_network_in_ascii(picture):
    picture("spiral", NARROW, "4", epochs=4, abilities=Abilities(Depth.BASIC, Glyphs.ASCII))


@pytest.mark.soak
def test_middle_size(picture):
    picture("quadrants", (100, 30), "4", epochs=4)


@pytest.mark.soak
def test_digits_without_colour(picture):
    picture("digits", WIDE, *SEVEN, "w", epochs=20, abilities=Abilities(Depth.NONE))


@pytest.mark.soak
def test_plane_without_colour(picture):
    picture("plane", NARROW, "3", epochs=20, abilities=Abilities(Depth.NONE))


@pytest.mark.soak
def test_quadrants_in_ascii(picture):
    picture("quadrants", NARROW, "3", epochs=4, abilities=Abilities(Depth.BASIC, Glyphs.ASCII))


@pytest.mark.soak
def test_in_words(picture):
    picture("digits", NARROW, *SEVEN, "d", epochs=20)


@pytest.mark.soak
def test_a_refused_value(picture):
    picture("digits", NARROW, "1", "enter", *"abc", "enter")


@pytest.mark.soak
def test_typing_a_value(picture):
    typed = lambda app: app.focused.value == "0.25"  # noqa: E731
    picture("digits", NARROW, "1", "enter", *"0.25", ready=typed)


@pytest.mark.soak
def test_form_folded(picture):
    change = ("1", "right", *["up"] * 3, "left")
    layers = ("up", "right", "down", "down", "right")
    picture("quadrants-hidden", NARROW, *change, *layers, ready=rebuilt)


@pytest.mark.soak
def test_form_features(picture):
    picture("circle", WIDE, "1", "home", *["down"] * 5, "right", *["down"] * 3, "space", ready=rebuilt)


@pytest.mark.soak
def test_curves(picture):
    picture("quadrants", WIDE, "2", "A", "G", *["left"] * 6, epochs=30)


@pytest.mark.soak
def test_curves_narrow_light(picture):
    picture("quadrants", NARROW, "2", "A", "G", "plus", "y", epochs=30, theme="nntui-light")


@pytest.mark.soak
def test_curves_without_colour(picture):
    picture("quadrants", NARROW, "2", "A", "G", epochs=30, abilities=Abilities(Depth.NONE))


@pytest.mark.soak
def test_help_narrow(picture):
    picture("digits", NARROW, "question_mark")


@pytest.mark.soak
def test_help(picture):
    picture("digits", WIDE, "question_mark")


@pytest.mark.soak
def test_presets(picture):
    picture("digits", NARROW, "o")


@pytest.mark.soak
def test_differences_from_the_file(picture):
    picture("xor", NARROW, "1", "right", "down", "left", "D")


def test_too_small(picture):
    picture("digits", (59, 17))
