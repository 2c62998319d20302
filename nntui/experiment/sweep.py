"""Many runs side by side: in processes of this machine, or wherever an executor takes them. What is done is kept."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait as wait_for
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from time import perf_counter
from typing import Any

import nntui
from nntui.experiment.hyperparameters import HyperparameterError, from_plain
from nntui.experiment.trainer import Trainer

Row = dict[str, Any]
"""What came of one run: config, epochs, steps, seconds, loss and accuracy (each train and test), diverged, version."""

LOST: tuple[type[BaseException], ...] = (BrokenProcessPool, CancelledError)
"""How a run ends whose process was killed: it is not to blame, and is run again."""


@dataclass(frozen=True)
class Place:
    """Where runs are done.

    executor: makes what they are handed to; again where the first one broke. check: called again and again while there
    is nothing new; raises SweepError where nothing is to be expected any more. lost: see LOST.
    """

    executor: Callable[[], AbstractContextManager[Executor]]
    check: Callable[[], None] = lambda: None
    lost: tuple[type[BaseException], ...] = LOST


_CHUNK = 4096  # minibatches between two looks whether the run is over
_INTERVAL = 0.2
"""Seconds between two looks whether to stop."""
_MOST_BREAKS = 3
"""Without a row between them: then it is the runs that kill their processes."""


class SweepError(RuntimeError):
    """A sweep that cannot go on: the text says why."""


def run_one(config: dict[str, Any]) -> Row:
    """Train by these hyperparameters, as Hyperparameters.plain() gives them, to the end. Raises SweepError."""
    try:
        trainer = Trainer(from_plain(config))
    except HyperparameterError as error:  # a file that is gone by now, or is not where this process is
        raise SweepError(str(error)) from None
    start = perf_counter()
    while not trainer.finished:
        trainer.train_steps(min(_CHUNK, trainer.steps_left))
    seconds = perf_counter() - start
    return {
        "config": config,
        "epochs": trainer.epoch,
        "steps": trainer.steps,
        "seconds": round(seconds, 6),
        **trainer.measure().plain(),
        "diverged": trainer.diverged,
        "version": nntui.__version__,
    }


def run_all(
    configs: Sequence[dict[str, Any]], place: Place, stopping: Callable[[], bool] = lambda: False
) -> Iterator[Row | None]:
    """The row of each run as soon as it is done, in any order; None now and then while there is nothing new.

    Runs whose process was killed are run again. Ends early where stopping() says so. Raises SweepError where that goes
    on without an end, or a run cannot be had.
    """
    left, breaks = dict(enumerate(configs)), 0
    while left and not stopping():
        if breaks >= _MOST_BREAKS:
            raise SweepError(f"the processes were killed {breaks} times in a row: is there enough memory?")
        breaks += 1
        with place.executor() as executor:
            for number, row in _finished(executor, left, place, stopping):
                if row is not None:
                    del left[number]
                    breaks = 0
                yield row


def _finished(
    executor: Executor, left: dict[int, dict[str, Any]], place: Place, stopping: Callable[[], bool]
) -> Iterator[tuple[int, Row | None]]:
    """The rows of one executor, until it has none left or breaks."""
    numbers: dict[Future[Row], int] = {}
    try:
        for number, config in left.items():
            numbers[executor.submit(run_one, config)] = number
        while numbers and not stopping():
            done, _ = wait(numbers, timeout=_INTERVAL, return_when=FIRST_COMPLETED)
            broken: BaseException | None = None
            for future in done:
                number = numbers.pop(future)
                try:
                    row = _result(future, place.lost)
                except place.lost as error:
                    broken = error
                else:
                    yield number, row
            if broken is not None:
                raise broken
            if not done:
                place.check()
                yield -1, None
    except place.lost:
        return


def _result(future: Future[Row], lost: tuple[type[BaseException], ...]) -> Row:
    """The row. Raises one of `lost`, or SweepError."""
    try:
        row = future.result()
    except SweepError:
        raise
    except lost:
        raise
    except Exception as error:  # on another machine there may be no such file, package or memory
        raise SweepError(f"a run failed: {type(error).__name__}: {error}") from error
    if row["version"] != nntui.__version__:
        raise SweepError(f"expected workers that have nntui {nntui.__version__}, got {row['version']}")
    return row


def processes(count: int) -> Place:
    """So many processes of this machine, each on one core."""

    @contextmanager
    def make() -> Iterator[Executor]:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_prepare)
        try:
            yield pool
        finally:
            for child in active_children():  # one that trains would not hear of an end
                child.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    return Place(make)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _prepare() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it however it ends."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        wait_for([parent.sentinel])
        os._exit(1)
