"""The training behind the screen: the one worker there is, what it is told, and what is heard from it."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from math import isnan

from nntui.tui.restarts import Restarts
from nntui.tui.scene import Scene
from nntui.worker.client import COMMAND, RefusedError, WorkerClient, WorkerError
from nntui.worker.patience import HANG_SECONDS, longest_stretch
from nntui.worker.protocol import ProtocolError, Snapshot

_ASKED_FOR = {True: "training", False: "paused"}
"""The state that a worker is asked for, by whether training is wanted."""


class Training:
    """Owns the worker, hands it the scene that is on show, and tells the screen what comes of it.

    current: gives the scene of the moment, which a new worker takes up from its snapshot. on_snapshot: told each
    snapshot and what to call once it is drawn, which lets the next one come. on_refusal: told what the worker could
    not build. on_loss: told when the worker is gone; `trouble` is "starting" then if another one takes its place by
    itself. is_wanted: whether to train or to pause, which a worker is told when it starts. Commands go nowhere while
    there is no worker.
    """

    def __init__(
        self,
        current: Callable[[], Scene],
        on_snapshot: Callable[[Snapshot, Callable[[], None]], None],
        on_refusal: Callable[[RefusedError], None],
        on_loss: Callable[[], None],
        is_wanted: bool = True,
        command: Sequence[str] = COMMAND,
        hang_seconds: float = HANG_SECONDS,
    ) -> None:
        self._current = current
        self._on_snapshot, self._on_refusal, self._on_loss = on_snapshot, on_refusal, on_loss
        self._command, self._hang_seconds = command, hang_seconds
        self._restarts = Restarts()
        self._is_known = False  # whether a worker ever told anything: if not, another one will not either
        self._left = asyncio.Event()
        self.on_state: Callable[[Snapshot], None] = lambda _: None
        self._client: WorkerClient | None = None
        self._can_hear = False
        self._owed: list[Callable[[WorkerClient], None]] = []  # asked for before it could hear
        self.is_wanted = is_wanted
        self._study = 0  # the number of the last one that was asked for
        self._state: Snapshot | None = None  # the last snapshot with a trainer

    trouble: str | None = "starting"
    """What the worker cannot say itself: "starting" or "gone"; None while it speaks."""

    reason = ""
    """Why there is no worker, as a sentence."""

    @property
    def has_worker(self) -> bool:
        """Whether there is a worker, though it may still be starting."""
        return self._client is not None or self.trouble == "starting"

    @property
    def pid(self) -> int | None:
        """Process id of the worker, None where there is none."""
        return self._client.pid if self._client is not None else None

    @property
    def state_seconds(self) -> float:
        """How long the last state took to come in."""
        return self._client.state_seconds if self._client is not None else 0.0

    @property
    def next_epoch(self) -> int | None:
        """The epoch at which another worker would take the run up; None where the run has not begun."""
        start = self._start()
        return start.epoch if start is not None else None

    async def follow(self) -> None:
        """Run a worker, from the last state or snapshot if there is one, and hear its snapshots until it ends.

        One that was lost is followed by another, as often as that is granted.
        """
        self._left.clear()
        while (lost := await self._follow_one()) is not None:
            wait = self._restarts.next_wait() if self._is_known else None
            self._lose(lost, will_restart=wait is not None)
            if wait is None or await self._is_left_within(wait):
                return

    async def _follow_one(self) -> str | None:
        """Run one worker to its end; why it was lost, or None if it ended because it was told to."""
        client = self._client = WorkerClient(self._command, self._hang_seconds)
        try:
            await client.start()
            start = self._start()
            self._configure(client, start)
            if self._study > _studied(start):
                client.study(self._study)  # the worker before did not live to tell what came of it
            owed = self._owed
            self.set_wanted(self.is_wanted)
            self._can_hear = True
            for command in owed:
                command(client)
            async for event in client.snapshots():
                if client is not self._client:
                    return None
                if isinstance(event, RefusedError):
                    self._on_refusal(event)
                    continue
                self._check(event)
                if event.trainer is not None:
                    self._state = event
                    self.on_state(event)
                else:
                    self._take(event, client)
        except WorkerError as error:
            await client.stop()
            return str(error) if client is self._client else None
        return None

    def _check(self, snapshot: Snapshot) -> None:
        try:
            self._current().check(snapshot)
        except ProtocolError as error:
            raise WorkerError(f"the worker sent {error}") from None

    def _take(self, snapshot: Snapshot, client: WorkerClient) -> None:
        self._is_known, self.trouble, self.reason = True, None, ""
        self._on_snapshot(self._as_wanted(snapshot), client.acknowledge)

    def _as_wanted(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot in the state that was asked for: one that was under way then would take the answer back."""
        if snapshot.state not in _ASKED_FOR.values():
            return snapshot
        return replace(snapshot, state=_ASKED_FOR[self.is_wanted])

    def _start(self) -> Snapshot | None:
        """Where a worker takes the run up: exactly at the last state that was told of it, or about where it is."""
        scene, state = self._current(), self._state
        is_exact = scene.snapshot is not None and scene.snapshot.trainer is not None
        return state if state and state.trainer and state.run == scene.run and not is_exact else scene.snapshot

    async def _is_left_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._left.wait()
        return self._left.is_set()

    def expect(self) -> None:
        """Forget what became of the last worker: another one is about to start, to train."""
        self.is_wanted, self.trouble, self.reason = True, "starting", ""

    async def leave(self) -> None:
        """End the worker; what it still says is not heard."""
        self._left.set()
        client, self._client, self._can_hear = self._client, None, False
        if client is not None:
            await client.stop()

    def configure(self) -> None:
        """Hand over the scene's hyperparameters and lessons: live under the same run, a new network under another.

        The worker takes a new run up where the scene's snapshot has it, if that has a trainer.
        """
        if self._client is not None:
            snapshot = self._current().snapshot
            self._configure(self._client, snapshot if snapshot is not None and snapshot.trainer is not None else None)

    def set_pace(self) -> None:
        """Hold the worker to the pace that the scene asks for."""
        if self._client is not None:
            self._client.pace(self._current().steps_per_second())

    def set_wanted(self, is_wanted: bool) -> None:
        """Train until all epochs are done, or pause."""
        self.is_wanted, self._owed = is_wanted, []
        if self._client is not None:
            self._client.train() if is_wanted else self._client.pause()

    def hold(self) -> None:
        """Train nothing until go_on(), though it stays wanted: the process is about to be stopped."""
        if self._client is not None:
            self._client.pause()

    def go_on(self) -> None:
        """Train again if that was wanted before hold()."""
        self.set_wanted(self.is_wanted)

    def study(self) -> int:
        """Learn the lessons handed over at once, whether or not it trains; if there is no worker, when there is one.

        Return the number that the progress of this study will have.
        """
        snapshot = self._current().snapshot
        progress = snapshot.lessons if snapshot is not None else None
        self._study = max(self._study, progress.studies if progress is not None else 0) + 1
        if self._client is not None:
            self._client.study(self._study)
        return self._study

    def save(self) -> bool:
        """Ask for a snapshot with a trainer, which on_state is told; False where there is nobody to ask yet."""
        if self._client is None or not self._can_hear:
            return False
        self._client.save()
        return True

    def epoch(self) -> None:
        """Train to the end of the epoch, or one epoch, then pause."""
        self._owe(WorkerClient.epoch)

    def minibatch(self) -> None:
        """Train one minibatch, then pause."""
        self._owe(WorkerClient.minibatch)

    def _owe(self, command: Callable[[WorkerClient], None]) -> None:
        self.is_wanted = False
        if self._client is not None and self._can_hear:
            command(self._client)
        elif self.has_worker:
            self._owed.append(command)

    def _configure(self, client: WorkerClient, resume_from: Snapshot | None = None) -> None:
        scene = self._current()
        samples, lessons = len(scene.data.train) + len(scene.data.test), scene.lessons()
        stretch = longest_stretch(len(scene.network.parameters), sum(scene.network.sizes), samples)
        client.configure(scene.run, scene.hyperparameters, lessons, resume_from, stretch)
        self.set_pace()

    def _lose(self, reason: str, will_restart: bool) -> None:
        self._client, self._can_hear, self._owed = None, False, []
        self.trouble, self.reason = "starting" if will_restart else "gone", f"{reason[0].upper()}{reason[1:]}."
        if self._restarts.recent and not will_restart:
            self.reason += f" It was restarted {self._restarts.recent} times in a minute."
        self._on_loss()


def _studied(snapshot: Snapshot | None) -> int:
    """The number of the last study whose outcome the snapshot tells."""
    progress = snapshot.lessons if snapshot is not None else None
    return progress.studies if progress is not None and not isnan(progress.accuracy_after) else 0
