"""The hyperparameters that a name or a path stands for, be it a preset or a trained model; and what tells two apart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from nntui.experiment.build import ends_with_data, resolved, task_of
from nntui.experiment.hyperparameters import Hyperparameters, declarations, goal_declarations
from nntui.experiment.model_file import load_model
from nntui.experiment.presets import load_preset


class Difference(NamedTuple):
    """A value that is not the same in two runs, as JSON has it and as typed; None and "" where a goal asks nothing."""

    key: str
    values: tuple[Any, Any]
    texts: tuple[str, str]


def load_config(name: str) -> Hyperparameters:
    """Those of a preset, or of the run that a model came of: a path that ends in .json. Raises FileError."""
    return load_model(Path(name)).hyperparameters if name.endswith(".json") else load_preset(name)


def filled_in(hyperparameters: Hyperparameters) -> Hyperparameters:
    """The same with what `auto` stands for; where only a file could tell and none is named, `auto` stays.

    Raises HyperparameterError where the file is named and cannot be read.
    """
    if "path" in task_of(hyperparameters).knobs and not hyperparameters.task.path:
        return hyperparameters
    return resolved(hyperparameters, ends_with_data(hyperparameters))


def differences(one: Hyperparameters, other: Hyperparameters) -> Iterator[Difference]:
    """Every hyperparameter that is not the same in both, in the order of the form, then every part of the goal."""
    for key, declaration in {**declarations(), **goal_declarations()}.items():
        values, kind = (one.get(key), other.get(key)), declaration.kind
        if values[0] != values[1]:
            plain = tuple(None if value is None else kind.plain(value) for value in values)
            texts = tuple("" if value is None else kind.format(value) for value in values)
            yield Difference(key, (plain[0], plain[1]), (texts[0], texts[1]))
