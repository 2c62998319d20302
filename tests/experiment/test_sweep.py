"""Runs side by side in real processes, one of which is killed."""

import json
import os
import signal
from multiprocessing import active_children

import pytest

from nntui.experiment.files import FileError
from nntui.experiment.presets import load_preset
from nntui.experiment.sweep import SweepError, processes, run_all, run_one
from nntui.experiment.sweep_file import SweepFile, key_of


def configs(count, epochs=20):
    base = load_preset("xor").with_value("training.epochs", epochs)
    return [base.with_value("training.seed", seed).plain() for seed in range(count)]


def without_time(row):
    return {**row, "seconds": None}


def by_seed(rows):
    return {row["config"]["training"]["seed"]: without_time(row) for row in rows if row is not None}


@pytest.mark.soak
def test_a_killed_process_loses_nothing_and_nothing_is_done_twice():
    given, rows = configs(12, epochs=2000), []
    for row in run_all(given, processes(2)):
        if row is None:
            continue
        rows.append(row)
        if len(rows) == 2:
            os.kill(active_children()[0].pid, signal.SIGKILL)
    assert len(rows) == 12
    assert by_seed(rows) == {config["training"]["seed"]: without_time(run_one(config)) for config in given}
    assert active_children() == []


def test_stopping_leaves_no_process():
    long = configs(3, epochs=10_000_000)
    looks = []
    for row in run_all(long, processes(2), stopping=lambda: len(looks) >= 5):
        assert row is None
        looks.append(row)
    assert active_children() == []


def test_runs_that_kill_their_process_each_time_are_given_up():
    with pytest.raises(SweepError, match="killed 3 times in a row"):
        for _ in run_all(configs(1, epochs=10_000_000), processes(1)):
            for child in active_children():
                os.kill(child.pid, signal.SIGKILL)


def test_a_run_that_cannot_be_had_says_why():
    config = load_preset("xor").with_value("task.name", "table").with_value("task.path", "none.csv").plain()
    with pytest.raises(SweepError, match=r"none\.csv: No such file"):
        list(run_all([config], processes(1)))


def test_rows_survive_and_half_a_line_is_cut_off(tmp_path):
    path = tmp_path / "rows.jsonl"
    first, second = map(run_one, configs(2))
    file = SweepFile(path)
    with file.held():
        file.append(first)
        file.append(second)
    path.write_bytes(path.read_bytes()[:-20])
    again = SweepFile(path)
    assert again.row_of(first["config"]) == first
    assert again.row_of(second["config"]) is None
    with again.held():
        again.append(second)
    assert [json.loads(line) for line in path.read_text().splitlines()] == [first, second]
    assert [entry.name for entry in tmp_path.iterdir()] == ["rows.jsonl"]


def test_only_one_sweep_writes_at_a_time(tmp_path):
    file = SweepFile(tmp_path / "rows.jsonl")
    with file.held(), pytest.raises(FileError, match="another sweep"), SweepFile(tmp_path / "rows.jsonl").held():
        pass


def test_rows_of_another_version_are_run_again(tmp_path):
    (row,) = map(run_one, configs(1))
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({**row, "version": "0.0.0"}) + "\n")
    assert SweepFile(path).row_of(row["config"]) is None


@pytest.mark.parametrize(
    "content",
    ["x\n", "{}\n", "[1]\n", '{"config": 3}\n', "# notes", '{"format": "nntui-model"', "\n", "[" * 100_000 + "\n"],
)
def test_a_file_of_something_else_stays_as_it_is(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_text(content)
    with pytest.raises(FileError, match="line 1: expected a row of a sweep"):
        SweepFile(path)
    assert path.read_text() == content


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "9" * 400, "true", '"1"'])
def test_a_row_has_numbers_that_can_be_shown(tmp_path, number):
    (row,) = map(run_one, configs(1))
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({**row, "seconds": "HERE"}).replace('"HERE"', number) + "\n")
    with pytest.raises(FileError, match="line 1: expected a row of a sweep"):
        SweepFile(path)


def test_titles_do_not_tell_runs_apart():
    config = configs(1)[0]
    assert key_of(config) == key_of({**config, "title": "another"})
    assert key_of(config) != key_of(configs(2)[1])
