"""Trained networks as JSON files: readable, and never a pickle."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nntui.core.arrays import Array
from nntui.core.network import Network
from nntui.experiment.build import MAX_PARAMETERS, Ends, ends_of, network_inputs, network_of, resolved, task_of
from nntui.experiment.fields import LONGEST_NUMBER, numbers_in, plain_numbers
from nntui.experiment.files import FileError, write_text
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, from_plain
from nntui.experiment.json_file import read_table
from nntui.experiment.kinds import shown
from nntui.experiment.trainer import Trainer
from nntui.tasks.task import Scaling

FORMAT = "nntui-model"
VERSION = 1

_VECTORS = 6  # weights, two of Adam's, the best ones, the last finite ones, those set aside: all as long as the weights
MAX_BYTES = MAX_PARAMETERS * _VECTORS * LONGEST_NUMBER + 1024 * 1024


@dataclass(frozen=True, eq=False)
class Model:
    """A network with the hyperparameters that it was trained by, and for how many epochs.

    ends: what its inputs and outputs stand for. scaling: how raw numbers are made its inputs; None: they are not.
    state: Trainer.state(), from which training goes on as if it had never stopped.
    """

    hyperparameters: Hyperparameters
    network: Network
    epoch: int
    ends: Ends
    scaling: Scaling | None = None
    state: Mapping[str, Any] | None = None

    @property
    def raw_inputs(self) -> tuple[str, ...]:
        """Names of the numbers that answers() takes: on the plane the coordinates, whatever is made of them."""
        return task_of(self.hyperparameters).input_names or self.ends.input_names

    def answers(self, raw: Array) -> Array:
        """What the network says to raw samples (n × raw inputs): n × outputs, values in the data's own unit."""
        inputs = self.scaling.inputs(raw) if self.scaling else raw.astype(np.float32)
        outputs = self.network.predict(network_inputs(self.hyperparameters, inputs))
        return self.scaling.raw_outputs(outputs) if self.scaling and not self.ends.classes else outputs


def model_of(trainer: Trainer) -> Model:
    """The model that a trainer has come to."""
    network, epoch, state = trainer.network, trainer.epoch, trainer.state()
    return Model(trainer.hyperparameters, network, epoch, trainer.ends, trainer.data.scaling, state)


def save_model(path: Path, model: Model) -> None:
    """Write the model. Raises FileError."""
    write_text(path, model_text(model))


def model_text(model: Model) -> str:
    """The model as its file has it."""
    hyperparameters = resolved(model.hyperparameters, model.ends)
    activations = (*model.network.activations, hyperparameters.network.output)
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "config": hyperparameters.plain(),
        "epoch": model.epoch,
        "inputs": list(model.ends.input_names),
        "classes": list(model.ends.classes) or None,
        "layers": [
            {
                "units": len(weights),
                "activation": activation,
                "weights": plain_numbers(weights[:, :-1]),
                "biases": plain_numbers(weights[:, -1]),
            }
            for weights, activation in zip(model.network.weights, activations, strict=True)
        ],
    }
    if model.scaling is not None:
        document["scaling"] = asdict(model.scaling)
    if model.state is not None:
        document["state"] = _plain(model.state)
    return json.dumps(document) + "\n"


def load_model(path: Path) -> Model:
    """Read a model. Raises FileError that names the field which does not fit."""
    return model_in(path, read_table(path, MAX_BYTES))


def model_in(path: Path, document: Mapping[str, Any]) -> Model:
    """The model that the file at `path` holds, which is read already. Raises FileError like load_model()."""
    try:
        return _model(document)
    except HyperparameterError as error:
        raise FileError(path, f"config.{error}") from None
    except ValueError as error:
        raise FileError(path, str(error)) from None


