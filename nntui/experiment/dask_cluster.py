"""Runs of a sweep on a Dask cluster, through the same interface as the processes of this machine."""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from distributed import Client
from distributed.scheduler import KilledWorker

from nntui.experiment.sweep import LOST, Executors, SweepError

LOST_ON_CLUSTER = (*LOST, KilledWorker)
"""How a run ends that several workers were killed with, or that the scheduler has forgotten."""

_TIMEOUT = 10
"""Seconds that the scheduler has to answer."""


def dask_cluster(address: str) -> Executors:
    """The workers of the scheduler at `address`, such as tcp://host:8786. Raises SweepError where none answers."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in one line

    @contextmanager
    def make() -> Iterator[Executor]:
        try:
            client = Client(address, timeout=_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise SweepError(f"{address}: no Dask scheduler answers there: {error}") from None
        executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)  # which cancels there what is not done
            client.close(timeout=_TIMEOUT)  # type: ignore[no-untyped-call]

    return make
