"""What a preset says of another one, and of what to try, is so; and every goal can be reached, by learning."""

import re
from pathlib import Path

import pytest
from lessons_shown import first_of_last_gradient, jitter, losses, rebound
from preset_runs import given, right_share, trained

from nntui.experiment.goals import NO_GOAL, Attempt, Verdict, goal_in_words, judged_on
from nntui.experiment.preset_folders import shipped_presets
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer

seeds = pytest.mark.parametrize("seed", [0, 1, 2])


def of_seed(preset: str, seed: int, **values: object) -> Trainer:
    return trained(given(preset, training__seed=seed, **values))


@seeds
def test_penalty_and_dropout_mend_overfitting(seed: int) -> None:
    plain = of_seed("overfitting", seed).measure().test_loss
    assert of_seed("overfitting-l2", seed).measure().test_loss < 0.75 * plain
    assert of_seed("overfitting-dropout", seed).measure().test_loss < 0.8 * plain


def test_so_do_patience_and_more_samples() -> None:
    plain = of_seed("overfitting", 0).measure().test_loss
    assert of_seed("overfitting", 0, training__patience=20).measure().test_loss < 0.6 * plain
    assert of_seed("overfitting", 0, task__samples=4000, training__epochs=40).measure().test_loss < 0.6 * plain


def test_a_penalty_can_be_too_weak_and_too_strong() -> None:
    weak, right, strong = (of_seed("overfitting-l2", 0, training__l2=l2) for l2 in (0.001, 0.01, 0.3))
    assert rebound(weak) > 1.5 > rebound(right)
    assert strong.measure().train_loss > 2 * right.measure().train_loss
    assert of_seed("overfitting-dropout", 0, network__dropout=0.2).measure().test_loss > 1.3 * right.measure().test_loss


@seeds
def test_momentum_does_in_the_same_epochs_what_ten_times_the_rate_does(seed: int) -> None:
    off, on = of_seed("momentum-off", seed), of_seed("momentum-on", seed)
    assert on.measure().train_loss < off.measure().train_loss / 3
    faster = of_seed("momentum-off", seed, training__learning_rate=0.1)
    assert faster.measure().train_loss == pytest.approx(on.measure().train_loss, rel=0.1)


@seeds
def test_a_falling_rate_settles_lower_than_the_constant_one_jitters(seed: int) -> None:
    constant, falling = of_seed("schedule-constant", seed), of_seed("schedule-cosine", seed)
    assert losses(falling)[0][-1] < 0.75 * losses(constant)[0][-12:].mean()
    assert losses(falling)[0][1:13].std() > 0.01, "at first it jitters as well"


@pytest.mark.parametrize("schedule", ["linear", "step", "one_cycle"])
def test_the_other_schedules_settle_too(schedule: str) -> None:
    assert jitter(of_seed("schedule-constant", 0, training__schedule=schedule)) < 0.005


@seeds
def test_as_many_weights_do_more_in_depth(seed: int) -> None:
    wide, deep = of_seed("spiral-wide", seed), of_seed("spiral-deep", seed)
    assert (len(wide.network.parameters), len(deep.network.parameters)) == (257, 261)
    assert deep.measure().test_accuracy > wide.measure().test_accuracy + 0.2


@pytest.mark.parametrize(
    ("name", "changes", "reaches"),
    [
        ("learning-rate-too-small", {"training__learning_rate": 0.1}, True),
        ("learning-rate-too-large", {"training__learning_rate": 3.0}, True),
        ("learning-rate-too-large", {"training__clip_norm": 0.1}, True),
        ("vanishing-gradients", {"network__activation": "tanh"}, True),
        ("vanishing-gradients", {"network__hidden": [8]}, True),
        ("vanishing-gradients-cured", {"network__activation": "sigmoid"}, False),
        ("initializer-zeros", {"network__initializer": "xavier"}, True),
        ("initializer-zeros", {"network__activation": "tanh"}, False),
        ("initializer-zeros", {"network__activation": "relu"}, False),
        ("spiral-deep", {"network__hidden": [8, 8, 8, 8]}, True),
        ("spiral-deep", {"network__hidden": [13, 13]}, True),
    ],
)
def test_what_a_description_says_to_try_does_as_it_says(name: str, changes: dict[str, object], reaches: bool) -> None:
    assert right_share(0.9)(trained(given(name, **changes))) == reaches


def test_a_slope_and_not_a_start_makes_gradients_arrive() -> None:
    assert first_of_last_gradient(given("vanishing-gradients", network__initializer="he")) < 0.03


def test_the_readme_names_every_preset_and_no_other() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text()
    table = text.split("\n## Presets\n")[1].strip().split("\n\n")[0]
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(shipped_presets())


SOLUTIONS: dict[str, dict[str, object]] = {
    "and": {"training__learning_rate": 10.0},
    "circle": {"network__hidden": [3]},
    "gauss": {},
    "initializer-zeros": {"network__initializer": "xavier"},
    "learning-rate-too-large": {"training__learning_rate": 1.0},
    "learning-rate-too-small": {"training__learning_rate": 1.0},
    "momentum-off": {"training__optimizer": "momentum"},
    "momentum-on": {},
    "moons": {"network__hidden": [4]},
    "or": {},
    "perceptron-and": {},
    "perceptron-xor": {"task__features": ["x1", "x2", "x1*x2"]},
    "spiral": {"network__hidden": [10, 10, 10]},
    "spiral-deep": {},
    "spiral-wide": {"network__hidden": [10, 10, 10]},
    "vanishing-gradients": {"network__activation": "relu", "network__initializer": "he"},
    "vanishing-gradients-cured": {},
    "xor": {"network__hidden": [3]},
    "xor-plane": {"network__hidden": [], "task__features": ["x1*x2"]},
}
"""What reaches the goal of each preset that has one: nothing, where the preset does so by itself."""


def verdict(name: str, **changes: object) -> Verdict:
    trainer = trained(given(name, **changes))
    attempt = Attempt(trainer.network, trainer.measure(), trainer.epoch)
    return judged_on(load_preset(name), trainer.hyperparameters, trainer.ends, attempt)


def test_every_goal_has_a_solution() -> None:
    assert {name for name in shipped_presets() if load_preset(name).goal != NO_GOAL} == set(SOLUTIONS)


@pytest.mark.parametrize("name", SOLUTIONS)
@pytest.mark.soak
def test_a_goal_is_reached_by_its_solution_and_not_without(name: str) -> None:
    assert verdict(name, **SOLUTIONS[name]).missing == ()
    if SOLUTIONS[name]:
        assert verdict(name).missing, goal_in_words(load_preset(name).goal)
