import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest

from nntui.core.losses import LOSSES
from nntui.core.optimizers import OPTIMIZERS
from nntui.core.schedules import SCHEDULES
from nntui.experiment.build import columns_of, dataset_of, ends_of, network_of
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters
from nntui.experiment.trainer import RUNAWAY, Trainer

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
    ends = ends_of(hyperparameters)
    network = network_of(hyperparameters, ends, np.float64)
    columns = columns_of(hyperparameters, dataset_of(hyperparameters).train, ends, network)
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
        right = answers[np.arange(len(part)), part.targets]
        assert loss == pytest.approx(-np.log(right).mean(), rel=1e-9)
        assert accuracy == pytest.approx((answers.argmax(axis=1) == part.targets).mean())


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

    def remember(inputs: np.ndarray, masks: Sequence[np.ndarray] = ()) -> np.ndarray:
        batches.append(inputs.copy())
        return forward(inputs, masks)

    monkeypatch.setattr(trainer.network, "forward", remember)
    trainer.train_steps(3)
    seen = np.concatenate(batches[:3], axis=1)
    samples = columns_of(quadrants(), dataset_of(quadrants()).train, trainer.ends, trainer.network).inputs
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


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_far_too_long_steps_are_divergence_and_leave_finite_parameters(optimizer: str, loss: str) -> None:
    trainer = Trainer(quadrants(optimizer=optimizer, learning_rate=1e6, loss=loss, epochs=1000))
    while not trainer.finished:
        trainer.train_epoch()
    assert trainer.diverged
    assert trainer.epoch < 1000
    assert np.isfinite(trainer.network.parameters).all()
    assert np.isfinite(trainer.measure().train_loss)


@pytest.mark.parametrize(("size", "runs_away"), [(0.99, False), (1.01, True), (np.inf, True), (np.nan, True)])
def test_divergence_goes_by_the_root_mean_square_of_the_parameters(size: float, runs_away: bool) -> None:
    trainer = Trainer(quadrants(learning_rate=0.0))
    start = trainer.network.parameters.copy()
    far = np.zeros_like(start)
    far[::2] = RUNAWAY * np.sqrt(far.size / len(far[::2])) * size
    trainer.network.parameters[:] = far
    assert trainer.notice_divergence() == runs_away == trainer.diverged
    np.testing.assert_array_equal(trainer.network.parameters, start if runs_away else far)


def test_divergence_gives_back_the_last_epoch_before_it() -> None:
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


EVERYTHING = {
    "network.dropout": 0.2,
    "training.l1": 1e-5,
    "training.l2": 1e-4,
    "training.clip_norm": 0.1,
    "training.schedule": "cosine",
    "training.patience": 5,
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ["relu", "gelu", "elu"])
def test_an_epoch_under_way_allocates_no_arrays(optimizer: str, loss: str, activation: str) -> None:
    hyperparameters = quadrants(optimizer=optimizer, loss=loss).with_value("network.hidden", [64, 64])
    hyperparameters = hyperparameters.with_value("network.activation", activation).with_value("task.samples", 2000)
    for key, value in EVERYTHING.items():
        hyperparameters = hyperparameters.with_value(key, value)

    def peak(batch_size: int) -> int:
        trainer = Trainer(hyperparameters.with_value("training.batch_size", batch_size))
        trainer.train_steps(2)
        tracemalloc.start()
        try:
            assert trainer.train_steps(4) == 4 * batch_size
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # NumPy's own buffers for a change of type, of a fixed size, and a softmax's row; all the parameters take 18 kB, the
    # activations of a hidden layer 51. An array of the epoch's own is there each time, but what a thread of the test
    # runner takes in meanwhile counts too: so one time of three is enough.
    assert any(peak(200) < 12_288 for _ in range(3))


