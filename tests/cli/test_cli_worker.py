"""`nntui worker` and `nntui --worker`, before there is any screen."""

import os
import pty
import subprocess

import pytest
from cli_process import COMMAND, environment

from nntui.experiment.presets import load_preset
from nntui.worker.client import WorkerClient


async def test_the_command_serves_a_screen():
    client = WorkerClient([*COMMAND, "worker"])
    await client.start()
    client.configure(1, load_preset("xor"))
    snapshot = await anext(client.snapshots())
    await client.stop()
    assert (snapshot.run, snapshot.epoch) == (1, 0)


def test_the_command_ends_where_nobody_is(nntui):
    done = nntui("worker")
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("streams", [{"stdin"}, {"stdout"}, {"stdin", "stdout"}])
def test_a_terminal_is_no_playground(streams):
    near, far = pty.openpty()
    pipes = {name: far if name in streams else subprocess.PIPE for name in ("stdin", "stdout")}
    with subprocess.Popen([*COMMAND, "worker"], **pipes, stderr=subprocess.PIPE, env=environment()) as command:
        _, said = command.communicate(timeout=10)
    os.close(near)
    os.close(far)
    assert command.returncode == 2
    assert said.startswith(b"nntui worker: expected a playground at the other end, got a terminal")
    assert said.count(b"\n") == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("", "expected a command, got nothing"),
        ("   ", "expected a command, got nothing"),
        ("ssh 'box", "No closing quotation"),
        ("ssh box\\", "No escaped character"),
    ],
)
def test_what_is_no_command_is_refused(refused, command, reason):
    assert refused("digits", "--worker", command) == f"nntui: --worker: {reason}"
