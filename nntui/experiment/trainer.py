"""Training: minibatches shuffled once an epoch, one optimizer step each, metrics as it goes."""

from collections.abc import Mapping
from math import inf, isnan, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array
from nntui.core.descent import descend
from nntui.core.dropout import Dropout
from nntui.core.optimizers import OPTIMIZERS
from nntui.core.penalties import Penalties
from nntui.core.schedules import SCHEDULES
from nntui.experiment.build import (
    DROPPING,
    SHUFFLING,
    checksum_of,
    columns_of,
    dataset_of,
    ends_of,
    network_of,
    random_stream,
)
from nntui.experiment.fields import Fields
from nntui.experiment.history import WIDTHS, History, Metrics, Recorder
from nntui.experiment.hyperparameters import Hyperparameters, needs_rebuild
from nntui.experiment.lessons import STUDY_STEPS, Progress, study_batch, with_lessons
from nntui.experiment.measuring import blocks_of, measure
from nntui.experiment.minibatches import Minibatches
from nntui.tasks.task import Dataset, Samples

RUNAWAY = 1e3
"""Root mean square of the parameters from which on a run counts as diverged, finite as its numbers may still be.

No run that learns comes near it: inputs are a few units wide, so that of every shipped preset stays below ten.
Beyond it every unit is saturated or dead, and the losses of a run that goes on there are of no use to anybody.
"""


