"""A run that goes on from a state equals one that never stopped, bit by bit."""

from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.core.optimizers import OPTIMIZERS
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.model_file import load_model, model_of, save_model
from nntui.experiment.trainer import Trainer

BASE = Hyperparameters().with_value("task.name", "moons").with_value("task.samples", 100)  # 80 to train on
HARD = {
    "task.noise": 0.3,
    "network.hidden": [8, 6],
    "network.dropout": 0.2,
    "training.schedule": "cosine",
    "training.l1": 0.0001,
    "training.l2": 0.001,
    "training.clip_norm": 0.5,
    "training.patience": 50,
    "training.batch_size": 16,  # 5 steps an epoch
    "training.learning_rate": 0.02,
    "training.epochs": 12,
}


def run_of(changes: dict[str, Any]) -> Hyperparameters:
    result = BASE
    for key, value in changes.items():
        result = result.with_value(key, value)
    return result


def finish(trainer: Trainer) -> None:
    while not trainer.finished:
        trainer.train_steps(1)


def same_run(first: Trainer, second: Trainer) -> None:
    np.testing.assert_array_equal(first.network.parameters, second.network.parameters)
    np.testing.assert_array_equal(first.history.table(), second.history.table())
    np.testing.assert_array_equal(astuple(first.measure()), astuple(second.measure()))
    for name in ("epoch", "steps", "stopped", "diverged", "finished", "steps_left"):
        assert getattr(first, name) == getattr(second, name), name
    np.testing.assert_equal(first.state(), second.state())


def by_hand(trainer: Trainer, folder: Path) -> Trainer:
    again = Trainer(trainer.hyperparameters)
    again.restore(trainer.network.parameters.copy(), trainer.state())
    return again


def by_file(trainer: Trainer, folder: Path) -> Trainer:
    save_model(folder / "model.json", model_of(trainer))
    model = load_model(folder / "model.json")
    again = Trainer(model.hyperparameters)
    assert model.state is not None
    again.restore(model.network.parameters, model.state)
    return again


both_ways = pytest.mark.parametrize("taken_up", [by_hand, by_file])


