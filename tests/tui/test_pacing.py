"""The playground on terminals behind links of every kind; a throttled reader of a pseudo-terminal stands for each."""

import os
import re
from itertools import pairwise
from time import sleep

import pytest
from pseudo_terminal import PLAYGROUND
from slow_link import SlowLink

SIZE = (120, 40)
LONG_PRESET = """
[task]
name = "digits"
[network]
hidden = [32, 16]
[training]
epochs = 1000000
"""
RIGHT, DOWN = "\x1b[C", "\x1b[B"


@pytest.fixture
def preset(tmp_path):
    path = tmp_path / "long.toml"
    path.write_text(LONG_PRESET)
    return str(path)


def link_to(preset, **settings):
    return SlowLink(*PLAYGROUND, preset, size=SIZE, **settings)


def until_training(link):
    link.until(lambda: "▶ training" in link.shown(SIZE).rows[0], 20)


def until_drawing(link):
    until_training(link)
    frames = len(link.frames)
    link.until(lambda: len(link.frames) > frames + 3, 20)


def check_shows_what_it_should(link):
    """What came piece by piece is what comes when all is drawn anew."""
    before, mark = link.shown(SIZE), len(link.output)
    link.resize(SIZE[0] - 1, SIZE[1])
    link.until(lambda: link.bytes_within(0.1) == 0 and len(link.output) > mark)
    mark = len(link.output)
    link.resize(*SIZE)
    link.until(lambda: link.bytes_within(0.3) == 0 and len(link.output) > mark)
    anew = link.shown(SIZE, mark)
    assert all(cell is not None for row in anew.cells for cell in row)
    figures = slice(before.rows[0].find("KB/s") - len("12.3 "), None)
    del before.cells[0][figures], anew.cells[0][figures]
    different = [
        (x, y, old, new)
        for y, rows in enumerate(zip(before.cells, anew.cells, strict=True))
        for x, (old, new) in enumerate(zip(*rows, strict=True))
        if old != new
    ]
    assert different == []


@pytest.mark.soak
def test_one_frame_at_a_time_and_the_last_one_is_drawn(preset):
    with link_to(preset, rate=32_000, round_trip=0.05) as link:
        until_drawing(link)
        link.early = b""
        frames = len(link.frames)
        for key in (RIGHT, " ", DOWN, " ", "2", "y", "5"):
            link.type(key)
            sleep(0.1)
        link.until(lambda: len(link.frames) > frames + 8)
        link.type("p")
        link.until_quiet()
        assert link.early == b""
        assert link.bytes_within(2) == 0
        check_shows_what_it_should(link)


@pytest.mark.soak
def test_keys_are_handled_while_an_answer_is_awaited(preset):
    with link_to(preset, round_trip=0.01) as link:
        until_drawing(link)
        link.type("p")
        link.until_quiet()
        link.round_trip = 1.0  # from now on, there and back
        link.early, mark = b"", len(link.output)
        for key in (RIGHT, RIGHT, RIGHT, DOWN):
            link.type(key)
            sleep(0.1)
        link.until(lambda: len(link.output) > mark)
        link.until(lambda: link.bytes_within(1.2) == 0)
        assert link.early == b""
        assert link.output[mark:].count(b"\x1b[6n") <= 2
        assert "‖ paused" in link.shown(SIZE).rows[0]
        link.round_trip = 0.01
        check_shows_what_it_should(link)


@pytest.mark.soak
def test_a_terminal_that_never_answers_gets_four_frames_a_second(preset):
    with link_to(preset, answers=False) as link:
        until_training(link)
        start, count = len(link.arrivals), len(link.frames)
        sleep(3)
        assert len(link.frames) - count <= 2
        groups = [at for at, _ in link.arrivals[start:]]
        drawn = 1 + sum(later - before > 0.1 for before, later in pairwise(groups))
        assert 5 <= drawn <= 14
        link.answers = True
        link.until(lambda: len(link.frames) > count + 5)
        link.early, count = b"", len(link.frames)
        link.until(lambda: len(link.frames) > count + 5)
        assert link.early == b""


@pytest.mark.soak
def test_all_is_drawn_anew_when_the_terminal_may_show_something_else(preset):
    with link_to(preset) as link:
        until_drawing(link)
        link.type("p")
        link.until_quiet()
        for somebody_writes in (lambda: link.type("\x0c"), lambda: (link.resize(80, 24), link.resize(*SIZE))):
            mark = len(link.output)
            somebody_writes()
            link.until(lambda mark=mark: len(link.output) > mark)
            link.until_quiet()
            assert all(cell is not None for row in link.shown(SIZE, mark).cells for cell in row)


@pytest.mark.soak
def test_training_does_not_wait_for_a_terminal_that_takes_nothing(preset):
    with link_to(preset) as link:
        until_drawing(link)
        epoch = epoch_of(link)
        link.stall()
        sleep(2.5)
        mark = len(link.output)
        link.go_on()
        link.until(lambda: epoch_of(link) > epoch)
        assert len(link.output) - mark < 30_000
        link.type("p")
        link.until_quiet()
        check_shows_what_it_should(link)


def epoch_of(link):
    return int(re.search(r"epoch +(\d+)/", link.shown(SIZE).rows[0])[1])


@pytest.mark.soak
@pytest.mark.parametrize("name", ["digits", "quadrants", "spiral", "sine", "multi-gauss", "xor"])
def test_every_view_ends_as_it_should_and_falls_silent(name):
    with SlowLink(*PLAYGROUND, name, size=SIZE, rate=16_384, round_trip=0.1) as link:
        until_drawing(link)
        for key in ("z", "z", "\t", "?", "\x1b", "\t", "2", "y", "o", "\x1b"):
            link.type(key)
            sleep(0.3)
        link.type("p")
        sleep(7)  # until what the key line says of a run that is over is gone
        link.until_quiet(2)
        assert link.bytes_within(10) == 0
        check_shows_what_it_should(link)


@pytest.mark.soak
def test_it_leaves_nothing_for_the_shell_while_it_draws(preset):
    for moment in range(12):
        with link_to(preset, round_trip=0.1) as link:
            until_drawing(link)
            sleep(moment * 0.017)
            os.write(link.master, b"q")
            status, _ = link.end()
            sleep(0.3)
            assert status == 0 and link.stray_input() == b""
