"""How far training has come: on standard error a bar, or a few plain lines where that is no terminal."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from time import monotonic

from nntui.cli.streams import is_terminal, wants_colour
from nntui.cli.training import Watch
from nntui.experiment.trainer import Trainer

_LINES = 10
_INTERVAL = 0.1
"""Seconds between two pictures of the bar."""
_ROOMY = 76
"""Columns that leave room for a bar beside all figures."""


def progress_of(trainer: Trainer, quiet: bool, is_for_programs: bool) -> AbstractContextManager[Watch]:
    """What shows the progress of this run, as far as there is somebody to see it and it is not to be quiet."""
    is_watched = is_terminal(sys.stderr)
    if quiet or (is_for_programs and not is_watched):
        return nullcontext(lambda _: None)
    return _bar(trainer) if is_watched else _lines(trainer)


@contextmanager
def _lines(trainer: Trainer) -> Iterator[Watch]:
    """About ten lines, evenly spread over the epochs."""
    spacing = -(-trainer.hyperparameters.training.epochs // _LINES)
    due = spacing

    def watch(trainer: Trainer) -> None:
        nonlocal due
        if trainer.epoch < due or trainer.finished:
            return
        due = (trainer.epoch // spacing + 1) * spacing
        with suppress(OSError):  # nobody reads, but the model may still be wanted
            print(_figures(trainer), file=sys.stderr, flush=True)

    yield watch


@contextmanager
def _bar(trainer: Trainer) -> Iterator[Watch]:
    """A bar on standard error, drawn between two chunks of training: a thread would only take time from it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not wants_colour(sys.stderr))
    figures = _figures if console.width >= _ROOMY else _epochs
    text = TextColumn("{task.fields[figures]}", markup=False)
    shown = monotonic()
    progress = Progress(
        BarColumn(),
        text,
        TimeRemainingColumn(compact=True),
        console=console,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    epochs = trainer.hyperparameters.training.epochs
    bar = progress.add_task("", total=max(epochs, 1), figures=figures(trainer))

    def show(trainer: Trainer) -> None:
        done = trainer.epoch if epochs else 1
        progress.update(bar, completed=done, figures=figures(trainer), refresh=True)

    def watch(trainer: Trainer) -> None:
        nonlocal shown
        if monotonic() - shown >= _INTERVAL:
            shown = monotonic()
            show(trainer)

    progress.start()
    try:
        yield watch
        with suppress(OSError):  # the terminal may be gone by now
            show(trainer)
    finally:
        with suppress(OSError):
            progress.stop()


def _epochs(trainer: Trainer) -> str:
    epochs = trainer.hyperparameters.training.epochs
    return f"epoch {trainer.epoch:{len(str(epochs))}}/{epochs}"


def _figures(trainer: Trainer) -> str:
    metrics = trainer.measure()
    loss = f"{_epochs(trainer)}  loss {f'{metrics.train_loss:.4g}':9}"
    return f"{loss}  accuracy {metrics.train_accuracy:6.1%}" if trainer.ends.classes else loss.rstrip()
