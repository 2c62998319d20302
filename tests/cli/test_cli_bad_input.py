import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cli_process import COMMAND, environment

BAD_PRESETS = {
    "broken": ('title = "a"\nx\n', "not TOML: ", "line 2"),
    "unknown_key": ("[training]\nlerning_rate = 1", "training.lerning_rate: ", "did you mean training.learning_rate?"),
    "unknown_table": ("[netwrok]\n", "netwrok: ", "did you mean network? (at line 1, column 1)"),
    "no_table": ("task = 3", "task: expected a table, got 3"),
    "wrong_type": ('[training]\nepochs = "many"', "training.epochs: expected a whole number", 'got "many"'),
    "boolean": ("[training]\nepochs = true", "training.epochs: expected a whole number", "got true"),
    "not_finite": ("[training]\nlearning_rate = nan", "training.learning_rate: expected a number", "got nan"),
    "out_of_range": ("[task]\ntest_fraction = 1.5", "task.test_fraction: expected a number from 0 to 0.9, got 1.5"),
    "unknown_name": ('[network]\nactivation = "rleu"', "network.activation: expected one of", 'got "rleu"'),
    "does_not_fit": ('[training]\nloss = "mse"\n[network]\noutput = "softmax"', "network.output: "),
    "too_few_activations": (
        '[network]\nhidden = [4, 4]\nactivation = ["tanh"]',
        "network.activation: expected one name or 2",
    ),
    "too_large": ("[network]\nhidden = [4096, 4096]", "network.hidden: expected at most 1,000,000 parameters"),
    "deep": ("a = " + "[" * 5000, "not TOML: "),
    "escapes": ('"a\\u001b[31m\\nb" = 1', "no such table or key"),
    "a_date": ("[training]\nseed = 2024-01-02", "training.seed: expected a whole number", "got 2024-01-02 (at line 2"),
    "long_key": ("x" * 10_000 + " = 1", f"{'x' * 60}...: no such table or key"),
    "digits": (
        f"[training]\n  seed = {'9' * 5000}",
        "expected whole numbers of at most 4,300 digits (at line 2, column 10)",
    ),
    "not_text_below": (b"title = 'a'\n# \xc3\xa4\xff", "expected UTF-8 text, got the byte 0xff (at line 2, column 4)"),
    "not_text": (b"\xff\xfe\x00", "expected UTF-8 text, got the byte 0xff"),
}


@pytest.mark.parametrize("name", BAD_PRESETS)
def test_bad_preset(refused, tmp_path, name):
    content, *expected = BAD_PRESETS[name]
    path = tmp_path / f"{name}.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refused("train", str(path), "--json")
    assert line.startswith(f"nntui train: {path}: ")
    for part in expected:
        assert part in line


@pytest.mark.parametrize("command", ["train", "data", "show", "check"])
def test_unknown_preset_names_the_nearest(refused, command):
    assert refused(command, "digts") == f"nntui {command}: digts: no such preset; did you mean digits?"


LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((LONG,), "there are the presets"),
        (("train", LONG), "no such preset; "),
        (("show", f"./{LONG}"), "File name too long"),
        (("train", "xor", "--set", f"{LONG}=1"), "no such key"),
    ],
    ids=range(4),
)
def test_ten_thousand_characters_are_told_in_short(refused, words, expected):
    line = refused(*words)
    assert len(line) < 2100
    assert expected in line


def test_a_name_does_not_lead_out_of_the_folder_of_presets(refused):
    assert refused("train", "../../x").endswith("../../x: No such file or directory")


