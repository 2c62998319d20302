import csv
import io
import json

import numpy as np
import pytest

from nntui.experiment.model_file import load_model


@pytest.fixture(scope="module")
def table_models(nntui, values, kinds, tmp_path_factory):
    """A model of a CSV file of values, and one of a file of classes."""
    folder = tmp_path_factory.mktemp("tables")
    made = {}
    for name, path in (("values", values), ("kinds", kinds)):
        made[name] = folder / f"{name}.json"
        change = ("--set", "task.name=table", "--set", f"task.path={path}", "--epochs", "50")
        assert nntui("train", "quadrants", *change, "--save", str(made[name])).returncode == 0
    return made


def _parts(done):
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout, parse_constant=pytest.fail)["parts"]


@pytest.mark.parametrize("name", ["xor", "quadrants"])
def test_a_model_is_as_good_as_training_said(nntui, tmp_path, name):
    path = str(tmp_path / "model.json")
    trained = json.loads(nntui("train", name, "--save", path, "--json").stdout)
    parts = _parts(nntui("evaluate", path, "--json"))
    for part in ("train", "test"):
        assert parts[part]["loss"] == trained["loss"][part]
        assert parts[part]["accuracy"] == trained["accuracy"][part]


def test_the_confusion_matrix_counts_what_predict_answers(nntui, models):
    rows = list(csv.reader(io.StringIO(nntui("data", "quadrants").stdout)))[1:]
    given = [row for row in rows if row[0] == "test"]
    samples = "".join(",".join(row[1:-1]) + "\n" for row in given)
    answers = nntui("predict", str(models["quadrants"]), "--csv", stdin=samples).stdout.splitlines()[1:]
    answered = [line.split(",")[0] for line in answers]
    classes = load_model(models["quadrants"]).ends.classes
    counts = [
        [
            sum((row[-1], label) == (right, answer) for row, label in zip(given, answered, strict=True))
            for answer in classes
        ]
        for right in classes
    ]
    assert _parts(nntui("evaluate", str(models["quadrants"]), "--json"))["test"]["confusion"] == counts
    printed = list(csv.reader(io.StringIO(nntui("evaluate", str(models["quadrants"]), "--csv").stdout)))
    assert printed[0] == ["split", "class", *classes]
    assert [list(map(int, row[2:])) for row in printed if row[0] == "test"] == counts


def test_the_parts_of_what_data_prints(nntui, models):
    path = str(models["quadrants"])
    piped = nntui("evaluate", path, "-", "--json", stdin=nntui("data", "quadrants").stdout)
    assert _parts(piped) == _parts(nntui("evaluate", path, "--json"))
    shifted = nntui("data", "quadrants", "--set", "training.seed=5").stdout
    assert _parts(nntui("evaluate", path, "-", "--json", stdin=shifted))["test"]["samples"] == 300


def test_another_preset(nntui, models):
    parts = _parts(nntui("evaluate", str(models["digits"]), "digits-classic", "--json"))
    own = _parts(nntui("evaluate", str(models["digits"]), "--json"))
    assert parts["train"]["samples"] != own["train"]["samples"]
    assert 0.3 < parts["test"]["accuracy"] <= 1


def test_the_data_of_another_model(nntui, models, tmp_path):
    other = tmp_path / "other.json"
    assert (
        nntui("train", "quadrants", "--set", "training.seed=5", "--epochs", "0", "--save", str(other)).returncode == 0
    )
    path, anew = str(models["quadrants"]), tmp_path / "anew.toml"
    anew.write_text(nntui("show", "quadrants", "--set", "training.seed=5").stdout)
    assert _parts(nntui("evaluate", path, str(other), "--json")) == _parts(nntui("evaluate", path, str(anew), "--json"))


def test_errors_of_values_are_in_the_unit_of_the_file(nntui, table_models, values):
    rows = [line.split(",") for line in values.read_text().splitlines()[1:]]
    samples = "".join(f"{row[0]},{row[1]}\n" for row in rows)
    answers = np.array(nntui("predict", str(table_models["values"]), "--csv", stdin=samples).stdout.split()[1:], float)
    right = np.array([float(row[2]) for row in rows])
    found = _parts(nntui("evaluate", str(table_models["values"]), str(values), "--json"))["all"]
    assert found["samples"] == len(right)
    assert found["mse"] == pytest.approx(np.mean((answers - right) ** 2), rel=1e-4)
    assert found["mae"] == pytest.approx(np.mean(np.abs(answers - right)), rel=1e-4)
    assert found["r2"] == pytest.approx(1 - np.mean((answers - right) ** 2) / right.var(), rel=1e-4)
    text = nntui("evaluate", str(table_models["values"])).stdout
    assert "R² " in text
    assert "MAE" in text


def test_values_that_are_all_the_same_have_no_variance_to_explain(nntui, table_models):
    words = ("evaluate", str(table_models["values"]), "-")
    assert "R² –  MSE" in nntui(*words, stdin="1,2,10.5\n").stdout
    header, row = csv.reader(io.StringIO(nntui(*words, "--csv", stdin="1,2,10.5\n").stdout))
    assert dict(zip(header, row, strict=True))["r2"] == ""


def test_a_table_of_classes_in_its_own_numbers(nntui, table_models, kinds):
    found = _parts(nntui("evaluate", str(table_models["kinds"]), str(kinds), "--json"))["all"]
    own = _parts(nntui("evaluate", str(table_models["kinds"]), "--json"))
    assert np.array_equal(found["confusion"], np.add(own["train"]["confusion"], own["test"]["confusion"]))


def test_the_model_on_standard_input(nntui, models):
    piped = nntui("evaluate", "-", stdin=models["xor"].read_bytes())
    assert piped.stdout == nntui("evaluate", str(models["xor"])).stdout


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "stdin: expected rows of numbers, got an empty file"),
        ("1,2\n", "stdin: expected 2 inputs and a last column, got 2 columns"),
        ("1,0,1\n0,x,1\n", "stdin: line 2, column 2: expected a number, got 'x'"),
        ("1,0,maybe\n", "stdin: line 1, column 3: expected one of the classes 0, 1, got 'maybe'"),
        ("x2,x1,y\n1,0,1\n", "stdin: expected the columns x1, x2 in this order, got x2, x1"),
    ],
)
def test_bad_tables(refused, models, content, expected):
    assert refused("evaluate", str(models["xor"]), "-", stdin=content) == f"nntui evaluate: {expected}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("spiral",), "spiral: expected the classes 0, 1 of the model, got A, B"),
        (("digits",), "digits: expected samples of 2 inputs as the model takes, got 25"),
        (("xro",), "xro: no such preset; did you mean xor?"),
        (("./none.csv",), "./none.csv: No such file or directory"),
        (("--json", "--csv"), "--csv: not allowed with argument --json; see nntui evaluate --help"),
    ],
)
def test_data_that_is_none_for_the_model(refused, models, words, expected):
    assert refused("evaluate", str(models["xor"]), *words) == f"nntui evaluate: {expected}"


def test_standardised_numbers_are_refused_for_a_table(nntui, refused, table_models, kinds):
    data = nntui("data", "xor", "--set", "task.name=table", "--set", f"task.path={kinds}").stdout
    assert "standardised" in refused("evaluate", str(table_models["kinds"]), "-", stdin=data)
