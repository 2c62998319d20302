import json

import pytest


def test_one_line_a_key_that_differs(nntui):
    done = nntui("diff", "xor", "xor-tanh")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert next(line for line in lines if line.startswith("training.loss ")).split() == [
        "training.loss",
        "binary_cross_entropy",
        "→",
        "mse",
    ]
    plain = json.loads(nntui("diff", "xor", "xor-tanh", "--json").stdout)
    assert [line.split()[0] for line in lines] == [each["key"] for each in plain["differences"]]


def test_a_model_does_not_differ_from_its_preset(nntui, models):
    done = nntui("diff", "xor", str(models["xor"]))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert nntui("diff", str(models["xor"]), str(models["digits"])).returncode == 1


def test_a_preset_on_standard_input(nntui):
    shown = nntui("show", "xor", "--set", "network.hidden=3, 5").stdout
    done = nntui("diff", "xor", "-", "--json", stdin=shown)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "a": "xor",
        "b": "-",
        "differences": [{"key": "network.hidden", "a": [4], "b": [3, 5]}],
    }


def test_goals_are_compared_too(nntui):
    done = nntui("diff", "momentum-on", "vanishing-gradients-cured")
    assert done.stdout.splitlines()[-1].split() == ["goal.most_epochs", "60", "→", "100"]
    done = nntui("diff", "overfitting", "circle", "--json")
    goal = [each for each in json.loads(done.stdout)["differences"] if each["key"].startswith("goal.")]
    assert goal == [
        {"key": "goal.test_accuracy", "a": None, "b": 0.97},
        {"key": "goal.most_hidden_units", "a": None, "b": 3},
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("xor", "xro"), "xro: no such preset; did you mean xor?"),
        (("xor", "none.json"), "none.json: No such file or directory"),
        (("xor",), "the following arguments are required: B"),
    ],
)
def test_what_cannot_be_compared(refused, words, expected):
    assert refused("diff", *words).startswith(f"nntui diff: {expected}")
