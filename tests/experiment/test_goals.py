"""Goals: what is asked for, what is missing and by how much, and that an easier problem does not count."""

import tomllib
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nntui.experiment.build import ends_of, network_of
from nntui.experiment.files import FileError
from nntui.experiment.goals import NO_GOAL, Attempt, Verdict, goal_in_words, judged, judged_on
from nntui.experiment.history import Metrics
from nntui.experiment.hyperparameters import (
    GoalParameters,
    HyperparameterError,
    Hyperparameters,
    from_plain,
    goal_declarations,
    needs_rebuild,
)
from nntui.experiment.presets import load_assignment, load_preset, to_toml
from nntui.experiment.trainer import Trainer

GAUSS = replace(load_preset("gauss"), goal=NO_GOAL)
METRICS = Metrics(train_loss=0.25, test_loss=0.5, train_accuracy=0.97, test_accuracy=0.912)


def attempt(hidden: tuple[int, ...] = (8, 4), metrics: Metrics = METRICS, epoch: int = 30) -> Attempt:
    hyperparameters = GAUSS.with_value("network.hidden", hidden)
    return Attempt(network_of(hyperparameters, ends_of(hyperparameters)), metrics, epoch)


@pytest.mark.parametrize(
    ("goal", "missing"),
    [
        ({}, []),
        ({"test_accuracy": 0.912}, []),
        ({"test_accuracy": 0.95}, ["test accuracy 91.2 %, 3.8 points short of 95 %"]),
        ({"train_accuracy": 0.98, "test_loss": 0.4}, ["test loss 0.5, 0.1 above 0.4", "training accuracy 97 %, 1 point short of 98 %"]),
        ({"train_loss": 0.2, "test_loss": 0.499}, ["training loss 0.25, 0.05 above 0.2", "test loss 0.5, 0.001 above 0.499"]),
        ({"most_hidden_units": 12, "most_hidden_layers": 2, "most_epochs": 30, "most_parameters": 65}, []),
        ({"most_hidden_units": 11}, ["hidden units 12, 1 more than 11"]),
        ({"most_hidden_layers": 0}, ["hidden layers 2, 2 more than 0"]),
        ({"most_parameters": 64, "most_epochs": 0}, ["weights and biases 65, 1 more than 64", "epochs 30, 30 more than 0"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_with_its_measure(goal: dict[str, Any], missing: list[str]) -> None:
    verdict = judged(GoalParameters(**goal), attempt())
    assert list(verdict.missing) == missing
    assert verdict.is_reached == (not missing)
    assert {part.name for part in verdict.parts} == set(goal)


def test_what_cannot_be_measured_is_missing() -> None:
    for value in (nan, float("inf")):
        verdict = judged(GoalParameters(test_loss=9.0), attempt(metrics=Metrics(test_loss=value)))
        assert verdict.missing == ("test loss: there is none, expected at most 9",)
    assert not judged(GoalParameters(test_accuracy=0.0), attempt(metrics=Metrics())).is_reached


def test_a_goal_is_told_in_words() -> None:
    goal = GoalParameters(test_accuracy=0.955, most_hidden_units=8, train_loss=0.01, most_parameters=10_000)
    assert (
        goal_in_words(goal)
        == "training loss at most 0.01, test accuracy at least 95.5 %, hidden units at most 8, weights and biases at most 10,000"
    )
    assert goal_in_words(NO_GOAL) == ""


def test_what_was_reached_is_told_beside_what_was_asked_for() -> None:
    (accuracy, units) = judged(GoalParameters(test_accuracy=0.9, most_hidden_units=12), attempt()).parts
    assert (str(accuracy), str(units)) == ("test accuracy 91.2 % (at least 90 %)", "hidden units 12 (at most 12)")


@pytest.mark.parametrize("key", goal_declarations())
def test_every_part_can_be_asked_for_and_is_judged_by_itself(key: str) -> None:
    name = key.removeprefix("goal.")
    easy, hard = (1, 0) if "accuracy" not in name else (0, 1)
    tried = attempt()
    assert judged(GoalParameters(**{name: 1000 * easy}), tried).is_reached
    assert not judged(GoalParameters(**{name: hard}), tried).is_reached


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("test_accurcy = 1", r"^goal\.test_accurcy: no such key; did you mean goal\.t.*_accuracy\?$"),
        ("test_accuracy = 95", r"^goal\.test_accuracy: expected a number from 0 to 1, got 95$"),
        ("train_loss = -1", r"^goal\.train_loss: expected a number from 0 to "),
        ("test_loss = nan", r"^goal\.test_loss: expected a number from 0 to "),
        ("most_epochs = 3.0", r"^goal\.most_epochs: expected a whole number from 0 to "),
        ("most_hidden_units = true", r"^goal\.most_hidden_units: expected a whole number"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused_by_its_key(table: str, reason: str) -> None:
    with pytest.raises(HyperparameterError, match=reason):
        from_plain(tomllib.loads(f"[goal]\n{table}"))
    with pytest.raises(HyperparameterError, match=r"^gaol: no such table or key; did you mean goal\?$"):
        from_plain({"gaol": {}})


def test_a_goal_survives_being_written_and_read_and_changes_nothing_about_the_run() -> None:
    plain = load_preset("xor").with_value("goal.most_epochs", 5).with_text("goal.test_accuracy", "0.75")
    assert from_plain(tomllib.loads(to_toml(plain))) == plain
    without = from_plain({name: table for name, table in plain.plain().items() if name != "goal"})
    assert without.goal == NO_GOAL and "[goal]" not in to_toml(without)
    assert not needs_rebuild(without, plain)
    one, other = Trainer(without), Trainer(plain)
    for trainer in (one, other):
        trainer.train_epoch()
    assert np.array_equal(one.network.parameters, other.network.parameters)


ASKED = GAUSS.with_value("goal.test_accuracy", 0.9).with_value("goal.test_loss", 0.6)


def judge(done: Hyperparameters) -> Verdict:
    return judged_on(ASKED, done, ends_of(done), attempt())


def test_the_goal_counts_on_its_own_problem() -> None:
    assert judge(ASKED).is_reached
    easier = ASKED.with_value("task.samples", 20).with_value("task.test_fraction", 0.1)
    assert judge(easier).missing == (
        "task.samples is 20, the goal is about 500",
        "task.test_fraction is 0.1, the goal is about 0.2",
    )
    assert judge(load_preset("circle")).missing[0] == "task.name is circle, the goal is about gauss"
    assert judge(ASKED.with_value("training.loss", "mse")).missing == (
        "training.loss is mse, the goal is about binary_cross_entropy",
    )


def test_the_way_to_the_goal_is_free() -> None:
    other = ASKED.with_value("training.seed", 7).with_value("task.features", ["x1", "x1*x2"])
    other = other.with_value("network.hidden", [3]).with_value("training.optimizer", "adam")
    assert judge(other.with_value("training.loss", "binary_cross_entropy")).is_reached
    assert judge(other.with_value("task.styles", "one")).is_reached, "no knob of this problem"


def test_an_assignment_says_whether_it_names_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "goal.toml"
    for text, has_problem in (("[goal]\ntest_accuracy = 0.9", False), ("[task]\n[goal]\ntest_accuracy = 0.9", True)):
        path.write_text(text)
        assert load_assignment(str(path)) == (Hyperparameters(goal=GoalParameters(test_accuracy=0.9)), has_problem)
    path.write_text("[goal]\ntest_accuracy = 2")
    with pytest.raises(FileError, match=r"goal\.toml: goal\.test_accuracy: expected a number from 0 to 1, got 2"):
        load_assignment(str(path))
