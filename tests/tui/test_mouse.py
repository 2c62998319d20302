"""The mouse where no pane is: dialogs."""

import pytest

from nntui.tui.playground import Playground


@pytest.mark.soak
@pytest.mark.parametrize("key", ["question_mark", "o", "L", "d"])
async def test_a_click_beside_a_dialog_closes_it(opened, key):
    async with opened("digits") as app:
        await app.press(key)
        assert not isinstance(app.app.screen, Playground)
        await app.pilot.click(offset=(1, 38))
        await app.until(lambda: isinstance(app.app.screen, Playground))


@pytest.mark.soak
async def test_a_click_on_a_dialog_leaves_it_open_and_one_on_a_preset_opens_that(opened):
    async with opened("digits") as app:
        await app.press("question_mark")
        await app.pilot.click(".dialog")
        assert not isinstance(app.app.screen, Playground)
        await app.press("escape", "o")
        box = app.app.screen.query_one(".dialog").region
        await app.pilot.click(offset=(box.x + 5, box.y + 4))
        await app.until(lambda: app.playground.scene.preset != "digits")


async def test_a_click_gives_a_pane_the_focus(opened):
    async with opened("digits") as app:
        for pane in app.playground.panes():
            await app.pilot.click(pane, offset=(3, 0))
            assert app.playground.focused_pane() is pane
