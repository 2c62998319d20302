"""The line of keys: a message takes their place no longer than it is of use."""

import pytest

from nntui.tui.help import HelpScreen
from nntui.tui.panes.key_line import KeyLine


@pytest.mark.soak
async def test_the_next_key_takes_away_a_message_that_could_be_read(opened):
    async with opened() as app:
        await app.press("l")
        assert "draw a digit first" in app.text(KeyLine)
        await app.pilot.pause(0.6)
        await app.press("space")
        assert "draw a digit first" not in app.text(KeyLine) and "quit" in app.text(KeyLine)


@pytest.mark.soak
async def test_a_new_run_takes_away_what_was_said_of_the_one_before(opened):
    async with opened() as app:
        await app.press("l")
        app.playground.action_new_seed()
        await app.pilot.pause()
        assert "draw a digit first" not in app.text(KeyLine)


@pytest.mark.soak
async def test_ctrl_c_tells_how_to_quit(opened):
    async with opened() as app:
        await app.press("ctrl+c")
        assert "q quits" in app.text(KeyLine)


@pytest.mark.soak
async def test_a_message_of_before_goes_with_the_next_snapshot(opened, monkeypatch):
    monkeypatch.setattr("nntui.tui.panes.key_line._MESSAGE_SECONDS", 0.3)
    async with opened() as app:
        await app.press("ctrl+c")
        await app.pilot.pause(0.5)
        assert "q quits" in app.text(KeyLine), "nothing moves, so nothing is sent"
        app.playground.training.epoch()
        await app.until(lambda: app.epoch == 1)
        assert "q quits" not in app.text(KeyLine)


async def test_a_message_whose_time_is_over_goes_at_once_however_lately_the_keys_were_drawn(opened, monkeypatch):
    async with opened("quadrants") as app:
        app.playground.say("There is something to read.")
        monkeypatch.setattr("nntui.tui.panes.key_line._MESSAGE_SECONDS", 0)
        app.playground._show()
        assert "something" not in app.text(KeyLine)


@pytest.mark.soak
async def test_a_click_on_a_key_presses_it(opened):
    async with opened("quadrants", size=(80, 24)) as app:
        await app.press("2")
        zoom = app.text(KeyLine).index("p train/pause")
        await app.pilot.click(KeyLine, offset=(zoom + 3, 0))
        await app.until(lambda: app.playground.training.is_wanted)
        help_at = app.text(KeyLine).index("? help")
        await app.pilot.click(KeyLine, offset=(help_at, 0))
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))


@pytest.mark.soak
async def test_a_click_beside_the_keys_presses_none_and_one_on_a_message_takes_it_away(opened):
    async with opened("quadrants") as app:
        await app.pilot.click(KeyLine, offset=(0, 0))
        app.playground.say("There is something to read.")
        await app.pilot.pause()
        assert "something" in app.text(KeyLine)
        await app.pilot.click(KeyLine, offset=(3, 0))
        await app.pilot.pause()
        assert "something" not in app.text(KeyLine)
        assert not app.playground.training.is_wanted and len(app.app.screen_stack) == 2
