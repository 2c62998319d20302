import json
from dataclasses import replace

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from nntui.tui.drawing.shapes import TEST_SHAPES
from nntui.tui.panes.answer import AnswerPane
from nntui.tui.panes.pane import palette_for
from nntui.tui.panes.plane_view import PlaneView


async def test_arrows_move_the_cross_hair_and_the_answer_follows(opened):
    async with opened("quadrants") as app:
        await app.press("3", *["right"] * 8, *["up"] * 4)
        x, y = app.pane(PlaneView).point
        assert x > 0 and y > 0
        assert f"{x:6.2f}" in app.text(AnswerPane) and f"{y:6.2f}" in app.text(AnswerPane)
        for _ in range(60):
            app.pane(PlaneView).action_move(-1, -1)
        await app.pilot.pause()
        assert app.pane(PlaneView).point == (-1, -1)
        assert "╋" in app.text(PlaneView)


@pytest.mark.soak
async def test_f_draws_as_many_fresh_points_as_the_field_says(opened):
    async with opened("quadrants") as app:
        view = app.pane(PlaneView)
        training = app.text(PlaneView)
        await app.press("f")
        assert len(view.fresh) == 100
        assert "/100" in app.text(PlaneView) and "fresh" in app.text(PlaneView)
        first = view.fresh.inputs
        await app.press("f")
        assert (view.fresh.inputs != first).any()
        assert app.text(PlaneView) != training
        await app.press("1", "end", "right", "f")
        assert len(view.fresh) == 200
        await app.press("t")
        assert "training" in app.text(PlaneView)
        await app.press("t")
        assert "test" in app.text(PlaneView)


async def test_t_goes_through_training_points_test_points_both_and_none(opened):
    async with opened("quadrants") as app:
        view, scene, small = app.pane(PlaneView), app.playground.scene, TEST_SHAPES[0]
        sizes = {"training": len(scene.data.train), "test": len(scene.data.test)}
        for shown in (["training"], ["test"], ["training", "test"], []):
            assert [(what, len(samples)) for what, samples, _ in view.parts(scene)] == [(w, sizes[w]) for w in shown]
            assert any(shape in app.text(PlaneView) for shape in small) == ("test" in shown)
            assert all((word in app.text(PlaneView)) == (word in shown) for word in sizes)
            await app.press("t")
        assert view.points == "training"


async def test_s_shades_the_regions_by_how_sure_the_network_is(opened):
    async with opened("quadrants") as app:
        view = app.pane(PlaneView)
        assert view.smooth and len(grounds(view)) > len(app.playground.scene.ends.classes)
        await app.press("s")
        assert not view.smooth and len(grounds(view)) == len(app.playground.scene.ends.classes)
        assert "sure" not in app.text(PlaneView)


def grounds(view):
    palette = palette_for(view.app)
    known = {style.bgcolor for style in (*palette.regions, *(shade for shades in palette.shades for shade in shades))}
    rows = (view._canvas.segments(y) for y in range(view._canvas.height))
    return {segment.style.bgcolor for row in rows for segment in row} & known


@pytest.mark.soak
async def test_plus_minus_and_0_zoom_about_the_cross_hair(opened):
    async with opened("circle") as app:
        view = app.pane(PlaneView)
        before, axes = view.point, lambda: app.text(PlaneView).split("\n")[-1].split()
        assert axes() == ["-6", "-3", "0", "3", "6"]
        await app.press("3", "plus")
        assert axes() == ["-1.5", "0", "1.5", "3", "4.5"] and view.point == before
        await app.press(*["right"] * 40)  # the window follows
        assert view.point[0] == 6 and axes()[-1] == "6"
        await app.press("0", "minus")
        assert axes() == ["-12", "-6", "0", "6", "12"] and view.point[0] == 6
        await app.press("right")
        assert view.point[0] > 6
        await app.press("0")
        assert axes()[0] == "-6" and view.point[0] == 6


