"""How many workers a Dask scheduler has: asked again and again in a thread, so that nothing else waits for it."""

import asyncio
from threading import Event, Thread

from distributed import Security
from distributed.core import rpc

_PAUSE = 0.5
"""Seconds between two questions."""


class Lookout:
    """What is known of the scheduler at an address.

    workers: how many it has; None while it does not answer. trouble: why it does not. is_hopeless: whether it never
    will, since what is there is no scheduler, or the address is none.
    """

    def __init__(self, address: str, timeout: float) -> None:
        self.workers: int | None = None
        self.trouble = "no answer"
        self.is_hopeless = False
        self._address, self._timeout = address, timeout
        self._ended = Event()

    def __enter__(self) -> "Lookout":
        Thread(target=self._ask, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()

    def _ask(self) -> None:
        while not self._ended.is_set() and not self.is_hopeless:
            try:
                self.workers = asyncio.run(asyncio.wait_for(_count(self._address), self._timeout))
            except OSError as error:
                self.workers, self.trouble = None, str(error) or "no answer"
            except Exception as error:
                # Dask takes the first bytes of another program's answer for a length, and has no memory for so much
                self.trouble = "another program does" if isinstance(error, MemoryError) else str(error)
                self.workers, self.is_hopeless = None, True
            self._ended.wait(_PAUSE)


async def _count(address: str) -> int:
    keys = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    async with rpc(address, connection_args=keys) as scheduler:  # type: ignore[no-untyped-call]
        return int((await scheduler.identity(n_workers=0))["n_workers"])