def test_a_later_epoch_keeps_no_memory() -> None:
    trainer = Trainer(quadrants(optimizer="adam", epochs=10_000).with_value("network.dropout", 0.2))
    trainer.train_steps(10)
    tracemalloc.start()
    try:
        trainer.train_steps(30)
        before = tracemalloc.get_traced_memory()[0]
        trainer.train_steps(300)
        assert tracemalloc.get_traced_memory()[0] < before + 2048
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("key", ["l1", "l2", "clip_norm", "schedule", "dropout"])
def test_a_live_change_of_what_shapes_a_step_is_that_from_the_next_step_on(key: str) -> None:
    section = "network" if key == "dropout" else "training"
    value = {"l1": 0.05, "l2": 0.3, "clip_norm": 0.01, "schedule": "linear", "dropout": 0.5}[key]
    without = quadrants(epochs=20)
    changed = without.with_value(f"{section}.{key}", value)
    switched, plain, from_start = Trainer(without), Trainer(without), Trainer(changed)
    for trainer in (switched, plain):
        trainer.train_steps(4)  # in the middle of the second epoch
    switched.change(changed)
    np.testing.assert_array_equal(switched.network.parameters, plain.network.parameters)
    from_start.restore(plain.network.parameters, plain.state())
    for trainer in (switched, plain, from_start):
        trainer.train_steps(1)
    np.testing.assert_array_equal(switched.network.parameters, from_start.network.parameters)
    assert (switched.network.parameters != plain.network.parameters).any()
    switched.change(without)
    from_start.change(without)
    for trainer in (switched, from_start):
        trainer.train_epoch()
    np.testing.assert_array_equal(switched.network.parameters, from_start.network.parameters)


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_is_that_of_the_hyperparameters_from_the_next_step_on(optimizer: str) -> None:
    without, plain, switched = (
        Trainer(quadrants(optimizer=name, momentum=momentum))
        for name, momentum in ((optimizer, 0.0), ("sgd", 0.9), (optimizer, 0.5))
    )
    for trainer in (without, plain):
        trainer.train_steps(3)
    np.testing.assert_array_equal(without.network.parameters, plain.network.parameters)
    switched.change(quadrants(optimizer=optimizer, momentum=0.0))
    switched.train_steps(3)
    np.testing.assert_array_equal(switched.network.parameters, plain.network.parameters)
    without.change(quadrants(optimizer=optimizer, momentum=0.9))
    for trainer in (without, plain):
        trainer.train_steps(2)
    assert (without.network.parameters != plain.network.parameters).any()


def one_step(**training: object) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of the only layer before and after a step of full-batch SGD at rate 1, and the loss's own gradient."""
    hyperparameters = quadrants(**{"batch_size": 80, "learning_rate": 1.0, **training})
    trainer = Trainer(hyperparameters.with_value("network.hidden", []), np.float64)
    network = network_of(trainer.hyperparameters, trainer.ends, np.float64)
    columns = columns_of(trainer.hyperparameters, trainer.data.train, trainer.ends, network)
    network.forward(columns.inputs)
    network.backward(columns.targets)
    before = trainer.network.weights[0].copy()
    trainer.train_steps(1)
    return before, trainer.network.weights[0], network.weight_gradients[0]


def test_penalties_pull_at_the_weights_and_not_at_the_biases() -> None:
    before, after, gradient = one_step(l1=0.02, l2=0.3)
    pull = 0.02 * np.sign(before) + 0.3 * before
    pull[:, -1] = 0
    np.testing.assert_allclose(after, before - gradient - pull, rtol=1e-9, atol=1e-12)


def test_clipping_shortens_the_gradient_of_all_layers_together() -> None:
    before, after, gradient = one_step(clip_norm=0.05)
    assert np.linalg.norm(gradient) > 0.05
    np.testing.assert_allclose(before - after, gradient * 0.05 / (np.linalg.norm(gradient) + 1e-6), rtol=1e-9)
    before, after, gradient = one_step(clip_norm=1000.0)
    np.testing.assert_allclose(before - after, gradient, rtol=1e-9, atol=1e-12)


def test_adamw_decays_the_weights_and_adam_the_gradient() -> None:
    steps = {
        (optimizer, l2): np.subtract(*one_step(optimizer=optimizer, l2=l2, learning_rate=0.01)[1::-1])
        for optimizer in ("adam", "adamw")
        for l2 in (0.0, 0.5)
    }
    np.testing.assert_array_equal(steps["adam", 0.0], steps["adamw", 0.0])
    before = one_step()[0]
    decay = steps["adamw", 0.5] - steps["adamw", 0.0]
    np.testing.assert_allclose(decay[:, :-1], -0.01 * 0.5 * before[:, :-1], atol=1e-12)
    np.testing.assert_allclose(decay[:, -1], 0, atol=1e-12)
    assert (steps["adam", 0.5] != steps["adamw", 0.5]).any()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_an_epoch_has_the_rate_of_its_schedule(schedule: str) -> None:
    hyperparameters = quadrants(batch_size=40, schedule=schedule, epochs=8, learning_rate=0.3)
    scheduled = Trainer(hyperparameters, np.float64)
    by_hand = Trainer(quadrants(batch_size=40, epochs=8, learning_rate=0.3), np.float64)
    for epoch in range(8):
        rate = 0.3 * SCHEDULES[schedule](epoch, 8)
        by_hand.change(quadrants(batch_size=40, epochs=8, learning_rate=rate))
        for trainer in (scheduled, by_hand):
            trainer.train_steps(2)
        np.testing.assert_array_equal(scheduled.network.parameters, by_hand.network.parameters)


