"""A dialog is laid out in any terminal, however small: it may open just as the terminal becomes so."""

import pytest

OPENING = {"o": (), "D": ("1", "right"), "L": (), "question_mark": (), "ctrl+p": (), "d": (), "ctrl+s": ("1", "right")}


@pytest.mark.parametrize("key", ["D", *(pytest.param(key, marks=pytest.mark.soak) for key in OPENING if key != "D")])
@pytest.mark.soak
async def test_a_dialog_can_be_laid_out_in_no_room_at_all(opened, monkeypatch, key):
    monkeypatch.setattr("nntui.tui.app.is_too_small", lambda _: False)  # as before the playground knows the size
    async with opened("digits", size=(80, 24)) as app:
        await app.press(*OPENING[key], key)
        await app.until(lambda: app.app.screen is not app.playground)
        dialog = app.app.screen
        for size in ((1, 1), (2, 1), (3, 40), (5, 2), (40, 1), (80, 24)):
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
        assert app.app.screen is dialog