class Trainer:
    """One run, from its first weights on. Raises HyperparameterError where the hyperparameters do not fit together.

    epoch: whole passes through the training data so far. steps: minibatches so far. diverged: whether the parameters
    ran away, past RUNAWAY; they are then again those of the end of `epoch`, the last one at which they had not.
    stopped: whether patience ran out. With patience the parameters are the best ones while the run is at its end,
    unless it diverged; if it goes on, it does so from those that it had come to.
    lessons: samples that the user has labelled, to be trained on beside those that the problem makes.
    recorder: told of every epoch at its end, before the best parameters may stand in.
    study_left: minibatches of the study of the lessons that are still to be trained; studies: the number of that study.
    """

    def __init__(
        self, hyperparameters: Hyperparameters, dtype: npt.DTypeLike = np.float32, lessons: Samples | None = None
    ) -> None:
        self.hyperparameters = hyperparameters
        self.data = dataset_of(hyperparameters)
        self.ends = ends_of(hyperparameters, self.data)
        self.network = network_of(hyperparameters, self.ends, dtype)
        train = columns_of(hyperparameters, self.data.train, self.ends, self.network)
        test = columns_of(hyperparameters, self.data.test, self.ends, self.network)
        self._made = train
        self._train, self._test = blocks_of(train), blocks_of(test)
        self._shuffling = random_stream(hyperparameters, SHUFFLING)
        self._take_lessons(_no_lessons(self.data) if lessons is None else lessons)
        self.study_left, self.studies = 0, 0
        self._accuracy_before = self._accuracy_after = nan
        self._dropout = Dropout(self.network.sizes[1:-1], random_stream(hyperparameters, DROPPING), dtype)
        self._optimizer = OPTIMIZERS[hyperparameters.training.optimizer](self.network.parameters)
        self._penalties = Penalties(self.network)
        self.epoch = 0
        self.steps = 0
        self.diverged = False
        self.stopped = False
        self._last_finite = self.network.parameters.copy()
        self._best_loss, self._best_epoch, self._best = inf, 0, self.network.parameters.copy()
        self._set_aside: Array | None = None  # what the run had come to, while the best parameters stand in for it
        self._take_live()
        self.recorder: Recorder | None = None
        self.history = History()
        self.history.record(0, self.measure())

    @property
    def samples(self) -> int:
        """Samples to an epoch, each lesson counted as often as it is repeated."""
        return self._minibatches.samples

    @property
    def steps_per_epoch(self) -> int:
        """Minibatches to an epoch; the last one may be smaller."""
        return -(-self.samples // self.hyperparameters.training.batch_size)

    @property
    def steps_left_in_epoch(self) -> int:
        """Minibatches to the end of the epoch that is under way, or of the next one."""
        return -(-(self.samples - self._minibatches.position) // self.hyperparameters.training.batch_size)

    @property
    def steps_left(self) -> int:
        """Minibatches to the end of the last planned epoch, at today's batch size."""
        epochs = self.hyperparameters.training.epochs - self.epoch
        return max((epochs - 1) * self.steps_per_epoch + self.steps_left_in_epoch, 0) if epochs > 0 else 0

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to train: all epochs done, patience run out, or diverged."""
        return self.diverged or self.stopped or self.epoch >= self.hyperparameters.training.epochs

    def train_steps(self, count: int) -> int:
        """Train on up to `count` minibatches, fewer if the run ends, and return how many samples they held."""
        seen = 0
        self._take_back()
        with np.errstate(all="ignore"):  # a run that diverges is noticed at the end of its epoch
            for _ in range(count):
                seen += self._train_step(self._batch_size)
                if self._minibatches.position == 0:
                    self._end_epoch()
                    if self.diverged or self.stopped:
                        break
        self._settle()
        return seen

    def train_epoch(self) -> int:
        """Train to the end of the epoch that is under way, or through the next one; return the samples trained on."""
        return self.train_steps(self.steps_left_in_epoch)

    def teach(self, lessons: Samples) -> None:
        """Train on these lessons from now on, in place of those before; the epoch under way begins anew.

        Raises ValueError for lessons that do not fit the problem.
        """
        before = self._lessons
        if not (np.array_equal(lessons.inputs, before.inputs) and np.array_equal(lessons.targets, before.targets)):
            self._take_lessons(lessons)

    def begin_study(self, number: int) -> None:
        """Give study() work to do, if there are lessons; the number tells one study from the next."""
        self.studies = number
        if self._lessons:
            self.study_left = STUDY_STEPS
            self._set_aside, self._best_loss = None, inf  # what learns is the network on show
            self._accuracy_before, self._accuracy_after = self._judged_accuracy(), nan

    def study(self, count: int) -> int:
        """Train on up to `count` minibatches to learn the lessons at once; return how many samples they held.

        The learning rate falls in a line to 0, so that what was known before settles again. The minibatches belong to
        no epoch: a run that has had all its epochs learns a lesson too.
        """
        seen = 0
        with np.errstate(all="ignore"):
            for _ in range(min(count, self.study_left)):
                self._learning_rate = self.hyperparameters.training.learning_rate * self.study_left / STUDY_STEPS
                seen += self._train_step(study_batch(self._batch_size))
                self.study_left -= 1
        self._take_live()
        if not self.study_left:
            self._end_study()
        return seen

    def progress(self) -> Progress | None:
        """What came of the study of the lessons; None without any."""
        return Progress(self._accuracy_before, self._accuracy_after, self.studies) if self._lessons else None

    def measure(self) -> Metrics:
        """Loss and accuracy of the network as it stands, on both parts of the data; the penalties do not count."""
        train_loss, train_accuracy = measure(self.network, self._train)
        test_loss, test_accuracy = measure(self.network, self._test)
        return Metrics(train_loss, test_loss, train_accuracy, test_accuracy, self._learning_rate)

    def notice_divergence(self) -> bool:
        """Whether the parameters have run away, past RUNAWAY; if so they become those before it again."""
        parameters = self.network.parameters
        with np.errstate(all="ignore"):
            near = bool(parameters @ parameters <= RUNAWAY**2 * parameters.size)  # not so where one is not a number
        if not near:
            self.diverged = True
            parameters[:] = self._last_finite
        return not near

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Go on with other live hyperparameters, from the next minibatch. Raises ValueError for any other change."""
        if needs_rebuild(self.hyperparameters, hyperparameters):
            raise ValueError("this change needs a new Trainer")
        other_patience = hyperparameters.training.patience != self.hyperparameters.training.patience
        self.hyperparameters = hyperparameters
        if other_patience:
            self.stopped = self.stopped and self._out_of_patience()
        self._take_live()
        self._settle()

    def start_from(self, parameters: Array) -> None:
        """Take other first weights: a flat vector as Network.parameters is."""
        self.resume(0, 0, parameters, History().table())
        self.history.record(0, self.measure())

    def resume(self, epoch: int, steps: int, parameters: Array, history: Array) -> None:
        """Let a new trainer take up a run where it was: at the start of an epoch, with a fresh optimizer.

        parameters: the network's flat vector; history: as History.table() has it.
        """
        self.epoch, self.steps = epoch, steps
        self.network.parameters[:] = self._last_finite[:] = self._best[:] = parameters
        self._best_loss, self._best_epoch = inf, epoch
        self._set_aside = None
        self.history = History.from_table(history)
        self._take_live()

    def state(self) -> dict[str, Any]:
        """All that decides how the run goes on, besides hyperparameters and parameters: plain values and arrays."""
        return {
            "epoch": self.epoch,
            "steps": self.steps,
            "data": checksum_of(self.data),
            "minibatches": self._minibatches.state(),
            "dropout": self._dropout.rng.bit_generator.state,
            "optimizer": {
                "steps": self._optimizer.steps,
                **{name: vector.copy() for name, vector in self._optimizer.memory.items()},
            },
            "best": self._best_state(),
            "last_finite": self._last_finite.copy() if self._minibatches.position else None,
            "set_aside": None if self._set_aside is None else self._set_aside.copy(),
            "history": self.history.table(),
            "study": self._study_state(),
        }

    def _study_state(self) -> dict[str, Any] | None:
        if not self.studies:
            return None
        before, after = (None if isnan(value) else value for value in (self._accuracy_before, self._accuracy_after))
        return {"number": self.studies, "left": self.study_left, "accuracy_before": before, "accuracy_after": after}

    def _best_state(self) -> dict[str, Any] | None:
        if self._best_loss == inf:
            return None
        return {"loss": self._best_loss, "epoch": self._best_epoch, "parameters": self._best.copy()}

    def restore(self, parameters: Array, state: Mapping[str, Any]) -> None:
        """Go on exactly as the run would have that this state was taken from, or read from a model file.

        Raises ValueError that names the field, for what is no state of such a run; the trainer is then of no use.
        """
        fields = Fields(state, "state")
        optimizer, history = fields.table("optimizer"), fields.rows("history", WIDTHS)
        if not (np.diff(history[:, 0]) > 0).all():
            raise ValueError("state.history: expected rising epochs")
        self.resume(fields.count("epoch"), fields.count("steps"), parameters, history)
        self._minibatches.restore(fields.value("minibatches"))
        fields.set_random_state("dropout", self._dropout.rng)
        self._optimizer.steps = optimizer.count("steps")
        for name, vector in self._optimizer.memory.items():
            vector[:] = optimizer.numbers(name, vector, finite=False)
        if fields.has("best"):
            best = fields.table("best")
            self._best_loss, self._best_epoch = best.number("loss"), best.count("epoch")
            self._best[:] = best.numbers("parameters", self._best)
        self.stopped = self._out_of_patience()
        if fields.has("last_finite"):
            self._last_finite[:] = fields.numbers("last_finite", self._best)
        if fields.has("set_aside"):
            self._set_aside = fields.numbers("set_aside", self._best)
        if fields.has("study"):
            self._take_up_study(fields.table("study"))
        self._settle()

    def _take_up_study(self, study: Fields) -> None:
        self.studies = study.count("number")
        self.study_left = study.count("left", below=STUDY_STEPS + 1) if self._lessons else 0
        self._accuracy_before, self._accuracy_after = (
            study.number(name) if study.has(name) else nan for name in ("accuracy_before", "accuracy_after")
        )

    def _take_lessons(self, lessons: Samples) -> None:
        if lessons.inputs.shape[1:] != self.data.train.inputs.shape[1:] or len(lessons.inputs) != len(lessons.targets):
            raise ValueError("expected lessons of as many inputs as the problem has")
        columns = columns_of(self.hyperparameters, lessons, self.ends, self.network)
        self._lessons = lessons
        self._minibatches = Minibatches(with_lessons(self._made, columns), self._shuffling)

    def _end_study(self) -> None:
        self.notice_divergence()
        self._minibatches.position = 0
        self._last_finite[:] = self._best[:] = self.network.parameters
        self._best_loss, self._best_epoch = inf, self.epoch  # of a network that did not know the lesson: let go
        self._accuracy_after = self._judged_accuracy()

    def _judged_accuracy(self) -> float:
        metrics = self.measure()
        return metrics.train_accuracy if isnan(metrics.test_accuracy) else metrics.test_accuracy

    def _take_live(self) -> None:
        """Hand the live hyperparameters to those who need them."""
        settings = self.hyperparameters.training
        self._optimizer.momentum = settings.momentum
        self._penalties.change(settings.l1, settings.l2)
        self._take_learning_rate()
        self._clip_norm, self._batch_size = settings.clip_norm, settings.batch_size
        hidden = self.hyperparameters.network.hidden
        self._drop_probability = self.hyperparameters.network.dropout if hidden else 0.0

    def _take_learning_rate(self) -> None:
        """The rate of the epoch that is under way or comes next, as the schedule has it."""
        settings = self.hyperparameters.training
        self._learning_rate = settings.learning_rate * SCHEDULES[settings.schedule](self.epoch, settings.epochs)

    def _train_step(self, batch_size: int) -> int:
        network = self.network
        inputs, targets = self._minibatches.next(batch_size)
        batch = inputs.shape[1]
        masks = self._dropout.draw(self._drop_probability, batch) if self._drop_probability else ()
        network.forward(inputs, masks)
        network.backward(targets)
        descend(
            network.parameters,
            network.gradient,
            self._learning_rate,
            self._optimizer,
            self._penalties,
            self._clip_norm,
        )
        self.steps += 1
        return int(batch)

    def _end_epoch(self) -> None:
        if self.notice_divergence():
            return
        self.epoch += 1
        self._last_finite[:] = self.network.parameters
        rate = self._learning_rate
        self._take_learning_rate()
        settings = self.hyperparameters.training
        if settings.patience or self.recorder is not None or self.history.wants(self.epoch):
            metrics = self.measure()
            self.history.record(self.epoch, metrics)
            if self.recorder is not None:
                self.recorder(self.epoch, metrics, rate)
            if settings.patience:
                self._keep_best(metrics)

    def _keep_best(self, metrics: Metrics) -> None:
        """Early stopping (Prechelt, 1998) by the test loss, or the training loss where there are no tests."""
        loss = metrics.train_loss if isnan(metrics.test_loss) else metrics.test_loss
        if loss < self._best_loss:
            self._best_loss, self._best_epoch = loss, self.epoch
            self._best[:] = self.network.parameters
        self.stopped = self._out_of_patience()

    def _settle(self) -> None:
        """Let the best parameters stand in at the end of a run with patience, and only there."""
        at_end = self.finished and not self.diverged and self._minibatches.position == 0
        if at_end and self.hyperparameters.training.patience and self._best_loss < inf:
            if self._set_aside is None:
                self._set_aside = self.network.parameters.copy()
                self.network.parameters[:] = self._last_finite[:] = self._best
        else:
            self._take_back()

    def _take_back(self) -> None:
        if self._set_aside is not None:
            self.network.parameters[:] = self._last_finite[:] = self._set_aside
            self._set_aside = None

    def _out_of_patience(self) -> bool:
        patience = self.hyperparameters.training.patience
        return 0 < patience <= self.epoch - self._best_epoch and self._best_loss < inf


def _no_lessons(data: Dataset) -> Samples:
    return Samples(data.train.inputs[:0], data.train.targets[:0])
