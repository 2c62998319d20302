"""Settings for every test: property tests that are quick and the same each time."""

import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from ssh import Sshd, running_sshd

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads, as the program does

for _ignored in (signal.SIGINT, signal.SIGQUIT):  # as for what a script runs in the background: not for what is tested
    if signal.getsignal(_ignored) == signal.SIG_IGN:
        signal.signal(_ignored, signal.SIG_DFL if _ignored == signal.SIGQUIT else signal.default_int_handler)

_numbers = count()

settings.register_profile(
    "nntui",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("nntui")


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    """A real sshd on this machine."""
    with running_sshd(tmp_path) as sshd:
        yield sshd


@pytest.fixture(autouse=True)
def users_own_files(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the files of whoever runs the tests out of them, and each test's own apart."""
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / f"{next(_numbers)}"))
