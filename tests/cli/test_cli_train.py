import json
import signal
import subprocess

import pytest
from cli_process import COMMAND, environment, until

from nntui.core.arrays import with_ones
from nntui.experiment.model_file import load_model
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer


def _result(done):
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout, parse_constant=pytest.fail)


@pytest.mark.parametrize(("name", "train", "test"), [("digits", 0.88, 0.85), ("quadrants", 0.97, 0.97), ("xor", 1, 1)])
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
        "training.batch_size=700",
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
    assert done.returncode == 0
    assert done.stdout.startswith("xor: 1,000 epochs, 1,000 steps")
    assert done.stdout.count("\n") == 3
    lines = done.stderr.splitlines()
    assert 5 < len(lines) < 13
    assert all(line.startswith("epoch ") for line in lines)
    assert not {"\x1b", "\r"} & {*done.stdout, *done.stderr}


def test_quiet_leaves_the_report_alone(nntui):
    done = nntui("train", "quadrants", "--epochs", "3", "--quiet", "--set", "training.batch_size=9999")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("quadrants: 3 epochs, 3 steps")


def test_a_model_may_go_through_a_pipe(nntui, tmp_path):
    piped = nntui("train", "xor", "--epochs", "9", "--save", "-")
    assert piped.stderr.startswith("xor: 9 epochs")
    quiet = nntui("train", "xor", "--epochs", "9", "--save", "-", "--log", str(tmp_path / "run.csv"), "--quiet")
    assert (quiet.stdout, quiet.stderr) == (piped.stdout, "")
    saved = tmp_path / "model.json"
    nntui("train", "xor", "--epochs", "9", "--save", str(saved))
    assert json.loads(piped.stdout) == json.loads(saved.read_text())
    more = json.loads(nntui("train", "xor", "--epochs", "12", "--load", "-", "--json", stdin=piped.stdout).stdout)
    assert (more["epochs"], more["steps"]) == (12, 12)


def test_a_preset_with_its_goal_may_come_through_a_pipe(nntui):
    done = nntui("train", "-", "--goal", "--json", stdin="[training]\nepochs = 1\n[goal]\nmost_epochs = 1\n")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["goal"]["reached"]


def test_saving_is_confirmed(nntui, tmp_path):
    done = nntui("train", "xor", "--epochs", "1", "--save", "model.json", cwd=tmp_path)
    assert done.stdout.endswith("  saved  model.json\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.json"]


def test_a_large_batch_is_clamped_and_says_so(nntui):
    done = nntui("train", "xor", "--epochs", "3", "--set", "training.batch_size=100", "--json")
    assert done.returncode == 0
    assert done.stderr == "nntui train: training.batch_size: 100 is clamped to the 4 training samples\n"
    assert _result(done)["steps"] == 3


TABLE = ("train", "xor", "--epochs", "1", "--set", "task.name=table", "--set")


def test_what_was_made_of_a_table_is_told(nntui, values, kinds, tmp_path):
    assert nntui(*TABLE, f"task.path={kinds}").stderr == "nntui train: table: 3 classes; columns width, height\n"
    taken = "nntui train: table: values (standardised: loss in units of its {}); columns width, height\n"
    assert nntui(*TABLE, f"task.path={values}").stderr == taken.format("variance")
    mae = nntui(*TABLE, f"task.path={values}", "--set", "training.loss=mae")
    assert mae.stderr == taken.format("standard deviation")
    wide = tmp_path / "wide.csv"
    wide.write_text("".join(f"{','.join(map(str, range(row, row + 30)))},{row % 3}\n" for row in range(20)))
    line = nntui(*TABLE, f"task.path={wide}", "--json").stderr
    assert line.startswith("nntui train: table: 3 classes; columns x1, x2, ")
    assert line.endswith(", and 23 more\n")


@pytest.mark.parametrize("change", ["training.loss=huber", "network.output=linear"])
def test_whole_numbers_are_values_for_a_loss_or_an_output_of_values(nntui, tmp_path, change):
    path, model = tmp_path / "whole.csv", tmp_path / "model.json"
    path.write_text("".join(f"{row},{row % 5}\n" for row in range(30)))
    assert "table: 5 classes" in nntui(*TABLE, f"task.path={path}").stderr
    done = nntui(*TABLE, f"task.path={path}", "--set", change, "--save", str(model))
    assert "table: values" in done.stderr
    assert load_model(model).ends.classes == ()


