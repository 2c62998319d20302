"""The screen's side of the worker: start it, tell it what to do, hear from it, notice when it is gone."""

import asyncio
import shlex
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from time import monotonic
from typing import Any

import numpy as np

import nntui
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.kinds import shown
from nntui.tasks.task import Samples
from nntui.worker.child import Child, last_line, quoted
from nntui.worker.patience import HANG_SECONDS, Patience
from nntui.worker.protocol import (
    PREFIX_BYTES,
    PROTOCOL,
    Frame,
    ProtocolError,
    Snapshot,
    content_lengths,
    decode,
    encode,
    find_hello,
    resume_frame_parts,
    snapshot_of,
)

COMMAND = (sys.executable, "-m", "nntui.worker")

_STARTING_SECONDS = 30.0
_PING_SECONDS = 2.0
_MOST_CHATTER = 64 * 1024  # bytes before the hello: what shells and sshd have to say to those who log in
_MOST_OF_COMMAND = 40  # characters


class WorkerError(Exception):
    """The worker cannot be started, has died, hangs or talks nonsense: the text says which, in one line."""


class RefusedError(Exception):
    """The worker could not build what it was asked for: the field and the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class WorkerClient:
    """One worker, here or at the far end of a command. Start it, then iterate over snapshots() while calling the rest.

    Commands are written at once and never waited for; they are small, and the worker reads them in a thread. It is
    taken to hang when it has been silent for hang_seconds, and longer where it has long stretches of work.
    """

    def __init__(self, command: Sequence[str] = COMMAND, hang_seconds: float = HANG_SECONDS) -> None:
        self._command = command
        self._child = Child(command)
        self._heard = bytearray()
        self._patience = Patience(hang_seconds)
        self._ping_seconds = min(_PING_SECONDS, hang_seconds / 4)
        self._pings = self._answered = 0
        self._may_refuse = 0  # configurations that it may yet refuse
        self._frame_seconds = 0.0  # that the last frame took to come in, from its first bytes on
        self.state_seconds = 0.0  # that the last state took
        self._may_save = 0  # states that it may yet tell
        self._may_tell = True  # whether the last snapshot was acknowledged
        self._hearers: dict[str, Callable[[Frame], Snapshot | RefusedError | None]] = {
            "snapshot": self._hear_snapshot,
            "state": self._hear_state,
            "refused": self._hear_refusal,
            "pong": self._hear_pong,
        }

    @property
    def pid(self) -> int | None:
        """Process id of the worker, or of the command that leads to it; None before start()."""
        return self._child.pid

    async def start(self) -> None:
        """Start the process and check that both sides are of the same version. Raises WorkerError."""
        try:
            await self._child.start()
        except (OSError, ValueError) as error:  # a zero byte in the command is a ValueError
            reason = getattr(error, "strerror", None) or str(error)
            raise WorkerError(f"the worker cannot be started: {quoted(self._command[0])}: {reason}") from None
        try:
            await self._hear_hello()
        except BaseException:
            await self.stop()
            raise

    async def _hear_hello(self) -> None:
        try:
            async with asyncio.timeout(_STARTING_SECONDS):
                hello = await self._after_chatter()
        except TimeoutError:
            raise WorkerError(f"the worker did not greet in {_STARTING_SECONDS:g} s{self._chatter()}") from None
        spoken = hello.values.get("protocol"), hello.values.get("version")
        if spoken != (PROTOCOL, nntui.__version__):
            protocol, version = (quoted(str(value)) for value in spoken)
            raise WorkerError(
                f"{self._name()} speaks protocol {protocol} (nntui {version}), this screen protocol {PROTOCOL}"
                f" (nntui {nntui.__version__}): install the same version on both sides"
            )

    async def _after_chatter(self) -> Frame:
        while (found := find_hello(self._heard)) is None:
            if len(self._heard) > _MOST_CHATTER:
                raise WorkerError(f"the worker does not greet but goes on and on{self._chatter()}")
            if not (heard := await self._child.read()):
                raise WorkerError(f"the worker {await self._child.how_it_ended(last_line(self._heard))}")
            self._heard += heard
        hello, end = found
        del self._heard[:end]
        return hello

    def _chatter(self) -> str:
        line = quoted(last_line(self._heard[-_MOST_CHATTER:]))
        return f": {line}" if line else ""

    def _name(self) -> str:
        if self._command == COMMAND:
            return "the worker"
        command = shlex.join(self._command)
        short = command if len(command) <= _MOST_OF_COMMAND else f"{command[: _MOST_OF_COMMAND - 1]}…"
        return f"the worker of “{quoted(short)}”"

    async def snapshots(self) -> AsyncIterator[Snapshot | RefusedError]:
        """Every snapshot as it comes, each to be acknowledged but those with a trainer, which answer save().

        A refusal where one comes instead.

        Raises WorkerError when the worker dies, hangs, or sends what it has not been asked for.
        """
        while True:
            try:
                frame = await self._next_frame()
                if frame.type not in self._hearers:
                    raise ProtocolError(f"a frame of the type {shown(frame.type)}")
                event = self._hearers[frame.type](frame)
            except ProtocolError as error:
                raise WorkerError(f"the worker sent {quoted(str(error))}") from None
            if event is not None:
                yield event

    def _hear_snapshot(self, frame: Frame) -> Snapshot:
        if not self._may_tell:
            raise ProtocolError("a snapshot before the last one was acknowledged")
        self._may_tell = False
        snapshot = snapshot_of(frame)
        self._child.forget_errors()  # it works: what ssh or NumPy warned of is not what it dies of
        return snapshot

    def _hear_state(self, frame: Frame) -> Snapshot:
        if not self._may_save:
            raise ProtocolError("a state that nobody asked for")
        self._may_save -= 1
        self.state_seconds = self._frame_seconds
        return snapshot_of(frame)

    def _hear_refusal(self, frame: Frame) -> RefusedError:
        if not self._may_refuse:
            raise ProtocolError("a refusal of nothing")
        self._may_refuse -= 1
        return RefusedError(*(quoted(str(frame.values.get(name, ""))) for name in ("key", "reason")))

    def _hear_pong(self, frame: Frame) -> None:
        number = frame.values.get("number")
        if type(number) is not int or not self._answered < number <= self._pings:
            raise ProtocolError(f"an answer to the ping {shown(number)}")
        self._answered = number
        self._patience.answered(number)

    def configure(
        self,
        run: int,
        hyperparameters: Hyperparameters,
        lessons: Samples | None = None,
        resume_from: Snapshot | None = None,
        stretch: float = 0.0,
    ) -> None:
        """Hand over the hyperparameters: under the same run to be applied live, under a new one to start afresh.

        lessons: labelled samples to train on beside the problem's own, in place of those before; None: as before.
        resume_from: where the worker is to take a run up that it does not know; exactly there if it has a trainer.
        stretch: for how many seconds this may keep it from answering.
        """
        config = {name: table for name, table in hyperparameters.plain().items() if isinstance(table, Mapping)}
        values: dict[str, Any] = {"run": run, "config": config}  # title and description, of any length, mean nothing
        arrays = {}
        if lessons is not None:
            arrays = {"lesson_inputs": lessons.inputs, "lesson_labels": lessons.targets.astype(np.float64)}
        if resume_from is not None:
            where, held = resume_frame_parts(resume_from)
            values, arrays = values | where, arrays | held
        self._may_refuse += 1
        size = self._send(Frame("configure", values, arrays))
        self._patience.expect(self._ping(), stretch, size)

    def study(self, number: int) -> None:
        """Learn the lessons at once, whether or not it trains; the number comes back with what came of it."""
        self._send(Frame("study", {"number": number}))

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

    def save(self) -> None:
        """Ask for a snapshot with a trainer, all that a run needs to go on from there."""
        self._may_save += 1
        self._send(Frame("save"))

    def acknowledge(self) -> None:
        """Say that the last snapshot has been drawn, so that the next one may come."""
        self._may_tell = True
        self._send(Frame("acknowledge"))

    async def stop(self) -> None:
        """End the process: by hanging up, and by force if it does not go."""
        await self._child.stop()

    def _ping(self) -> int:
        self._pings += 1
        self._send(Frame("ping", {"number": self._pings}))
        return self._pings

    def _send(self, frame: Frame) -> int:
        content = encode(frame)
        self._child.write(content)
        return len(content)

    async def _next_frame(self) -> Frame:
        header_length, body_length = content_lengths(await self._exactly(PREFIX_BYTES))
        start = monotonic()
        frame = decode(await self._exactly(header_length), await self._exactly(body_length))
        self._frame_seconds = monotonic() - start
        return frame

    async def _exactly(self, count: int) -> bytes:
        while len(self._heard) < count:
            self._heard += await self._hear()
        with memoryview(self._heard) as heard:
            taken = bytes(heard[:count])
        del self._heard[:count]
        return taken

    async def _hear(self) -> bytes:
        """More of what the worker says; it is asked for a word when it says nothing. Raises WorkerError."""
        # added up, not read off a clock: a screen that was stopped itself takes no worker for one that hangs
        silence = 0.0
        while silence < self._patience.seconds:
            try:
                async with asyncio.timeout(self._ping_seconds):
                    if heard := await self._child.read():
                        return heard
                break
            except TimeoutError:
                silence += self._ping_seconds
            if self._child.has_ended:
                break
            self._ping()
        else:
            raise WorkerError(f"the worker has not answered for {silence:g} s")
        raise WorkerError(f"the worker {await self._child.how_it_ended()}")
