"""The process at the other end of the pipes, whatever it is: started without a shell, heard, ended for certain."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process, SubprocessStreamProtocol
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from nntui.experiment.files import harmless

_STOPPING_SECONDS = 0.3
_KILLING_SECONDS = 1.0
_LAST_WORDS_SECONDS = 0.5
_STDERR_BYTES = 4096
_READ_BYTES = 64 * 1024
_STDERR_PAUSE = 0.02  # seconds: what chatters without end is not to keep the screen busy
_MOST_QUOTED = 160  # characters


class Child:
    """One process with pipes for stdin, stdout and stderr, in a session of its own.

    It has no terminal, then: Ctrl-C is for the screen alone, and an ssh that would ask for a password cannot.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._transport: asyncio.SubprocessTransport | None = None
        self._process: Process | None = None
        self._errors = b""
        self._listening: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """Process id, None before start()."""
        return self._process.pid if self._process else None

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone, although what it started may still have its output open."""
        return self._process is not None and self._process.returncode is not None

    async def start(self) -> None:
        """Start the process. Raises OSError, and ValueError for what can be no command."""
        loop = asyncio.get_running_loop()
        # as asyncio.create_subprocess_exec() does, which keeps the transport, and so the means to close it, to itself
        self._transport, protocol = await loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(_READ_BYTES, loop),
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={"OPENBLAS_NUM_THREADS": "1", **os.environ},
            start_new_session=True,
        )
        self._process = Process(self._transport, protocol, loop)
        self._listening = asyncio.create_task(self._keep_errors())

    def write(self, content: bytes) -> None:
        """Give it something to read, and wait for nothing; where it is gone, that is no error."""
        if self._process is not None and self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(content)

    async def read(self) -> bytes:
        """The next part of its output; nothing at the end of it."""
        assert self._process is not None and self._process.stdout is not None
        async with self._reading:
            try:
                return await self._process.stdout.read(_READ_BYTES)
            except ConnectionError:
                return b""

    def forget_errors(self) -> None:
        """Do not take what stood on stderr so far for its last words."""
        self._errors = b""

    async def stop(self) -> None:
        """End the process: by hanging up, and by force if it does not go."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        ending = asyncio.gather(process.wait(), self._discard_output())
        if not await _is_done_within(_STOPPING_SECONDS, ending):
            self._kill()
            if not await _is_done_within(_KILLING_SECONDS, ending):  # something else has the pipes and keeps them
                ending.cancel()
                with suppress(asyncio.CancelledError):
                    await ending
        if self._listening is not None:
            self._listening.cancel()
        if self._transport is not None:
            self._transport.close()

    async def how_it_ended(self, otherwise: str = "") -> str:
        """Once its output is at an end: how that came, with its last words, or with others if it had none."""
        assert self._process is not None
        await _is_done_within(_KILLING_SECONDS, asyncio.ensure_future(self._process.wait()))
        if self._listening is not None:  # not to be cancelled by a time limit: stop() does that
            await asyncio.wait([self._listening], timeout=_LAST_WORDS_SECONDS)
        said = quoted(last_line(self._errors) or otherwise).rstrip(".")
        return f"{_ending(self._process.returncode)}{said and f': {said}'}"

    def _kill(self) -> None:
        assert self._process is not None
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)  # it leads a group of its own
            elif self._process.returncode is None:
                self._process.kill()

    async def _discard_output(self) -> None:
        # process.wait() does not return before the pipes have come to their end, and a pipe that nobody reads does not
        while await self.read():
            pass

    async def _keep_errors(self) -> None:
        assert self._process is not None and self._process.stderr is not None
        while heard := await self._process.stderr.read(_READ_BYTES):
            self._errors = (self._errors + heard)[-_STDERR_BYTES:]
            await asyncio.sleep(_STDERR_PAUSE)


def last_line(content: bytes | bytearray) -> str:
    """The last line that is not blank, or nothing."""
    lines = [line.strip() for line in content.decode(errors="replace").splitlines()]
    return next((line for line in reversed(lines) if line), "")


def quoted(text: str) -> str:
    """What another program said, fit to be shown: short, and harmless to a terminal."""
    return harmless(text if len(text) <= _MOST_QUOTED else f"{text[: _MOST_QUOTED - 1]}…")


def _ending(code: int | None) -> str:
    if code is None:
        return "hung up"
    return f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"


async def _is_done_within(seconds: float, future: "asyncio.Future[Any]") -> bool:
    await asyncio.wait([future], timeout=seconds)
    return future.done()
