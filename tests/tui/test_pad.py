import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.tasks.digits import GLYPHS
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.sketch import blank_sketch

SEVEN = ("i", *["right"] * 4, "down", "i", "down", "left", "space", "down", "left", "space", "down", "space")


async def test_arrows_move_and_space_toggles(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("right", "down", "space")
        assert pad.sketch.at(1, 1) and sum(pad.sketch.ink) == 1
        await app.press("space")
        assert pad.sketch.empty
        await app.press(*["left"] * 9, *["up"] * 9)
        assert (pad.sketch.x, pad.sketch.y) == (0, 0)
        await app.press(*["right"] * 9, *["down"] * 9)
        assert (pad.sketch.x, pad.sketch.y) == (4, 4)


async def test_an_empty_pad_shows_no_answer(opened):
    async with opened() as app:
        assert "%" not in app.text(DigitPad)
        await app.press("space")
        assert app.text(DigitPad).count("%") >= 10


async def test_pens_draw_and_erase_while_moving(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("i", "right", "right")
        assert pad.sketch.ink[:5] == (True, True, True, False, False)
        assert "pen down" in str(pad.border_subtitle)
        await app.press("c", "left")
        assert pad.sketch.ink[:5] == (True, False, False, False, False)
        await app.press("c", "left")
        assert pad.sketch.ink[:5] == (True, False, False, False, False)
        assert not str(pad.border_subtitle or "")


async def test_undo_and_clear(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("space", "right", "space", "x")
        assert pad.sketch.empty
        await app.press("u")
        assert sum(pad.sketch.ink) == 2
        await app.press("u", "u", "u")
        assert pad.sketch.empty


async def test_a_seven_drawn_with_keys_is_read_while_it_trains(opened):
    async with opened(training=True) as app:
        await app.until(lambda: app.epoch >= 15)
        await app.press(*SEVEN)
        assert (app.pane(DigitPad).sketch.inputs()[0] == GLYPHS[7]).all()
        answers = app.playground.scene.answers(app.pane(DigitPad).sketch.inputs())[0]
        assert answers.argmax() == 7
        assert app.playground.scene.snapshot.state == "training"
        winner = next(line for line in app.text(DigitPad).split("\n") if " 7 " in line)
        assert "█" in winner


async def test_dragging_the_mouse_draws(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.pilot.mouse_down(pad, offset=(8, 2))
        await app.pilot.hover(pad, offset=(15, 2))
        await app.pilot.hover(pad, offset=(22, 2))
        await app.pilot.mouse_up(pad, offset=(22, 2))
        await app.pilot.hover(pad, offset=(29, 2))
        assert pad.sketch.ink[:5] == (True, True, True, False, False)
        await app.pilot.mouse_down(pad, offset=(8, 2))
        await app.pilot.mouse_up(pad, offset=(8, 2))
        assert pad.sketch.ink[:5] == (False, True, True, False, False)


async def test_the_drawing_survives_a_resize_and_a_reset(opened):
    async with opened() as app:
        await app.press("space")
        await app.pilot.resize_terminal(80, 24)
        await app.press("r")
        assert app.pane(DigitPad).sketch.at(0, 0)


OPERATIONS = st.lists(
    st.sampled_from(
        [
            lambda s: s.move(1, 0),
            lambda s: s.move(-1, 0),
            lambda s: s.move(0, 1),
            lambda s: s.move(0, -1),
            lambda s: s.toggle(),
            lambda s: s.take_pen("ink"),
            lambda s: s.take_pen("erase"),
            lambda s: s.clear(),
        ]
    ),
    max_size=60,
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(OPERATIONS)
def test_undo_takes_back_every_change(operations):
    sketch = blank_sketch(5)
    for operation in operations:
        sketch = operation(sketch)
        assert 0 <= sketch.x < 5 and 0 <= sketch.y < 5 and len(sketch.ink) == 25
    for _ in operations:
        sketch = sketch.undo()
    assert sketch.empty


def test_inputs_are_one_sample_of_zeros_and_ones():
    inputs = blank_sketch(5).move(2, 1).toggle().inputs()
    assert inputs.shape == (1, 25) and inputs.dtype == np.float32
    assert np.flatnonzero(inputs[0]).tolist() == [7]


async def test_the_cursor_is_bright_only_in_the_focused_pad(opened):
    async with opened() as app:
        focused = app.pane(DigitPad).render_line(0)
        await app.press("1")
        assert app.pane(DigitPad).render_line(0) != focused
        await app.press("5")
        assert app.pane(DigitPad).render_line(0) == focused
