"""What is closed, replaced or left is gone from memory."""

import gc
import weakref

import pytest

from nntui.experiment.drawings import MAX_DRAWINGS, Drawing
from nntui.tasks.digits import SIDE
from nntui.tui.panes.data import DataPane


@pytest.mark.soak
@pytest.mark.parametrize("keys", [["o", "escape"], ["question_mark", "escape"], ["ctrl+p", "escape"]])
@pytest.mark.soak
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


def held(scene):
    """What a run keeps, to see whether it goes; of large data the arrays too, which others may hold by themselves."""
    kinds = scene.data.train, scene.data.test
    arrays = [array if array.base is None else array.base for kind in kinds for array in (kind.inputs, kind.targets)]
    return [weakref.ref(part) for part in (scene, scene.network, scene.data, *kinds, *arrays, scene.snapshot)]


@pytest.mark.parametrize(
    ("preset", "other"), [("digits", "xor"), ("spiral", "sine"), ("sine", "digits"), ("xor", "xor"), ("plane", "xor")]
)
@pytest.mark.soak
async def test_nothing_stays_of_a_run_that_was_left(opened, preset, other):
    async with opened(preset, task__test_fraction=0.5) as app:
        await app.press("3", "v")
        parts = held(app.playground.scene)
        app.playground.edits.open_preset(other)
        await app.ready()
        await app.until(lambda: gc.collect() >= 0 and not any(part() for part in parts), seconds=5)


async def test_nothing_stays_of_a_table_that_was_left(opened, tmp_path):
    rows = (f"{number},{number % 7},{'ab'[number % 2]}" for number in range(60))
    (tmp_path / "table.csv").write_text("one,two,is\n" + "\n".join(rows))
    preset = tmp_path / "table.toml"
    preset.write_text(f"[task]\nname = 'table'\npath = '{tmp_path / 'table.csv'}'")
    async with opened(str(preset)) as app:
        assert "one" in app.text(DataPane)
        parts = held(app.playground.scene)
        app.playground.edits.open_preset("sine")
        await app.ready()
        await app.until(lambda: gc.collect() >= 0 and not any(part() for part in parts), seconds=5)


@pytest.mark.soak
async def test_a_picture_that_is_not_on_show_keeps_nothing_of_a_run_that_was_left(opened):
    async with opened("spiral", size=(80, 24)) as app:
        await app.press("3", "h", "h", "h", "t", "t", "1")
        parts = held(app.playground.scene)
        app.playground.edits.open_preset("circle")
        await app.ready()
        await app.until(lambda: gc.collect() >= 0 and not any(part() for part in parts), seconds=5)


async def test_only_so_many_drawings_that_were_forgotten_can_be_restored(opened):
    async with opened() as app:
        teaching = app.playground._teaching
        for number in range(1, 1200):
            teaching.forget(Drawing(0, tuple(bool(number >> cell & 1) for cell in range(SIDE * SIDE))))
        assert len(teaching._forgotten) == MAX_DRAWINGS
