"""How long the playground takes to settle after 200 resizes in a row; 0.5 s is the aim."""

import sys
from bisect import bisect_left
from pathlib import Path
from statistics import median
from time import monotonic, sleep

sys.path.insert(0, str(Path(__file__).parent.parent / "tui"))
from pseudo_terminal import PseudoTerminal
from test_resizing import is_laid_out, resize_often

ROUNDS, SECONDS = 5, 2.0


def watched(terminal):
    """Some seconds of output: when it had become so many bytes long."""
    start, lengths = monotonic(), [(0.0, len(terminal.output))]
    while monotonic() - start < SECONDS:
        if len(terminal.output) != lengths[-1][1]:
            lengths.append((monotonic() - start, len(terminal.output)))
        sleep(0.005)
    return lengths


def test_the_seconds_until_the_last_size_is_laid_out():
    seconds = []
    with PseudoTerminal() as terminal:
        terminal.until_training()
        for number in range(ROUNDS):
            before, last = len(terminal.output), (100 + number, 30)
            resize_often(terminal, last)
            lengths = watched(terminal)
            settled = bisect_left(lengths, 1, key=lambda entry: is_laid_out(terminal.output[before : entry[1]], *last))
            seconds.append(lengths[settled][0])
    print(f"\n200 resizes: settled after {median(seconds):.2f} s, {max(seconds):.2f} s at the most")
