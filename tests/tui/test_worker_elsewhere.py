"""The screen is here and the training at the far end of a real ssh."""

import pytest
from pseudo_terminal import PLAYGROUND, PseudoTerminal
from ssh import as_option

from nntui.tui import restarts
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.status_line import StatusLine

ENDLESS = {"training__epochs": 10_000_000}


@pytest.mark.soak
async def test_a_connection_cut_in_mid_run_is_said_and_made_again(opened, sshd, monkeypatch):
    monkeypatch.setattr(restarts, "WAITS", (0, 0.1, 0.2))
    async with opened("quadrants", training=True, command=sshd.worker(), **ENDLESS) as app:
        playground = app.playground
        await app.until(lambda: app.epoch > 0)
        cut_at = app.epoch
        sshd.cut()
        await app.until(lambda: "Restarting from epoch" in app.text(KeyLine))
        assert "127.0.0.1" in app.text(KeyLine), "ssh's own words"
        await app.until(lambda: playground.training.trouble is None, seconds=20)
        await app.until(lambda: app.epoch > cut_at)
        assert "▶ training" in app.text(StatusLine)

        sshd.stop()
        await app.until(lambda: playground.training.trouble == "gone", seconds=20)
        assert "✗ no worker" in app.text(StatusLine)
        said = " ".join(app.text(KeyLine).split())
        assert "Connection refused" in said
        assert "It was restarted 3 times in a minute." in said
        kept = playground.scene.snapshot
        assert f"p restarts from epoch {kept.epoch}." in said
        assert (playground.scene.network.parameters == kept.parameters).all()

        sshd.start()
        await app.press("p")
        await app.until(lambda: app.epoch > kept.epoch, seconds=20)
        assert len(playground.scene.snapshot.history) >= len(kept.history) / 2
        assert len(sshd.processes()) == 1
        await app.press("q")
    await app.until(lambda: sshd.processes() == [])


def test_the_program_trains_over_ssh_and_leaves_nothing_at_the_far_end(sshd):
    command = (*PLAYGROUND, "--worker", as_option(sshd.worker()), "quadrants")
    with PseudoTerminal(command) as terminal:
        terminal.until(lambda: "▶ training".encode() in terminal.output, 20)
        assert len(sshd.processes()) == 1
        terminal.type("q")
        status, _ = terminal.end()
        assert status == 0
        assert terminal.modes_left() == set()
        terminal.until(lambda: sshd.processes() == [])


@pytest.mark.soak
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"key": "host"}, b"denied"),  # there is a password to be asked for
        ({"known_hosts": "none"}, b"verification"),
    ],
    ids=["password", "unknown host"],
)
def test_an_ssh_that_would_ask_something_cannot_and_says_why(sshd, options, said):
    command = (*PLAYGROUND, "--worker", as_option(sshd.worker(**options)), "quadrants")
    with PseudoTerminal(command) as terminal:
        terminal.until(lambda: said in terminal.output, 20)
        assert b"password:" not in terminal.output
        assert b"(yes/no" not in terminal.output
        terminal.type("q")
        assert terminal.end()[0] == 0


@pytest.mark.soak
async def test_a_far_end_without_nntui_is_said(opened, sshd):
    async with opened("quadrants", waits=False, command=sshd.command("nntui-of-nobody", "worker")) as app:
        await app.until(lambda: app.playground.training.trouble == "gone", seconds=20)
        said = " ".join(app.text(KeyLine).split())
        assert said.startswith("✗ The worker ended with status 127: ")
        assert "nntui-of-nobody" in said
        assert said.endswith("p restarts it.")
