"""How long the playground takes to settle after 200 resizes in a row; 0.5 s is the aim."""

import sys
from pathlib import Path
from statistics import median
from time import monotonic, sleep

sys.path.insert(0, str(Path(__file__).parent.parent / "tui"))
from pseudo_terminal import PseudoTerminal
from test_resizing import LAST, is_laid_out, resize_often

ROUNDS = 5


def test_the_seconds_until_the_last_size_is_laid_out():
    seconds = []
    with PseudoTerminal() as terminal:
        terminal.until_training()
        for _ in range(ROUNDS):
            resize_often(terminal)
            start, size = monotonic(), len(terminal.output)
            terminal.until(lambda size=size: is_laid_out(terminal.output[size:], *LAST))
            seconds.append(monotonic() - start)
            sleep(1)
    print(f"\n200 resizes: settled after {median(seconds):.2f} s, {max(seconds):.2f} s at the most")
