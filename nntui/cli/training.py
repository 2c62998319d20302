"""The training loop of the command line: it can be watched, and stopped by a signal without losing anything."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from types import FrameType

from nntui.experiment.trainer import Trainer

Watch = Callable[[Trainer], None]
"""Called every few steps; it decides for itself how often there is something to show."""

_STEPS = 16
"""Minibatches between two looks around: a moment, but seconds for the largest network and batch."""


_STOPPING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP


def train(trainer: Trainer, watch: Watch) -> tuple[float, int]:
    """Train to the end or to a signal; return the seconds that it took and the number of the signal, or 0.

    SIGINT (Ctrl-C), SIGTERM and SIGHUP stop it, unless they are ignored.
    """
    start = perf_counter()
    with interruption() as noted:
        while not trainer.finished and not noted():
            trainer.train_steps(min(_STEPS, trainer.steps_left))
            with suppress(OSError):  # the terminal may be gone, but the model is still wanted
                watch(trainer)
        trainer.notice_divergence()  # where it was stopped in mid-epoch
        return perf_counter() - start, 0 if trainer.finished else noted()


@contextmanager
def interruption() -> Iterator[Callable[[], int]]:
    """Note the number of the first signal in place of ending; the second one does what it ever does."""
    noted = 0

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal noted
        noted = number
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    handlers = {number: signal.getsignal(number) for number in _STOPPING}
    # a shell ignores SIGINT for what runs in the background, and nohup SIGHUP; None: not set from Python
    before = {number: handler for number, handler in handlers.items() if handler not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, note)
    try:
        yield lambda: noted
    finally:
        restore()
