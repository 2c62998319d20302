"""`nntui train --log`: every epoch is in it, as it was."""

import csv
import io
import json
import signal
import subprocess
from pathlib import Path

import pytest
from cli_process import COMMAND, environment, running, until

from nntui.experiment.presets import load_preset
from nntui.experiment.run_log import HEADER, RunLog, history_csv
from nntui.experiment.trainer import Trainer

LONGER_THAN_A_HISTORY = "300"


def _rows(text):
    header, *rows = csv.reader(io.StringIO(text))
    assert tuple(header) == HEADER
    return rows


def test_a_row_an_epoch_and_none_is_left_out(nntui, tmp_path):
    path = tmp_path / "run.csv"
    path.write_text("of another run")
    words = ("train", "xor", "--epochs", LONGER_THAN_A_HISTORY, "--set", "training.schedule=linear", "--log", str(path))
    result = json.loads(nntui(*words, "--json").stdout)
    rows = _rows(path.read_text())
    assert [int(row[0]) for row in rows] == [*range(1, 301)]
    assert float(rows[-1][1]) == result["loss"]["train"]
    assert float(rows[-1][4]) == result["accuracy"]["test"]
    rates = [float(row[5]) for row in rows]
    rate = load_preset("xor").training.learning_rate
    assert rates == pytest.approx([rate * (1 - epoch / 300) for epoch in range(300)])
    seconds = [float(row[6]) for row in rows]
    assert seconds == sorted(seconds)


def test_each_row_is_what_a_run_of_so_many_epochs_comes_to(nntui):
    rows = _rows(nntui("train", "quadrants", "--epochs", "3", "--log", "-", "--quiet").stdout)
    for row in rows:
        result = json.loads(nntui("train", "quadrants", "--epochs", row[0], "--json").stdout)
        assert [float(cell) for cell in row[1:5]] == [*result["loss"].values(), *result["accuracy"].values()]


def test_the_last_row_is_of_the_last_epoch_where_patience_keeps_the_best(tmp_path):
    hyperparameters = load_preset("quadrants").with_value("training.patience", 1)
    hyperparameters = hyperparameters.with_value("training.learning_rate", 3.0)
    trainer = Trainer(hyperparameters)
    with RunLog(tmp_path / "run.csv") as log:
        trainer.recorder = log.record
        trainer.train_steps(trainer.steps_left)
    assert trainer.stopped
    rows = _rows((tmp_path / "run.csv").read_text())
    assert len(rows) == trainer.epoch
    assert float(rows[-1][2]) > trainer.measure().test_loss


def test_values_have_no_accuracy(nntui):
    rows = _rows(nntui("train", "sine", "--epochs", "2", "--log", "-").stdout)
    assert [row[3:5] for row in rows] == [["", ""]] * 2


def test_recording_changes_no_number(nntui, tmp_path):
    plain = json.loads(nntui("train", "quadrants", "--epochs", "4", "--json").stdout)
    logged = json.loads(nntui("train", "quadrants", "--epochs", "4", "--json", "--log", str(tmp_path / "a")).stdout)
    assert logged["loss"] == plain["loss"]


@pytest.mark.soak
def test_rows_are_there_as_soon_as_they_are_known_and_after_ctrl_c(tmp_path):
    path = tmp_path / "run.csv"
    with running("train", "xor", "--epochs", "10000000", "--log", str(path), "--quiet") as process:
        until(lambda: path.exists() and path.read_text().count("\n") >= 20)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 130
    rows = _rows(path.read_text())
    assert [int(row[0]) for row in rows] == [*range(1, len(rows) + 1)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_costs_the_log_and_not_the_model(tmp_path):
    model = tmp_path / "model.json"
    words = [*COMMAND, "train", "xor", "--epochs", "3", "--log", "-", "--save", str(model), "--quiet"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=-1, text=True, env=environment())
    assert done.returncode == 2
    assert done.stderr.startswith("nntui train: stdout: No space left on device")
    assert not model.exists()  # it is known before anything is trained


def test_a_log_that_cannot_be_written_is_noticed_before_training(refused, tmp_path):
    assert "no such directory" in refused("train", "xor", "--log", str(tmp_path / "none" / "run.csv"))
    assert "no such preset" in refused("train", "xro", "--log", str(tmp_path / "run.csv"))
    assert list(tmp_path.iterdir()) == []


def test_a_history_has_the_same_columns():
    trainer = Trainer(load_preset("quadrants").with_value("training.schedule", "cosine"))
    trainer.train_epoch()
    trainer.train_epoch()
    rows = _rows(history_csv(trainer.history.table()))
    assert [row[0] for row in rows] == ["0", "1", "2"]
    assert float(rows[2][1]) == trainer.measure().train_loss
    first, used, next_used = (float(row[5]) for row in rows)
    assert first == used == load_preset("quadrants").training.learning_rate
    assert next_used < used
    assert {row[6] for row in rows} == {""}
