import pytest

from nntui.experiment.grid import MOST_RUNS, Variation, grid_of, parse_variation
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters
from nntui.experiment.presets import load_preset


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("training.learning_rate=0.01,0.1", "training.learning_rate", (0.01, 0.1)),
        ("training.learning_rate=0.1,1e-1", "training.learning_rate", (0.1,)),
        ("network.hidden=[4],[8],[8,8]", "network.hidden", ((4,), (8,), (8, 8))),
        ("network.hidden=none,4, [8, 8]", "network.hidden", ((), (4,), (8, 8))),
        ("network.activation=tanh,[relu,tanh]", "network.activation", ("tanh", ("relu", "tanh"))),
        ("task.features=[x1,x2],[x1*x2,sin(x1)]", "task.features", (("x1", "x2"), ("x1*x2", "sin(x1)"))),
        ("training.optimizer=adam", "training.optimizer", ("adam",)),
    ],
)
def test_values_are_parted_by_commas_and_held_together_by_brackets(text, key, values):
    assert parse_variation(text) == Variation(key, values)


@pytest.mark.parametrize("text", ["training.epochs", "training.epochs=", "=1", ""])
def test_what_is_no_variation(text):
    with pytest.raises(ValueError, match="expected KEY=VALUE"):
        parse_variation(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("training.epoch=1", "training.epoch: no such key; did you mean training.epochs?"),
        ("training.epochs=1,many", "training.epochs: expected a whole number"),
        ("network.hidden=[4],[8", "network.hidden: expected up to"),
        ("network.hidden=[4,[8]", "network.hidden: expected up to"),
        ("network.hidden=4],[8]", "network.hidden: expected up to"),
        ("network.hidden=[4],", "network.hidden: expected up to"),
        ("network.hidden=[4],,[8]", "network.hidden: expected up to"),
        ("training.epochs=1,,2", "training.epochs: expected a whole number"),
    ],
)
def test_bad_values(text, expected):
    with pytest.raises(HyperparameterError) as error:
        parse_variation(text)
    assert str(error.value).startswith(expected)


def test_every_combination_with_every_seed_once():
    varied = [parse_variation("training.epochs=1,2,3"), parse_variation("network.hidden=[4],[8]")]
    grid = grid_of(load_preset("xor").with_value("training.seed", 7), varied, 2)
    runs = [each.hyperparameters for each in grid.runs()]
    assert len(runs) == len(set(runs)) == 12
    assert {run.training.seed for run in runs} == {7, 8}
    assert {(run.training.epochs, run.network.hidden) for run in runs} == {
        (epochs, hidden) for epochs in (1, 2, 3) for hidden in ((4,), (8,))
    }
    assert {run.training.loss for run in runs} == {"binary_cross_entropy"}


def test_what_varies_may_change_what_auto_stands_for():
    grid = grid_of(Hyperparameters(), [parse_variation("task.name=xor,sine,digits")], 1)
    assert [each.training.loss for each in grid.combinations] == ["binary_cross_entropy", "mse", "cross_entropy"]


@pytest.mark.parametrize(
    ("texts", "repeats", "expected"),
    [
        (["training.epochs=1", "training.epochs=2"], 1, "expected each key once, got training.epochs again"),
        (["training.seed=1,2"], 2, "training.seed varies already"),
        (["training.epochs=1,2,3"], MOST_RUNS, "expected at most 10,000 runs, got 30,000 (3, each 10000 times)"),
        (["network.hidden=[4],[4,4]", "network.activation=[relu,tanh]"], 1, "network.activation: expected one name"),
    ],
)
def test_what_cannot_be_combined(texts, repeats, expected):
    with pytest.raises(ValueError) as error:
        grid_of(Hyperparameters(), [parse_variation(text) for text in texts], repeats)
    assert str(error.value).startswith(expected)


def test_the_combination_that_makes_no_sense_is_named():
    with pytest.raises(HyperparameterError) as error:
        grid_of(Hyperparameters(), [parse_variation("network.output=auto,linear")], 1)
    assert "(with network.output=linear)" in str(error.value)