@both_ways
@pytest.mark.parametrize("steps", [0, 3, 5, 22, 60], ids=["start", "early", "epoch's end", "mid-epoch", "end"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_goes_on_as_if_it_had_never_stopped(
    tmp_path: Path, optimizer: str, steps: int, taken_up: Callable[[Trainer, Path], Trainer]
) -> None:
    whole, first = (Trainer(run_of({**HARD, "training.optimizer": optimizer})) for _ in range(2))
    finish(whole)
    first.train_steps(steps)
    again = taken_up(first, tmp_path)
    same_run(first, again)
    finish(again)
    same_run(whole, again)
    finish(first)
    same_run(whole, first)


@pytest.mark.parametrize("schedule", ["constant", "step", "linear", "cosine", "one_cycle"])
def test_the_schedule_goes_on_where_it_was(tmp_path: Path, schedule: str) -> None:
    whole, first = (Trainer(run_of({**HARD, "training.schedule": schedule})) for _ in range(2))
    finish(whole)
    first.train_steps(33)
    again = by_file(first, tmp_path)
    finish(again)
    same_run(whole, again)


@pytest.mark.parametrize("task", ["xor", "sine", "digits", "plane", "quadrants"])
def test_every_kind_of_problem_goes_on(tmp_path: Path, task: str) -> None:
    changes = {**HARD, "task.name": task, "training.optimizer": "adam", "task.samples": 50}
    whole, first = (Trainer(run_of(changes)) for _ in range(2))
    finish(whole)
    first.train_steps(4)
    again = by_file(first, tmp_path)
    finish(again)
    same_run(whole, again)


def test_a_table_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("".join(f"{x},{x % 7},{x * 0.37 + 1}\n" for x in range(50)))
    whole, first = (Trainer(run_of({**HARD, "task.name": "table", "task.path": str(path)})) for _ in range(2))
    finish(whole)
    first.train_steps(7)
    again = by_file(first, tmp_path)
    finish(again)
    same_run(whole, again)


def test_float64_goes_on() -> None:
    whole, first, again = (Trainer(run_of({**HARD, "training.optimizer": "adam"}), np.float64) for _ in range(3))
    finish(whole)
    first.train_steps(13)
    again.restore(first.network.parameters, first.state())
    finish(again)
    same_run(whole, again)


@both_ways
@pytest.mark.parametrize("epochs", [1, 127, 128, 150])
def test_a_long_run_keeps_the_spacing_of_its_history(
    tmp_path: Path, epochs: int, taken_up: Callable[[Trainer, Path], Trainer]
) -> None:
    first = Trainer(run_of({"training.epochs": 3000, "training.batch_size": 100}))
    for _ in range(epochs):
        first.train_epoch()
    again = taken_up(first, tmp_path)
    for trainer in (first, again):
        trainer.train_steps(200 * trainer.steps_per_epoch)
    same_run(first, again)
    assert first.history.table()[:3, 0].tolist() == ([0, 2, 4] if epochs == 1 else [0, 4, 8])


@both_ways
def test_a_run_that_patience_ended_stays_ended(tmp_path: Path, taken_up: Callable[[Trainer, Path], Trainer]) -> None:
    first = Trainer(run_of({**HARD, "training.patience": 2, "training.learning_rate": 1.0, "training.epochs": 1000}))
    finish(first)
    assert first.stopped
    again = taken_up(first, tmp_path)
    assert again.finished
    same_run(first, again)


@both_ways
def test_divergence_after_taking_up_gives_back_the_same_weights(
    tmp_path: Path, taken_up: Callable[[Trainer, Path], Trainer]
) -> None:
    first = Trainer(run_of(HARD))
    first.train_epoch()
    good = first.network.parameters.copy()
    first.train_steps(2)
    again = taken_up(first, tmp_path)
    again.network.parameters[0] = np.nan
    again.train_epoch()
    assert again.diverged
    np.testing.assert_array_equal(again.network.parameters, good)


RESTLESS = {**HARD, "training.schedule": "constant", "training.optimizer": "adam", "training.learning_rate": 0.3}
"""Its losses jump so much that the best epoch is not the last one."""


def by_change(trainer: Trainer, folder: Path, epochs: int) -> Trainer:
    trainer.change(trainer.hyperparameters.with_value("training.epochs", epochs))
    return trainer


def by_another_file(trainer: Trainer, folder: Path, epochs: int) -> Trainer:
    save_model(folder / "model.json", model_of(trainer))
    model = load_model(folder / "model.json")
    again = Trainer(model.hyperparameters.with_value("training.epochs", epochs))
    assert model.state is not None
    again.restore(model.network.parameters, model.state)
    return again


@pytest.mark.parametrize("with_more_epochs", [by_change, by_another_file])
def test_a_run_with_patience_goes_on_from_where_it_was_and_not_from_its_best(
    tmp_path: Path, with_more_epochs: Callable[[Trainer, Path, int], Trainer]
) -> None:
    whole, first = Trainer(run_of(RESTLESS)), Trainer(run_of({**RESTLESS, "training.epochs": 7}))
    finish(first)
    while whole.epoch < 7:
        whole.train_epoch()
    assert (first.network.parameters != whole.network.parameters).any(), "the best epoch was the last: nothing is shown"
    again = with_more_epochs(first, tmp_path, 12)
    same_run(whole, again)
    for trainer in (whole, again):
        finish(trainer)
    same_run(whole, again)


def test_steps_past_the_end_of_a_run_with_patience_go_on_from_where_it_was() -> None:
    first = Trainer(run_of({**RESTLESS, "training.epochs": 7}))
    whole = Trainer(run_of(RESTLESS))
    finish(first)
    for trainer in (whole, first):
        trainer.train_steps(5 * 8 + 2 - trainer.steps)
    np.testing.assert_array_equal(first.network.parameters, whole.network.parameters)


def test_a_run_with_patience_that_is_cut_short_shows_its_best_and_gives_it_back() -> None:
    cut, whole = (Trainer(run_of(RESTLESS)) for _ in range(2))
    for trainer in (cut, whole):
        trainer.train_steps(5 * 7)
    cut.change(run_of({**RESTLESS, "training.epochs": 7}))
    planned = Trainer(run_of({**RESTLESS, "training.epochs": 7}))
    finish(planned)
    same_run(planned, cut)
    cut.change(run_of(RESTLESS))
    same_run(whole, cut)


def test_a_state_does_not_change_as_its_run_goes_on() -> None:
    first = Trainer(run_of({**HARD, "training.optimizer": "adam"}))
    first.train_steps(13)
    parameters, state = first.network.parameters.copy(), first.state()
    finish(first)
    again = Trainer(first.hyperparameters)
    again.restore(parameters, state)
    finish(again)
    same_run(first, again)


NUMBERS = st.integers() | st.floats() | st.sampled_from([-1, 10**30, 1e300, "1", True])
JUNK = st.none() | NUMBERS | st.text(max_size=4) | st.lists(NUMBERS, max_size=3) | st.just({}) | st.just(...)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else ()
    return [*([here] if here else []), *(place for key, below in inside for place in places(below, (*here, key)))]


@pytest.mark.soak
@settings(max_examples=300)
@given(data=st.data())
def test_what_is_no_state_is_refused_or_trains(data: st.DataObject) -> None:
    hyperparameters = run_of({**HARD, "training.optimizer": "adam", "training.epochs": 2})
    first = Trainer(hyperparameters)
    first.train_steps(2)
    state = first.state()
    *way, last = data.draw(st.sampled_from(places(state)))
    inside = state
    for step in way:
        inside = inside[step]
    junk = data.draw(JUNK)
    if junk is ...:
        del inside[last]
    else:
        inside[last] = junk
    again = Trainer(hyperparameters)
    try:
        with np.errstate(all="ignore"):
            again.restore(first.network.parameters, state)
    except ValueError as error:
        assert str(error).startswith("state"), "the field is named"
        return
    again.train_steps(2)


@pytest.mark.parametrize(
    ("place", "junk", "reason"),
    [
        ("steps", 10**30, "state.steps: expected a whole number from 0 to 9007199254740991, got 1000000000000"),
        ("steps", 1.0, "state.steps: expected a whole number"),
        ("epoch", ..., "state: expected the key epoch"),
        ("minibatches", None, "state.minibatches: expected a table, got nothing"),
        ("minibatches.position", 81, "state.minibatches.position: expected a whole number from 0 to 79, got 81"),
        ("minibatches.random", {}, "state.minibatches.random: expected the state of a random generator"),
        ("dropout", None, "state.dropout: expected the state of a random generator"),
        ("dropout.bit_generator", "MT19937", "state.dropout: expected the state of a random generator"),
        ("optimizer", None, "state.optimizer: expected a table, got nothing"),
        ("optimizer.squares", ..., "state.optimizer: expected the key squares"),
        ("optimizer.squares", [None] * 75, "state.optimizer.squares: expected 75 numbers"),
        ("optimizer.squares", ["1"] * 75, "state.optimizer.squares: expected 75 numbers"),
        ("optimizer.squares", [True] * 75, "state.optimizer.squares: expected 75 numbers"),
        ("optimizer.squares", [1.0] * 74, "state.optimizer.squares: expected 75 numbers"),
        ("best.loss", None, "state.best.loss: expected a finite number, got nothing"),
        ("best.parameters", ["inf"] * 75, "state.best.parameters: expected 75 finite numbers"),
        ("last_finite", [1e300] * 75, "state.last_finite: expected 75 finite numbers"),
        ("set_aside", {}, "state.set_aside: expected 75 finite numbers"),
        ("history", None, "state.history: expected 0 × 6 numbers"),
        ("history", [[0.0] * 4], "state.history: expected 1 × 6 numbers"),
        ("history", [[0.0] * 5, [0.0] * 5], "state.history: expected rising epochs"),
        ("history", [[0.0, None, 0.0, 0.0, 0.0]], "state.history: expected 1 × 5 numbers"),
        ("history", [[0.0] * 6, [1.0] * 5], "state.history: expected 2 × 6 numbers"),
    ],
)
def test_a_damaged_state_is_refused_by_the_name_of_the_field(place: str, junk: Any, reason: str) -> None:
    first = Trainer(run_of({**HARD, "network.hidden": [8, 5], "training.optimizer": "adam"}))
    first.train_steps(13)
    state = first.state()
    *way, last = place.split(".")
    inside = state
    for step in way:
        inside = inside[step]
    if junk is ...:
        del inside[last]
    else:
        inside[last] = junk
    with pytest.raises(ValueError) as error:
        Trainer(first.hyperparameters).restore(first.network.parameters, state)
    assert str(error.value).startswith(reason)
