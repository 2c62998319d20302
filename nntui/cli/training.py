"""The training loop of the command line: it can be watched, and stopped with Ctrl-C without losing anything."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from types import FrameType

from nntui.experiment.trainer import Trainer

Watch = Callable[[Trainer], None]
"""Called every few steps; it decides for itself how often there is something to show."""

_STEPS = 16
"""Minibatches between two looks around: a moment, but seconds for the largest network and batch."""


def train(trainer: Trainer, watch: Watch) -> tuple[float, bool]:
    """Train to the end or to Ctrl-C; return the seconds that it took and whether it was stopped."""
    start = perf_counter()
    with _interruption() as interrupted:
        while not trainer.finished and not interrupted():
            trainer.train_steps(min(_STEPS, trainer.steps_left))
            watch(trainer)
        trainer.notice_divergence()  # where it was stopped in mid-epoch
        return perf_counter() - start, interrupted() and not trainer.finished


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """Note the first Ctrl-C in place of raising; the second one raises KeyboardInterrupt as ever."""
    noted = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal noted
        noted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.getsignal(signal.SIGINT)
    if before != signal.SIG_IGN:  # a shell starts what runs in the background so
        signal.signal(signal.SIGINT, note)
    try:
        yield lambda: noted
    finally:
        signal.signal(signal.SIGINT, before)
