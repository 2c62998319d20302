"""A terminal whose size keeps changing."""

import fcntl
import struct
import termios
from itertools import cycle, islice
from time import sleep

import pytest
from pseudo_terminal import PseudoTerminal
from screen_model import ScreenModel

SIZES = ((120, 40), (80, 24), (200, 60), (59, 17))
LAST = (100, 30)
RESIZES = 200


def resize(terminal, width, height):
    fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))


def resize_often(terminal, last, pause=0.003):
    for size in islice(cycle(SIZES), RESIZES - 1):
        resize(terminal, *size)
        sleep(pause)
    resize(terminal, *last)


def is_laid_out(output, width, height):
    """Whether the frames end where the terminal does, as the last layout was sent."""
    rows = ScreenModel(width, height).feed(output).rows
    return (
        rows[0].startswith(" digits")
        and rows[1].endswith("╮")
        and rows[-2].startswith("╰")
        and rows[-2].endswith("╯")
        and rows[-1].endswith("q quit  ")
    )


@pytest.mark.soak
def test_after_two_hundred_resizes_the_last_size_is_laid_out():
    with PseudoTerminal() as terminal:
        terminal.until_training()
        resize_often(terminal, LAST)
        terminal.until(lambda: is_laid_out(terminal.output, *LAST))
        terminal.type("q")
        assert terminal.end()[0] == 0
