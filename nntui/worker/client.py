"""The screen's side of the worker: start it, tell it what to do, hear from it, notice when it is gone."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

import numpy as np

from nntui.experiment.files import harmless
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.tasks.task import Samples
from nntui.worker.protocol import (
    PREFIX_BYTES,
    PROTOCOL,
    Frame,
    ProtocolError,
    Snapshot,
    content_lengths,
    decode,
    encode,
    snapshot_of,
)

COMMAND = (sys.executable, "-m", "nntui.worker")

_STARTING_SECONDS = 20.0
_STOPPING_SECONDS = 0.3
_STDERR_BYTES = 4096
_READ_BYTES = 64 * 1024


class WorkerError(Exception):
    """The worker cannot be started, has died or talks nonsense: the text says which, in one line."""


class RefusedError(Exception):
    """The worker could not build what it was asked for: the field and the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class WorkerClient:
    """One worker process. Start it, then iterate over snapshots() while calling the other methods.

    Commands are written at once and never waited for; they are small, and the worker reads them in a thread.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._errors = b""
        self._listening: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """Process id of the worker, None before start()."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process and check that both sides speak the same protocol. Raises WorkerError."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={"OPENBLAS_NUM_THREADS": "1", **os.environ},
                start_new_session=True,  # Ctrl-C in the terminal is for the screen alone
            )
        except OSError as error:
            raise WorkerError(f"the worker cannot be started: {error.strerror}") from None
        self._listening = asyncio.create_task(self._keep_errors())
        try:
            await self._hear_hello()
        except BaseException:
            await self.stop()
            raise

    async def _hear_hello(self) -> None:
        try:
            hello = await asyncio.wait_for(self._next_frame(), _STARTING_SECONDS)
        except TimeoutError:
            raise WorkerError(f"the worker said nothing for {_STARTING_SECONDS:g} s") from None
        if hello.type != "hello" or hello.values.get("protocol") != PROTOCOL:
            spoken = hello.values.get("protocol", "none")
            raise WorkerError(f"the worker speaks protocol {spoken}, this screen {PROTOCOL}")

    async def snapshots(self) -> AsyncIterator[Snapshot | RefusedError]:
        """Every snapshot as it comes, each to be acknowledged; a refusal where one comes instead.

        Raises WorkerError when the worker dies.
        """
        while True:
            frame = await self._next_frame()
            if frame.type == "snapshot":
                try:
                    yield snapshot_of(frame)
                except ProtocolError as error:
                    raise WorkerError(f"the worker sent {error}") from None
            elif frame.type == "refused":
                yield RefusedError(str(frame.values.get("key")), str(frame.values.get("reason")))

    def configure(
        self,
        run: int,
        hyperparameters: Hyperparameters,
        lessons: Samples | None = None,
        resume_from: Snapshot | None = None,
    ) -> None:
        """Hand over the hyperparameters: under the same run to be applied live, under a new one to start afresh.

        lessons: labelled samples to train on beside the problem's own, in place of those before; None: as before.
        resume_from: where a new worker is to take the run up again.
        """
        values: dict[str, Any] = {"run": run, "config": hyperparameters.plain()}
        arrays = {}
        if lessons is not None:
            arrays = {"lesson_inputs": lessons.inputs, "lesson_labels": lessons.targets.astype(np.float64)}
        if resume_from is not None:
            arrays |= {"history": resume_from.history, "parameters": resume_from.parameters}
            values |= {"epoch": resume_from.epoch, "steps": resume_from.steps}
        self._send(Frame("configure", values, arrays))

    def study(self) -> None:
        """Learn the lessons at once, whether or not it trains."""
        self._send(Frame("study"))

    def train(self) -> None:
        """Train until all epochs are done."""
        self._send(Frame("train"))

    def pause(self) -> None:
        """Stop training until told otherwise."""
        self._send(Frame("pause"))

    def epoch(self) -> None:
        """Train one epoch, or to the end of the one that is under way, then pause."""
        self._send(Frame("epoch"))

    def minibatch(self) -> None:
        """Train one minibatch, then pause."""
        self._send(Frame("minibatch"))

    def pace(self, steps_per_second: float) -> None:
        """Hold training to so many minibatches a second; 0 for as fast as it goes."""
        self._send(Frame("pace", {"steps_per_second": steps_per_second}))

    def acknowledge(self) -> None:
        """Say that the last snapshot has been drawn, so that the next one may come."""
        self._send(Frame("acknowledge"))

    async def stop(self) -> None:
        """End the process: by hanging up, and by force if it does not go."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        ending = asyncio.gather(process.wait(), self._discard_output())
        try:
            await asyncio.wait_for(asyncio.shield(ending), _STOPPING_SECONDS)
        except TimeoutError:
            if process.returncode is None:
                process.kill()
            await ending
        if self._listening is not None:
            self._listening.cancel()

    async def _discard_output(self) -> None:
        # process.wait() does not return before the pipes have come to their end, and a pipe that nobody reads does not
        assert self._process is not None and self._process.stdout is not None
        async with self._reading:
            while await self._process.stdout.read(_READ_BYTES):
                pass

    def _send(self, frame: Frame) -> None:
        if self._process is not None and self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(encode(frame))

    async def _next_frame(self) -> Frame:
        assert self._process is not None and self._process.stdout is not None
        stream = self._process.stdout
        try:
            async with self._reading:
                header_length, body_length = content_lengths(await stream.readexactly(PREFIX_BYTES))
                header = await stream.readexactly(header_length)
                return decode(header, await stream.readexactly(body_length))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerError(await self._last_words()) from None
        except ProtocolError as error:
            raise WorkerError(f"the worker sent {error}") from None

    async def _last_words(self) -> str:
        assert self._process is not None
        code = await self._process.wait()
        if self._listening is not None:
            await asyncio.wait([self._listening])  # not the task itself: stop() may cancel it
        lines = [line for line in self._errors.decode(errors="replace").splitlines() if line.strip()]
        said = f": {harmless(lines[-1].strip())}" if lines else ""
        how = f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"
        return f"the worker {how}{said}"

    async def _keep_errors(self) -> None:
        assert self._process is not None and self._process.stderr is not None
        while heard := await self._process.stderr.read(_READ_BYTES):
            self._errors = (self._errors + heard)[-_STDERR_BYTES:]
