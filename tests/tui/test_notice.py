"""The box in the corner: in nobody's way, and never answered by a key that was meant for something else."""

import pytest
from textual.events import MouseDown
from textual.widgets import Input

from nntui.tui.notice import Notice
from nntui.tui.resume_offer import LATER, RESUME, START_NEW, resume_offer


async def put_up(app):
    answers = []
    app.playground.put_up(resume_offer("12:00: xor, epoch 3", answers.append))
    await app.pilot.pause()
    return answers


@pytest.mark.parametrize(
    ("key", "answer"), [("enter", RESUME), ("n", START_NEW), ("escape", LATER), ("p", None), ("question_mark", None)]
)
@pytest.mark.soak
async def test_a_key_takes_it_away_and_is_an_answer_or_does_what_it_does(opened, key, answer):
    async with opened("xor") as app:
        answers, seed = await put_up(app), app.playground.scene.hyperparameters.task.seed
        await app.press(key)
        assert answers == [answer]
        assert not app.playground.query(Notice)
        assert app.playground.training.is_wanted is (key == "p")
        assert app.playground.scene.hyperparameters.task.seed == seed, "n is new data elsewhere"
        assert (app.app.screen is app.playground) is (key != "question_mark")


async def test_a_click_takes_it_away(opened):
    async with opened("xor") as app:
        answers = await put_up(app)
        app.app.post_message(MouseDown(None, 40, 10, 0, 0, 1, False, False, False))  # as the terminal's driver does
        await app.pilot.pause()
        assert answers == [None] and not app.playground.query(Notice)


async def test_what_is_typed_into_a_field_is_no_answer(opened):
    async with opened("xor") as app:
        await app.press("1", "enter")
        answers = await put_up(app)
        await app.press("n")
        assert answers == [None]
        assert app.playground.query_one(Input).value.endswith("n")


async def test_what_cannot_be_seen_takes_no_answer(opened):
    async with opened("xor", size=(80, 24)) as app:
        answers = await put_up(app)
        await app.pilot.resize_terminal(50, 15)
        await app.press("n")
        assert answers == [None]


async def test_it_stays_in_its_corner(opened):
    async with opened("xor", size=(120, 40)) as app:
        await put_up(app)
        for width, height in ((80, 24), (200, 60), (60, 18)):
            await app.pilot.resize_terminal(width, height)
            await app.pilot.pause()
            region = app.playground.query_one(Notice).region
            assert (region.right, region.bottom) == (width - 1, height - 4) and region.x > 0 and region.y > 0