@pytest.mark.soak
async def test_the_wheel_zooms_where_the_mouse_is(opened):
    async with opened("circle") as app:
        view = app.pane(PlaneView)
        offset = (view.area(app.playground.scene).left + 1, 1)  # the border is in the way of the first row
        await app.pilot._post_mouse_events([MouseScrollUp], PlaneView, offset)
        await app.pilot.pause()
        assert view.window.step == 1 and view.window.ends[0][0] < -5.5 and view.window.ends[1][1] > 5.5
        await app.pilot._post_mouse_events([MouseScrollDown], PlaneView, offset)
        await app.pilot.pause()
        assert view.window == view.window.whole()


async def test_the_view_says_in_words_what_is_on_show(opened):
    async with opened("circle") as app:
        view, scene = app.pane(PlaneView), app.playground.scene
        whole = view.in_words(scene)
        await app.press("3", "plus", "t", "t")
        zoomed = view.in_words(scene)
        assert len(zoomed) == len(whole) + 2
        assert "The view shows x1 from -1.5 to 4.5 and x2 from -2.25 to 3.75." in zoomed
        assert any("test points" in sentence for sentence in zoomed)


@pytest.mark.soak
async def test_what_is_on_show_is_kept(opened):
    async with opened("circle") as app:
        view = app.pane(PlaneView)
        await app.press("3", "plus", "plus", "left", "s", "t", "t")
        kept, window, point = view.kept(), view.window, view.point
        await app.press("0", "s", "t", "right")
        view.take_back(json.loads(json.dumps(kept)))
        assert (view.window, view.point, view.points, view.smooth) == (window, point, "both", False)


@pytest.mark.soak
@pytest.mark.parametrize(("preset", "words"), [("quadrants", "test samples right"), ("multi-gauss", "○ test sample")])
async def test_room_beside_the_plane_shows_the_mistakes(opened, preset, words):
    async with opened(preset, size=(80, 24)) as app:
        await app.press("3")
        assert words not in app.text(PlaneView)
        await app.press("z")
        assert words in app.text(PlaneView)


async def test_b_switches_between_the_network_and_the_truth(opened):
    async with opened("quadrants") as app:
        untrained = app.text(PlaneView)
        await app.press("b")
        assert "true" in str(app.pane(PlaneView).border_title)
        assert app.text(PlaneView) != untrained
        await app.press("b")
        assert app.text(PlaneView) == untrained


@pytest.mark.soak
async def test_a_click_puts_the_cross_hair_there(opened):
    async with opened("xor") as app:
        await app.pilot.click(PlaneView, offset=(8, 3))
        x, y = app.pane(PlaneView).point
        assert x < 0 < 1 < y


@pytest.mark.soak
async def test_training_moves_the_regions(opened):
    async with opened("quadrants") as app:
        before = app.text(PlaneView)
        await app.press(*["e"] * 5)
        await app.until(lambda: app.epoch == 5)
        await app.pilot.pause()
        assert app.text(PlaneView) != before


async def test_of_more_points_than_are_looked_at_the_note_tells_what_the_status_line_does(opened):
    async with opened("spiral", task__samples=6000, task__noise=0.2, size=(120, 40)) as app:
        await app.pilot.pause()
        accuracy = app.playground.scene.snapshot.metrics.train_accuracy
        assert f"{100 * accuracy:.1f} %" in app.text(PlaneView) and "/2000" not in app.text(PlaneView)
        await app.playground.training.leave()  # so that nothing is told any more
        app.pane(PlaneView).show(replace(app.playground.scene, snapshot=None))
        assert "/2000" in app.text(PlaneView), "all that is known before the worker has spoken"


@pytest.mark.soak
async def test_where_the_legend_finds_no_room_the_border_tells_the_shapes(opened):
    async with opened("spiral", size=(100, 30)) as app:
        await app.pilot.pause()
        assert str(app.pane(PlaneView).border_subtitle) == "○ A  △ B"
    async with opened("multi-gauss", size=(100, 30)) as app:
        await app.pilot.pause()
        assert str(app.pane(PlaneView).border_subtitle) == "○ below 0  △ from 0"
    async with opened("spiral", size=(120, 40)) as app:
        await app.pilot.pause()
        assert str(app.pane(PlaneView).border_subtitle) == ""
