"""A playground in a pretended terminal, with a real worker behind it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

import pytest
from textual.pilot import Pilot

from nntui.experiment.presets import load_preset
from nntui.tui.abilities import EVERYTHING, Abilities
from nntui.tui.app import NntuiApp
from nntui.tui.panes.pane import CellWidget
from nntui.tui.playground import Playground
from nntui.tui.resumption import Resumed
from nntui.worker.client import COMMAND

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
