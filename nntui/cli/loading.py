"""Going on from a saved model: exactly where its run stopped if it is the same run, else from its weights."""

from nntui.cli.command import InputError
from nntui.experiment.build import checksum_of, resolved
from nntui.experiment.hyperparameters import declarations
from nntui.experiment.model_file import Model
from nntui.experiment.trainer import Trainer


def take_over(trainer: Trainer, model: Model, path: str) -> str:
    """Put a new trainer where the model is; return what has to be said about it, or "".

    Raises InputError where the model does not fit the trainer's network, or its state is damaged.
    """
    _check_fit(trainer, model, path)
    if reason := _why_not_exactly(trainer, model):
        trainer.start_from(model.network.parameters)
        return f"{path}: took the weights alone, since {reason}"
    _restore(trainer, model, path)
    planned = trainer.hyperparameters.training.epochs
    if model.epoch >= planned:
        return f"{path}: trained for {model.epoch} epochs already, and training.epochs is {planned}: nothing to do"
    before, schedule = model.hyperparameters.training, trainer.hyperparameters.training.schedule
    if before.schedule == schedule != "constant" and before.epochs != planned:
        return f"{path}: the schedule {schedule} now spans {planned} epochs, and spanned {before.epochs} until here"
    return ""


def _check_fit(trainer: Trainer, model: Model, path: str) -> None:
    found, wanted = (" → ".join(map(str, network.sizes)) for network in (model.network, trainer.network))
    if found != wanted:
        raise InputError(f"{path}: layers: expected {wanted} units as the preset has, got {found}")
    ours, theirs = (
        ", ".join((*network.activations, resolved(hyperparameters, ends).network.output))
        for network, hyperparameters, ends in (
            (trainer.network, trainer.hyperparameters, trainer.ends),
            (model.network, model.hyperparameters, model.ends),
        )
    )
    if theirs != ours:
        raise InputError(f"{path}: layers: expected the activations {ours} as the preset has, got {theirs}")


def _why_not_exactly(trainer: Trainer, model: Model) -> str:
    """What keeps the run from going on as if it had never stopped; "" if nothing does."""
    if model.state is None:
        return "it holds no state of a run"
    ours = resolved(trainer.hyperparameters, trainer.ends)
    theirs = resolved(model.hyperparameters, model.ends)
    for key, declaration in declarations().items():
        if not declaration.live and ours.get(key) != theirs.get(key):
            return f"{key} is another"
    if (trainer.ends, checksum_of(trainer.data)) != (model.ends, model.state.get("data")):
        return "the data are others"
    return ""


def _restore(trainer: Trainer, model: Model, path: str) -> None:
    state = model.state or {}
    try:
        trainer.restore(model.network.parameters, state)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from None
    if trainer.epoch != model.epoch:
        raise InputError(f"{path}: state.epoch: expected {model.epoch} as in epoch, got {trainer.epoch}")
