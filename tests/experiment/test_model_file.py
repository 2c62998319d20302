import copy
import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.experiment.build import dataset_of, network_of, resolved
from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.model_file import Model, load_model, save_model
from nntui.experiment.presets import load_preset, shipped_presets
from nntui.experiment.trainer import Trainer


def check_error(error: FileError, path: Path) -> None:
    assert str(error).startswith(f"{path}: ")
    assert len(str(error)) < len(str(path)) + 600
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in str(error))


@pytest.mark.parametrize("name", shipped_presets())
def test_a_model_comes_back_bit_by_bit(tmp_path: Path, name: str) -> None:
    trainer = Trainer(load_preset(name))
    trainer.train_epoch()
    path = tmp_path / "model.json"
    save_model(path, Model(trainer.hyperparameters, trainer.network, trainer.epoch))
    model = load_model(path)
    samples = dataset_of(trainer.hyperparameters).test.inputs
    np.testing.assert_array_equal(model.network.parameters, trainer.network.parameters)
    np.testing.assert_array_equal(model.network.predict(samples), trainer.network.predict(samples))
    assert model.hyperparameters == resolved(trainer.hyperparameters)
    assert model.epoch == 1
    again = tmp_path / "again.json"
    save_model(again, model)
    assert again.read_bytes() == path.read_bytes()


def test_the_file_says_what_the_format_promises(tmp_path: Path) -> None:
    hyperparameters = Hyperparameters(title="T").with_value("task.name", "xor").with_value("network.hidden", [3])
    network = network_of(hyperparameters)
    network.weights[0][:, -1] = 0.5
    save_model(tmp_path / "m", Model(hyperparameters, network, 7))
    document = json.loads((tmp_path / "m").read_text())
    assert list(document) == ["format", "version", "config", "epoch", "classes", "layers"]
    assert (document["format"], document["version"], document["epoch"]) == ("nntui-model", 1, 7)
    assert document["classes"] == ["0", "1"]
    assert document["config"]["title"] == "T"
    assert document["config"]["training"]["loss"] == "binary_cross_entropy"
    first, last = document["layers"]
    assert (first["units"], first["activation"], first["biases"]) == (3, "tanh", [0.5, 0.5, 0.5])
    assert np.shape(first["weights"]) == (3, 2)
    assert (last["units"], last["activation"], np.shape(last["weights"])) == (1, "sigmoid", (1, 3))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("model") / "model.json"
    hyperparameters = Hyperparameters().with_value("task.name", "xor").with_value("network.hidden", [3])
    save_model(path, Model(hyperparameters, network_of(hyperparameters), 7))
    return json.loads(path.read_text())


def altered(document: Any, where: tuple[Any, ...], value: Any) -> Any:
    result = copy.deepcopy(document)
    inside = result
    for step in where[:-1]:
        inside = inside[step]
    if value is ...:
        del inside[where[-1]]
    else:
        inside[where[-1]] = value
    return result


