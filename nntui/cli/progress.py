"""How far training has come: a bar on a terminal, a few plain lines elsewhere, nothing under --json."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic

from nntui.cli.streams import discard_stdout, is_terminal
from nntui.cli.training import Watch
from nntui.experiment.trainer import Trainer

_LINES = 10
_INTERVAL = 0.1
"""Seconds between two pictures of the bar."""


def progress_of(trainer: Trainer, quiet: bool) -> AbstractContextManager[Watch]:
    """What shows the progress of this run, as far as there is somebody to see it."""
    if is_terminal(sys.stderr):
        return _bar(trainer)
    return _nothing() if quiet else _lines(trainer)


@contextmanager
def _nothing() -> Iterator[Watch]:
    def watch(trainer: Trainer) -> None:
        pass

    yield watch


@contextmanager
def _lines(trainer: Trainer) -> Iterator[Watch]:
    """About ten lines on standard output, evenly spread over the epochs."""
    spacing = -(-trainer.hyperparameters.training.epochs // _LINES)
    due = spacing

    def watch(trainer: Trainer) -> None:
        nonlocal due
        if trainer.epoch < due or trainer.finished:
            return
        due = (trainer.epoch // spacing + 1) * spacing
        try:
            print(_figures(trainer), flush=True)
        except BrokenPipeError:  # nobody reads, but the model may still be wanted
            discard_stdout()

    yield watch


@contextmanager
def _bar(trainer: Trainer) -> Iterator[Watch]:
    """A bar on standard error, drawn between two chunks of training: a thread would only take time from it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    text = TextColumn("{task.fields[figures]}", markup=False)
    shown = monotonic()
    with Progress(
        BarColumn(),
        text,
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as progress:
        epochs = trainer.hyperparameters.training.epochs
        bar = progress.add_task("", total=max(epochs, 1), figures=_figures(trainer))

        def show(trainer: Trainer) -> None:
            done = trainer.epoch if epochs else 1
            progress.update(bar, completed=done, figures=_figures(trainer), refresh=True)

        def watch(trainer: Trainer) -> None:
            nonlocal shown
            if monotonic() - shown >= _INTERVAL:
                show(trainer)
                shown = monotonic()

        yield watch
        show(trainer)


def _figures(trainer: Trainer) -> str:
    metrics = trainer.measure()
    epochs = trainer.hyperparameters.training.epochs
    loss, accuracy = f"{metrics.train_loss:.4g}", f"{metrics.train_accuracy:6.1%}"
    return f"epoch {trainer.epoch:{len(str(epochs))}}/{epochs}  loss {loss:9}  accuracy {accuracy}"
