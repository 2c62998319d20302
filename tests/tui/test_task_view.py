"""The pictures that h goes through: the problem, its mistakes, and the samples as the last hidden layer sees them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from nntui.experiment.presets import load_preset
from nntui.tui.keys import keys_in_focus
from nntui.tui.panes.confusion import ConfusionPane
from nntui.tui.panes.curve_view import CurveView
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.projection import Projector, last_hidden
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings

SEVEN = tuple(cell == "1" for cell in "1111100001000100010000100")


def scene_of(preset, **changes):
    hyperparameters = load_preset(preset)
    for key, value in changes.items():
        hyperparameters = hyperparameters.with_value(key.replace("__", "."), value)
    return new_scene(preset, hyperparameters, hyperparameters, ViewSettings())


def title(app, kind):
    return str(app.pane(kind).border_title)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("preset", "kind", "titles"),
    [
        ("digits", ConfusionPane, ["Confusion", "Hidden layer 2, projected"]),
        ("circle", PlaneView, ["Plane: what the network says", "Confusion", "Hidden layer 1, projected"]),
        ("multi-gauss", PlaneView, ["Plane: what the network says", "Predicted ↑ by true →", "Hidden layer 2"]),
        ("sine", CurveView, ["Curve", "Predicted ↑ by true →", "Hidden layer"]),
        ("quadrants-linear", PlaneView, ["Plane: what the network says", "Confusion", "Inputs, projected"]),
    ],
)
async def test_h_goes_through_the_pictures_and_comes_back(opened, preset, kind, titles):
    async with opened(preset) as app:
        first = app.text(kind)
        for expected in (*titles[1:], titles[0]):
            await app.press("h")
            assert expected in title(app, kind)
            assert app.text(kind).strip()
        assert app.text(kind) == first


async def test_keys_of_a_picture_that_is_not_on_show_are_not_offered(opened):
    async with opened("circle", size=(160, 40)) as app:
        await app.press("3")
        of_plane = {"zoom in/out", "train/test", "smooth/discrete", "network/truth", "fresh points"}
        assert {text for _, text in keys_in_focus(app.playground)} >= of_plane
        assert "whole domain" not in {text for _, text in keys_in_focus(app.playground)}
        await app.press("plus")
        assert "whole domain" in {text for _, text in keys_in_focus(app.playground)}
        await app.press("0")
        await app.press("h", "plus", "t", "s", "b", "f")
        view = app.pane(PlaneView)
        assert not {text for _, text in keys_in_focus(app.playground)} & of_plane
        assert (view.window.step, view.points, view.smooth, view.truth) == (0, "training", True, False)
        before = view.point
        await app.pilot.click(PlaneView, offset=(12, 5))
        assert view.point == before


async def test_the_picture_is_kept(opened):
    async with opened("digits") as app:
        pane = app.pane(ConfusionPane)
        await app.press("3", "h")
        kept = json.loads(json.dumps(pane.kept()))
        shown = app.text(ConfusionPane)
        await app.press("h")
        pane.take_back(kept)
        assert app.text(ConfusionPane) == shown
        pane.take_back({"picture": "no such"})
        assert pane.picture == "hidden"


async def test_the_drawing_on_the_pad_is_shown_where_the_layer_puts_it(opened):
    async with opened("digits") as app:
        await app.press("h")
        assert "╋" not in app.text(ConfusionPane)
        app.pane(DigitPad).load(SEVEN)
        await app.pilot.pause()
        assert "╋ drawing" in app.text(ConfusionPane)
        assert app.text(ConfusionPane).count("╋") == 2
        app.pane(DigitPad).action_clear()
        await app.pilot.pause()
        assert "╋" not in app.text(ConfusionPane)


@pytest.mark.soak
async def test_the_cross_hair_moves_through_the_projection(opened):
    async with opened("circle") as app:
        await app.press("3", "h", "h")
        before = app.text(PlaneView)
        await app.press(*["left"] * 20)
        assert app.text(PlaneView) != before and "╋ cross-hair" in before


async def test_the_words_are_of_the_picture_on_show(opened):
    async with opened("digits") as app:
        pane, scene = app.pane(ConfusionPane), app.playground.scene
        assert pane.in_words(scene) == []
        await app.press("h")
        (sentence,) = pane.in_words(scene)
        assert "% of the variance of the last hidden layer; " in sentence
        assert sentence.endswith(" lie nearest to each other.")


def test_the_projection_keeps_the_distances_that_its_plane_has():
    scene = scene_of("circle")
    projection = Projector().project(scene)
    activations = last_hidden(scene, projection.samples.inputs)
    assert activations.shape == (len(scene.data.test), scene.network.sizes[-2])
    centred = activations - activations.mean(axis=0)
    np.testing.assert_allclose(projection.places, centred @ projection.axes, atol=1e-4)
    np.testing.assert_allclose(projection.place_of(activations[:3]), projection.places[:3], atol=1e-4)
    assert (np.abs(projection.places).max(axis=0) <= projection.limits).all()


def test_without_a_hidden_layer_the_inputs_are_projected():
    scene = scene_of("quadrants-linear")
    np.testing.assert_array_equal(last_hidden(scene, scene.data.test.inputs), scene.data.test.inputs)


def test_the_axes_stand_still_for_one_snapshot_and_follow_from_one_to_the_next():
    scene, projector, rng = scene_of("digits"), Projector(), np.random.default_rng(0)
    first = projector.project(scene)
    assert projector.project(scene) is first
    for number in range(20):
        before = projector.project(scene)
        scene.network.parameters[:] += 0.02 * rng.normal(size=scene.network.parameters.shape)
        scene = replace(scene, snapshot=number)
        after = projector.project(scene)
        assert after is not before
        moved = np.abs(after.places - before.places).max() / max(before.limits)
        assert moved < 0.5  # a flip would move the farthest by two
    fresh = projector.project(replace(scene, run=scene.run + 1))
    np.testing.assert_allclose(fresh.axes, Projector().project(scene).axes)


def test_weights_past_all_numbers_are_no_crash():
    scene, projector = scene_of("digits"), Projector()
    projector.project(scene)
    scene.network.parameters[:] = np.nan
    projection = projector.project(replace(scene, snapshot=1))
    assert np.isfinite(projection.places).all() and min(projection.limits) > 0
