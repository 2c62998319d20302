"""Training: minibatches shuffled once an epoch, one optimizer step each, metrics as it goes."""

import numpy as np
import numpy.typing as npt

from nntui.core.arrays import Array
from nntui.core.optimizers import OPTIMIZERS
from nntui.experiment.build import (
    SHUFFLING,
    Columns,
    columns_of,
    dataset_of,
    network_of,
    predicted_classes,
    random_stream,
)
from nntui.experiment.history import History, Metrics
from nntui.experiment.hyperparameters import Hyperparameters, needs_rebuild


class Trainer:
    """One run, from its first weights on. Raises HyperparameterError where the hyperparameters do not fit together.

    epoch: whole passes through the training data so far. steps: minibatches so far. diverged: whether the parameters
    left the finite numbers; they are then again those of the end of `epoch`, the last one that they were finite at.
    """

    def __init__(self, hyperparameters: Hyperparameters, dtype: npt.DTypeLike = np.float32) -> None:
        self.hyperparameters = hyperparameters
        self.network = network_of(hyperparameters, dtype)
        data = dataset_of(hyperparameters)
        self._train = columns_of(data.train, self.network)
        self._test = columns_of(data.test, self.network)
        self._optimizer = OPTIMIZERS[hyperparameters.training.optimizer](self.network.parameters)
        self._rng = random_stream(hyperparameters, SHUFFLING)
        self._shuffled = _Shuffled(self._train)
        self.epoch = 0
        self.steps = 0
        self.diverged = False
        self.history = History()
        self._last_finite = self.network.parameters.copy()
        self.history.record(0, self.measure())

    @property
    def samples(self) -> int:
        """How many samples it is trained on."""
        return len(self._train.labels)

    @property
    def steps_per_epoch(self) -> int:
        """Minibatches to an epoch; the last one may be smaller."""
        return -(-self.samples // self.hyperparameters.training.batch_size)

    @property
    def steps_left_in_epoch(self) -> int:
        """Minibatches to the end of the epoch that is under way, or of the next one."""
        left = self.samples - self._shuffled.position
        return -(-left // self.hyperparameters.training.batch_size)

    @property
    def steps_left(self) -> int:
        """Minibatches to the end of the last planned epoch, at today's batch size."""
        epochs = self.hyperparameters.training.epochs - self.epoch
        return max((epochs - 1) * self.steps_per_epoch + self.steps_left_in_epoch, 0) if epochs > 0 else 0

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to train: all epochs done, or diverged."""
        return self.diverged or self.epoch >= self.hyperparameters.training.epochs

    def train_steps(self, count: int) -> int:
        """Train on up to `count` minibatches, fewer if the run diverges, and return how many samples they held."""
        seen = 0
        with np.errstate(all="ignore"):  # a run that diverges is noticed at the end of its epoch
            for _ in range(count):
                seen += self._train_step()
                if self.diverged:
                    break
        return seen

    def train_epoch(self) -> int:
        """Train to the end of the epoch that is under way, or through the next one; return the samples trained on."""
        return self.train_steps(self.steps_left_in_epoch)

    def measure(self) -> Metrics:
        """Loss and accuracy of the network as it stands, on both parts of the data."""
        with np.errstate(all="ignore"):  # weights about to diverge may have a loss past the largest float
            train_loss, train_accuracy = self._measure_part(self._train)
            test_loss, test_accuracy = self._measure_part(self._test)
        return Metrics(train_loss, test_loss, train_accuracy, test_accuracy)

    def notice_divergence(self) -> bool:
        """Whether the parameters have left the finite numbers; if so they become the last finite ones again."""
        with np.errstate(all="ignore"):
            finite = bool(np.isfinite(self.network.parameters @ self.network.parameters))
        if not finite:
            self.diverged = True
            self.network.parameters[:] = self._last_finite
        return not finite

    def start_from(self, parameters: Array) -> None:
        """Take other first weights: a flat vector as Network.parameters is."""
        self.resume(0, 0, parameters, History().table())
        self.history.record(0, self.measure())

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Go on with other live hyperparameters, from the next minibatch. Raises ValueError for any other change."""
        if needs_rebuild(self.hyperparameters, hyperparameters):
            raise ValueError("this change needs a new Trainer")
        self.hyperparameters = hyperparameters

    def _train_step(self) -> int:
        settings = self.hyperparameters.training
        network, shuffled = self.network, self._shuffled
        if shuffled.position == 0:
            shuffled.shuffle(self._rng)
        inputs, targets = shuffled.next_batch(settings.batch_size)
        network.forward(inputs)
        network.backward(targets)
        self._optimizer.step(network.parameters, network.gradient, settings.learning_rate, settings.momentum)
        self.steps += 1
        if shuffled.position == 0:
            self._end_epoch()
        return len(inputs[0])

    def resume(self, epoch: int, steps: int, parameters: Array, history: Array) -> None:
        """Take up a run where it was: at the start of an epoch, with a fresh optimizer.

        parameters: the network's flat vector; history: points × 5 as History.table() has it.
        """
        self.epoch, self.steps = epoch, steps
        self.network.parameters[:] = self._last_finite[:] = parameters
        self.history = History.from_table(history)

    def _measure_part(self, part: Columns) -> tuple[float, float]:
        if not len(part.labels):
            return float("nan"), float("nan")
        logits = self.network.forward(part.inputs)
        loss = self.network.loss.value(logits, part.targets)
        self.network.loss.outputs(logits, logits)
        return loss, float((predicted_classes(logits) == part.labels).mean())

    def _end_epoch(self) -> None:
        if self.notice_divergence():
            return
        self.epoch += 1
        self._last_finite[:] = self.network.parameters
        if self.history.wants(self.epoch):
            self.history.record(self.epoch, self.measure())


class _Shuffled:
    """The training data in the order of this epoch, gathered once: a minibatch is then a slice.

    position: samples of the epoch that are done; 0 before the first and after the last.
    """

    def __init__(self, columns: Columns) -> None:
        self._inputs: Array = np.ascontiguousarray(columns.inputs.T)
        self._targets: Array = np.ascontiguousarray(columns.targets.T)
        self._shuffled_inputs = np.empty_like(self._inputs)
        self._shuffled_targets = np.empty_like(self._targets)
        self._order = np.arange(len(self._inputs))
        self.position = 0

    def shuffle(self, rng: np.random.Generator) -> None:
        rng.shuffle(self._order)
        # mode="clip" keeps take() from making a copy of `out`; the indices are in range by construction
        np.take(self._inputs, self._order, axis=0, out=self._shuffled_inputs, mode="clip")
        np.take(self._targets, self._order, axis=0, out=self._shuffled_targets, mode="clip")

    def next_batch(self, batch_size: int) -> tuple[Array, Array]:
        """Inputs and targets of the next minibatch, both with samples as columns."""
        start, stop = self.position, self.position + batch_size
        self.position = stop if stop < len(self._order) else 0
        return self._shuffled_inputs[start:stop].T, self._shuffled_targets[start:stop].T
