"""Every key of the pad, pressed in the real program with a real worker behind it."""

import numpy as np
import pytest

from nntui.tasks.digits import GLYPHS, styles
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.why import explain

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
        assert all(f"{digit} " in app.text(DigitPad) for digit in range(10)) and "%" in app.text(DigitPad)


async def test_pens_draw_and_erase_while_moving(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("i", "right", "right")
        assert pad.sketch.ink[:5] == (True, True, True, False, False)
        assert "pen down" in str(pad.border_subtitle)
        await app.press("c", "left")
        assert pad.sketch.ink[:5] == (True, False, False, False, False)
        assert "eraser down" in str(pad.border_subtitle)
        await app.press("c", "left")
        assert pad.sketch.ink[:5] == (True, False, False, False, False)
        assert "pen" not in str(pad.border_subtitle) and "eraser" not in str(pad.border_subtitle)


@pytest.mark.soak
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
    async with opened(training=True, training__epochs=10_000) as app:
        await app.until(lambda: app.epoch >= 5)
        await app.press(*SEVEN)
        assert (app.pane(DigitPad).sketch.inputs()[0] == GLYPHS[7]).all()
        answers = app.playground.scene.answers(app.pane(DigitPad).sketch.inputs())[0]
        assert answers.argmax() == 7
        assert app.playground.scene.snapshot.state == "training"
        winner = next(line for line in app.text(DigitPad).split("\n") if " 7 " in line)
        assert "█" in winner


@pytest.mark.soak
async def test_dragging_the_mouse_draws(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.pilot.mouse_down(pad, offset=(3, 1))
        await app.pilot.hover(pad, offset=(8, 1))
        await app.pilot.hover(pad, offset=(13, 1))
        await app.pilot.mouse_up(pad, offset=(13, 1))
        await app.pilot.hover(pad, offset=(18, 1))
        assert pad.sketch.ink[:5] == (True, True, True, False, False)
        await app.pilot.mouse_down(pad, offset=(3, 1))
        await app.pilot.mouse_up(pad, offset=(3, 1))
        assert pad.sketch.ink[:5] == (False, True, True, False, False)


@pytest.mark.soak
async def test_a_fast_drag_leaves_no_gaps_and_is_undone_as_a_whole(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("space")
        await app.pilot.mouse_down(pad, offset=(3, 9))
        await app.pilot.hover(pad, offset=(23, 1))
        await app.pilot.mouse_up(pad, offset=(23, 1))
        assert drawn(pad) == {(0, 0), (0, 4), (1, 3), (2, 2), (3, 1), (4, 0)}
        await app.press("u")
        assert drawn(pad) == {(0, 0)}
        await app.press("U")
        assert len(drawn(pad)) == 6


@pytest.mark.soak
async def test_the_drawing_survives_a_resize_and_a_reset(opened):
    async with opened() as app:
        await app.press("space")
        await app.pilot.resize_terminal(80, 24)
        await app.press("r")
        assert app.pane(DigitPad).sketch.at(0, 0)


@pytest.mark.soak
async def test_the_cursor_is_bright_only_in_the_focused_pad(opened):
    async with opened() as app:
        focused = app.pane(DigitPad).render_line(0)
        await app.press("1")
        assert app.pane(DigitPad).render_line(0) != focused
        await app.press("5")
        assert app.pane(DigitPad).render_line(0) == focused


@pytest.mark.soak
async def test_redo_makes_undone_changes_again_until_another_change(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        for redo in ("U", "ctrl+r"):
            await app.press("space", "right", "space", "u", "u", redo)
            assert drawn(pad) == {(0, 0)}
            await app.press(redo, redo)
            assert drawn(pad) == {(0, 0), (1, 0)}
            await app.press("u", "down", "space", redo)
            assert drawn(pad) == {(0, 0), (1, 1)}
            await app.press("x", "left", "up")


async def test_invert_swaps_ink_and_empty_cells(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("space", "v")
        assert len(drawn(pad)) == 24 and not pad.sketch.at(0, 0)
        await app.press("u")
        assert drawn(pad) == {(0, 0)}


@pytest.mark.soak
async def test_the_drawing_shifts_and_what_leaves_comes_back_by_undo(opened):
    ways = {
        ("shift+up", "N"): (0, -1),
        ("shift+down", "S"): (0, 1),
        ("shift+left", "W"): (-1, 0),
        ("shift+right", "E"): (1, 0),
    }
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("g", "7")
        seven = drawn(pad)
        for keys, (dx, dy) in ways.items():
            shifted = seven
            for key in keys:
                shifted = {(x + dx, y + dy) for x, y in shifted if x + dx in range(5) and y + dy in range(5)}
                await app.press(key)
                assert drawn(pad) == shifted
            await app.press("u", "u")
            assert drawn(pad) == seven


@pytest.mark.soak
async def test_an_example_of_a_digit_is_loaded_and_then_another(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("i", "g")
        assert "Load which digit?" in app.text(DigitPad) and "Esc" in app.text(DigitPad)
        assert app.text(KeyLine).split()[0] == "0-9"
        await app.press("2")
        assert (pad.sketch.inputs()[0] == GLYPHS[2]).all() and not pad.sketch.pen
        assert app.app.focused is pad
        assert "0-9" not in app.text(KeyLine) and "Load" not in app.text(DigitPad)
        await app.press("g", "2")
        assert not (pad.sketch.inputs()[0] == GLYPHS[2]).all()
        assert (styles()[2] == pad.sketch.inputs()).all(axis=1).any()
        await app.press("g", "0", "u", "u")
        assert (pad.sketch.inputs()[0] == GLYPHS[2]).all()


@pytest.mark.soak
async def test_every_style_of_a_digit_comes_up_in_turn(opened):
    async with opened() as app:
        seen = set()
        for _ in styles()[1]:
            await app.pilot.press("g", "1")
            seen.add(app.pane(DigitPad).sketch.ink)
        assert len(seen) == len(styles()[1])


@pytest.mark.soak
async def test_a_question_can_be_dropped(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("space")
        for key in ("escape", "backspace", "right", "x", "v", "r", "L"):
            await app.press("g")
            assert pad.question is not None
            await app.press(key, "1")
            assert app.app.focused is app.pane(HyperparameterForm)
            assert drawn(pad) == {(0, 0)} and pad.sketch.x == 0
            await app.press("5")
        assert app.playground.scene.run == 1


async def test_while_a_question_waits_only_its_keys_are_offered(opened):
    async with opened(size=(80, 24)) as app:
        await app.press("space", "l")
        assert app.text(KeyLine).split("  ")[0].strip() == "0-9 the digit asked for"
        assert "Esc not now" in app.text(KeyLine)
        assert "clear" not in app.text(KeyLine) and "reset" not in app.text(KeyLine)
        await app.press("escape")
        assert "Esc" not in app.text(KeyLine) and "clear" in app.text(KeyLine)


@pytest.mark.soak
async def test_a_question_does_not_wait_for_digits_meant_for_another_pane(opened):
    async with opened() as app:
        await app.press("g", "tab", "5", "1")
        assert app.app.focused is app.pane(HyperparameterForm)
        assert app.pane(DigitPad).sketch.empty


@pytest.mark.soak
async def test_escape_and_backspace_lift_the_pen_and_nothing_else(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("i", "right", "escape", "right", "i", "right", "backspace", "down")
        assert drawn(pad) == {(0, 0), (1, 0), (2, 0), (3, 0)} and not pad.sketch.pen
        await app.press("escape", "backspace")
        assert len(drawn(pad)) == 4


@pytest.mark.soak
async def test_an_arrow_key_that_arrives_in_pieces_changes_no_drawing(opened):
    async with opened() as app:
        pad = app.pane(DigitPad)
        await app.press("g", "8", "right")
        for bracket in ("left_square_bracket", "O"):
            for arrow in "ABCD":
                await app.press("i")
                before = pad.sketch
                await app.press("g", "escape", bracket, arrow, "escape", bracket, arrow, "escape")
                assert pad.sketch.lift_pen() == before.lift_pen() and pad.question is None
                assert app.app.screen is app.playground  # D opens a dialog, which Escape closes


@pytest.mark.soak
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_why_marks_the_cells_and_follows_every_stroke(opened, size):
    async with opened(size=size, training=True) as app:
        pad = app.pane(DigitPad)
        await app.until(lambda: app.epoch >= 8)
        await app.press("p", "w")
        assert not marks(app.text(DigitPad))
        await app.press("g", "8")
        for keys in ([], ["right", "down", "space"], ["down", "space"]):
            await app.press(*keys)
            why = explain(pad.sketch.inputs()[0], app.playground.scene.answers)
            words = app.text(DigitPad) + str(pad.border_subtitle)
            assert f"for {why.winner}" in words
            assert ("flip →" in words) == bool(why.turning)
            supporting = np.setdiff1d(np.flatnonzero(why.strengths > 0), why.turning)
            assert marks(app.text(DigitPad)) >= len(supporting)
        await app.press("w")
        assert not marks(app.text(DigitPad)) and "flip" not in str(pad.border_subtitle)


@pytest.mark.soak
async def test_the_border_says_how_far_the_network_is(opened):
    async with opened(training__epochs=100_000, task__samples=30_000) as app:
        pad = app.pane(DigitPad)
        assert str(pad.border_subtitle) == "not trained yet"
        await app.press("p")
        await app.until(lambda: app.playground.scene.snapshot.metrics.test_accuracy > 0.8)
        await app.until(lambda: not str(pad.border_subtitle))


@pytest.mark.soak
async def test_the_legend_leaves_the_border_when_it_finds_room_inside(opened):
    async with opened(size=(80, 24)) as app:
        await app.press("g", "3", "w")
        assert "for" in str(app.pane(DigitPad).border_subtitle)
        await app.press("z")
        assert "for" not in str(app.pane(DigitPad).border_subtitle) and "flip here" in app.text(DigitPad)
        assert "against" not in str(app.pane(DigitPad).render_lines(app.pane(DigitPad).size.region)[-1].text)


def drawn(pad):
    return {(x, y) for y in range(5) for x in range(5) if pad.sketch.at(x, y)}


def marks(text):
    return sum(text.count(sign) for sign in "+╋")
