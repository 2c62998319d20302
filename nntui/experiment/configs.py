"""The hyperparameters that a name or a path stands for: a preset, a model, a result; and what tells two apart."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nntui.experiment.build import check_consistent, ends_with_data, resolved, task_of
from nntui.experiment.files import STDIN, FileError, read_text
from nntui.experiment.hyperparameters import (
    HyperparameterError,
    Hyperparameters,
    declarations,
    from_plain,
    goal_declarations,
)
from nntui.experiment.json_file import read_table
from nntui.experiment.kinds import shown
from nntui.experiment.model_file import MAX_BYTES as MAX_MODEL_BYTES
from nntui.experiment.model_file import model_in
from nntui.experiment.presets import load_preset


class Difference(NamedTuple):
    """A value that is not the same in two runs, as JSON has it and as typed; None and "" where a goal asks nothing."""

    key: str
    values: tuple[Any, Any]
    texts: tuple[str, str]


def load_config(name: str) -> Hyperparameters:
    """Those of a preset, or of a run that JSON tells of: in a path that ends in .json, or where stdin has a brace.

    JSON may be a model, a result of train or sweep with its `config`, or the tables alone. Raises FileError.
    """
    if tells_of_run(name):
        path = Path(name)
        document = read_table(path, MAX_MODEL_BYTES)
        return model_in(path, document).hyperparameters if "format" in document else _of_run(path, document)
    return load_preset(name)


def tells_of_run(name: str) -> bool:
    """Whether a name or path stands for JSON, not for a preset. Raises FileError where that has to be looked up."""
    return name.endswith(".json") or (name == STDIN and read_text(Path(name), MAX_MODEL_BYTES).startswith("{"))


def _of_run(path: Path, document: Mapping[str, Any]) -> Hyperparameters:
    tables = document.get("config", document)
    if not isinstance(tables, Mapping):
        raise FileError(path, f"config: expected a table, got {shown(tables)}")
    try:
        hyperparameters = from_plain(tables)
        check_consistent(hyperparameters)
    except HyperparameterError as error:
        raise FileError(path, str(error)) from None
    return hyperparameters


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