def test_no_test_samples_are_told(nntui, tmp_path):
    few = "nntui train: no test samples: task.test_fraction is 0.2 of "
    done = nntui(
        "train", "quadrants", "--epochs", "1", "--set", "task.samples=1", "--set", "task.test_fraction=0.2", "--json"
    )
    assert done.stderr.endswith(f"\n{few}1\n") and "clamped" in done.stderr
    path = tmp_path / "two.csv"
    path.write_text("1,a\n2,b\n")
    assert f"\n{few}2\n" in nntui(*TABLE, f"task.path={path}").stderr
    assert "no test" not in nntui("train", "xor", "--epochs", "1").stderr


def test_no_epochs_saves_the_untrained_network(nntui, tmp_path):
    path = tmp_path / "untrained.json"
    result = _result(nntui("train", "xor", "--epochs", "0", "--save", str(path), "--json"))
    assert (result["epochs"], result["steps"]) == (0, 0)
    model = load_model(path)
    assert model.epoch == 0
    assert (model.network.parameters == Trainer(load_preset("xor")).network.parameters).all()


_LIVELY = ("--set", "training.optimizer=adam", "--set", "network.dropout=0.2", "--set", "training.batch_size=7")


@pytest.mark.parametrize("name", ["sine", "table", "quadrants"])
def test_load_goes_on_exactly(nntui, values, tmp_path, name):
    half, whole = tmp_path / "half.json", tmp_path / "whole.json"
    words = ("train", "quadrants", "--set", f"task.name={name}", "--set", f"task.path={values}", *_LIVELY, "--json")
    _result(nntui(*words, "--epochs", "5", "--save", str(half)))
    done = nntui(*words, "--epochs", "10", "--load", str(half), "--save", str(half))
    once = _result(nntui(*words, "--epochs", "10", "--save", str(whole)))
    assert "weights alone" not in done.stderr
    assert {**_result(done), "seconds": 0} == {**once, "seconds": 0}
    continued, straight = load_model(half), load_model(whole)
    assert continued.epoch == straight.epoch == 10
    assert (continued.network.parameters == straight.network.parameters).all()


def test_load_counts_the_epochs_of_the_model(nntui, models):
    done = nntui("train", "xor", "--load", str(models["xor"]), "--epochs", "5", "--json")
    assert _result(done)["epochs"] == 1000
    assert done.stderr.endswith("trained for 1000 epochs already, and training.epochs is 5: nothing to do\n")


def test_load_takes_the_weights_alone_for_another_run(nntui, models, tmp_path):
    path = tmp_path / "more.json"
    words = ("train", "xor", "--load", str(models["xor"]), "--seed", "9", "--save", str(path), "--json")
    done = nntui(*words, "--epochs", "5")
    assert done.stderr == f"nntui train: {models['xor']}: took the weights alone, since training.seed is another\n"
    assert _result(done)["epochs"] == load_model(path).epoch == 5
    assert _result(done)["accuracy"]["train"] == 1


def test_load_takes_the_weights_alone_where_only_targets_of_the_data_changed(nntui, values, tmp_path):
    path = tmp_path / "model.json"
    words = ("train", "quadrants", "--set", "task.name=table", "--set", f"task.path={values}", "--json")
    _result(nntui(*words, "--epochs", "2", "--save", str(path)))
    assert nntui(*words, "--epochs", "3", "--load", str(path)).stderr.count("\n") == 1  # what the table was taken for
    header, first, second, *rows = values.read_text().splitlines()
    values.write_text("\n".join((header, *_with_targets_exchanged(first, second), *rows)))
    done = nntui(*words, "--epochs", "3", "--load", str(path))
    assert done.stderr.startswith(f"nntui train: {path}: took the weights alone, since the data are others\n")


def _with_targets_exchanged(first, second):
    (first_inputs, first_target), (second_inputs, second_target) = (row.rsplit(",", 1) for row in (first, second))
    assert first_target != second_target
    return f"{first_inputs},{second_target}", f"{second_inputs},{first_target}"


def test_load_says_where_a_schedule_spans_other_epochs(nntui, tmp_path):
    path = tmp_path / "model.json"
    words = ("train", "moons", "--set", "training.schedule=cosine", "--json")
    _result(nntui(*words, "--epochs", "2", "--save", str(path)))
    done = nntui(*words, "--epochs", "3", "--load", str(path))
    assert done.stderr == f"nntui train: {path}: the schedule cosine now spans 3 epochs, and spanned 2 until here\n"
    constant = nntui(*words, "--epochs", "3", "--load", str(path), "--set", "training.schedule=constant")
    assert constant.stderr == ""


