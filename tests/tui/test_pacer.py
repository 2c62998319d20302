"""When a frame may be drawn, by a clock of the test's own."""

import pytest

from nntui.tui.link import Link
from nntui.tui.pacer import Pacer

CELLS = 120 * 40


class Terminal:
    """A pacer, its clock, and frames drawn on it."""

    def __init__(self):
        self.now = 100.0
        self.pacer = Pacer(lambda: self.now)

    def draw(self, size=500):
        asks = self.pacer.asks
        self.pacer.drew(size, CELLS, asks)
        return asks

    def answer(self, after=0.0):
        self.now += after
        self.pacer.answered()

    @property
    def may_draw(self):
        return self.pacer.seconds_to_frame() == 0


@pytest.fixture
def terminal():
    return Terminal()


@pytest.fixture
def answering(terminal):
    terminal.answer(0.01)
    return terminal


def test_the_first_frame_waits_for_nothing(terminal):
    assert terminal.may_draw


def test_the_next_frame_waits_for_the_answer(answering):
    assert answering.draw()
    assert answering.pacer.seconds_to_frame() == pytest.approx(2)
    answering.pacer.note_key()
    assert not answering.may_draw
    answering.answer(0.5)
    assert answering.may_draw and answering.pacer.outstanding == 0


def test_a_mute_terminal_gets_four_frames_a_second(answering):
    answering.draw()
    answering.now += 2
    drawn = 0
    for _ in range(1000):
        answering.now += 0.01
        if answering.may_draw:
            answering.draw()
            drawn += 1
    assert 38 <= drawn <= 41


def test_a_mute_terminal_sees_soon_what_a_key_did(terminal):
    terminal.draw()
    terminal.now += 0.06
    assert not terminal.may_draw
    terminal.pacer.note_key()
    assert terminal.may_draw
    terminal.draw()
    assert not terminal.may_draw


def test_a_terminal_that_answers_late_is_waited_for_again(answering):
    answering.draw()
    answering.now += 30
    assert answering.may_draw
    assert answering.draw()  # now two questions are open
    answering.answer(1)
    assert not answering.may_draw
    answering.answer()
    assert answering.may_draw
    answering.draw()
    assert not answering.may_draw


def test_an_answer_that_got_lost_does_not_hold_it_up_for_ever(answering):
    answering.draw()
    answering.now += 2.5
    assert answering.may_draw
    assert answering.draw()
    answering.answer(0.1)
    assert not answering.may_draw and answering.pacer.outstanding == 1
    answering.now += 2
    assert answering.may_draw and answering.pacer.outstanding == 0
    assert answering.draw()
    answering.answer(0.1)
    assert answering.may_draw


def test_an_answer_to_no_question_changes_nothing(answering):
    answering.answer()
    assert answering.pacer.outstanding == 0
    answering.draw()
    assert not answering.may_draw


def test_a_slow_link_is_not_filled(answering):
    """16 KB/s and a tenth of a second there and back: frames are cut small, and half of the link stays free."""
    sent, start = 0, answering.now
    while answering.now < start + 20:
        size = min(3000, answering.pacer.limit or 3000)
        answering.draw(size)
        answering.answer(0.1 + size / 16384)
        if answering.now > start + 5:
            sent += size
            assert size < 1000
        answering.now += answering.pacer.seconds_to_snapshot()
    assert 2000 < sent / 15 < 8000


def test_a_fast_link_is_not_filled_either(answering):
    sent, start = 0, answering.now
    while answering.now < start + 20:
        assert answering.pacer.limit is None
        answering.draw(4000)
        answering.answer(0.004)
        sent += 4000
        answering.now += max(answering.pacer.seconds_to_snapshot(), 0.1)
    assert 7000 < sent / 20 < 10_000


def test_one_large_frame_does_not_stop_the_pictures_for_long(answering):
    answering.draw(40_000)
    answering.answer(0.01)
    assert answering.pacer.seconds_to_snapshot() <= 1


def test_figures_are_told_once_a_second_and_a_pause_is_none(answering):
    told = []
    for _ in range(60):
        answering.draw(500)
        answering.answer(0.02)
        answering.now += 0.08
        told.append(answering.pacer.figures)
    assert len(set(told)) == 2 and told[-1] == " 5.0 KB/s   20 ms"
    answering.now += 60
    answering.draw(500)
    assert answering.pacer.figures == told[-1]
    assert answering.pacer.figures_at_rest.startswith(" 0.0 KB/s")
    assert len(answering.pacer.figures_at_rest) == len(told[-1])


@pytest.mark.parametrize("rate", [4_000, 16_384, 65_536])
@pytest.mark.parametrize("trip", [0.002, 0.1, 0.4])
def test_the_link_is_measured(rate, trip):
    link = Link()
    link.note(0, trip)
    for size in (12_000, 800, 300, 1500, 700, 900):
        link.note(size, trip + size / rate)
    assert 1 / link.seconds_per_byte == pytest.approx(rate, rel=0.25)