@pytest.mark.parametrize("words", [("train",), ("predict",), ("show",), ()])
def test_what_is_no_regular_file(refused, tmp_path, words):
    fifo = tmp_path / "fifo.toml"
    os.mkfifo(fifo)
    assert refused(*words, str(fifo)).endswith("fifo.toml: expected a regular file")
    assert refused(*words, f"{tmp_path}/").endswith(": expected a regular file")
    assert refused(*words, str(tmp_path / "none.toml")).endswith("none.toml: No such file or directory")
    assert refused(*words, "./" + "a" * 300).endswith("File name too long")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "the following arguments are required: PRESET"),
        (("xor", "--foo"), "unrecognized arguments: --foo"),
        (("xor", "--epochs"), "--epochs: expected one argument"),
        (("xor", "--epochs", "-1"), "--epochs: expected a whole number from 0"),
        (("xor", "--epochs", "1.5"), "--epochs: expected a whole number"),
        (("xor", "--seed", "x"), "--seed: expected a whole number"),
        (("xor", "--set", "training.epochs"), '--set: expected KEY=VALUE, got "training.epochs"'),
        (("xor", "--set", "=1"), '--set: expected KEY=VALUE, got "=1"'),
        (("xor", "--save", "-", "--json"), "--save: standard output has the report"),
        (("xor", "--log", "-", "--json"), "--log: standard output has the report"),
        (("xor", "--log", "-", "--save", "-"), "--log: standard output has the model"),
        (("-", "--load", "-"), "--load: standard input has the preset"),
        (("xor", "--set", "network.activation=relu,tanh"), "network.activation: expected one name, got 2"),
        (("xor", "--set", "task.name=table"), "task.path: expected the name of a CSV file"),
        (("xor", "--set", "title=x"), "title: no such key"),
        (("xor", "--set", "training.epoch=3"), "training.epoch: no such key; did you mean training.epochs?"),
        (("xor", "--set", "training.learning_rate=nan"), "training.learning_rate: expected a number"),
        (("xor", "--set", "network.hidden=0"), "network.hidden: expected up to"),
        *(
            (("xor", "--set", f"network.hidden={text}"), "network.hidden: expected up to")
            for text in ("[4", "4]", "4,,8")
        ),
        (
            ("xor", "--set", "training.loss=cross_entropy", "--set", "network.output=sigmoid"),
            "network.output: the loss",
        ),
        (("xor", "--js"), "unrecognized arguments: --js"),
    ],
)
def test_bad_arguments(refused, words, expected):
    assert refused("train", *words).startswith(f"nntui train: {expected}")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("train", "mine.toml", "--save", "./mine.toml"), "--save: expected another file than PRESET, got ./mine.toml"),
        (("train", "mine.toml", "--log", "{here}/mine.toml"), "--log: expected another file than PRESET"),
        (("train", "xor", "--save", "out", "--log", "out"), "--log: expected another file than --save"),
        (("train", "xor", "--load", "model.json", "--log", "model.json"), "--log: expected another file than --load"),
        (("train", "xor", "--goal", "mine.toml", "--save", "link"), "--save: expected another file than --goal"),
        (
            ("train", "xor", "--set", "task.name=table", "--set", "task.path=data.csv", "--log", "data.csv"),
            "--log: expected another file than task.path",
        ),
        (("export", "model.json", "--to", "python", "--out", "model.json"), "--out: expected another file than MODEL"),
        (("sweep", "xor", "--repeats", "2", "--out", "rows", "--save-best", "rows"), "--save-best: expected another"),
        (("sweep", "mine.toml", "--repeats", "2", "--save-best", "link"), "--save-best: expected another file than PR"),
    ],
)
def test_what_is_read_is_not_written_over(refused, models, tmp_path, words, expected):
    shutil.copy(models["xor"], tmp_path / "model.json")
    (tmp_path / "mine.toml").write_text("[task]\nname = 'xor'\n[goal]\ntest_loss = 0.1\n")
    (tmp_path / "link").symlink_to("mine.toml")
    (tmp_path / "data.csv").write_text("1,2,a\n2,3,b\n3,4,a\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    line = refused(*(word.format(here=tmp_path) for word in words), cwd=tmp_path)
    assert line.startswith(f"nntui {words[0]}: {expected}")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_name_of_a_preset_is_no_file(nntui, tmp_path):
    assert nntui("train", "xor", "--epochs", "1", "--save", "xor", "--goal", cwd=tmp_path).returncode == 1
    assert (tmp_path / "xor").exists()


def test_a_model_may_be_written_over_by_what_comes_of_it(nntui, models, tmp_path):
    shutil.copy(models["xor"], tmp_path / "model.json")
    for words in (("model.json",), ("xor", "--load", "model.json")):
        assert nntui("train", *words, "--save", "model.json", cwd=tmp_path).returncode == 0


def test_a_check_that_would_take_hours_is_refused(nntui, refused):
    line = refused("check", "digits", "--set", "network.hidden=2778")
    assert line.startswith("nntui check: network.hidden: expected at most 100,000 parameters to check, got 100,018")
    assert "100,000" in nntui("check", "--help").stdout


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing/model.json", "no such directory"),
        (".", "expected a regular file"),
        ("", "expected a regular file"),
        ("file/model.json", "not in a directory"),
        ("/dev/null", "expected a regular file"),
        ("a" * 300, "File name too long"),
        ("loop", ""),
    ],
)
def test_a_place_that_cannot_be_saved_to_is_noticed_before_training(refused, tmp_path, path, reason):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    line = refused("train", "xor", "--epochs", "10000000", "--save", path, cwd=tmp_path)
    assert line.startswith(f"nntui train: {path or '.'}: {reason}")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "loop"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_noticed_before_training(refused, tmp_path):
    tmp_path.chmod(0o500)
    assert refused("train", "xor", "--save", str(tmp_path / "m.json")).endswith("no permission to write")
    tmp_path.chmod(0o700)