def test_load_refuses_other_activations(refused, models):
    line = refused("train", "xor", "--set", "network.activation=relu", "--load", str(models["xor"]))
    assert "layers: expected the activations relu, sigmoid as the preset has, got tanh, sigmoid" in line


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("epoch", "many"),
        ("epoch", 7),
        ("epoch", None),
        ("steps", []),
        ("minibatches", {"position": -1, "random": {}}),
        ("minibatches", {"position": 0, "random": {"bit_generator": "MT19937"}}),
        ("dropout", 3),
        ("optimizer", {}),
        ("best", {"loss": None, "epoch": 0, "parameters": [1, 2]}),
        ("history", [[1, 2]]),
        ("history", "none"),
        ("history", 1e400),
    ],
)
def test_load_refuses_a_damaged_state(refused, models, tmp_path, key, value):
    document = json.loads(models["xor"].read_text())
    document["state"][key] = value
    path = tmp_path / "damaged.json"
    path.write_text(json.dumps(document).replace("Infinity", "1e400"))
    assert f"{path}: state" in refused("train", "xor", "--load", str(path))


def test_regression_has_no_accuracy(nntui):
    words = ("train", "xor", "--set", "task.name=sine", "--set", "training.batch_size=32", "--epochs", "20")
    result = _result(nntui(*words, "--json"))
    assert result["accuracy"] == {"train": None, "test": None}
    assert result["loss"]["test"] < 0.3
    assert "accuracy" not in nntui(*words).stdout


def test_early_stopping_is_told(nntui):
    done = nntui("train", "quadrants", "--set", "training.patience=2", "--set", "training.learning_rate=0.9")
    assert "stopped early at epoch " in done.stdout


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


def test_numbers_that_are_finite_but_of_no_use_are_divergence(nntui):
    done = nntui("train", "sine", "--set", "network.activation=relu", "--set", "training.learning_rate=1e6", "--json")
    assert done.returncode == 3
    assert _result(done)["loss"]["train"] < 100


def test_divergence_in_the_first_epoch_keeps_what_was_loaded(nntui, tmp_path):
    start, kept = tmp_path / "start.json", tmp_path / "kept.json"
    linear = ("--set", "training.loss=mse", "--set", "network.output=linear", "--set", "training.batch_size=1")
    assert nntui("train", "xor", *linear, "--epochs", "2", "--save", str(start)).returncode == 0
    words = ("--set", "training.learning_rate=1e6", "--load", str(start), "--save", str(kept))
    done = nntui("train", "xor", *linear, *words)
    assert done.returncode == 3
    assert "diverged in epoch 3;" in done.stderr
    corner = with_ones(load_model(start).network.parameters[:2][None])
    assert (load_model(start).network.forward(corner) == load_model(kept).network.forward(corner)).all()
    assert load_model(kept).epoch == 2


@pytest.mark.parametrize(
    ("how", "number"),
    [((), signal.SIGINT), (("--json",), signal.SIGINT), ((), signal.SIGTERM), ((), signal.SIGHUP)],
)
@pytest.mark.soak
def test_a_signal_saves_what_there_is(tmp_path, how, number):
    path, log = tmp_path / "interrupted.json", tmp_path / "log.csv"
    words = (
        "train",
        "digits-classic",
        "--epochs",
        "1000000",
        "--set",
        "training.batch_size=2000",
        "--save",
        str(path),
        "--log",
        str(log),
        *how,
    )
    process = subprocess.Popen([*COMMAND, *words], stdout=-1, stderr=-1, text=True, env=environment())
    assert "clamped" in process.stderr.readline()  # the last word before training
    until(lambda: log.exists() and log.read_text().count("\n") > 1)  # an epoch is done
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 128 + number
    assert err.startswith("nntui train: interrupted after ")
    assert load_model(path).epoch > 0
    assert ("accuracy" in json.loads(out)) if how else ("accuracy" in out)


def test_a_reader_that_is_gone_does_not_cost_the_model(tmp_path):
    path = tmp_path / "model.json"
    words = [*COMMAND, "train", "quadrants", "--quiet", "--save", str(path)]
    process = subprocess.Popen(words, stdout=-1, stderr=-1, text=True, env=environment())
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(10) == 0
    assert load_model(path).epoch == 100
