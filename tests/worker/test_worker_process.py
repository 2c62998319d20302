"""The worker as it is in use: a process of its own, spoken to by WorkerClient."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.worker.client import RefusedError, WorkerClient, WorkerError
from nntui.worker.protocol import Snapshot

ENDLESS = load_preset("quadrants").with_value("training.epochs", 10_000_000)


class Screen:
    """A worker and its snapshots, one at a time, each acknowledged when the next is asked for."""

    def __init__(self, client: WorkerClient) -> None:
        self.client = client
        self._heard = client.snapshots()

    async def hear(self) -> Snapshot | RefusedError:
        return await asyncio.wait_for(anext(self._heard), 10)

    async def snapshot(self) -> Snapshot:
        heard = await self.hear()
        assert isinstance(heard, Snapshot)
        self.client.acknowledge()
        return heard

    async def until(self, state: str) -> Snapshot:
        while (snapshot := await self.snapshot()).state != state:
            pass
        return snapshot

    async def nothing(self, seconds: float) -> None:
        """Make sure that nothing comes; the worker cannot be heard any more afterwards."""
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(self._heard), seconds)


@contextlib.asynccontextmanager
async def screen(hyperparameters: Hyperparameters = ENDLESS) -> AsyncIterator[Screen]:
    client = WorkerClient()
    await client.start()
    try:
        client.configure(1, hyperparameters)
        yield Screen(client)
    finally:
        await asyncio.wait_for(client.stop(), 5)


def alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits for its parent to notice its end does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


async def test_a_configured_worker_shows_the_untrained_network() -> None:
    async with screen() as worker:
        snapshot = await worker.snapshot()
        expected = Trainer(ENDLESS)
        assert (snapshot.run, snapshot.state, snapshot.epoch, snapshot.steps, snapshot.rate) == (1, "paused", 0, 0, 0)
        assert snapshot.metrics == expected.measure()
        np.testing.assert_array_equal(snapshot.parameters, expected.network.parameters)
        np.testing.assert_array_equal(snapshot.history, expected.history.table())


@pytest.mark.parametrize(
    ("name", "epochs"), [("xor", 200), ("quadrants", 60), ("digits", 5), ("sine", 30), ("xor-plane", 20)]
)
async def test_the_worker_computes_what_a_trainer_computes(name: str, epochs: int) -> None:
    hyperparameters = load_preset(name).with_value("training.epochs", epochs)
    trainer = Trainer(hyperparameters)
    while not trainer.finished:
        trainer.train_epoch()
    async with screen(hyperparameters) as worker:
        worker.client.train()
        snapshot = await worker.until("finished")
    assert (snapshot.epoch, snapshot.steps) == (trainer.epoch, trainer.steps)
    np.testing.assert_array_equal(snapshot.parameters, trainer.network.parameters)
    np.testing.assert_array_equal(snapshot.history, trainer.history.table())
    np.testing.assert_array_equal(astuple(snapshot.metrics), astuple(trainer.measure()))


@pytest.mark.soak
async def test_snapshots_come_ten_times_a_second_at_the_most() -> None:
    async with screen() as worker:
        await worker.snapshot()
        worker.client.train()
        times, steps = [], []
        while not times or times[-1] - times[0] < 1.5:
            snapshot = await worker.snapshot()
            times.append(time.monotonic())
            steps.append(snapshot.steps)
        assert 4 <= len(times) <= 17
        assert steps == sorted(set(steps)), "each tells something new"
        assert snapshot.rate > 0
        assert snapshot.state == "training"


async def test_nothing_is_sent_without_an_acknowledgement_while_training_goes_on() -> None:
    async with screen() as worker:
        await worker.snapshot()
        worker.client.train()
        first = await worker.hear()
        assert isinstance(first, Snapshot)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(worker.client._next_frame(), 0.5)
        worker.client.acknowledge()
        second = await worker.snapshot()
        assert second.steps > first.steps + 100


async def test_pause_means_no_more_change() -> None:
    async with screen() as worker:
        worker.client.train()
        await worker.until("training")
        worker.client.pause()
        paused = await worker.until("paused")
        assert paused.steps > 0
        assert paused.rate == 0
        worker.client.minibatch()
        after = await worker.snapshot()
        assert after.steps == paused.steps + 1
        await worker.nothing(0.4)


async def test_epochs_and_minibatches_are_counted_exactly() -> None:
    async with screen() as worker:  # 700 samples to train on: 21 minibatches of 32 and one of 28
        assert (await worker.snapshot()).steps == 0
        for command, epoch, steps in (
            (worker.client.epoch, 1, 22),
            (worker.client.minibatch, 1, 23),
            (worker.client.minibatch, 1, 24),
            (worker.client.epoch, 2, 44),
        ):
            command()
            snapshot = await worker.snapshot()
            assert (snapshot.epoch, snapshot.steps, snapshot.state) == (epoch, steps, "paused")


async def test_a_live_change_keeps_the_run_and_its_history() -> None:
    short = load_preset("quadrants").with_value("training.epochs", 100)  # every epoch of it is kept
    async with screen(short) as worker:
        worker.client.epoch()
        worker.client.epoch()
        while (before := await worker.snapshot()).epoch < 2:
            pass
        worker.client.configure(1, short.with_value("training.learning_rate", 0.0))
        worker.client.epoch()
        while (after := await worker.snapshot()).epoch < 3:
            pass
        assert after.run == 1
        np.testing.assert_array_equal(after.parameters, before.parameters)
        np.testing.assert_array_equal(after.history[:3], before.history)
        assert after.history[:, 0].tolist() == [0, 1, 2, 3]


async def test_a_new_run_starts_afresh() -> None:
    async with screen() as worker:
        worker.client.epoch()
        await worker.snapshot()
        changed = ENDLESS.with_value("training.seed", 5).with_value("network.hidden", [3])
        worker.client.configure(2, changed)
        while (snapshot := await worker.snapshot()).run != 2:
            pass
        assert (snapshot.epoch, snapshot.steps, len(snapshot.history)) == (0, 0, 1)
        np.testing.assert_array_equal(snapshot.parameters, Trainer(changed).network.parameters)


async def test_what_cannot_be_built_is_refused_and_the_worker_lives_on() -> None:
    async with screen() as worker:
        await worker.snapshot()
        worker.client.configure(2, ENDLESS.with_value("network.output", "tanh"))
        refusal = await worker.hear()
        assert isinstance(refusal, RefusedError)
        assert refusal.key == "network.output"
        assert str(refusal).startswith("network.output: the loss cross_entropy needs the output softmax")
        worker.client.minibatch()
        snapshot = await worker.snapshot()
        assert (snapshot.run, snapshot.steps) == (1, 1)


async def test_a_new_worker_takes_up_a_run_where_it_was() -> None:
    async with screen() as worker:
        worker.client.epoch()
        while (before := await worker.snapshot()).epoch < 1:
            pass
    client = WorkerClient()
    await client.start()
    try:
        client.configure(1, ENDLESS, resume_from=before)
        after = await Screen(client).snapshot()
    finally:
        await client.stop()
    assert (after.run, after.epoch, after.steps) == (1, 1, 22)
    np.testing.assert_array_equal(after.parameters, before.parameters)
    np.testing.assert_array_equal(after.history, before.history)
    assert after.metrics == before.metrics


@pytest.mark.soak
async def test_a_pace_is_held() -> None:
    async with screen() as worker:
        worker.client.pace(40)
        worker.client.train()
        first, start = await worker.until("training"), time.monotonic()
        while time.monotonic() - start < 1.5:
            last = await worker.snapshot()
        rate = (last.steps - first.steps) / (time.monotonic() - start)
        assert 20 < rate < 60


async def test_a_killed_worker_is_an_error_that_says_how() -> None:
    async with screen() as worker:
        worker.client.train()
        await worker.snapshot()
        assert worker.client.pid is not None
        os.kill(worker.client.pid, signal.SIGKILL)
        with pytest.raises(WorkerError, match=r"^the worker was killed by signal 9$"):
            await worker.until("no such state")
        worker.client.train()  # and to speak to it is no error


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (["/no/such/command"], "the worker cannot be started: /no/such/command: No such file or directory"),
        (["a\0b"], "the worker cannot be started: a�b: embedded null byte"),
        (["/"], "the worker cannot be started: /: Permission denied"),
        ([sys.executable, "-c", "print('no frame at all')"], "the worker ended with status 0: no frame at all"),
        (["yes"], "the worker does not greet but goes on and on: y"),
        ([sys.executable, "-c", ""], "the worker ended with status 0"),
        (
            [sys.executable, "-c", "import sys; print('one\\ntwo\\x1b\\n', file=sys.stderr); sys.exit(3)"],
            "the worker ended with status 3: two�",
        ),
        (
            [sys.executable, "-c", "import sys; sys.stderr.write('x' * 200_000 + 'end'); sys.exit(3)"],
            "the worker ended with status 3: xxx",
        ),
        (
            [
                sys.executable,
                "-c",
                "from nntui.worker.protocol import *\nimport os\nos.write(1, encode(Frame('hello', {'protocol': 7, 'version': '9.9'})))",
            ],
            f"the worker of “{sys.executable} -c"[:40],
        ),
    ],
    ids=["missing", "zero byte", "folder", "text", "endless", "silent", "last words", "long line", "other protocol"],
)
async def test_what_is_no_worker_is_an_error_in_one_line_and_leaves_no_process(command: list[str], error: str) -> None:
    client = WorkerClient(command)
    with pytest.raises(WorkerError) as raised:
        await client.start()
    assert str(raised.value).startswith(error)
    assert str(raised.value).isprintable()
    assert client.pid is None or not alive(client.pid)
    await client.stop()


async def test_stop_takes_under_a_second_while_training() -> None:
    async with screen() as worker:
        worker.client.train()
        await worker.until("training")
        assert worker.client.pid is not None
        await stop_quickly(worker.client)
        assert not alive(worker.client.pid)
        with pytest.raises(WorkerError, match="the worker ended with status 0"):
            await worker.until("no such state")


async def test_stop_takes_under_a_second_with_a_large_snapshot_unread() -> None:
    large = load_preset("digits").with_value("network.hidden", [900, 900]).with_value("task.samples", 10)
    async with screen(large) as worker:
        await worker.snapshot()
        worker.client.minibatch()
        await asyncio.sleep(0.4)  # by now 3.4 MB are on their way and nobody takes them
        assert worker.client.pid is not None
        await stop_quickly(worker.client)
        assert not alive(worker.client.pid)


async def test_stop_ends_a_reader_of_snapshots_with_an_error() -> None:
    async with screen() as worker:
        reader = asyncio.create_task(worker.until("no such state"))
        await asyncio.sleep(0.2)
        await stop_quickly(worker.client)
        with pytest.raises(WorkerError, match="the worker ended with status 0"):
            await asyncio.wait_for(reader, 1)


async def test_stop_without_start_and_stop_twice_are_no_errors() -> None:
    client = WorkerClient()
    await client.stop()
    await client.start()
    await client.stop()
    await client.stop()


async def stop_quickly(client: WorkerClient) -> None:
    start = time.monotonic()
    await asyncio.wait_for(client.stop(), 5)
    assert time.monotonic() - start < 1


PARENT = """
import asyncio
from nntui.experiment.presets import load_preset
from nntui.worker.client import WorkerClient

async def main():
    client = WorkerClient()
    await client.start()
    client.configure(1, load_preset("quadrants").with_value("training.epochs", 10_000_000))
    client.train()
    async for snapshot in client.snapshots():
        client.acknowledge()
        if snapshot.state == "training":
            print(client.pid, flush=True)

asyncio.run(main())
"""


def test_a_worker_whose_parent_dies_is_gone_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
        killed = time.monotonic()
        parent.wait()
        while alive(pid) and time.monotonic() - killed < 5:
            time.sleep(0.01)
        gone = time.monotonic() - killed
    assert not alive(pid)
    assert gone < 1


@pytest.mark.parametrize(
    "content", [b"nonsense, and more than a prefix of it", b"nntu\xff\xff\xff\xff\xff\xff\xff\xff"]
)
def test_a_worker_that_hears_nonsense_ends_and_says_so(content: bytes) -> None:
    command = [sys.executable, "-m", "nntui.worker"]
    ended = subprocess.run(command, input=content, capture_output=True, timeout=10, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"nntui worker: ")
    assert ended.stderr.count(b"\n") == 1