def test_dropout_is_of_training_alone() -> None:
    trainer = Trainer(quadrants().with_value("network.dropout", 0.5))
    plain = Trainer(quadrants())
    assert trainer.measure() == trainer.measure() == plain.measure()
    trainer.train_epoch()
    assert trainer.measure() == trainer.measure()


def test_dropout_without_a_hidden_layer_changes_nothing() -> None:
    runs = [Trainer(quadrants().with_value("network.hidden", []).with_value("network.dropout", p)) for p in (0, 0.5)]
    for trainer in runs:
        trainer.train_epoch()
    np.testing.assert_array_equal(runs[0].network.parameters, runs[1].network.parameters)


# overfits within a few epochs
OVERFIT = (
    Hyperparameters()
    .with_value("task.name", "moons")
    .with_value("task.noise", 0.4)
    .with_value("task.samples", 60)
    .with_value("task.test_fraction", 0.5)
    .with_value("network.hidden", [32])
    .with_value("training.optimizer", "adam")
    .with_value("training.epochs", 1000)
    .with_value("training.learning_rate", 0.05)
)


@pytest.mark.parametrize("patience", [1, 5, 20])
def test_patience_ends_a_run_with_its_best_parameters(patience: int) -> None:
    trainer = Trainer(OVERFIT.with_value("training.patience", patience))
    plain, losses, parameters = Trainer(OVERFIT), [], []
    while not trainer.finished:
        trainer.train_epoch()
        plain.train_epoch()
        losses.append(plain.measure().test_loss)
        parameters.append(plain.network.parameters.copy())
    best = int(np.argmin(losses))
    assert trainer.stopped
    assert not trainer.diverged
    assert trainer.epoch == len(losses) == best + 1 + patience < 1000
    np.testing.assert_array_equal(trainer.network.parameters, parameters[best])
    assert trainer.measure().test_loss == losses[best]


def test_what_runs_away_after_the_end_becomes_the_best_parameters_again() -> None:
    trainer = Trainer(OVERFIT.with_value("training.patience", 5))
    trainer.train_steps(trainer.steps_left)
    best = trainer.network.parameters.copy()
    trainer.network.parameters[0] = np.nan
    assert trainer.notice_divergence()
    np.testing.assert_array_equal(trainer.network.parameters, best)


def test_patience_that_does_not_run_out_keeps_the_best_parameters_too() -> None:
    trainer = Trainer(OVERFIT.with_value("training.patience", 500).with_value("training.epochs", 100))
    finished = 0.0
    while not trainer.finished:
        trainer.train_epoch()
        finished = trainer.history.table()[:, 2].min()
    assert not trainer.stopped
    assert trainer.epoch == 100
    assert trainer.measure().test_loss == pytest.approx(finished)


def test_patience_without_tests_goes_by_the_training_loss() -> None:
    hyperparameters = quadrants(patience=3, learning_rate=0.0, epochs=50).with_value("task.test_fraction", 0.0)
    trainer = Trainer(hyperparameters)
    while not trainer.finished:
        trainer.train_epoch()
    assert trainer.epoch == 4  # the first is the best, three more are no better


def test_more_patience_lets_a_stopped_run_go_on() -> None:
    trainer = Trainer(OVERFIT.with_value("training.patience", 2))
    while not trainer.finished:
        trainer.train_epoch()
    trainer.change(OVERFIT.with_value("training.patience", 2).with_value("training.learning_rate", 0.01))
    assert trainer.stopped
    trainer.change(OVERFIT.with_value("training.patience", 100))
    assert not trainer.finished
    trainer.train_epoch()
    assert not trainer.finished
    trainer.change(OVERFIT)
    assert not trainer.stopped


def test_a_run_starts_from_given_weights() -> None:
    trainer, other = Trainer(quadrants()), Trainer(quadrants(seed=4))
    other.train_epoch()
    trainer.start_from(other.network.parameters)
    np.testing.assert_array_equal(trainer.network.parameters, other.network.parameters)
    assert (trainer.epoch, trainer.steps, len(trainer.history)) == (0, 0, 1)
    assert trainer.history.table()[0, 1] == trainer.measure().train_loss


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


def test_the_history_has_the_learning_rate_of_what_comes_next() -> None:
    trainer = Trainer(quadrants(schedule="linear", epochs=4, learning_rate=0.4))
    for _ in range(2):
        trainer.train_epoch()
    trainer.change(quadrants(schedule="linear", epochs=4, learning_rate=0.8))
    assert trainer.measure().learning_rate == pytest.approx(0.4)
    for _ in range(2):
        trainer.train_epoch()
    assert trainer.history.table()[:, 5] == pytest.approx([0.4, 0.3, 0.2, 0.2, 0.0])
