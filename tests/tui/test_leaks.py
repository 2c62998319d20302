"""What is closed, replaced or left is gone from memory."""

import gc
import weakref

import pytest

from nntui.experiment.drawings import MAX_DRAWINGS, Drawing
from nntui.tasks.digits import SIDE


@pytest.mark.soak
@pytest.mark.parametrize("keys", [["o", "escape"], ["question_mark", "escape"], ["ctrl+p", "escape"]])
async def test_nothing_stays_of_a_dialog_that_was_closed(opened, keys):
    async with opened() as app:
        await app.press(keys[0])
        dialog = app.app.screen
        parts = [weakref.ref(part) for node in dialog.walk_children() for part in (node, node._styles_cache)]
        assert parts
        del dialog
        await app.press(keys[1])
        assert app.app.screen is app.playground
        await app.until(lambda: gc.collect() >= 0 and not any(part() for part in parts), seconds=5)


@pytest.mark.parametrize(
    ("preset", "other"), [("digits", "xor"), ("spiral", "sine"), ("sine", "digits"), ("xor", "xor")]
)
async def test_nothing_stays_of_a_run_that_was_left(opened, preset, other):
    async with opened(preset) as app:
        await app.press("3", "v")
        scene = app.playground.scene
        parts = [weakref.ref(part) for part in (scene, scene.network, scene.data, scene.snapshot)]
        del scene
        app.playground.edits.open_preset(other)
        await app.ready()
        await app.until(lambda: gc.collect() >= 0 and not any(part() for part in parts), seconds=5)


async def test_only_so_many_drawings_that_were_forgotten_can_be_restored(opened):
    async with opened() as app:
        teaching = app.playground._teaching
        for number in range(1, 1200):
            teaching.forget(Drawing(0, tuple(bool(number >> cell & 1) for cell in range(SIDE * SIDE))))
        assert len(teaching._forgotten) == MAX_DRAWINGS
