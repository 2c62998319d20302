import tracemalloc

import numpy as np
import pytest

from nntui.core.optimizers import OPTIMIZERS
from nntui.experiment.build import columns_of, dataset_of, network_of
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters
from nntui.experiment.trainer import Trainer

QUADRANTS = Hyperparameters().with_value("task.name", "quadrants").with_value("task.samples", 100)  # 80 to train on


def quadrants(**training: object) -> Hyperparameters:
    result = QUADRANTS
    for name, value in training.items():
        result = result.with_value(f"training.{name}", value)
    return result


def test_it_learns() -> None:
    trainer = Trainer(quadrants(optimizer="momentum", epochs=50))
    before = trainer.measure()
    while not trainer.finished:
        trainer.train_epoch()
    after = trainer.measure()
    assert after.train_loss < before.train_loss / 4
    assert after.train_accuracy > 0.97
    assert after.test_accuracy > 0.8
    assert trainer.epoch == 50
    assert not trainer.diverged


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_same_seed_same_numbers(optimizer: str) -> None:
    runs = [Trainer(quadrants(optimizer=optimizer, seed=seed)) for seed in (3, 3, 4)]
    for trainer in runs:
        for _ in range(5):
            trainer.train_epoch()
    first, again, other = runs
    np.testing.assert_array_equal(first.network.parameters, again.network.parameters)
    np.testing.assert_array_equal(first.history.table(), again.history.table())
    assert (first.network.parameters != other.network.parameters).any()


def test_steps_one_by_one_and_epochs_are_the_same_training() -> None:
    by_epoch, by_step, by_five = (Trainer(quadrants(batch_size=16)) for _ in range(3))
    by_epoch.train_epoch()
    by_epoch.train_epoch()
    for _ in range(10):
        by_step.train_steps(1)
    by_five.train_steps(5)
    by_five.train_steps(5)
    for trainer in (by_step, by_five):
        np.testing.assert_array_equal(trainer.network.parameters, by_epoch.network.parameters)
        assert (trainer.epoch, trainer.steps) == (by_epoch.epoch, by_epoch.steps) == (2, 10)


def test_a_full_batch_of_sgd_is_one_step_down_the_gradient() -> None:
    hyperparameters = quadrants(batch_size=80, optimizer="sgd", learning_rate=0.5)
    trainer = Trainer(hyperparameters, np.float64)
    network = network_of(hyperparameters, np.float64)
    columns = columns_of(dataset_of(hyperparameters).train, network)
    network.forward(columns.inputs)
    network.backward(columns.targets)
    trainer.train_steps(1)
    expected = network.parameters - 0.5 * network.gradient
    np.testing.assert_allclose(trainer.network.parameters, expected, rtol=1e-9, atol=1e-12)


def test_measure_is_loss_and_accuracy_of_both_parts() -> None:
    trainer = Trainer(quadrants(), np.float64)
    trainer.train_epoch()
    data, metrics = dataset_of(quadrants()), trainer.measure()
    for part, loss, accuracy in (
        (data.train, metrics.train_loss, metrics.train_accuracy),
        (data.test, metrics.test_loss, metrics.test_accuracy),
    ):
        answers = trainer.network.predict(part.inputs)
        right = answers[np.arange(len(part)), part.labels]
        assert loss == pytest.approx(-np.log(right).mean(), rel=1e-9)
        assert accuracy == pytest.approx((answers.argmax(axis=1) == part.labels).mean())


def test_without_tests_their_metrics_are_not_numbers() -> None:
    metrics = Trainer(QUADRANTS.with_value("task.test_fraction", 0)).measure()
    assert np.isnan([metrics.test_loss, metrics.test_accuracy]).all()
    assert np.isfinite([metrics.train_loss, metrics.train_accuracy]).all()


@pytest.mark.parametrize(("batch_size", "steps", "last"), [(80, 1, 80), (79, 2, 1), (32, 3, 16), (1, 80, 1)])
def test_the_last_minibatch_of_an_epoch_takes_the_rest(batch_size: int, steps: int, last: int) -> None:
    trainer = Trainer(quadrants(batch_size=batch_size))
    assert trainer.samples == 80
    assert trainer.steps_per_epoch == steps
    seen = [trainer.train_steps(1) for _ in range(steps)]
    assert seen[:-1] == [batch_size] * (steps - 1)
    assert seen[-1] == last
    assert trainer.epoch == 1
    assert trainer.train_epoch() == 80


def test_a_batch_larger_than_the_data_is_the_data() -> None:
    large, whole = Trainer(quadrants(batch_size=100_000)), Trainer(quadrants(batch_size=80))
    assert large.steps_per_epoch == 1
    assert large.train_epoch() == whole.train_epoch() == 80
    np.testing.assert_array_equal(large.network.parameters, whole.network.parameters)


def test_one_sample_is_enough() -> None:
    trainer = Trainer(quadrants().with_value("task.samples", 1))
    assert trainer.train_epoch() == 1
    assert (trainer.epoch, trainer.steps) == (1, 1)


