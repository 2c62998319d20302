"""Lessons: what the user teaches is learned at once, kept in later epochs, and does not undo the rest."""

import numpy as np
import pytest

from nntui.experiment.build import Columns
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.lessons import STUDY_STEPS, with_lessons
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.tasks.task import Samples

# a 4 of one's own: unlike any glyph, and a network trained on those takes it for another digit
UNUSUAL_FOUR = [[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0]]
BLOCK = [[0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]]


def lessons(*drawn: tuple[list[list[int]], int]) -> Samples:
    inputs = np.array([cells[0] for cells, _ in drawn], np.float32).reshape(-1, 25)
    return Samples(inputs, np.array([label for _, label in drawn], np.int64))


def digits(**training: object) -> Hyperparameters:
    hyperparameters = load_preset("digits").with_value("training.epochs", 30)
    for name, value in training.items():
        hyperparameters = hyperparameters.with_value(f"training.{name}", value)
    return hyperparameters


def answer(trainer: Trainer, cells: list[list[int]]) -> int:
    return int(trainer.network.predict(np.array(cells, np.float32)).argmax())


@pytest.fixture
def trained() -> Trainer:
    trainer = Trainer(digits())
    trainer.train_steps(trainer.steps_left)
    return trainer


@pytest.mark.soak
def test_a_run_that_is_over_learns_a_lesson_and_keeps_what_it_knew(trained: Trainer) -> None:
    taught = (answer(trained, BLOCK) + 1) % 10
    before, epoch = trained.measure().test_accuracy, trained.epoch
    trained.teach(lessons((BLOCK, taught)))
    trained.begin_study(1)
    assert trained.study_left == STUDY_STEPS
    trained.study(STUDY_STEPS)
    assert answer(trained, BLOCK) == taught
    assert trained.finished
    assert trained.epoch == epoch
    progress = trained.progress()
    assert progress is not None
    assert progress.accuracy_before == before
    assert progress.accuracy_after == trained.measure().test_accuracy > before - 0.05


@pytest.mark.soak
def test_a_lesson_is_kept_through_later_epochs(trained: Trainer) -> None:
    taught = (answer(trained, BLOCK) + 1) % 10
    trained.change(digits(epochs=60))
    trained.teach(lessons((BLOCK, taught)))
    trained.begin_study(1)
    trained.study(STUDY_STEPS)
    trained.train_steps(trained.steps_left)
    assert trained.epoch == 60
    assert answer(trained, BLOCK) == taught


@pytest.mark.soak
def test_a_study_may_be_done_in_parts(trained: Trainer) -> None:
    trained.teach(lessons((UNUSUAL_FOUR, 4)))
    trained.begin_study(1)
    steps = trained.steps
    while trained.study_left:
        trained.study(7)
    assert trained.steps == steps + STUDY_STEPS
    assert trained.study(7) == 0


def test_a_study_goes_on_from_a_state(trained: Trainer) -> None:
    lesson = lessons((UNUSUAL_FOUR, 4))
    trained.teach(lesson)
    trained.begin_study(3)
    trained.study(100)
    again = Trainer(trained.hyperparameters, lessons=lesson)
    again.restore(trained.network.parameters.copy(), trained.state())
    for trainer in (trained, again):
        assert trainer.study_left == STUDY_STEPS - 100
        trainer.study(STUDY_STEPS)
    np.testing.assert_array_equal(trained.network.parameters, again.network.parameters)
    assert trained.progress() == again.progress()
    over = Trainer(trained.hyperparameters, lessons=lesson)
    over.restore(trained.network.parameters.copy(), trained.state())
    assert over.study_left == 0
    assert over.progress() == trained.progress()


@pytest.mark.soak
def test_another_label_replaces_the_lesson(trained: Trainer) -> None:
    for number, label in enumerate((3, 7), 1):
        trained.teach(lessons((BLOCK, label)))
        trained.begin_study(number)
        trained.study(STUDY_STEPS)
        assert answer(trained, BLOCK) == label
    progress = trained.progress()
    assert progress is not None
    assert progress.studies == 2


@pytest.mark.soak
def test_there_is_nothing_to_study_without_lessons(trained: Trainer) -> None:
    trained.begin_study(1)
    assert trained.study_left == 0


def test_the_same_lessons_again_do_not_disturb_the_epoch() -> None:
    one, other = (Trainer(digits(), lessons=lessons((BLOCK, 8))) for _ in range(2))
    one.train_steps(50)
    other.train_steps(25)
    other.teach(lessons((BLOCK, 8)))
    other.train_steps(25)
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)


@pytest.mark.soak
def test_lessons_from_the_start_are_trained_on_without_a_study() -> None:
    plain, taught = Trainer(digits()), Trainer(digits(), lessons=lessons((BLOCK, 8)))
    assert not taught.study_left
    assert taught.samples > plain.samples
    for trainer in (plain, taught):
        trainer.train_steps(trainer.steps_left)
    assert answer(taught, BLOCK) == 8
    assert plain.progress() is None


