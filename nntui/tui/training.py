"""The training behind the screen: the one worker there is, what it is told, and what is heard from it."""

from collections.abc import Callable, Sequence

from nntui.tui.scene import Scene
from nntui.worker.client import COMMAND, RefusedError, WorkerClient, WorkerError
from nntui.worker.protocol import Snapshot


class Training:
    """Owns the worker, hands it the scene that is on show, and tells the screen what comes of it.

    current: gives the scene of the moment, which a new worker takes up from its snapshot. on_snapshot: told each
    snapshot and what to call once it is drawn, which lets the next one come. on_refusal: told what the worker could
    not build. on_loss: told when the worker is gone. is_wanted: whether to train or to pause, which a worker is told
    when it starts. Commands go nowhere while there is no worker.
    """

    def __init__(
        self,
        current: Callable[[], Scene],
        on_snapshot: Callable[[Snapshot, Callable[[], None]], None],
        on_refusal: Callable[[RefusedError], None],
        on_loss: Callable[[], None],
        is_wanted: bool = True,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._current = current
        self._on_snapshot, self._on_refusal, self._on_loss = on_snapshot, on_refusal, on_loss
        self._command = command
        self._client: WorkerClient | None = None
        self.is_wanted = is_wanted

    trouble: str | None = None
    """What the worker cannot say itself: "starting" or "gone"; None while it speaks."""

    reason = ""
    """Why there is no worker, as a sentence."""

    @property
    def has_worker(self) -> bool:
        """Whether there is a worker, though it may still be starting."""
        return self._client is not None

    @property
    def pid(self) -> int | None:
        """Process id of the worker, None where there is none."""
        return self._client.pid if self._client is not None else None

    async def follow(self) -> None:
        """Run a worker, from the last snapshot if there is one, and hear its snapshots until it ends."""
        client = self._client = WorkerClient(self._command)
        try:
            await client.start()
            scene = self._current()
            client.configure(scene.run, scene.hyperparameters, scene.lessons(), scene.snapshot)
            self.set_pace()
            self.set_wanted(self.is_wanted)
            async for event in client.snapshots():
                if client is not self._client:
                    return
                if isinstance(event, RefusedError):
                    self._on_refusal(event)
                else:
                    self.trouble = None
                    self._on_snapshot(event, client.acknowledge)
        except WorkerError as error:
            await client.stop()
            if client is self._client:  # otherwise it ended because it was told to
                self._lose(str(error))

    def expect(self) -> None:
        """Forget what became of the last worker: another one is about to start, to train."""
        self.is_wanted, self.trouble, self.reason = True, "starting", ""

    async def leave(self) -> None:
        """End the worker; what it still says is not heard."""
        client, self._client = self._client, None
        if client is not None:
            await client.stop()

    def configure(self) -> None:
        """Hand over the scene's hyperparameters and lessons: live under the same run, a new network under another."""
        if self._client is not None:
            scene = self._current()
            self._client.configure(scene.run, scene.hyperparameters, scene.lessons())
            self.set_pace()

    def set_pace(self) -> None:
        """Hold the worker to the pace that the scene asks for."""
        if self._client is not None:
            self._client.pace(self._current().steps_per_second())

    def set_wanted(self, is_wanted: bool) -> None:
        """Train until all epochs are done, or pause."""
        self.is_wanted = is_wanted
        if self._client is not None:
            self._client.train() if is_wanted else self._client.pause()

    def hold(self) -> None:
        """Train nothing until go_on(), though it stays wanted: the process is about to be stopped."""
        if self._client is not None:
            self._client.pause()

    def go_on(self) -> None:
        """Train again if that was wanted before hold()."""
        self.set_wanted(self.is_wanted)

    def study(self) -> None:
        """Learn the scene's lessons at once, whether or not it trains."""
        self.configure()
        if self._client is not None:
            self._client.study()

    def epoch(self) -> None:
        """Train to the end of the epoch, or one epoch, then pause."""
        self.is_wanted = False
        if self._client is not None:
            self._client.epoch()

    def minibatch(self) -> None:
        """Train one minibatch, then pause."""
        self.is_wanted = False
        if self._client is not None:
            self._client.minibatch()

    def _lose(self, reason: str) -> None:
        self._client = None
        self.trouble, self.reason = "gone", f"{reason[0].upper()}{reason[1:]}."
        self._on_loss()
