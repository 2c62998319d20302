import json
import signal
import subprocess
import time

import pytest
from cli_process import COMMAND, environment

from nntui.core.arrays import with_ones
from nntui.experiment.model_file import load_model
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer


def _result(done):
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout, parse_constant=pytest.fail)


@pytest.mark.parametrize(("name", "train", "test"), [("digits", 0.99, 0.85), ("quadrants", 0.97, 0.97), ("xor", 1, 1)])
def test_shipped_presets_learn(nntui, name, train, test):
    done = nntui("train", name, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    result = _result(done)
    assert list(result) == ["preset", "seed", "epochs", "steps", "seconds", "loss", "accuracy", "config"]
    assert result["preset"] == name
    assert result["seconds"] > 0
    assert result["accuracy"]["train"] >= train
    assert result["accuracy"]["test"] >= test
    assert result["config"]["training"]["loss"] != "auto"
    assert result["epochs"] == result["config"]["training"]["epochs"]


def test_the_same_seed_gives_the_same_numbers(nntui):
    first, again, other = (
        _result(nntui("train", "quadrants", "--epochs", "3", "--seed", seed, "--json")) for seed in ("7", "7", "8")
    )
    assert first["seed"] == 7
    assert first["loss"] == again["loss"]
    assert first["loss"] != other["loss"]


def test_set_and_the_flags(nntui):
    flags = (
        "--set",
        "training.epochs=9",
        "--epochs",
        "2",
        "--set",
        "network.hidden=3",
        "--set",
        "training.batch_size=400",
    )
    result = _result(nntui("train", "quadrants", *flags, "--json"))
    assert result["epochs"] == 2
    assert result["steps"] == 2
    assert result["config"]["network"]["hidden"] == [3]


def test_no_test_data_is_null_and_not_nan(nntui):
    result = _result(nntui("train", "quadrants", "--epochs", "1", "--set", "task.test_fraction=0", "--json"))
    assert result["loss"]["test"] is None
    assert result["accuracy"]["test"] is None


def test_without_a_terminal_there_are_a_few_plain_lines(nntui):
    done = nntui("train", "xor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert 5 < len(lines) < 16
    assert lines[-3].startswith("xor: 1,000 epochs, 1,000 steps")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout


def test_saving_is_confirmed(nntui, tmp_path):
    done = nntui("train", "xor", "--epochs", "1", "--save", "model.json", cwd=tmp_path)
    assert done.stdout.endswith("  saved  model.json\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.json"]


def test_a_large_batch_is_clamped_and_says_so(nntui):
    done = nntui("train", "xor", "--epochs", "3", "--set", "training.batch_size=100", "--json")
    assert done.returncode == 0
    assert done.stderr == "nntui train: training.batch_size: 100 is clamped to the 4 training samples\n"
    assert _result(done)["steps"] == 3


def test_no_epochs_saves_the_untrained_network(nntui, tmp_path):
    path = tmp_path / "untrained.json"
    result = _result(nntui("train", "xor", "--epochs", "0", "--save", str(path), "--json"))
    assert (result["epochs"], result["steps"]) == (0, 0)
    model = load_model(path)
    assert model.epoch == 0
    assert (model.network.parameters == Trainer(load_preset("xor")).network.parameters).all()


def test_load_goes_on_from_the_weights(nntui, models, tmp_path):
    path = tmp_path / "more.json"
    words = ("train", "xor", "--load", str(models["xor"]), "--save", str(path), "--json")
    result = _result(nntui(*words, "--epochs", "5"))
    assert result["epochs"] == 5
    assert result["accuracy"]["train"] == 1
    assert load_model(path).epoch == 1005


def test_load_refuses_another_shape(refused, models):
    line = refused("train", "digits", "--load", str(models["xor"]))
    assert line.endswith("layers: expected 25 → 32 → 16 → 10 units as the preset has, got 2 → 4 → 1")


_DIVERGING = ("--set", "training.learning_rate=1e6", "--set", "training.loss=mse", "--set", "network.output=linear")


def test_divergence_keeps_the_last_finite_weights(nntui, tmp_path):
    path = tmp_path / "diverged.json"
    done = nntui("train", "xor", *_DIVERGING, "--save", str(path), "--json")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "diverged in epoch" in done.stderr
    assert _result(done)["preset"] == "xor"
    assert load_model(path).epoch == _result(done)["epochs"]


def test_divergence_in_the_first_epoch_keeps_what_was_loaded(nntui, tmp_path):
    start, kept = tmp_path / "start.json", tmp_path / "kept.json"
    linear = ("--set", "training.loss=mse", "--set", "network.output=linear", "--set", "training.batch_size=1")
    assert nntui("train", "xor", *linear, "--epochs", "2", "--save", str(start)).returncode == 0
    words = ("--set", "training.learning_rate=1e6", "--load", str(start), "--save", str(kept))
    done = nntui("train", "xor", *linear, *words)
    assert done.returncode == 3
    assert "diverged in epoch 1;" in done.stderr
    corner = with_ones(load_model(start).network.parameters[:2][None])
    assert (load_model(start).network.forward(corner) == load_model(kept).network.forward(corner)).all()
    assert load_model(kept).epoch == 2


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_ctrl_c_saves_what_there_is(tmp_path, how):
    path = tmp_path / "interrupted.json"
    words = ("train", "digits", "--epochs", "1000000", "--set", "training.batch_size=2000", "--save", str(path), *how)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits it where it is ignored
    process = subprocess.Popen([*COMMAND, *words], stdout=-1, stderr=-1, text=True, env=environment())
    signal.signal(signal.SIGINT, before)
    assert "clamped" in process.stderr.readline()  # the last word before training
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err.startswith("nntui train: interrupted after ")
    assert load_model(path).epoch > 0
    assert ("accuracy" in json.loads(out)) if how else ("accuracy" in out)


def test_a_reader_that_is_gone_does_not_cost_the_model(tmp_path):
    path = tmp_path / "model.json"
    words = [*COMMAND, "train", "quadrants", "--save", str(path)]
    process = subprocess.Popen(words, stdout=-1, stderr=-1, text=True, env=environment())
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(10) == 0
    assert load_model(path).epoch == 200
