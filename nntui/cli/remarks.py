"""What a user should know about the data before training begins, since it may not be what was meant."""

from collections.abc import Iterator, Sequence

from nntui.experiment.build import resolved, task_of
from nntui.experiment.trainer import Trainer

_UNITS = {"mse": "variance"}
_USUAL_UNIT = "standard deviation"
_MOST_NAMES = 7


def remarks_on_data(trainer: Trainer) -> Iterator[str]:
    """One line each: what a user's file was taken for, a batch that is clamped, a test part that is empty."""
    if "path" in task_of(trainer.hyperparameters).knobs:
        yield f"{trainer.hyperparameters.task.name}: {_kind(trainer)}; columns {_listed(trainer.ends.input_names)}"
    batch_size = trainer.hyperparameters.training.batch_size
    if batch_size > trainer.samples:
        yield f"training.batch_size: {batch_size} is clamped to the {trainer.samples} training samples"
    if not len(trainer.data.test):
        fraction = trainer.hyperparameters.task.test_fraction
        yield f"no test samples: task.test_fraction is {fraction:g} of {trainer.samples}"


def _kind(trainer: Trainer) -> str:
    if trainer.ends.classes:
        return f"{len(trainer.ends.classes)} classes"
    loss = resolved(trainer.hyperparameters, trainer.ends).training.loss
    return f"values (standardised: loss in units of its {_UNITS.get(loss, _USUAL_UNIT)})"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMES])}, and {more} more"
