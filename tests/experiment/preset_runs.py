"""Presets trained to their end, with other values where a test wants them."""

from collections.abc import Callable

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer


def trained(hyperparameters: Hyperparameters) -> Trainer:
    trainer = Trainer(hyperparameters)
    while not trainer.finished:
        trainer.train_epoch()
    return trainer


def given(preset: str | None = None, **values: object) -> Hyperparameters:
    """A preset, or the defaults, with other values; a key has two underscores in place of its dot."""
    result = load_preset(preset) if preset else Hyperparameters()
    for key, value in values.items():
        result = result.with_value(key.replace("__", "."), value)
    return result


def all_corners(trainer: Trainer) -> bool:
    return trainer.measure().train_accuracy == 1


def right_share(share: float) -> Callable[[Trainer], bool]:
    return lambda trainer: trainer.measure().test_accuracy >= share
