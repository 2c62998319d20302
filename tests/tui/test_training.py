"""The training behind the screen, with a real worker and no screen at all."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

import numpy as np
import pytest
from bad_workers import bad_worker

from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.tui import restarts
from nntui.tui.restarts import Restarts
from nntui.tui.scene import new_scene
from nntui.tui.training import Training
from nntui.tui.view_settings import ViewSettings
from nntui.worker.client import COMMAND


class Watcher:
    """Keeps the scene up to date as the screen does."""

    def __init__(self, is_wanted, command, **settings):
        hyperparameters = load_preset("quadrants").with_value("training.epochs", 10_000_000)
        self.scene = new_scene("quadrants", hyperparameters, hyperparameters, ViewSettings(pace="full"))
        self.losses = 0
        self.refusals = []
        self.training = Training(lambda: self.scene, self.take, self.refuse, self.lose, is_wanted, command, **settings)

    def take(self, snapshot, drawn):
        if snapshot.run == self.scene.run:
            self.scene = self.scene.with_snapshot(snapshot)
        drawn()

    def refuse(self, refusal):
        self.refusals.append(str(refusal))

    def lose(self):
        self.losses += 1

    @property
    def is_down(self):
        return self.training.trouble == "gone"

    @property
    def steps_per_epoch(self):
        return -(-len(self.scene.data.train) // self.scene.hyperparameters.training.batch_size)

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
    async def start(is_wanted=False, command=COMMAND, **settings):
        watcher = Watcher(is_wanted, command, **settings)
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


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_the_next_worker_takes_up_the_scene_where_the_last_one_died(watched, monkeypatch):
    monkeypatch.setattr(restarts, "WAITS", ())
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


async def test_what_is_asked_for_before_the_worker_can_hear_is_done_then(watched):
    async with watched(is_wanted=True) as watcher:
        assert watcher.training.has_worker
        watcher.training.epoch()  # the worker is not even started
        await watcher.until(lambda: watcher.training.pid is not None)
        watcher.training.epoch()
        assert watcher.epoch == -1
        await watcher.until(lambda: watcher.epoch == 2 and watcher.scene.snapshot.state == "paused")
        watcher.training.minibatch()
        await watcher.until(lambda: watcher.scene.snapshot.steps == 2 * watcher.steps_per_epoch + 1)


async def test_a_pause_before_the_worker_can_hear_takes_back_what_was_asked_for(watched):
    async with watched() as watcher:
        watcher.training.epoch()
        watcher.training.set_wanted(False)
        await watcher.until(lambda: watcher.epoch == 0)
        watcher.training.minibatch()
        await watcher.until(lambda: watcher.scene.snapshot.steps == 1)


async def test_a_worker_that_is_lost_is_followed_by_another_that_goes_on(watched):
    async with watched() as watcher:
        training = watcher.training
        await watcher.until(lambda: watcher.epoch == 0)
        training.epoch()
        await watcher.until(lambda: watcher.epoch == 1)
        before, first = watcher.scene.snapshot, training.pid
        os.kill(first, signal.SIGKILL)
        await watcher.until(lambda: watcher.losses)
        assert (training.trouble, training.reason) == ("starting", "The worker was killed by signal 9.")
        await watcher.until(lambda: watcher.scene.snapshot is not before)
        after = watcher.scene.snapshot
        assert training.pid not in (first, None)
        assert (training.trouble, training.reason) == (None, "")
        assert (after.state, after.epoch, after.steps) == ("paused", 1, before.steps), "it was paused, and stays so"
        np.testing.assert_array_equal(after.parameters, before.parameters)
        np.testing.assert_array_equal(after.history, before.history)
        training.set_wanted(True)
        await watcher.until(lambda: watcher.epoch > 2)
        os.kill(training.pid, signal.SIGKILL)
        await watcher.until(lambda: watcher.losses == 2)
        epoch = watcher.epoch
        await watcher.until(lambda: watcher.epoch > epoch)  # it was training, and does so again


async def test_the_next_worker_goes_on_exactly_from_the_last_state_that_was_told(watched):
    async with watched() as watcher:
        training, told = watcher.training, []
        training.on_state = told.append
        await watcher.until(lambda: watcher.epoch == 0)
        training.epoch()
        training.minibatch()
        await watcher.until(lambda: watcher.scene.snapshot.steps == watcher.steps_per_epoch + 1)
        training.save()
        await watcher.until(lambda: told)
        training.epoch()
        await watcher.until(lambda: watcher.epoch == 2)
        os.kill(training.pid, signal.SIGKILL)
        await watcher.until(lambda: watcher.losses)
        assert training.next_epoch == 1
        await watcher.until(lambda: watcher.epoch == 1)
        training.epoch()
        training.epoch()
        await watcher.until(lambda: watcher.epoch == 3)
        unbroken = Trainer(watcher.scene.hyperparameters)
        unbroken.train_steps(3 * watcher.steps_per_epoch)
        np.testing.assert_array_equal(watcher.scene.network.parameters, unbroken.network.parameters)


@pytest.mark.soak
async def test_a_worker_that_hangs_is_killed_and_followed_by_another(watched):
    async with watched(hang_seconds=0.6, is_wanted=True) as watcher:
        await watcher.until(lambda: watcher.epoch > 0)
        first, epoch = watcher.training.pid, watcher.epoch
        os.kill(first, signal.SIGSTOP)
        await watcher.until(lambda: watcher.losses)
        assert watcher.training.reason.startswith("The worker has not answered for 0.")
        assert not is_alive(first)
        await watcher.until(lambda: watcher.epoch > epoch)


@pytest.mark.soak
async def test_what_fails_again_and_again_is_left_alone_after_three_restarts(watched, monkeypatch):
    monkeypatch.setattr(restarts, "WAITS", (0, 0.1, 0.2))
    size = len(Watcher(False, ()).scene.network.parameters)
    async with watched(command=bad_worker(f"hear('configure'); tell(count={size}); sys.exit('once more')")) as watcher:
        await watcher.until(lambda: watcher.is_down)
        assert watcher.losses == 4
        assert watcher.training.reason == (
            "The worker ended with status 1: once more. It was restarted 3 times in a minute."
        )
        assert watcher.scene.snapshot is not None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("tell(count=7)", "The worker sent 7 parameters, expected "),
        ("tell(run=2)", "The worker sent a snapshot of run 2, expected 1 at the most."),
        ("time.sleep(60)", "The worker has not answered for "),
    ],
    ids=range(3),
)
@pytest.mark.soak
async def test_what_does_not_fit_the_scene_is_a_loss_and_the_scene_stays(watched, code, reason):
    async with watched(command=bad_worker(f"hear('configure'); {code}; answer()"), hang_seconds=0.5) as watcher:
        await watcher.until(lambda: watcher.is_down)
        assert watcher.losses == 1, "what never worked is not tried again"
        assert watcher.training.reason.startswith(reason)
        assert watcher.scene.snapshot is None


async def test_a_snapshot_of_an_older_run_changes_nothing_and_the_next_one_may_come(watched):
    size = len(Watcher(False, ()).scene.network.parameters)
    code = (
        f"hear('configure'); tell(run=0, count=3, epoch=7); hear('acknowledge'); tell(count={size}, epoch=9); answer()"
    )
    async with watched(command=bad_worker(code)) as watcher:
        await watcher.until(lambda: watcher.epoch == 9)
        assert watcher.losses == 0


async def test_leaving_while_the_next_start_is_waited_for_ends_it_all(watched, monkeypatch):
    monkeypatch.setattr(restarts, "WAITS", (60,))
    async with watched() as watcher:
        await watcher.until(lambda: watcher.epoch == 0)
        os.kill(watcher.training.pid, signal.SIGKILL)
        await watcher.until(lambda: watcher.losses)
    assert watcher.losses == 1


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_three_restarts_a_minute_are_granted_and_the_later_ones_wait():
    clock = Clock()
    granted = Restarts(clock)
    assert [granted.next_wait() for _ in range(5)] == [0, 2, 6, None, None]
    clock.now += 59.9
    assert granted.next_wait() is None
    clock.now += 0.1
    assert granted.next_wait() == 6, "the first one is a minute old"
    clock.now += 61
    assert granted.next_wait() == 2
    clock.now += 1000
    assert granted.next_wait() == 0


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
        assert watcher.is_down
