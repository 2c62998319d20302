"""A real sshd on 127.0.0.1, with keys and settings of its own, that lets in whoever runs the tests."""

import getpass
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest

import nntui

_SETTINGS = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
PrintMotd no
"""
_MARK = "NNTUI_TEST_FAR_END"


class Sshd:
    """One sshd. Everything that is run through command() can be found among processes()."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self.folder = program, folder
        self._mark = uuid4().hex
        self._daemon: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        host_key = " ".join((folder / "host.pub").read_text().split()[:2])
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}\n")
        (folder / "settings").write_text(_SETTINGS.format(port=self.port, folder=folder))

    def command(self, *words: str, key: str = "user", known_hosts: str = "known_hosts") -> list[str]:
        """The ssh that runs this at the far end, by the same shell rules as for everybody."""
        options = {
            "IdentityFile": self.folder / key,
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": self.folder / known_hosts,
            "GlobalKnownHostsFile": "/dev/null",
        }
        settings = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        there = ("env", f"{_MARK}={self._mark}", f"PYTHONPATH={Path(nntui.__file__).parents[1]}", *words)
        whom = f"{getpass.getuser()}@127.0.0.1"
        return ["ssh", "-F", "none", "-p", str(self.port), *settings, whom, shlex.join(there)]

    def worker(self, **options: str) -> list[str]:
        """The ssh that runs a worker at the far end."""
        return self.command(sys.executable, "-m", "nntui", "worker", **options)

    def start(self) -> None:
        """Let connections in."""
        self._daemon = self._started()
        end = monotonic() + 10
        while monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            if self._daemon.poll() is not None:
                self._make_folder_of_privilege_separation()
                self._daemon = self._started()
            sleep(0.05)
        raise AssertionError("no sshd")

    def cut(self) -> None:
        """Cut every connection that there is."""
        assert self._daemon is not None
        for pid in _descendants(self._daemon.pid):
            if _name(pid).startswith("sshd"):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Cut every connection, and let none in."""
        if self._daemon is not None:
            self.cut()
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None

    def processes(self) -> list[int]:
        """What runs at the far end."""
        mark = f"{_MARK}={self._mark}".encode()
        return [pid for pid in _pids() if mark in _file(pid, "environ")]

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [self._program, "-D", "-e", "-f", self.folder / "settings"]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _make_folder_of_privilege_separation(self) -> None:
        """Which an sshd of the system's own has made where there is one."""
        log = (self.folder / "log").read_text()
        wanted = re.search(r"Missing privilege separation directory: (\S+)", log)
        if wanted is None:
            pytest.skip(f"sshd cannot be started: {log}")
        Path(wanted[1]).mkdir(mode=0o755, exist_ok=True)


@contextmanager
def running_sshd(folder: Path) -> Iterator[Sshd]:
    """An sshd to which there is a login; where that cannot be had, the test is skipped."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None or shutil.which("ssh") is None or not Path("/proc/self/environ").exists():
        pytest.skip("wants sshd, ssh and /proc")
    sshd = Sshd(program, folder)
    try:
        sshd.start()
        tried = subprocess.run(sshd.command("true"), stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
        if tried.returncode:
            pytest.skip(f"ssh to 127.0.0.1 is not let in: {tried.stderr.decode()}")
        yield sshd
    finally:
        sshd.stop()
        for pid in sshd.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def as_option(command: Sequence[str]) -> str:
    """A command as it is given to --worker."""
    return shlex.join(command)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _descendants(pid: int) -> list[int]:
    parents = {child: _parent(child) for child in _pids()}
    found, new = [], [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found


def _parent(pid: int) -> int:
    fields = _file(pid, "stat").rpartition(b") ")[2].split()
    return int(fields[1]) if fields else 0


def _name(pid: int) -> str:
    return _file(pid, "comm").decode()


def _file(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
