"""Runs of a sweep on a Dask cluster, through the same interface as the processes of this machine."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from time import monotonic, sleep

from distributed import Client
from distributed.scheduler import KilledWorker

from nntui.experiment.dask_lookout import Lookout
from nntui.experiment.sweep import LOST, Place, SweepError

_TIMEOUT = 10
"""Seconds that the scheduler has to answer."""
_TOLD_AFTER = 3
"""Seconds of waiting from which on the user is told of it."""
_LOOK = 0.1
"""Seconds between two looks whether it has answered."""


def dask_cluster(address: str, patience: float, say: Callable[[str], None]) -> Place:
    """The workers of the scheduler at `address`, such as tcp://host:8786. Raises SweepError where none answers.

    patience: seconds to wait for a worker, at first and wherever there is none any more. say: shows the user a line.
    """
    for name in logging.root.manager.loggerDict:
        if name.startswith("distributed"):  # what matters is told in one line
            logging.getLogger(name).setLevel(logging.CRITICAL)
    cluster = _Cluster(address, patience, say)
    with cluster.looked_at():  # before there is anything to keep: Ctrl-C ends the program at once
        return Place(cluster.executor, cluster.check, (*LOST, KilledWorker))


class _Cluster:
    """A scheduler with its workers, as long as there are any. Its methods raise SweepError."""

    def __init__(self, address: str, patience: float, say: Callable[[str], None]) -> None:
        self._address, self._patience, self._say = address, patience, say
        self._lookout = Lookout(address, _TIMEOUT)
        self._stop_waiting()

    @contextmanager
    def looked_at(self) -> Iterator[None]:
        """Keep an eye on the scheduler, from its first answer on."""
        self._stop_waiting()
        with Lookout(self._address, _TIMEOUT) as self._lookout:
            while self._lookout.workers is None:
                if self._waited_for("the scheduler to answer") > _TIMEOUT or self._lookout.is_hopeless:
                    raise self._no_answer(self._lookout.trouble)
                sleep(_LOOK)
            self._stop_waiting()
            yield

    @contextmanager
    def executor(self) -> Iterator[Executor]:
        """What runs are handed to; they wait there until there are workers."""
        with self.looked_at():
            try:
                client = Client(self._address, timeout=_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
            except Exception as error:  # it has gone just now
                raise self._no_answer(str(error)) from None
            executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
            try:
                yield executor
            finally:
                executor.shutdown(wait=False)  # which cancels there what is not done
                client.close(timeout=_TIMEOUT)  # type: ignore[no-untyped-call]

    def check(self) -> None:
        """See whether there are workers, or may yet be."""
        if self._lookout.workers:
            self._stop_waiting()
        elif self._waited_for("workers, of which it has none") > self._patience:
            raise SweepError(f"{self._address}: no worker has come for {self._patience:g} s")

    def _no_answer(self, reason: str) -> SweepError:
        return SweepError(f"{self._address}: no Dask scheduler answers there: {reason}")

    def _stop_waiting(self) -> None:
        self._waiting_since: float | None = None
        self._is_told = False

    def _waited_for(self, what: str) -> float:
        """For how many seconds; where these are many, the user is told once."""
        now = monotonic()
        self._waiting_since = now if self._waiting_since is None else self._waiting_since
        seconds = now - self._waiting_since
        if seconds > _TOLD_AFTER and not self._is_told:
            self._is_told = True
            self._say(f"{self._address}: waiting for {what}")
        return seconds
