"""Keeps the session in files while it changes, and at the end, so that little is lost however the program ends.

What is set and drawn is written within a second. What is trained comes from the worker, when it is asked for; large
networks are asked for less often, so that keeping them costs a small share of the time.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from nntui.experiment.build import checksum_of
from nntui.experiment.files import FileError
from nntui.experiment.session_folders import RUN, SETTINGS, SessionFolder, new_folder, prune
from nntui.tui.in_thread import in_thread
from nntui.tui.resumption import Found
from nntui.tui.scene import Scene
from nntui.tui.session import Session, run_bytes, settings_bytes
from nntui.tui.training import Training
from nntui.worker.protocol import ProtocolError, Snapshot

LOOK_SECONDS = 0.25
"""From one look at what has changed to the next."""

_FIRST_RUN_SECONDS = 1.0
_RUN_SECONDS = 4.0
_RUN_SHARE = 1 / 10
"""Of the time, that the run may take to come in and be written."""

_RETRY_SECONDS = 5.0
_WRITING_SECONDS = 5.0
"""That the end of the program waits for what is being written."""


class SessionKeeper:
    """One session and the folder it is kept in, which is made when there is something to write.

    root: where sessions are. current: gives the scene of the moment. screen: gives what the panes want kept. say: shows
    a line of text. found: the session that goes on, whose folder is used again.
    """

    def __init__(
        self,
        root: Path,
        current: Callable[[], Scene],
        screen: Callable[[], dict[str, Any]],
        training: Training,
        say: Callable[[str], None],
        found: Found | None = None,
    ) -> None:
        self._root, self._current, self._screen, self._say = root, current, screen, say
        self._training = training
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._folder: SessionFolder | None = None
        self.trouble = ""
        self._retry_at = 0.0
        self._over = False
        self._answered: asyncio.Future[None] | None = None
        self._begin(found)
        training.on_state = self._take

    def look(self) -> None:
        """Have written what has changed, if it is time to."""
        now = monotonic()
        if self._over or now < self._retry_at:
            return
        if self._writing.locked():
            return
        if self._settings() != self._settings_kept:
            self._start(self._keep_settings())
        if not self._waits_for_answer() and now >= self._run_due_at and self._has_progressed():
            self._ask()

    async def adopt(self, found: Found, enter: Callable[[], None]) -> None:
        """Go on with another session in its folder; the one before is left in its own. enter: makes it the current."""
        async with self._writing:
            self._leave_folder(cut_off=False)
            self._begin(found)
            enter()

    async def finish(self, in_order: bool, seconds: float) -> None:
        """Write all that has changed and leave the folder; once.

        in_order: whether the person chose to end, and need not be offered the session. seconds: how long the worker has
        to tell the state of the run.
        """
        if self._over:
            return
        self._over, self._retry_at = True, 0.0
        if seconds and self._has_progressed() and self._ask():
            answered = self._answered = asyncio.get_running_loop().create_future()
            with suppress(TimeoutError):
                await asyncio.wait_for(answered, seconds)
        if self._settings() != self._settings_kept or self._folder is None:
            self._start(self._keep_settings())
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_WRITING_SECONDS)
        if not self._tasks:
            self._leave_folder(cut_off=not in_order or bool(self.trouble))

    @property
    def folder(self) -> Path | None:
        """The folder of the session; None as long as nothing was written."""
        return self._folder.path if self._folder is not None else None

    def _begin(self, found: Found | None) -> None:
        self._folder = found.folder if found is not None else None
        self._key_of_run, self._run_key = -1, ""
        self._kept_key = found.session.run_key if found is not None else ""
        self._settings_kept = b""
        self._marks_kept: tuple[object, ...] | None = None
        self._asked_at: float | None = None
        self._asked: int | None = None  # which worker
        self._run_due_at = monotonic() + _FIRST_RUN_SECONDS

    def _settings(self) -> bytes:
        scene = self._current()
        if scene.run != self._key_of_run:
            self._key_of_run, self._run_key, self._kept_key = scene.run, self._kept_key or uuid4().hex, ""
            self._data_mark = checksum_of(scene.data)
        return settings_bytes(
            Session(
                run_key=self._run_key,
                preset=scene.preset,
                saved=scene.saved,
                hyperparameters=scene.hyperparameters,
                view=scene.view,
                training=self._training.is_wanted,
                data_mark=self._data_mark,
                screen=self._screen(),
            )
        )

    def _has_progressed(self) -> bool:
        """Whether there is more of the run than is kept; a snapshot with a trainer is itself what was kept."""
        snapshot = self._current().snapshot
        return snapshot is not None and snapshot.trainer is None and _marks(snapshot) != self._marks_kept

    def _waits_for_answer(self) -> bool:
        """Whether the worker has been asked, and is there to answer; over a slow link that may take minutes."""
        return self._asked_at is not None and self._asked == self._training.pid

    def _ask(self) -> bool:
        if not self._training.save():
            return False
        self._asked_at, self._asked = monotonic(), self._training.pid
        return True

    def _take(self, snapshot: Snapshot) -> None:
        """Keep what the worker has told, if it is of the run on show."""
        asked_at, self._asked_at = self._asked_at, None
        if asked_at is None or snapshot.run != self._current().run:
            self._tell_answered()
            return
        self._settings()  # the run has a key from here on
        self._start(self._keep_run(self._run_key, snapshot, asked_at))

    async def _keep_settings(self) -> None:
        async with self._writing:
            settings = self._settings()
            if await self._write(SETTINGS, lambda: settings):
                self._settings_kept = settings

    async def _keep_run(self, key: str, snapshot: Snapshot, asked_at: float) -> None:
        async with self._writing:
            start = monotonic()
            if key == self._run_key and await self._write(RUN, lambda: run_bytes(key, snapshot)):
                self._marks_kept = _marks(snapshot)
            seconds = self._training.state_seconds + monotonic() - start
        self._run_due_at = asked_at + max(_RUN_SECONDS, seconds / _RUN_SHARE)
        self._tell_answered()

    def _tell_answered(self) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)

    async def _write(self, part: str, content: Callable[[], bytes]) -> bool:
        try:
            await in_thread(lambda: self._store(part, content()))
        except (FileError, ProtocolError) as error:
            is_news, self.trouble = not self.trouble, f"✗ The session cannot be kept: {error}."
            if is_news:
                self._say(f"{self.trouble} Training goes on.")
            self._retry_at = monotonic() + _RETRY_SECONDS
            if self._folder is not None and not self._folder.path.is_dir():
                self._leave_folder(cut_off=False)  # somebody has removed it: the next try makes another
                self._settings_kept, self._marks_kept = b"", None
            return False
        if self.trouble:
            self.trouble = ""
            self._say("The session is kept again.")
        return True

    def _store(self, part: str, content: bytes) -> None:
        if self._folder is None:
            self._folder = new_folder(self._root)
            prune(self._root)
        self._folder.write(part, content)

    def _leave_folder(self, cut_off: bool) -> None:
        if self._folder is not None:
            self._folder.let_go(cut_off)
            self._folder = None

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _marks(snapshot: Snapshot) -> tuple[object, ...]:
    """What differs between two states of a run that are not the same."""
    return snapshot.run, snapshot.epoch, snapshot.steps, snapshot.state == "diverged"
