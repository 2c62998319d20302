"""The training behind the screen, with a real worker and no screen at all."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

import pytest

from nntui.experiment.presets import load_preset
from nntui.tui.scene import new_scene
from nntui.tui.training import Training
from nntui.tui.view_settings import ViewSettings
from nntui.worker.client import COMMAND


class Watcher:
    """Keeps the scene up to date as the screen does."""

    def __init__(self, is_wanted, command):
        hyperparameters = load_preset("quadrants")
        self.scene = new_scene("quadrants", hyperparameters, hyperparameters, ViewSettings(pace="full"))
        self.losses = 0
        self.training = Training(lambda: self.scene, self.take, self.refuse, self.lose, is_wanted, command)

    def take(self, snapshot, drawn):
        if snapshot.run == self.scene.run:
            self.scene = self.scene.with_snapshot(snapshot)
        drawn()

    def refuse(self, refusal):
        raise refusal

    def lose(self):
        self.losses += 1

    @property
    def epoch(self):
        return self.scene.snapshot.epoch if self.scene.snapshot else -1

    async def until(self, condition):
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.01)


@pytest.fixture
def watched():
    @asynccontextmanager
    async def start(is_wanted=False, command=COMMAND):
        watcher = Watcher(is_wanted, command)
        following = asyncio.create_task(watcher.training.follow())
        try:
            yield watcher
        finally:
            await watcher.training.leave()
            await following

    return start


async def test_a_wanted_training_begins_by_itself_and_an_unwanted_one_waits_for_its_commands(watched):
    async with watched(is_wanted=True) as watcher:
        await watcher.until(lambda: watcher.epoch >= 1)
    async with watched() as watcher:
        await watcher.until(lambda: watcher.epoch == 0)
        watcher.training.epoch()
        watcher.training.minibatch()
        await watcher.until(lambda: watcher.epoch == 1 and watcher.scene.snapshot.state == "paused")


async def test_leaving_is_no_loss(watched):
    async with watched() as watcher:
        await watcher.until(lambda: watcher.epoch == 0)
        pid = watcher.training.pid
        await watcher.training.leave()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert not watcher.training.has_worker
    assert watcher.losses == 0


async def test_the_next_worker_takes_up_the_scene_where_the_last_one_died(watched):
    async with watched() as watcher:
        training = watcher.training
        await watcher.until(lambda: watcher.epoch == 0)
        training.epoch()
        await watcher.until(lambda: watcher.epoch == 1)
        os.kill(training.pid, signal.SIGKILL)
        await watcher.until(lambda: watcher.losses)
        assert (training.trouble, training.pid) == ("gone", None)
        assert training.reason == "The worker was killed by signal 9."
        training.configure()  # goes nowhere
        training.expect()
        assert (training.trouble, training.reason) == ("starting", "")
        following = asyncio.create_task(training.follow())
        await watcher.until(lambda: watcher.epoch > 1)
        assert training.trouble is None
        await training.leave()
        await following


async def test_another_run_is_configured_from_the_scene(watched):
    async with watched() as watcher:
        await watcher.until(lambda: watcher.epoch == 0)
        watcher.scene = watcher.scene.rebuilt(watcher.scene.hyperparameters.with_value("network.hidden", [3, 3]))
        watcher.training.configure()
        await watcher.until(lambda: watcher.epoch == 0)
        assert watcher.scene.snapshot.run == 2
        assert len(watcher.scene.snapshot.parameters) == len(watcher.scene.network.parameters)


async def test_what_is_no_worker_is_a_loss_with_a_reason(watched):
    async with watched(command=(sys.executable, "-c", "raise SystemExit('no such thing')")) as watcher:
        await watcher.until(lambda: watcher.losses)
        assert watcher.training.reason == "The worker ended with status 1: no such thing."
