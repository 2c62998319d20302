"""The worker without a process: commands given and snapshots taken by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.worker import main
from nntui.worker.main import Worker
from nntui.worker.protocol import (
    PREFIX_BYTES,
    SNAPSHOT_INTERVAL,
    Frame,
    ProtocolError,
    content_lengths,
    decode,
    encode,
    snapshot_frame,
    snapshot_of,
)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(main, "monotonic", clock)
    return clock


def configure(run: int, hyperparameters: Hyperparameters) -> Frame:
    return Frame("configure", {"run": run, "config": hyperparameters.plain()})


@pytest.fixture
def worker(clock: Clock) -> Worker:
    worker = Worker()
    assert worker.obey(configure(1, load_preset("xor"))) is None
    return worker


def test_before_there_is_a_run_there_is_nothing_to_do(clock: Clock) -> None:
    worker = Worker()
    assert worker.seconds_to_wait() is None
    for command in (Frame("pace", {"steps_per_second": 3}), Frame("train"), Frame("epoch"), Frame("acknowledge")):
        worker.obey(command)
        worker.train()
        assert worker.snapshot() is None
        assert worker.seconds_to_wait() is None


def obey_and_train(worker: Worker, frame: Frame) -> None:
    """Give a command and let the worker do what it owes for it."""
    worker.obey(frame)
    while worker._owed:
        worker.train()


def test_a_snapshot_waits_for_news_acknowledgement_and_its_time(worker: Worker, clock: Clock) -> None:
    assert worker.seconds_to_wait() == 0
    assert worker.snapshot() is not None
    assert worker.seconds_to_wait() is None
    clock.now += 1
    assert worker.snapshot() is None, "nothing new"
    obey_and_train(worker, Frame("minibatch"))
    assert worker.snapshot() is None, "not acknowledged"
    worker.obey(Frame("acknowledge"))
    assert worker.snapshot() is not None
    worker.obey(Frame("acknowledge"))
    obey_and_train(worker, Frame("minibatch"))
    assert worker.snapshot() is None, "too early"
    assert worker.seconds_to_wait() == pytest.approx(SNAPSHOT_INTERVAL)
    clock.now += SNAPSHOT_INTERVAL * 1.01
    assert worker.seconds_to_wait() == 0
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert snapshot.steps == 2


@pytest.mark.parametrize(("pace", "seconds"), [(1, 10), (7, 10), (100, 3), (1000, 1)])
def test_a_pace_is_held_exactly(worker: Worker, clock: Clock, pace: float, seconds: int) -> None:
    worker.obey(configure(1, load_preset("xor").with_value("training.epochs", 100_000)))
    worker.obey(Frame("pace", {"steps_per_second": pace}))
    worker.obey(Frame("train"))
    end = clock.now + seconds
    while clock.now < end - 1e-9:
        worker.train()
        clock.now += 0.001
    assert steps_of(worker, clock) == pytest.approx(pace * seconds, rel=0.05, abs=1)


def test_a_pace_does_not_make_up_for_a_pause(worker: Worker, clock: Clock) -> None:
    worker.obey(Frame("pace", {"steps_per_second": 10}))
    worker.obey(Frame("train"))
    worker.train()
    worker.obey(Frame("pause"))
    clock.now += 60
    worker.train()
    worker.obey(Frame("train"))
    worker.train()
    assert steps_of(worker, clock) == 2


def test_a_machine_that_cannot_keep_the_pace_does_what_it_can(
    worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_steps = Trainer.train_steps

    def slowly(trainer: Trainer, count: int) -> int:
        clock.now += 0.05 * count
        return train_steps(trainer, count)

    monkeypatch.setattr(Trainer, "train_steps", slowly)
    worker.obey(Frame("pace", {"steps_per_second": 1000}))
    worker.obey(Frame("train"))
    end = clock.now + 2
    while clock.now < end - 1e-9:
        worker.train()
        wait = worker.seconds_to_wait()
        assert wait is not None
        clock.now += wait
    assert steps_of(worker, clock) >= 30  # of 40 that the time allows


def steps_of(worker: Worker, clock: Clock) -> int:
    clock.now += 1
    worker.obey(Frame("acknowledge"))
    worker.obey(Frame("pause"))
    snapshot = worker.snapshot()
    assert snapshot is not None
    return snapshot.steps


def test_training_never_goes_past_the_planned_epochs(worker: Worker, clock: Clock) -> None:
    worker.obey(configure(2, load_preset("xor").with_value("training.epochs", 37)))
    worker.obey(Frame("train"))
    for _ in range(100):
        worker.train()
    assert worker.seconds_to_wait() == 0, "the last snapshot is still to be sent"
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert (snapshot.epoch, snapshot.steps, snapshot.state, snapshot.rate) == (37, 37, "finished", 0)
    worker.obey(Frame("acknowledge"))
    assert worker.seconds_to_wait() is None


def test_a_diverged_run_says_so_and_stays_put(worker: Worker, clock: Clock) -> None:
    wild = load_preset("xor").with_value("training.learning_rate", 1e6).with_value("training.loss", "mse")
    worker.obey(configure(2, wild.with_value("network.output", "linear").with_value("network.activation", "relu")))
    worker.obey(Frame("train"))
    for _ in range(100):
        worker.train()
    first = worker.snapshot()
    assert first is not None
    assert first.state == "diverged"
    for command in ("epoch", "minibatch", "train"):
        worker.obey(Frame(command))
        worker.train()
    assert steps_of(worker, clock) == first.steps


def test_a_run_that_patience_ends_is_finished_with_its_best_weights(worker: Worker, clock: Clock) -> None:
    hyperparameters = load_preset("moons").with_value("task.noise", 0.4).with_value("training.patience", 3)
    trainer = Trainer(hyperparameters)
    while not trainer.finished:
        trainer.train_epoch()
    assert trainer.stopped
    worker.obey(configure(2, hyperparameters))
    worker.obey(Frame("train"))
    for _ in range(1000):
        worker.train()
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert (snapshot.state, snapshot.epoch) == ("finished", trainer.epoch)
    np.testing.assert_array_equal(snapshot.parameters, trainer.network.parameters)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("network.dropout", 0.3),
        ("training.l1", 0.01),
        ("training.l2", 0.01),
        ("training.clip_norm", 0.1),
        ("training.schedule", "cosine"),
        ("training.patience", 10),
    ],
)
def test_what_can_change_between_steps_keeps_the_run(worker: Worker, clock: Clock, key: str, value: object) -> None:
    obey_and_train(worker, Frame("minibatch"))
    assert worker.obey(configure(1, load_preset("xor").with_value(key, value))) is None
    obey_and_train(worker, Frame("minibatch"))
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert (snapshot.run, snapshot.steps) == (1, 2)


def test_values_have_a_loss_and_no_accuracy_at_the_other_end(worker: Worker, clock: Clock) -> None:
    worker.obey(configure(2, load_preset("sine")))
    snapshot = worker.snapshot()
    assert snapshot is not None
    frame = encode(snapshot_frame(snapshot))
    header, body = content_lengths(frame[:PREFIX_BYTES])
    again = snapshot_of(decode(frame[PREFIX_BYTES : PREFIX_BYTES + header], frame[-body:]))
    assert again.metrics.test_loss == snapshot.metrics.test_loss
    assert np.isnan([again.metrics.train_accuracy, again.metrics.test_accuracy]).all()


def test_a_ping_is_answered_with_its_number_and_is_no_news(worker: Worker, clock: Clock) -> None:
    assert worker.snapshot() is not None
    worker.obey(Frame("acknowledge"))
    answer = worker.obey(Frame("ping", {"number": 7}))
    assert answer is not None
    assert (answer.type, answer.values) == ("pong", {"number": 7})
    assert worker.seconds_to_wait() is None


def test_after_a_change_of_the_minibatch_it_is_not_trained_on_many_at_a_time(worker: Worker, clock: Clock) -> None:
    """The first of a size that may be a hundred thousand times another: it cannot be left in the middle."""
    hyperparameters = load_preset("quadrants").with_value("training.epochs", 10_000_000)
    worker.obey(configure(2, hyperparameters.with_value("training.batch_size", 1)))
    worker.obey(Frame("train"))
    for _ in range(5):
        worker.train()  # in no time, so that the next stretch is longer
    before = steps_of(worker, clock)
    assert before > 100
    worker.obey(configure(2, hyperparameters.with_value("training.batch_size", 100_000)))
    worker.obey(Frame("train"))
    worker.train()
    assert steps_of(worker, clock) == before + 1


@pytest.mark.parametrize("command", ["nonsense", "", "snapshot"])
def test_a_command_that_does_not_exist_is_an_error(worker: Worker, command: str) -> None:
    with pytest.raises(ProtocolError, match="no such command"):
        worker.obey(Frame(command))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda plain: plain["network"].update(output="softmax"), "network.output"),
        (lambda plain: plain["network"].update(hidden=[4096, 4096]), "network.hidden"),
        (lambda plain: plain["training"].update(seed=-1), "training.seed"),
        (lambda plain: plain.update(tusk={}), "tusk"),
        (lambda plain: plain["task"].update(name="table", path=""), "task.path"),
        (lambda plain: plain["task"].update(name="table", path="/no/such.csv"), "task.path"),
        (lambda plain: plain["task"].update(features=[]), "task.features"),
        (lambda plain: plain["network"].update(dropout=0.95), "network.dropout"),
        (lambda plain: plain["network"].update(activation=["relu", "tanh"]), "network.activation"),
        (lambda plain: plain["training"].update(schedule="never"), "training.schedule"),
    ],
)
def test_what_cannot_be_built_is_refused_and_the_old_run_goes_on(
    worker: Worker, clock: Clock, change: Callable[[dict[str, object]], None], key: str
) -> None:
    obey_and_train(worker, Frame("minibatch"))
    plain = load_preset("xor").plain()
    change(plain)
    refusal = worker.obey(Frame("configure", {"run": 2, "config": plain}))
    assert refusal is not None
    assert (refusal.type, refusal.values["run"], refusal.values["key"]) == ("refused", 2, key)
    assert refusal.values["reason"]
    obey_and_train(worker, Frame("minibatch"))
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert (snapshot.run, snapshot.steps) == (1, 2)


def taught(hyperparameters: Hyperparameters, label: int) -> Frame:
    inputs, labels = np.ones((1, 25), np.float32), np.array([label], np.float64)
    plain = {"run": 1, "config": hyperparameters.plain()}
    return Frame("configure", plain, {"lesson_inputs": inputs, "lesson_labels": labels})


@pytest.mark.parametrize("state", ["paused", "finished"])
def test_a_lesson_is_learned_at_once_though_nothing_trains(clock: Clock, state: str) -> None:
    digits = load_preset("digits").with_value("training.epochs", 0 if state == "finished" else 10)
    worker = Worker()
    worker.obey(configure(1, digits))
    worker.train()
    worker.obey(taught(digits, 3))
    worker.obey(Frame("study", {"number": 1}))
    while worker.seconds_to_wait() == 0 and worker._is_studying():
        worker.train()
    clock.now += SNAPSHOT_INTERVAL
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert snapshot.lessons is not None
    assert (snapshot.state, snapshot.epoch) == (state, 0)
    assert snapshot.lessons.studies == 1
    assert snapshot.lessons.accuracy_after > 0
    assert snapshot_of(snapshot_frame(snapshot)).lessons == snapshot.lessons


@pytest.mark.parametrize("commands", [("epoch", "study"), ("study", "epoch"), ("epoch", "study", "epoch")])
def test_an_epoch_that_is_owed_is_a_whole_one_whatever_is_studied(clock: Clock, commands: tuple[str, ...]) -> None:
    digits = load_preset("digits-classic")
    worker = Worker()
    worker.obey(taught(digits, 4))
    for command in commands:
        worker.obey(taught(digits, 3))
        worker.obey(Frame(command, {"number": 1}))
        for _ in range(3):
            worker.train()
    while worker.seconds_to_wait() == 0 and (worker._owed or worker._is_studying()):
        worker.train()
    clock.now += SNAPSHOT_INTERVAL
    assert worker._trainer is not None
    assert worker._trainer.epoch == commands.count("epoch")
    assert worker._trainer.steps_left_in_epoch == worker._trainer.steps_per_epoch


def test_lessons_of_the_wrong_size_are_refused_and_the_run_goes_on(clock: Clock) -> None:
    worker = Worker()
    quadrants = load_preset("quadrants")
    worker.obey(configure(1, quadrants))
    refusal = worker.obey(taught(quadrants, 3))
    assert refusal is not None
    assert refusal.type == "refused"
    assert worker.snapshot() is not None


def test_the_whole_state_is_told_when_asked_for_and_delays_no_snapshot(worker: Worker, clock: Clock) -> None:
    assert Worker().obey(Frame("save")) is None
    assert worker.snapshot() is not None
    obey_and_train(worker, Frame("minibatch"))
    clock.now += 1
    for _ in range(2):
        frame = worker.obey(Frame("save"))
        assert frame is not None
        state = snapshot_of(frame)
        assert (frame.type, state.steps) == ("state", 1)
        assert state.trainer is not None
        assert state.trainer["steps"] == 1
    assert worker.snapshot() is None, "the last one was not acknowledged"
    worker.obey(Frame("acknowledge"))
    snapshot = worker.snapshot()
    assert snapshot is not None
    assert snapshot.trainer is None


def test_a_trainer_that_fits_no_run_leaves_the_weights(clock: Clock) -> None:
    xor = load_preset("xor")
    first, again = Worker(), Worker()
    first.obey(configure(1, xor))
    obey_and_train(first, Frame("epoch"))
    frame = first.obey(Frame("save"))
    assert frame is not None
    values = {**frame.values, "run": 1, "config": xor.plain(), "trainer": {**frame.values["trainer"], "steps": "many"}}
    assert again.obey(Frame("configure", values, frame.arrays)) is None
    snapshot = again.snapshot()
    assert snapshot is not None
    assert snapshot.epoch == 1
    np.testing.assert_array_equal(snapshot.parameters, frame.arrays["parameters"])
