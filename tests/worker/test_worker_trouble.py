"""Whatever a worker does wrong is one line that says so, soon, and no process is left."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bad_workers import bad_worker

import nntui
from nntui.experiment.presets import load_preset
from nntui.worker.client import COMMAND, RefusedError, WorkerClient, WorkerError
from nntui.worker.patience import Patience, longest_stretch
from nntui.worker.protocol import PROTOCOL, Frame, Snapshot, encode

OURS = f"protocol {PROTOCOL} (nntui {nntui.__version__})"
QUADRANTS = load_preset("quadrants")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


async def trouble(command: list[str], hang_seconds: float = 30, acknowledges: bool = True) -> str:
    """What goes wrong with a worker; fails if nothing does."""
    client = WorkerClient(command, hang_seconds)
    try:
        async with asyncio.timeout(20):
            await client.start()
            client.configure(1, QUADRANTS)
            async for event in client.snapshots():
                if isinstance(event, Snapshot) and acknowledges:
                    client.acknowledge()
    except WorkerError as error:
        assert str(error).isprintable()
        assert len(str(error)) < 300
        return str(error)
    finally:
        await client.stop()
        assert client.pid is not None
        assert not alive(client.pid)
    raise AssertionError("snapshots() never ends")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("write(b'Segmentation fault')", "the worker sent expected a frame, got b'Segm'"),
        ("write(struct.pack('<4sII', b'nntu', 5, 0) + b'{\\x1b[31')", "the worker sent a frame that cannot be read: "),
        (
            "write(struct.pack('<4sII', b'nntu', 2**32 - 1, 2**32 - 1))",
            "the worker sent a frame of 8,589,934,590 bytes",
        ),
        ("write(struct.pack('<4sII', b'nntu', 90, 2**26) + b'x' * 99)", "the worker ended with status 0"),
        ("say('dance')", 'the worker sent a frame of the type "dance"'),
        ("say('x' * 1000)", 'the worker sent a frame of the type "xxx'),
        ("say('snapshot')", "the worker sent a snapshot that makes no sense: KeyError('metrics')"),
        ("say('snapshot', run=1, metrics={'a': 1})", "the worker sent a snapshot that makes no sense: TypeError("),
        ("tell(run=-1)", "the worker sent a snapshot that makes no sense: "),
        ("tell(state='\\x1b[31m')", 'the worker sent a snapshot in the state "'),
        ("tell(count=(2, 30))", "the worker sent a snapshot with parameters that are no vector, or past all bounds"),
        ("while True: say('pong', number=1)", "the worker sent an answer to the ping 1"),
        ("while True: say('pong', number='one')", 'the worker sent an answer to the ping "one"'),
        (
            "while True: say('refused', run=1, key='network.hidden', reason='no')",
            "the worker sent a refusal of nothing",
        ),
        ("while True: say('state', run=1)", "the worker sent a state that nobody asked for"),
        ("hear('configure'); os.close(1); time.sleep(60)", "the worker hung up"),
        (
            "os.write(2, b'out of \\x1b[31mmemory\\n'); os.abort()",
            "the worker was killed by signal 6: out of �[31mmemory",
        ),
        ("raise MemoryError('too\\nmuch')", "the worker ended with status 1: much"),
    ],
    ids=range(18),
)
@pytest.mark.soak
async def test_nonsense_is_named(code: str, error: str) -> None:
    assert (await trouble(bad_worker(code))).startswith(error)


async def test_snapshots_that_nobody_asked_for_are_not_taken() -> None:
    command = bad_worker("while True: tell()")
    assert await trouble(command, acknowledges=False) == (
        "the worker sent a snapshot before the last one was acknowledged"
    )


async def test_what_a_worker_refuses_is_harmless_and_short() -> None:
    client = WorkerClient(bad_worker("say('refused', key='\\x1b[2J', reason='\\u202e' * 10_000); answer()"))
    await client.start()
    client.configure(1, QUADRANTS)
    refusal = await asyncio.wait_for(anext(client.snapshots()), 10)
    await client.stop()
    assert isinstance(refusal, RefusedError)
    assert str(refusal).isprintable()
    assert len(str(refusal)) < 300


@pytest.mark.soak
@pytest.mark.parametrize(
    "code",
    ["time.sleep(60)", "while True: pass", "tell(); time.sleep(60)", "while True: os.write(2, b'x' * 65536)"],
    ids=["sleep", "loop", "after a snapshot", "endless stderr"],
)
async def test_a_worker_that_does_not_answer_hangs(code: str) -> None:
    assert (await trouble(bad_worker(code), hang_seconds=0.4)).startswith("the worker has not answered for 0.")


async def test_a_real_worker_that_is_stopped_hangs() -> None:
    client = WorkerClient(hang_seconds=0.6)
    await client.start()
    client.configure(1, QUADRANTS)
    client.train()
    with pytest.raises(WorkerError, match=r"the worker has not answered for 0\.\d"):
        async with asyncio.timeout(20):
            async for _ in client.snapshots():
                client.acknowledge()
                assert client.pid is not None
                os.kill(client.pid, signal.SIGSTOP)
    await client.stop()
    assert not alive(client.pid)


@pytest.mark.soak
async def test_a_worker_that_has_nothing_to_tell_answers() -> None:
    client = WorkerClient(hang_seconds=0.4)
    await client.start()
    client.configure(1, QUADRANTS)
    heard = client.snapshots()
    assert isinstance(await asyncio.wait_for(anext(heard), 10), Snapshot)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(heard), 2)
    await client.stop()


@pytest.mark.soak
async def test_a_screen_that_was_stopped_itself_takes_no_worker_for_one_that_hangs() -> None:
    client = WorkerClient(bad_worker("threading.Thread(target=answer).start()"), hang_seconds=0.4)
    await client.start()
    hearing = asyncio.ensure_future(anext(client.snapshots()))
    for _ in range(3):
        await asyncio.sleep(0.05)
        time.sleep(0.6)
    await asyncio.sleep(0.3)
    assert not hearing.done()
    await client.stop()
    with pytest.raises(WorkerError):
        await hearing


@pytest.mark.soak
async def test_a_long_stretch_of_work_is_no_hang() -> None:
    client = WorkerClient(bad_worker("time.sleep(1.5); tell(); answer()"), hang_seconds=0.4)
    await client.start()
    client.configure(1, QUADRANTS, stretch=20)
    heard = client.snapshots()
    assert isinstance(await asyncio.wait_for(anext(heard), 10), Snapshot)
    await client.stop()


@pytest.mark.soak
async def test_the_longest_minibatches_are_no_hang() -> None:
    large = load_preset("digits").with_value("network.hidden", [960, 960])
    large = large.with_value("task.samples", 20_000).with_value("training.batch_size", 20_000)
    client = WorkerClient(hang_seconds=0.2)
    await client.start()
    try:
        client.configure(1, large, stretch=longest_stretch(957_130, 1955, 20_000))
        client.train()
        async with asyncio.timeout(100):
            async for snapshot in client.snapshots():
                client.acknowledge()
                if isinstance(snapshot, Snapshot) and snapshot.steps > 1:
                    break
    finally:
        await client.stop()


def test_patience_is_what_the_work_under_way_and_the_work_to_come_need() -> None:
    patience = Patience(10)
    assert patience.seconds == 10
    patience.expect(1, stretch=30, size=80_000)
    assert patience.seconds == 50, "80,000 bytes have a way to go"
    patience.expect(2, stretch=0, size=0)
    assert patience.seconds == 50, "the first is still to be done"
    patience.answered(1)
    assert patience.seconds == 40, "it may be at it still"
    patience.answered(5)
    assert patience.seconds == 10


def test_only_very_large_networks_ask_for_patience() -> None:
    assert longest_stretch(parameters=1530, units=67, samples=500) < 0.1
    assert longest_stretch(parameters=957_130, units=1955, samples=100_000) > 27 * 5, (
        "what was measured, on worse machines"
    )


async def test_talk_before_the_hello_is_passed_over() -> None:
    chatter = "os.write(1, b'Welcome to nntui on this box\\r\\n' * 50); time.sleep(0.1)"
    client = WorkerClient(bad_worker("tell(); answer()", before_hello=chatter))
    await client.start()
    client.configure(1, QUADRANTS)
    assert isinstance(await asyncio.wait_for(anext(client.snapshots()), 10), Snapshot)
    await client.stop()


@pytest.mark.parametrize(
    ("before", "error"),
    [
        (
            "print('You must change your password'); sys.exit(1)",
            "the worker ended with status 1: You must change your pa",
        ),
        ("print('motd', flush=True); sys.exit('no such thing')", "the worker ended with status 1: no such thing"),
        (
            "say('hello', protocol=99, version='7.0\\x1b')",
            f"speaks protocol 99 (nntui 7.0�), this screen {OURS}: install the same version on both sides",
        ),
        (
            "say('hello', protocol=PROTOCOL, version='0.0')",
            f"speaks protocol {PROTOCOL} (nntui 0.0), this screen {OURS}",
        ),
        ("say('hello')", f"speaks protocol None (nntui None), this screen {OURS}"),
    ],
    ids=range(5),
)
@pytest.mark.soak
async def test_who_does_not_fit_is_told_so_at_the_start(before: str, error: str) -> None:
    assert error in await trouble(bad_worker("", before_hello=before))


async def test_a_warning_from_before_is_not_what_it_died_of() -> None:
    command = bad_worker(
        "os.write(2, b'Warning: added to the known hosts.\\n'); time.sleep(0.5); tell(); hear('acknowledge'); os.abort()"
    )
    assert await trouble(command) == "the worker was killed by signal 6"


@pytest.mark.soak
@pytest.mark.parametrize("session", [False, True])
async def test_what_the_worker_started_and_left_behind_does_not_hold_us_up(tmp_path: Path, session: bool) -> None:
    """As an ssh does that stays for the next one: it has stdout and stderr open."""
    note = tmp_path / "pid"
    start = f"subprocess.Popen(['sleep', '60'], start_new_session={session}).pid"
    command = bad_worker(f"open({str(note)!r}, 'w').write(str({start})); sys.exit(3)")
    assert await trouble(command, hang_seconds=3) == "the worker ended with status 3"
    left = int(note.read_text())
    if session:
        assert alive(left)
        os.kill(left, signal.SIGKILL)
    async with asyncio.timeout(5):  # what is of its group goes with it
        while alive(left):
            await asyncio.sleep(0.01)


async def test_a_title_of_any_length_reaches_no_limit() -> None:
    client = WorkerClient(bad_worker("tell(); answer()"))
    await client.start()
    client.configure(1, replace(QUADRANTS, title="x" * 2_000_000, description="y" * 2_000_000))
    assert isinstance(await asyncio.wait_for(anext(client.snapshots()), 10), Snapshot)
    await client.stop()


def test_a_worker_that_hears_nothing_for_long_ends() -> None:
    command = [sys.executable, "-c", "from nntui.worker.main import main; main(forgotten_seconds=0.5)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        assert worker.stderr is not None
        worker.stdin.write(encode(Frame("configure", {"run": 1, "config": QUADRANTS.plain()})) + encode(Frame("train")))
        worker.stdin.flush()
        assert worker.wait(10) == 0
        assert worker.stderr.read() == b"nntui worker: nothing heard from the screen for 0.5 s\n"


@pytest.mark.soak
async def test_latency_makes_fewer_snapshots_not_fewer_steps() -> None:
    """Every byte is 0.3 s on its way, in both directions."""
    delay = Path(__file__).with_name("slow_link.py")
    client = WorkerClient([sys.executable, str(delay), "0.3", *COMMAND])
    await client.start()
    client.configure(1, QUADRANTS.with_value("training.epochs", 10_000_000))
    client.train()
    steps, times = [], []
    async with asyncio.timeout(20):
        async for snapshot in client.snapshots():
            assert isinstance(snapshot, Snapshot)
            client.acknowledge()
            steps.append(snapshot.steps)
            times.append(time.monotonic())
            if len(steps) == 5:
                break
    await client.stop()
    assert times[-1] - times[1] > 3 * 0.55, "the way there and back"
    assert np.diff(steps[1:]).min() > 500, "it trains meanwhile"
