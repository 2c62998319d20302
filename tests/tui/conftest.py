"""A playground in a pretended terminal, with a real worker behind it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

import pytest
from textual.command import Command, CommandList
from textual.pilot import Pilot

from nntui.experiment.presets import load_preset
from nntui.tui.abilities import EVERYTHING, Abilities
from nntui.tui.app import NntuiApp
from nntui.tui.panes.pane import CellWidget
from nntui.tui.playground import Playground
from nntui.tui.resumption import Resumed
from nntui.worker.client import COMMAND
from nntui.worker.protocol import Snapshot

P = TypeVar("P", bound=CellWidget)


@dataclass
class Opened:
    """The app under test and ways to look at it."""

    app: NntuiApp
    pilot: Pilot[None]

    @property
    def playground(self) -> Playground:
        screen = self.app.screen_stack[-1]
        return screen if isinstance(screen, Playground) else self.app.screen_stack[-2]

    def pane(self, kind: type[P]) -> P:
        return self.playground.query_one(kind)

    def text(self, kind: type[CellWidget]) -> str:
        """What a widget shows, without styles."""
        canvas = self.pane(kind)._canvas
        return canvas.plain() if canvas is not None else ""

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        end = monotonic() + seconds
        while not condition():
            assert monotonic() < end, f"waited {seconds} s in vain"
            await self.pilot.pause(0.02)

    async def choose(self, title: str) -> None:
        """Choose a command of the palette, once it is the first that is found there. title: in lower case."""
        letters = title.replace(" ", "")
        await self.press("ctrl+p", *letters)
        await self.until(lambda: letters in self._first_found().lower().replace(" ", ""))
        await self.press("enter")

    def _first_found(self) -> str:
        found = self.app.screen.query_one(CommandList)
        first = found.get_option_at_index(0) if found.option_count and found.highlighted == 0 else None
        return str(first.hit.text) if isinstance(first, Command) else ""

    async def steps_in_the_end(self) -> int:
        """How many minibatches the worker has trained when it has heard all that it was told: it answers in turn."""
        told: list[Snapshot] = []
        self.playground.training.on_state = told.append
        assert self.playground.training.save()
        await self.until(lambda: bool(told))
        return told[0].steps

    async def ready(self) -> None:
        await self.until(lambda: self.playground.scene.snapshot is not None)

    @property
    def epoch(self) -> int:
        snapshot = self.playground.scene.snapshot
        return snapshot.epoch if snapshot else 0


Opener = Callable[..., AbstractAsyncContextManager[Opened]]


@pytest.fixture
def opened() -> Opener:
    @asynccontextmanager
    async def open_playground(
        preset: str = "digits",
        size: tuple[int, int] = (120, 40),
        training: bool = False,
        abilities: Abilities = EVERYTHING,
        command: Sequence[str] = COMMAND,
        waits: bool = True,
        sessions_root: Path | None = None,
        resumed: Resumed | None = None,
        **changes: object,
    ) -> AsyncIterator[Opened]:
        hyperparameters = load_preset(preset)
        if preset == "digits":  # 30,000 samples take longer to make than most tests to run
            hyperparameters = hyperparameters.with_value("task.samples", 2000)
        for key, value in changes.items():
            hyperparameters = hyperparameters.with_value(key.replace("__", "."), value)
        app = NntuiApp(
            preset,
            hyperparameters,
            training,
            command,
            abilities=abilities,
            sessions_root=sessions_root,
            resumed=resumed,
        )
        async with app.run_test(size=size) as pilot:
            opened = Opened(app, pilot)
            if waits:
                await opened.ready()
            yield opened

    return open_playground
