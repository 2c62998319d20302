import csv
import io
import json
import os
import signal
from pathlib import Path

import pytest
from cli_process import running, until

from nntui.cli import main
from nntui.experiment.presets import load_preset
from nntui.experiment.sweep import SweepError, run_one

SWEEP = ("sweep", "xor", "--epochs", "20", "--vary", "training.learning_rate=0.1,0.5", "--repeats", "2")


@pytest.fixture(scope="module")
def swept(nntui, tmp_path_factory):
    """A sweep that was run once, with all that it writes."""
    folder = tmp_path_factory.mktemp("sweep")
    done = nntui(*SWEEP, "--out", "rows.jsonl", "--save-best", "best.toml", cwd=folder)
    assert done.returncode == 0, done
    return folder, done


def test_the_table_has_a_line_a_combination(swept):
    _, done = swept
    heading, *lines = done.stdout.splitlines()
    assert heading.split()[:4] == ["learning_rate", "test", "accuracy", "test"]
    assert sorted(line.split()[0] for line in lines[:2]) == ["0.1", "0.5"]
    assert lines[2] == "best  best.toml"
    assert "●" in lines[0]
    assert "runs" in done.stderr


def test_numbers_are_those_of_train(nntui, swept):
    folder, _ = swept
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    assert len(rows) == 4
    for row in rows:
        settings = row["config"]["training"]
        words = ("--seed", str(settings["seed"]), "--set", f"training.learning_rate={settings['learning_rate']}")
        result = json.loads(nntui("train", "xor", "--epochs", "20", *words, "--json").stdout)
        for key in ("config", "epochs", "steps", "loss", "accuracy"):
            assert row[key] == result[key]


def test_the_best_is_a_preset_that_trains_to_what_was_promised(nntui, swept):
    folder, _ = swept
    best = json.loads(nntui("train", str(folder / "best.toml"), "--json").stdout)
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    assert best["loss"] in [row["loss"] for row in rows]
    summary = json.loads(nntui(*SWEEP, "--out", str(folder / "rows.jsonl"), "--json").stdout)
    assert summary["best"]["training"]["learning_rate"] == best["config"]["training"]["learning_rate"]
    losses = [each["accuracy"]["median"] for each in summary["combinations"]]
    assert losses == sorted(losses, reverse=True)


def test_what_is_done_is_not_run_again(nntui, swept):
    folder, first = swept
    done = nntui(*SWEEP, "--out", str(folder / "rows.jsonl"), "--csv")
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    seconds = [json.loads(line)["seconds"] for line in (folder / "rows.jsonl").read_text().splitlines()]
    assert {float(row["seconds"]) for row in rows} == {*seconds}  # what the first time took
    assert [row["training.learning_rate"] for row in rows] == ["0.1", "0.1", "0.5", "0.5"]
    assert [row["seed"] for row in rows] == ["0", "1", "0", "1"]
    assert nntui(*SWEEP, "--out", str(folder / "rows.jsonl"), "--quiet").stdout == "\n".join(
        [*first.stdout.splitlines()[:-1], ""]
    )


def test_what_is_done_is_told_and_kept_where_the_rest_cannot_be_had(tmp_path, capsys, monkeypatch):
    def trouble_after_one(configs, place, stopping):
        yield run_one(configs[0])
        raise SweepError("no more of it")

    monkeypatch.setattr("nntui.experiment.sweep.run_all", trouble_after_one)
    out, best = tmp_path / "rows.jsonl", tmp_path / "best.toml"
    assert main([*SWEEP, "--out", str(out), "--save-best", str(best), "--csv", "--quiet"]) == 2
    output = capsys.readouterr()
    assert output.out.count("\n") == 2
    assert output.err == "nntui sweep: no more of it\n"
    assert out.read_text().count("\n") == 1
    assert load_preset(str(best)).training.epochs == 20


@pytest.mark.soak
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ended_midway_it_keeps_what_is_done_and_leaves_no_process(tmp_path, number):
    out = tmp_path / "rows.jsonl"
    words = ("sweep", "xor", "--vary", "training.epochs=1,2,10000000", "--out", str(out), "--json")
    with running(*words) as process:
        until(lambda: out.exists() and out.read_text().count("\n") >= 2)
        children = _children(process.pid)
        assert children
        process.send_signal(number)
        printed, err = process.communicate(timeout=20)
    assert out.read_text().count("\n") == 2
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert err.endswith("nntui sweep: interrupted after 2 of 3 runs\n")
        assert sum(len(each["runs"]) for each in json.loads(printed)["combinations"]) == 2
    until(lambda: not any(map(_is_running, children)))


def _children(pid):
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "expected --vary KEY=V1,V2… or --repeats N"),
        (("--vary", "training.epochs"), "--vary: expected KEY=VALUE,VALUE…"),
        (("--vary", "training.epoch=1"), "training.epoch: no such key; did you mean training.epochs?"),
        (("--vary", "training.epochs=x"), "training.epochs: expected a whole number"),
        (("--repeats", "0"), "--repeats: expected a whole number from 1"),
        (("--repeats", "20000"), "--vary: expected at most 10,000 runs, got 20,000"),
        (("--repeats", "2", "--jobs", "x"), "--jobs: expected a whole number from 1"),
        (("--repeats", "2", "--wait", "9"), "--wait: there are workers to wait for only with --dask"),
        (("--repeats", "2", "--dask", "x", "--wait", "0"), "--wait: expected a whole number from 1"),
        (("--repeats", "2", "--dask", "x", "--jobs", "2"), "--jobs: the cluster at --dask decides that"),
        (("--repeats", "2", "--json", "--csv"), "--csv: not allowed with argument --json"),
        (("--repeats", "2", "--out", "none/rows"), "none/rows: no such directory"),
        (("--repeats", "2", "--out", "/dev/null"), "/dev/null: expected a regular file"),
        (("--repeats", "2", "--save-best", "none/best.toml"), "none/best.toml: no such directory"),
    ],
)
def test_bad_arguments_start_nothing(refused, words, expected):
    assert refused("sweep", "xor", *words).startswith(f"nntui sweep: {expected}")
