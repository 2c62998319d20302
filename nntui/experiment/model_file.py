"""Trained networks as JSON files: readable, and never a pickle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nntui.core.arrays import Array
from nntui.core.network import Network
from nntui.experiment.build import network_of, resolved, task_of
from nntui.experiment.files import FileError, read_text, write_text
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, from_plain
from nntui.experiment.kinds import shown

FORMAT = "nntui-model"
VERSION = 1


@dataclass(frozen=True, eq=False)
class Model:
    """A network with the hyperparameters that it was trained by, and for how many epochs."""

    hyperparameters: Hyperparameters
    network: Network
    epoch: int

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes in output order."""
        return task_of(self.hyperparameters).classes


def save_model(path: Path, model: Model) -> None:
    """Write the model. Raises FileError."""
    activations = (*model.network.activations, resolved(model.hyperparameters).network.output)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "config": resolved(model.hyperparameters).plain(),
        "epoch": model.epoch,
        "classes": list(model.classes),
        "layers": [
            {
                "units": len(weights),
                "activation": activation,
                "weights": weights[:, :-1].tolist(),
                "biases": weights[:, -1].tolist(),
            }
            for weights, activation in zip(model.network.weights, activations, strict=True)
        ],
    }
    write_text(path, json.dumps(document) + "\n")


def load_model(path: Path) -> Model:
    """Read a model. Raises FileError that names the field which does not fit."""
    text = read_text(path)
    try:
        return _model(json.loads(text, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        raise FileError(path, f"not JSON: {error}") from None
    except RecursionError:
        raise FileError(path, "not JSON: nested too deeply") from None
    except HyperparameterError as error:
        raise FileError(path, f"config.{error}") from None
    except ValueError as error:
        raise FileError(path, str(error)) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"expected finite numbers, got {name}")


def _model(document: object) -> Model:
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise ValueError(f'format: expected "{FORMAT}"')
    if document.get("version") != VERSION:
        raise ValueError(f"version: expected {VERSION}, got {shown(document.get('version'))}")
    if not isinstance(document.get("config"), Mapping):
        raise ValueError("config: expected a table of hyperparameters")
    hyperparameters = from_plain(document["config"])
    epoch = document.get("epoch")
    if type(epoch) is not int or epoch < 0:
        raise ValueError(f"epoch: expected a whole number from 0, got {shown(epoch)}")
    network = network_of(hyperparameters)
    _check_classes(document.get("classes"), task_of(hyperparameters).classes)
    _read_layers(document.get("layers"), network, resolved(hyperparameters).network.output)
    return Model(hyperparameters, network, epoch)


def _check_classes(classes: object, expected: tuple[str, ...]) -> None:
    if classes != list(expected):
        raise ValueError(f"classes: expected {list(expected)}, got {shown(classes)}")


def _read_layers(layers: object, network: Network, output: str) -> None:
    if not isinstance(layers, list) or len(layers) != len(network.weights):
        raise ValueError(f"layers: expected a list of {len(network.weights)}")
    activations = (*network.activations, output)
    for index, (layer, weights, activation) in enumerate(zip(layers, network.weights, activations, strict=True)):
        where = f"layers[{index}]"
        if not isinstance(layer, Mapping):
            raise ValueError(f"{where}: expected a table")
        for key, expected in (("units", len(weights)), ("activation", activation)):
            if layer.get(key) != expected:
                raise ValueError(f"{where}.{key}: expected {expected}, got {shown(layer.get(key))}")
        units, inputs = len(weights), weights.shape[1] - 1
        weights[:, :-1] = _numbers(layer.get("weights"), (units, inputs), f"{where}.weights")
        weights[:, -1] = _numbers(layer.get("biases"), (units,), f"{where}.biases")


def _numbers(value: Any, shape: tuple[int, ...], where: str) -> Array:
    wanted = f"{where}: expected {' × '.join(map(str, shape))} finite numbers"
    rows = value if len(shape) == 2 else [value]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError(wanted)
    if not all(type(number) in (int, float) for row in rows for number in row):
        raise ValueError(wanted)
    try:
        with np.errstate(over="ignore"):  # too large for the format becomes infinite, which is refused below
            array = np.array(value, np.float32)
    except (ValueError, OverflowError):
        raise ValueError(wanted) from None
    if array.shape != shape or not np.isfinite(array).all():
        raise ValueError(wanted)
    return array
