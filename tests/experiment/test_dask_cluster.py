"""A real scheduler and two worker processes, one of which is killed."""

import os
import signal

import pytest
from distributed import LocalCluster

from nntui.cli import main
from nntui.experiment.dask_cluster import LOST_ON_CLUSTER, dask_cluster
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


def without_time(row):
    return {**row, "seconds": None}


@pytest.mark.soak
def test_a_killed_worker_loses_nothing(cluster):
    given, rows = configs(12), []
    workers = [worker.process.pid for worker in cluster.workers.values()]
    assert len(set(workers)) == 2
    for row in run_all(given, dask_cluster(cluster.scheduler_address), lost=LOST_ON_CLUSTER):
        if row is not None:
            rows.append(row)
            if len(rows) == 3:
                os.kill(workers[0], signal.SIGKILL)
    assert sorted(row["config"]["training"]["seed"] for row in rows) == [*range(12)]
    for row in rows:
        assert without_time(row) == without_time(run_one(row["config"]))


def test_the_command(cluster, capsys):
    words = ["sweep", "xor", "--vary", "training.epochs=1,2", "--dask", cluster.scheduler_address, "--csv", "--quiet"]
    assert main(words) == 0
    assert capsys.readouterr().out.count("\n") == 3


def test_a_run_that_cannot_be_had_says_why(cluster):
    config = load_preset("xor").with_value("task.name", "table").with_value("task.path", "none.csv").plain()
    with pytest.raises(SweepError, match=r"none\.csv: No such file"):
        list(run_all([config], dask_cluster(cluster.scheduler_address), lost=LOST_ON_CLUSTER))


@pytest.mark.parametrize("address", ["nonsense://here", "tcp://127.0.0.1:1", ""])
def test_where_no_scheduler_is_a_line_says_so(capsys, monkeypatch, address):
    monkeypatch.setattr("nntui.experiment.dask_cluster._TIMEOUT", 0.5)
    assert main(["sweep", "xor", "--repeats", "2", "--dask", address]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"nntui sweep: {address}: no Dask scheduler answers there")
    assert error.count("\n") == 1