def test_without_lessons_training_is_as_ever() -> None:
    plain, untaught = Trainer(digits()), Trainer(digits(), lessons=lessons())
    for trainer in (plain, untaught):
        trainer.train_steps(100)
    np.testing.assert_array_equal(plain.network.parameters, untaught.network.parameters)


def test_the_rate_of_the_run_is_what_it_was_after_a_study() -> None:
    trainer = Trainer(digits(learning_rate=0.0))
    before = trainer.network.parameters.copy()
    trainer.teach(lessons((BLOCK, 8)))
    trainer.begin_study(1)
    trainer.study(STUDY_STEPS)
    trainer.train_steps(10)
    np.testing.assert_array_equal(trainer.network.parameters, before)  # nothing moves it where the rate is 0


def test_a_study_that_diverges_leaves_the_last_finite_weights() -> None:
    trainer = Trainer(digits(learning_rate=1e6, optimizer="sgd"))
    trainer.teach(lessons((BLOCK, 8)))
    trainer.begin_study(1)
    trainer.study(STUDY_STEPS)
    assert np.isfinite(trainer.network.parameters).all()
    assert trainer.diverged


def test_patience_does_not_bring_back_weights_from_before_the_lesson() -> None:
    trainer = Trainer(digits(patience=3, epochs=1000))
    trainer.train_steps(trainer.steps_left)
    taught = (answer(trainer, BLOCK) + 1) % 10
    trainer.teach(lessons((BLOCK, taught)))
    trainer.begin_study(1)
    trainer.study(STUDY_STEPS)
    trainer.train_steps(trainer.steps_left)
    assert answer(trainer, BLOCK) == taught


@pytest.mark.soak
def test_a_change_during_a_study_does_not_bring_back_weights_from_before_the_lesson() -> None:
    trainer = Trainer(digits(patience=30))
    trainer.train_steps(trainer.steps_left)
    trainer.teach(lessons((BLOCK, 8)))
    trainer.begin_study(1)
    trainer.study(100)
    learning = trainer.network.parameters.copy()
    trainer.change(digits(patience=30, learning_rate=0.01))
    np.testing.assert_array_equal(trainer.network.parameters, learning)


def test_a_run_out_of_patience_does_not_start_again_by_itself() -> None:
    trainer = Trainer(digits(patience=2, epochs=1000))
    trainer.train_steps(trainer.steps_left)
    epoch = trainer.epoch
    for number, label in enumerate((3, 7), 1):
        trainer.teach(lessons((BLOCK, label)))
        trainer.begin_study(number)
        trainer.study(STUDY_STEPS)
        trainer.change(trainer.hyperparameters.with_value("training.l2", 0.001 * number))
        assert trainer.finished
    assert trainer.epoch == epoch


@pytest.mark.parametrize("batch_size", [1, 64, 10_000])
def test_a_study_takes_minibatches_of_a_sensible_size(batch_size: int) -> None:
    trainer = Trainer(digits(batch_size=batch_size))
    trainer.teach(lessons((BLOCK, 3)))
    trainer.begin_study(1)
    assert 16 <= trainer.study(1) <= 128
    trainer.study(STUDY_STEPS)
    assert trainer.steps_left_in_epoch == trainer.steps_per_epoch  # the epoch begins anew


def test_the_rate_falls_over_a_study(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, rates = Trainer(digits()), []
    trainer.teach(lessons((BLOCK, 3)))
    trainer.begin_study(1)
    step = trainer._optimizer.step
    monkeypatch.setattr(trainer._optimizer, "step", lambda *args: (rates.append(args[2]), step(*args)))
    trainer.study(STUDY_STEPS)
    assert rates[0] == trainer.hyperparameters.training.learning_rate
    np.testing.assert_allclose(np.diff(rates), -rates[0] / STUDY_STEPS)


@pytest.mark.soak
def test_lessons_of_another_problem_are_refused(trained: Trainer) -> None:
    with pytest.raises(ValueError, match="as many inputs"):
        trained.teach(Samples(np.zeros((1, 2), np.float32), np.zeros(1, np.int64)))


@pytest.mark.parametrize(("count", "copies"), [(1, 20), (10, 20), (25, 20), (50, 10), (1000, 1)])
def test_lessons_have_weight_and_together_not_too_much(count: int, copies: int) -> None:
    made = Columns(np.zeros((3, 1000), np.float32), np.zeros((2, 1000), np.float32), np.zeros(1000, np.int64))
    ours = Columns(np.ones((3, count), np.float32), np.ones((2, count), np.float32), np.ones(count, np.int64))
    both = with_lessons(made, ours)
    assert both.count == 1000 + count * copies
    assert both.targets.shape == (2, both.count)
    assert both.inputs.dtype == np.float32
