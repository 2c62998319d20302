"""A run can be repeated from what it printed: the same numbers."""

import json

import pytest

FIGURES = ("epochs", "steps", "loss", "accuracy", "config")
RUN = (
    "train",
    "quadrants",
    "--epochs",
    "3",
    "--set",
    "network.hidden=3,5",
    "--set",
    "network.dropout=0.2",
    "--seed",
    "7",
)


@pytest.fixture(scope="module")
def printed(nntui):
    return nntui(*RUN, "--json").stdout


def figures(done):
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    return {key: result[key] for key in FIGURES}


def test_from_the_json_of_a_run(nntui, printed, tmp_path):
    first = {key: json.loads(printed)[key] for key in FIGURES}
    path = tmp_path / "run.json"
    path.write_text(printed)
    assert figures(nntui("train", str(path), "--json")) == first
    assert figures(nntui("train", "-", "--json", stdin=printed)) == first
    path.write_text(json.dumps(first["config"]))
    assert figures(nntui("train", str(path), "--json")) == first
    assert nntui("diff", str(path), str(path)).returncode == 0


def test_from_the_model_that_it_left(nntui, tmp_path):
    path = tmp_path / "model.json"
    first = figures(nntui(*RUN, "--json", "--save", str(path)))
    assert figures(nntui("train", str(path), "--json")) == first


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "not JSON: "),
        ("[" * 100_000, "not JSON: nested too deeply"),
        ("[1]", "expected a table, got [1]"),
        ('{"config": 3}', "config: expected a table, got 3"),
        ('{"config": {"training": {"epoch": 3}}}', "training.epoch: no such key; did you mean training.epochs?"),
        ('{"training": {"epochs": true}}', "training.epochs: expected a whole number"),
        ('{"training": {"epochs": ' + "9" * 5000 + "}}", "expected whole numbers of at most 4,300 digits (at"),
        ('{"training": {}, "training": {}}', 'expected each key once, got "training" twice'),
        ('{"format": "other"}', 'format: expected "nntui-model", got "other"'),
    ],
)
def test_json_that_tells_of_no_run(refused, tmp_path, content, expected):
    path = tmp_path / "run.json"
    path.write_text(content)
    assert refused("train", str(path)).startswith(f"nntui train: {path}: {expected}")
