"""What each teaching preset shows, as a number of its run."""

from collections.abc import Callable
from math import log

import numpy as np
from preset_runs import right_share

from nntui.core.arrays import Array
from nntui.experiment.build import columns_of
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.trainer import Trainer

LAST_EPOCHS = 12


def losses(trainer: Trainer) -> tuple[Array, Array]:
    """Training and test loss from before the first epoch on."""
    table = trainer.history.table()
    return table[:, 1], table[:, 2]


def first_of_last_gradient(hyperparameters: Hyperparameters) -> float:
    """How long the gradient of the first layer is before the first step, as a share of the last layer's."""
    trainer = Trainer(hyperparameters)
    columns = columns_of(hyperparameters, trainer.data.train, trainer.ends, trainer.network)
    trainer.network.forward(columns.inputs)
    trainer.network.backward(columns.targets)
    first, *_, last = (float(np.linalg.norm(gradient)) for gradient in trainer.network.weight_gradients)
    return first / last


def rebound(trainer: Trainer) -> float:
    """The test loss at the end, over the lowest one on the way."""
    _, test = losses(trainer)
    return float(test[-1] / test.min())


def lowest_at(trainer: Trainer) -> float:
    """When the test loss was lowest, as a share of the run."""
    _, test = losses(trainer)
    return float(trainer.history.table()[test.argmin(), 0] / trainer.epoch)


def jitter(trainer: Trainer) -> float:
    """How much the training loss still varies over the last epochs."""
    return float(losses(trainer)[0][-LAST_EPOCHS:].std())


def hardly_moves(trainer: Trainer) -> bool:
    train, _ = losses(trainer)
    return 0.75 * train[0] < train[-1] < train[0] and trainer.measure().test_accuracy < 0.75


def mostly_worse_than_at_first(trainer: Trainer) -> bool:
    train, _ = losses(trainer)
    return bool(np.mean(train[1:] > train[0]) > 0.9 and np.mean(np.diff(train) > 0) > 0.3)


def learns_by_heart(trainer: Trainer) -> bool:
    return rebound(trainer) >= 1.5 and lowest_at(trainer) < 1 / 3 and trainer.measure().train_loss < 0.07


def stays_down(trainer: Trainer) -> bool:
    return rebound(trainer) <= 1.2 and trainer.measure().train_loss > 0.05


def vanishes(trainer: Trainer) -> bool:
    chance = log(2)
    return first_of_last_gradient(trainer.hyperparameters) < 1e-3 and abs(trainer.measure().train_loss - chance) < 0.01


def arrives(trainer: Trainer) -> bool:
    return first_of_last_gradient(trainer.hyperparameters) > 0.03 and trainer.measure().train_loss < 0.02


def units_stay_alike(trainer: Trainer) -> bool:
    units = trainer.network.weights[0]
    return bool((units == units[0]).all() and units.any()) and trainer.measure().train_accuracy < 0.75


LESSONS: dict[str, Callable[[Trainer], bool]] = {
    "learning-rate-too-small": hardly_moves,
    "learning-rate-too-large": mostly_worse_than_at_first,
    "overfitting": learns_by_heart,
    "overfitting-l2": stays_down,
    "overfitting-dropout": lambda trainer: rebound(trainer) <= 1.5,
    "vanishing-gradients": vanishes,
    "vanishing-gradients-cured": arrives,
    "momentum-off": lambda trainer: losses(trainer)[0][-1] > losses(trainer)[0][0] / 2,
    "momentum-on": right_share(0.97),
    "schedule-constant": lambda trainer: jitter(trainer) > 0.01,
    "schedule-cosine": lambda trainer: jitter(trainer) < 0.001,
    "initializer-zeros": units_stay_alike,
    "spiral-wide": lambda trainer: trainer.measure().train_accuracy < 0.8,
    "spiral-deep": right_share(0.95),
}