def _model(document: Mapping[str, Any]) -> Model:
    if document.get("format") != FORMAT:
        raise ValueError(f"format: expected {shown(FORMAT)}, got {shown(document.get('format'))}")
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise ValueError(f"version: expected {VERSION}, got {shown(version)}")
    if not isinstance(document.get("config"), Mapping):
        raise ValueError(f"config: expected a table of hyperparameters, got {shown(document.get('config'))}")
    hyperparameters = from_plain(document["config"])
    epoch = document.get("epoch")
    if type(epoch) is not int or epoch < 0:
        raise ValueError(f"epoch: expected a whole number from 0, got {shown(epoch)}")
    ends = _ends(document, hyperparameters)
    network = network_of(hyperparameters, ends)
    _read_layers(document.get("layers"), network, resolved(hyperparameters, ends).network.output)
    state = document.get("state")
    if state is not None and not isinstance(state, Mapping):
        raise ValueError("state: expected a table")
    is_of_a_file = not task_of(hyperparameters).input_names
    return Model(hyperparameters, network, epoch, ends, _scaling(document.get("scaling"), ends, is_of_a_file), state)


def _ends(document: Mapping[str, Any], hyperparameters: Hyperparameters) -> Ends:
    """The problem's own ends; those of a user's file are known from the model alone."""
    expected = ends_of(hyperparameters)
    classes = document.get("classes")
    if expected.input_names:
        wanted = list(expected.classes) or None
        if classes != wanted:
            raise ValueError(f"classes: expected {shown(wanted)}, got {shown(classes)}")
        return expected
    inputs = document.get("inputs")
    for key, names in (("inputs", inputs), ("classes", [] if classes is None else classes)):
        if not isinstance(names, list) or not all(isinstance(name, str) and name.isprintable() for name in names):
            raise ValueError(f"{key}: expected a list of names, got {shown(names)}")
    if not inputs or len(classes or ()) == 1:
        raise ValueError("inputs: expected at least one, and of classes none or several")
    return Ends(tuple(inputs), tuple(classes or ()))


def _scaling(value: Any, ends: Ends, is_needed: bool) -> Scaling | None:
    if value is None and not is_needed:
        return None
    if not isinstance(value, Mapping):
        raise ValueError("scaling: expected a table")
    columns = (len(ends.input_names),)
    shift, scale = (
        numbers_in(value.get(key), columns, f"scaling.{key}", np.float64) for key in ("input_shift", "input_scale")
    )
    outputs = [value.get("output_shift"), value.get("output_scale")]
    shift_and_scale = numbers_in(outputs, (2,), "scaling.output_shift, output_scale", np.float64)
    if scale.min() <= 0:  # they are deviations, and divided by
        raise ValueError("scaling.input_scale: expected numbers above 0")
    if shift_and_scale[1] <= 0:
        raise ValueError("scaling.output_scale: expected a number above 0")
    return Scaling(tuple(shift.tolist()), tuple(scale.tolist()), *shift_and_scale.tolist())


def _plain(value: Any) -> Any:
    """A state as JSON has it."""
    if isinstance(value, Mapping):
        return {key: _plain(content) for key, content in value.items()}
    return plain_numbers(value) if isinstance(value, np.ndarray) else value


def _read_layers(layers: object, network: Network, output: str) -> None:
    if not isinstance(layers, list) or len(layers) != len(network.weights):
        came = f"one of {len(layers)}" if isinstance(layers, list) else shown(layers)
        raise ValueError(f"layers: expected a list of {len(network.weights)}, got {came}")
    activations = (*network.activations, output)
    for index, (layer, weights, activation) in enumerate(zip(layers, network.weights, activations, strict=True)):
        where = f"layers[{index}]"
        if not isinstance(layer, Mapping):
            raise ValueError(f"{where}: expected a table")
        for key, expected in (("units", len(weights)), ("activation", activation)):
            if layer.get(key) != expected:
                raise ValueError(f"{where}.{key}: expected {expected}, got {shown(layer.get(key))}")
        units, inputs = len(weights), weights.shape[1] - 1
        weights[:, :-1] = numbers_in(layer.get("weights"), (units, inputs), f"{where}.weights")
        weights[:, -1] = numbers_in(layer.get("biases"), (units,), f"{where}.biases")