def test_every_sample_is_seen_once_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(quadrants(batch_size=32))
    batches: list[np.ndarray] = []
    forward = trainer.network.forward

    def remember(inputs: np.ndarray) -> np.ndarray:
        batches.append(inputs.copy())
        return forward(inputs)

    monkeypatch.setattr(trainer.network, "forward", remember)
    trainer.train_steps(3)
    seen = np.concatenate(batches[:3], axis=1)
    samples = columns_of(dataset_of(quadrants()).train, trainer.network).inputs
    assert sorted(map(tuple, seen.T)) == sorted(map(tuple, samples.T))
    assert (seen != samples).any()


def test_steps_left_counts_down_to_nothing() -> None:
    trainer = Trainer(quadrants(batch_size=32, epochs=2))
    counts = []
    while not trainer.finished:
        counts.append((trainer.steps_left, trainer.steps_left_in_epoch))
        trainer.train_steps(1)
    assert counts == [(6, 3), (5, 2), (4, 1), (3, 3), (2, 2), (1, 1)]
    assert trainer.steps_left == 0


def test_steps_left_goes_by_the_batch_size_of_the_moment() -> None:
    trainer = Trainer(quadrants(batch_size=32, epochs=2))
    trainer.train_steps(1)  # 48 samples are left of this epoch
    trainer.change(quadrants(batch_size=10, epochs=2))
    assert (trainer.steps_left_in_epoch, trainer.steps_left) == (5, 13)
    assert trainer.train_epoch() == 48
    trainer.change(quadrants(batch_size=10, epochs=0))
    assert trainer.steps_left == 0
    assert trainer.finished


def test_no_epochs_are_finished_at_once() -> None:
    trainer = Trainer(quadrants(epochs=0))
    assert trainer.finished
    assert (trainer.steps_left, trainer.epoch, len(trainer.history)) == (0, 0, 1)


def test_a_live_change_applies_from_the_next_minibatch() -> None:
    trainer = Trainer(quadrants(epochs=3))
    trainer.train_epoch()
    before = trainer.network.parameters.copy()
    trainer.change(quadrants(epochs=1, learning_rate=0.0))
    assert trainer.finished
    trainer.train_epoch()
    np.testing.assert_array_equal(trainer.network.parameters, before)
    trainer.change(quadrants(epochs=5, learning_rate=0.1))
    trainer.train_epoch()
    assert not trainer.finished
    assert (trainer.network.parameters != before).any()
    np.testing.assert_array_equal(trainer.history.table()[:, 0], [0, 1, 2, 3])


def test_any_other_change_is_refused_and_changes_nothing() -> None:
    trainer = Trainer(quadrants())
    with pytest.raises(ValueError, match="new Trainer"):
        trainer.change(quadrants(seed=1))
    assert trainer.hyperparameters == quadrants()


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(HyperparameterError, match=r"^network\.output"):
        Trainer(quadrants(loss="mse").with_value("network.output", "softmax"))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_divergence_stops_the_run_with_finite_parameters(optimizer: str) -> None:
    hyperparameters = quadrants(optimizer=optimizer, learning_rate=1e6, loss="mse", epochs=1000)
    trainer = Trainer(hyperparameters.with_value("network.output", "linear").with_value("network.activation", "relu"))
    while not trainer.finished:
        trainer.train_epoch()
    assert trainer.diverged
    assert trainer.epoch < 1000
    assert np.isfinite(trainer.network.parameters).all()
    steps = trainer.steps
    assert np.isfinite(trainer.history.table()[:, 0]).all()
    assert trainer.steps == steps


def test_divergence_gives_back_the_last_epoch_that_was_finite() -> None:
    trainer = Trainer(quadrants())
    trainer.train_epoch()
    good = trainer.network.parameters.copy()
    trainer.train_steps(1)
    trainer.network.parameters[0] = np.nan
    trainer.train_steps(1000)
    assert trainer.diverged
    assert trainer.finished
    assert trainer.steps == 2 * trainer.steps_per_epoch  # and no step further
    np.testing.assert_array_equal(trainer.network.parameters, good)


def test_an_epoch_under_way_allocates_nothing() -> None:
    trainer = Trainer(
        quadrants(batch_size=16, optimizer="momentum")
        .with_value("task.samples", 2000)
        .with_value("network.hidden", [64, 64])
    )
    trainer.train_steps(5)
    tracemalloc.start()
    try:
        assert trainer.train_steps(60) == 60 * 16
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4096  # the activations of one hidden layer


def test_a_run_is_taken_up_where_it_was() -> None:
    first, second = Trainer(quadrants(epochs=3)), Trainer(quadrants(epochs=3))
    first.train_epoch()
    second.resume(first.epoch, first.steps, first.network.parameters.copy(), first.history.table())
    assert (second.epoch, second.steps, second.steps_left) == (1, 3, 6)
    np.testing.assert_array_equal(second.network.parameters, first.network.parameters)
    assert second.measure() == first.measure()
    second.train_epoch()
    np.testing.assert_array_equal(second.history.table()[:2], first.history.table())
    assert second.history.table()[:, 0].tolist() == [0, 1, 2]
    second.network.parameters[0] = np.nan
    second.train_epoch()
    assert np.isfinite(second.network.parameters).all()
