"""A real scheduler and two worker processes, one of which is killed."""

import os
import signal
import socket
from contextlib import suppress
from threading import Thread

import pytest
from distributed import LocalCluster

from nntui.cli import main
from nntui.experiment.dask_cluster import dask_cluster
from nntui.experiment.presets import load_preset
from nntui.experiment.sweep import SweepError, run_all, run_one

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def cluster():
    """Two processes of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def configs(count):
    base = load_preset("xor").with_value("training.epochs", 1500)
    return [base.with_value("training.seed", seed).plain() for seed in range(count)]


def at(cluster):
    return dask_cluster(cluster.scheduler_address, patience=30, say=print)


def without_time(row):
    return {**row, "seconds": None}


@pytest.mark.soak
def test_a_killed_worker_loses_nothing(cluster):
    given, rows = configs(12), []
    workers = [worker.process.pid for worker in cluster.workers.values()]
    assert len(set(workers)) == 2
    for row in run_all(given, at(cluster)):
        if row is not None:
            rows.append(row)
            if len(rows) == 3:
                os.kill(workers[0], signal.SIGKILL)
    assert sorted(row["config"]["training"]["seed"] for row in rows) == [*range(12)]
    for row in rows:
        assert without_time(row) == without_time(run_one(row["config"]))


@pytest.mark.soak
def test_the_command(cluster, capsys):
    words = ["sweep", "xor", "--vary", "training.epochs=1,2", "--dask", cluster.scheduler_address, "--csv", "--quiet"]
    assert main(words) == 0
    assert capsys.readouterr().out.count("\n") == 3


@pytest.mark.soak
def test_a_run_that_cannot_be_had_says_why(cluster):
    config = load_preset("xor").with_value("task.name", "table").with_value("task.path", "none.csv").plain()
    with pytest.raises(SweepError, match=r"none\.csv: No such file"):
        list(run_all([config], at(cluster)))


@pytest.fixture
def deserted(monkeypatch):
    """A scheduler without workers."""
    monkeypatch.setattr("nntui.experiment.dask_cluster._TOLD_AFTER", 0.1)
    with LocalCluster(n_workers=0, processes=True, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


@pytest.mark.soak
def test_without_workers_it_says_that_it_waits_and_ends_in_time(deserted, capsys):
    address = deserted.scheduler_address
    assert main(["sweep", "xor", "--repeats", "2", "--dask", address, "--wait", "1"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == (
        f"nntui sweep: {address}: waiting for workers, of which it has none\n"
        f"nntui sweep: {address}: no worker has come for 1 s\n"
    )


@pytest.mark.soak
def test_workers_may_come_later(deserted):
    said = []

    def bring_workers(line):
        said.append(line)
        deserted.scale(1)

    rows = list(run_all(configs(2), dask_cluster(deserted.scheduler_address, patience=60, say=bring_workers)))
    assert len([row for row in rows if row is not None]) == 2
    assert len(said) == 1


@pytest.mark.parametrize(
    ("answer", "reason"), [(b"", "no answer"), (b"HTTP/1.1 400 Bad Request\r\n\r\n", "another program does")]
)
def test_where_something_else_listens_a_line_says_so(capsys, monkeypatch, answer, reason):
    monkeypatch.setattr("nntui.experiment.dask_cluster._TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = []

        def listen():
            with suppress(OSError):  # closed
                while True:
                    taken.append(server.accept()[0])
                    taken[-1].sendall(answer)

        Thread(target=listen, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert main(["sweep", "xor", "--repeats", "2", "--dask", address]) == 2
        for each in taken:
            each.close()
    error = capsys.readouterr().err
    assert error == f"nntui sweep: {address}: no Dask scheduler answers there: {reason}\n"


@pytest.mark.parametrize("address", ["nonsense://here", "tcp://127.0.0.1:1", ""])
def test_where_no_scheduler_is_a_line_says_so(capsys, monkeypatch, address):
    monkeypatch.setattr("nntui.experiment.dask_cluster._TIMEOUT", 0.5)
    assert main(["sweep", "xor", "--repeats", "2", "--dask", address]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"nntui sweep: {address}: no Dask scheduler answers there")
    assert error.count("\n") == 1