DAMAGE: list[tuple[tuple[Any, ...], Any, str]] = [
    (("format",), "other", "format: expected"),
    (("format",), ..., "format: expected"),
    (("version",), 2, "version: expected 1, got 2"),
    (("version",), ..., "version: expected 1, got None"),
    (("version",), [1] * 10_000, "version: expected 1, got [1, 1"),
    (("config",), ..., "config: expected a table"),
    (("config",), [], "config: expected a table"),
    (("config", "training"), 3, "config.training: expected a table, got 3"),
    (("config", "training", "seed"), -1, "config.training.seed: expected a whole number"),
    (("config", "training", "sede"), 1, "config.training.sede: no such key; did you mean training.seed?"),
    (("config", "title"), 1, "config.title: expected text, got 1"),
    (("config", "network", "output"), "softmax", "config.network.output: the loss binary_cross_entropy needs"),
    (("config", "network", "hidden"), [4096, 4096], "config.network.hidden: expected at most 1,000,000"),
    (("config", "network", "hidden"), [4], "layers[0].units: expected 4, got 3"),
    (("config", "network", "hidden"), [3, 3], "layers: expected a list of 3"),
    (("config", "task", "name"), "digits", "classes: expected ['0', '1', '2'"),
    (("epoch",), -1, "epoch: expected a whole number from 0, got -1"),
    (("epoch",), 1.0, "epoch: expected a whole number from 0, got 1.0"),
    (("epoch",), True, "epoch: expected a whole number from 0, got True"),
    (("epoch",), ..., "epoch: expected a whole number from 0, got None"),
    (("classes",), ["0", "1", "2"], "classes: expected ['0', '1'], got"),
    (("classes",), None, "classes: expected ['0', '1'], got None"),
    (("layers",), ..., "layers: expected a list of 2"),
    (("layers",), {"0": 1, "1": 2}, "layers: expected a list of 2"),
    (("layers", 1), ..., "layers: expected a list of 2"),
    (("layers", 1), 3, "layers[1]: expected a table"),
    (("layers", 1, "units"), 2, "layers[1].units: expected 1, got 2"),
    (("layers", 0, "activation"), "relu", "layers[0].activation: expected tanh, got 'relu'"),
    (("layers", 0, "activation"), ..., "layers[0].activation: expected tanh, got None"),
    (("layers", 0, "weights"), ..., "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights"), [1, 2, 3], "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1), [1, 2, 3], "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1), "12", "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1), ..., "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), "1", "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), True, "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), None, "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), [1], "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), 1e300, "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), 10**400, "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), float("nan"), "expected finite numbers, got NaN"),
    (("layers", 0, "biases"), ..., "layers[0].biases: expected 3 finite numbers"),
    (("layers", 0, "biases"), [1, 2], "layers[0].biases: expected 3 finite numbers"),
    (("layers", 0, "biases"), {}, "layers[0].biases: expected 3 finite numbers"),
    (("layers", 0, "biases", 0), float("-inf"), "expected finite numbers, got -Infinity"),
]


@pytest.mark.parametrize(("where", "value", "reason"), DAMAGE, ids=range(len(DAMAGE)))
def test_damage_is_refused_by_the_name_of_the_field(
    tmp_path: Path, document: Any, where: tuple[Any, ...], value: Any, reason: str
) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(document, where, value)))
    with pytest.raises(FileError) as error:
        load_model(path)
    check_error(error.value, path)
    assert str(error.value).startswith(f"{path}: {reason}")


def test_the_undamaged_document_loads(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(document))
    assert load_model(path).epoch == 7


def test_a_model_of_whole_numbers_loads(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(document, ("layers", 0, "weights"), [[1, 2], [3, 4], [5, 6]])))
    assert load_model(path).network.weights[0][:, :-1].tolist() == [[1, 2], [3, 4], [5, 6]]


def test_a_title_is_made_harmless(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(document, ("config", "title"), "a\x1b]0;b\ud800")))
    assert load_model(path).hyperparameters.title == "a�]0;b�"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON: "),
        (b"{", "not JSON: "),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b'{"a":' * 100_000, "not JSON: nested too deeply"),
        (b"[]", "format: expected"),
        (b"null", "format: expected"),
        (b"\x80\x04K\x01.", "expected UTF-8 text, got the byte 0x80"),
        (b'{"format": "nntui-model", "version": ' + b"9" * 5000 + b"}", ""),
        (b"\0" * 50, "not JSON: "),
    ],
    ids=range(9),
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        load_model(path)
    check_error(error.value, path)
    assert str(error.value).startswith(f"{path}: {reason}")


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([here] if here else []), *(place for key, below in inside for place in places(below, (*here, key)))]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300)
@given(data=st.data())
def test_a_model_with_anything_anywhere_loads_or_raises_a_file_error(
    tmp_path: Path, document: Any, data: st.DataObject
) -> None:
    where = data.draw(st.sampled_from(places(document)))
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(document, where, data.draw(JUNK | st.just(...)))))
    check_load(path)


@settings(max_examples=300)
@given(data=st.data())
def test_a_model_with_bytes_exchanged_loads_or_raises_a_file_error(
    tmp_path: Path, document: Any, data: st.DataObject
) -> None:
    content = json.dumps(document).encode()
    start = data.draw(st.integers(0, len(content)))
    path = tmp_path / "model.json"
    path.write_bytes(
        content[:start] + data.draw(st.binary(max_size=6)) + content[start + data.draw(st.integers(0, 9)) :]
    )
    check_load(path)


def check_load(path: Path) -> None:
    try:
        model = load_model(path)
    except FileError as error:
        check_error(error, path)
    else:
        assert np.isfinite(model.network.parameters).all()
