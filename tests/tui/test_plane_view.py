from nntui.tui.panes.answer import AnswerPane
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


async def test_b_switches_between_the_network_and_the_truth(opened):
    async with opened("quadrants") as app:
        untrained = app.text(PlaneView)
        await app.press("b")
        assert "true" in str(app.pane(PlaneView).border_title)
        assert app.text(PlaneView) != untrained
        await app.press("b")
        assert app.text(PlaneView) == untrained


async def test_a_click_puts_the_cross_hair_there(opened):
    async with opened("xor") as app:
        await app.pilot.click(PlaneView, offset=(8, 3))
        x, y = app.pane(PlaneView).point
        assert x < 0 < 1 < y


async def test_training_moves_the_regions(opened):
    async with opened("quadrants") as app:
        before = app.text(PlaneView)
        await app.press(*["e"] * 5)
        await app.until(lambda: app.epoch == 5)
        await app.pilot.pause()
        assert app.text(PlaneView) != before