def _changed(document, *changes):
    for path, value in changes:
        *parents, last = path
        table = document
        for key in parents:
            table = table[key]
        table[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("format",), "other", 'format: expected "nntui-model", got "other"'),
        (("version",), 2, "version: expected 1, got 2"),
        (("epoch",), -1, "epoch: expected a whole number from 0, got -1"),
        (("classes",), ["a"], 'classes: expected ["0", "1"]'),
        (("config",), [], "config: expected a table"),
        (("config", "training", "epochs"), "x", "config.training.epochs: expected a whole number"),
        (("layers",), [], "layers: expected a list of 2"),
        (("layers", 0, "units"), 5, "layers[0].units: expected 4, got 5"),
        (("layers", 1, "weights"), [[1, 2], [3]], "layers[1].weights: expected 1 × 4 finite numbers"),
        (("layers", 0, "weights", 1), [1], "layers[0].weights: expected 4 × 2 finite numbers"),
        (("layers", 0, "weights", 1), "ab", "layers[0].weights: expected 4 × 2 finite numbers"),
        (("layers", 0, "biases", 0), 1e300, "layers[0].biases: expected 4 finite numbers"),
        (("layers", 0, "biases", 0), float("nan"), "expected finite numbers, got NaN"),
    ],
)
def test_bad_model(refused, models, tmp_path, path, value, expected):
    document = _changed(json.loads(models["xor"].read_text()), (path, value))
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document))
    assert refused("predict", str(changed), stdin="0,1\n").startswith(f"nntui predict: {changed}: {expected}")
    assert refused("train", "xor", "--load", str(changed)).startswith(f"nntui train: {changed}: {expected}")


@pytest.mark.parametrize("content", ["", "{", '{"format": "nntui-model"', "[" * 100_000])
def test_truncated_model(refused, tmp_path, content):
    path = tmp_path / "truncated.json"
    path.write_text(content)
    assert refused("predict", str(path)).startswith(f"nntui predict: {path}: not JSON: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_line(nntui):
    for words in (["data", "xor"], ["show", "xor"], ["train", "xor", "--json"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([*COMMAND, *words], stdout=full, stderr=-1, text=True, env=environment())
        assert done.returncode == 2
        assert done.stderr.endswith("stdout: No space left on device\n")
        assert done.stderr.count("\n") == 1
