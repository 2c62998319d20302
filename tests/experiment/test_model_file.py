import copy
import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.experiment.build import MAX_PARAMETERS, Ends, dataset_of, ends_of, network_of, resolved
from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.model_file import Model, load_model, model_of, save_model
from nntui.experiment.preset_folders import shipped_presets
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer


def check_error(error: FileError, path: Path) -> None:
    assert str(error).startswith(f"{path}: ")
    assert len(str(error)) < len(str(path)) + 600
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in str(error))


def trained(hyperparameters: Hyperparameters) -> Trainer:
    trainer = Trainer(hyperparameters)
    while not trainer.finished:
        trainer.train_epoch()
    return trainer


@pytest.mark.parametrize("name", shipped_presets())
def test_a_model_comes_back_bit_by_bit(tmp_path: Path, name: str) -> None:
    trainer = Trainer(load_preset(name))
    trainer.train_epoch()
    path = tmp_path / "model.json"
    before = model_of(trainer)
    save_model(path, before)
    model = load_model(path)
    samples = dataset_of(trainer.hyperparameters).test.inputs
    np.testing.assert_array_equal(model.network.parameters, trainer.network.parameters)
    np.testing.assert_array_equal(model.answers(samples), before.answers(samples))
    assert model.hyperparameters == resolved(trainer.hyperparameters, trainer.ends)
    assert (model.ends, model.scaling) == (trainer.ends, None)
    assert model.epoch == 1
    again = tmp_path / "again.json"
    save_model(again, model)
    assert again.read_bytes() == path.read_bytes()


def test_the_file_says_what_the_format_promises(tmp_path: Path) -> None:
    hyperparameters = Hyperparameters(title="T").with_value("task.name", "xor").with_value("network.hidden", [3])
    ends = ends_of(hyperparameters)
    network = network_of(hyperparameters, ends)
    network.weights[0][:, -1] = 0.5
    save_model(tmp_path / "m", Model(hyperparameters, network, 7, ends))
    document = json.loads((tmp_path / "m").read_text())
    assert list(document) == ["format", "version", "config", "epoch", "inputs", "classes", "layers"]
    assert (document["format"], document["version"], document["epoch"]) == ("nntui-model", 1, 7)
    assert document["inputs"] == ["x1", "x2"]
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
    hyperparameters = hyperparameters.with_value("training.optimizer", "momentum").with_value("training.epochs", 7)
    save_model(path, model_of(trained(hyperparameters)))
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
    (("format",), "other", 'format: expected "nntui-model", got "other"'),
    (("format",), ..., "format: expected"),
    (("version",), 2, "version: expected 1, got 2"),
    (("version",), ..., "version: expected 1, got nothing"),
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
    (("config", "task", "name"), "digits", 'classes: expected ["0", "1", "2"'),
    (("epoch",), -1, "epoch: expected a whole number from 0, got -1"),
    (("epoch",), 1.0, "epoch: expected a whole number from 0, got 1.0"),
    (("epoch",), True, "epoch: expected a whole number from 0, got true"),
    (("epoch",), ..., "epoch: expected a whole number from 0, got nothing"),
    (("classes",), ["0", "1", "2"], 'classes: expected ["0", "1"], got'),
    (("classes",), None, 'classes: expected ["0", "1"], got nothing'),
    (("scaling",), 3, "scaling: expected a table"),
    (("scaling",), {}, "scaling.input_shift: expected 2 finite numbers"),
    (("state",), 3, "state: expected a table"),
    (("state",), [], "state: expected a table"),
    (("layers",), ..., "layers: expected a list of 2"),
    (("layers",), {"0": 1, "1": 2}, "layers: expected a list of 2, got {"),
    (("layers", 1), ..., "layers: expected a list of 2, got one of 1"),
    (("layers", 1), 3, "layers[1]: expected a table"),
    (("layers", 1, "units"), 2, "layers[1].units: expected 1, got 2"),
    (("layers", 0, "activation"), "relu", 'layers[0].activation: expected tanh, got "relu"'),
    (("layers", 0, "activation"), ..., "layers[0].activation: expected tanh, got nothing"),
    (("layers", 0, "weights"), ..., "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights"), [1, 2, 3], "layers[0].weights: expected 3 × 2 finite numbers, got 1 in row 1"),
    (("layers", 0, "weights", 1), [1, 2, 3], "layers[0].weights: expected 3 × 2 finite numbers, got 3 in row 2"),
    (("layers", 0, "weights", 1), "12", 'layers[0].weights: expected 3 × 2 finite numbers, got "12" in row 2'),
    (("layers", 0, "weights", 1), ..., "layers[0].weights: expected 3 × 2 finite numbers, got 2 rows"),
    (("layers", 0, "weights", 1, 0), "1", 'layers[0].weights: expected 3 × 2 finite numbers, got "1" in row 2'),
    (("layers", 0, "weights", 1, 0), True, "layers[0].weights: expected 3 × 2 finite numbers, got true in row 2"),
    (("layers", 0, "weights", 1, 0), None, "layers[0].weights: expected 3 × 2 finite numbers, got nothing in row 2"),
    (("layers", 0, "weights", 1, 0), [1], "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), 1e300, "layers[0].weights: expected 3 × 2 finite numbers, got 1e+300 in row 2"),
    (("layers", 0, "weights", 1, 0), 10**400, "layers[0].weights: expected 3 × 2 finite numbers"),
    (("layers", 0, "weights", 1, 0), float("nan"), "expected finite numbers, got NaN"),
    (("layers", 0, "biases"), ..., "layers[0].biases: expected 3 finite numbers"),
    (("layers", 0, "biases"), [1, 2], "layers[0].biases: expected 3 finite numbers, got 2"),
    (("layers", 0, "biases"), {}, "layers[0].biases: expected 3 finite numbers"),
    (("layers", 0, "biases", 0), float("-inf"), "expected finite numbers, got -Infinity"),
]


TABLE = "width,height,kind\n" + "".join(f"{x},{1000 + 7 * x % 11},{'ab'[x > 10]}\n" for x in range(20))
VALUES = "width,height,price\n" + "".join(f"{x},{1000 + 7 * x % 11},{5000 + 30 * x}.5\n" for x in range(20))


def table_model(folder: Path, content: str) -> Model:
    path = folder / "table.csv"
    path.write_text(content)
    hyperparameters = Hyperparameters().with_value("task.name", "table").with_value("task.path", str(path))
    trainer = trained(hyperparameters.with_value("training.epochs", 30))
    save_model(folder / "model.json", model_of(trainer))
    path.unlink()  # the model is of use without it
    return model_of(trainer)


@pytest.mark.parametrize("content", [TABLE, VALUES], ids=["classes", "values"])
def test_a_model_of_a_table_comes_back_without_the_table(tmp_path: Path, content: str) -> None:
    before = table_model(tmp_path, content)
    model = load_model(tmp_path / "model.json")
    raw = np.array([[3, 1004], [17, 1001]], np.float64)
    np.testing.assert_array_equal(model.answers(raw), before.answers(raw))
    assert model.raw_inputs == ("width", "height")
    assert (model.ends, model.scaling) == (before.ends, before.scaling)
    assert model.scaling is not None
    if content == VALUES:
        assert model.ends.classes == ()
        assert 4500 < model.answers(raw)[0, 0] < model.answers(raw)[1, 0] < 6500, "in the data's own unit"
    else:
        assert model.ends == Ends(("width", "height"), ("a", "b"))
        assert model.answers(raw)[0, 0] < 0.5 < model.answers(raw)[1, 0]


@pytest.mark.parametrize(
    ("where", "value", "reason"),
    [
        (("inputs",), ..., "inputs: expected a list of names, got nothing"),
        (("inputs",), [], "inputs: expected at least one"),
        (("inputs",), ["a", 3], 'inputs: expected a list of names, got ["a", 3]'),
        (("inputs",), ["a", "\x1b[31m"], "inputs: expected a list of names, got"),
        (("inputs",), ["a", "b", "c"], "layers[0].weights: expected 8 × 3 finite numbers"),
        (("classes",), "ab", 'classes: expected a list of names, got "ab"'),
        (("classes",), ["a"], "inputs: expected at least one, and of classes none or several"),
        (("classes",), ["a\nb", "c"], "classes: expected a list of names, got"),
        (("scaling", "input_shift"), [1.0], "scaling.input_shift: expected 2 finite numbers"),
        (("scaling", "input_shift"), None, "scaling.input_shift: expected 2 finite numbers"),
        (("scaling", "input_scale"), [1.0, 1e999], "expected finite numbers, got Infinity"),
        (("scaling", "input_scale"), [1.0, True], "scaling.input_scale: expected 2 finite numbers"),
        (("scaling", "input_scale"), [1.0, 0.0], "scaling.input_scale: expected numbers above 0"),
        (("scaling", "input_scale"), [1.0, -2], "scaling.input_scale: expected numbers above 0"),
        (("scaling", "output_scale"), 0.0, "scaling.output_scale: expected a number above 0"),
        (("scaling", "output_shift"), "0", "scaling.output_shift, output_scale: expected 2 finite numbers"),
        (("scaling", "output_scale"), ..., "scaling.output_shift, output_scale: expected 2 finite numbers"),
    ],
)
def test_damage_to_the_ends_of_a_table_is_refused(
    tmp_path: Path, where: tuple[Any, ...], value: Any, reason: str
) -> None:
    table_model(tmp_path, TABLE)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(json.loads(path.read_text()), where, value)))
    with pytest.raises(FileError) as error:
        load_model(path)
    check_error(error.value, path)
    assert str(error.value).startswith(f"{path}: {reason}")


def test_answers_are_to_the_coordinates_whatever_the_network_is_given(tmp_path: Path) -> None:
    hyperparameters = load_preset("circle").with_value("task.features", ["x1^2", "x2^2"])
    trainer = trained(hyperparameters.with_value("training.epochs", 20))
    save_model(tmp_path / "m", model_of(trainer))
    model = load_model(tmp_path / "m")
    assert model.raw_inputs == ("x1", "x2")
    assert model.ends.input_names == ("x1^2", "x2^2")
    inside, outside = model.answers(np.array([[0.5, 0.5], [4.0, -2.0]]))[:, 0]
    assert outside < 0.5 < inside


def test_a_model_without_a_state_loads(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(document, ("state",), ...)))
    assert load_model(path).state is None


def test_memory_that_is_not_finite_comes_back_as_it_was(tmp_path: Path) -> None:
    trainer = Trainer(load_preset("sine").with_value("training.optimizer", "adam"))
    trainer.train_steps(1)
    for memory in trainer._optimizer.memory.values():
        memory[:4] = np.inf, -np.inf, np.nan, -0.0
    save_model(tmp_path / "m", model_of(trainer))
    assert "null" not in json.dumps(json.loads((tmp_path / "m").read_text())["state"]["optimizer"])
    again, read = Trainer(trainer.hyperparameters), load_model(tmp_path / "m")
    assert read.state is not None
    again.restore(read.network.parameters, read.state)
    for name, memory in again._optimizer.memory.items():
        assert memory.tobytes() == trainer._optimizer.memory[name].tobytes(), name


def test_squares_past_the_largest_float_do_not_keep_a_run_from_going_on(tmp_path: Path) -> None:
    """Adam's squares of a deep ReLU network overflow; a parameter with one of them simply stays where it is."""
    deep = load_preset("multi-gauss").with_value("network.hidden", [32] * 28).with_value("task.samples", 60)
    for key, value in {"activation": "relu", "initializer": "uniform"}.items():
        deep = deep.with_value(f"network.{key}", value)
    whole, first = (
        Trainer(deep.with_value("training.optimizer", "adam").with_value("training.epochs", 4)) for _ in "ab"
    )
    whole.train_steps(whole.steps_left)
    first.train_steps(first.steps_left // 2)
    assert np.isinf(first._optimizer.memory["squares"]).any()
    save_model(tmp_path / "m", model_of(first))
    again, read = Trainer(first.hyperparameters), load_model(tmp_path / "m")
    assert read.state is not None
    again.restore(read.network.parameters, read.state)
    again.train_steps(again.steps_left)
    assert (whole.diverged, whole.epoch) == (again.diverged, again.epoch) == (False, 4)
    np.testing.assert_array_equal(again.network.parameters, whole.network.parameters)


@pytest.mark.soak  # writes and reads 80 MB
def test_the_largest_network_with_all_that_it_remembers_is_read_back(tmp_path: Path) -> None:
    large = load_preset("digits").with_value("network.hidden", [960, 960]).with_value("training.optimizer", "adam")
    trainer = Trainer(large.with_value("training.patience", 5).with_value("task.samples", 64))
    assert trainer.network.parameters.size > 0.9 * MAX_PARAMETERS
    trainer.train_steps(2 * trainer.steps_per_epoch + 1)
    save_model(tmp_path / "m", model_of(trainer))
    again, read = Trainer(trainer.hyperparameters), load_model(tmp_path / "m")
    assert read.state is not None
    again.restore(read.network.parameters, read.state)
    np.testing.assert_equal(again.state(), trainer.state())


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


def test_a_model_from_before_the_data_had_a_seed_loads(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(altered(document, ("config", "task", "seed"), ...)))
    assert load_model(path).hyperparameters.plain() == document["config"]


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
        (b"[]", "expected a table, got []"),
        (b"null", "expected a table, got nothing"),
        (b"\x80\x04K\x01.", "expected UTF-8 text, got the byte 0x80"),
        (
            b'{"format": "nntui-model", "version": ' + b"9" * 5000 + b"}",
            "expected whole numbers of at most 4,300 digits (at line 1, column 38)",
        ),
        (b"\0" * 50, "not JSON: "),
        (b'{"format": "nntui-model", "version": 1} {}', "not JSON: Extra data"),
        (b'{"format": "nntui-model", "format": "nntui-model"}', 'expected each key once, got "format" twice'),
        (b'{"format": "nntui-model", "version": true}', "version: expected 1, got true"),
        (b'{"format": "nntui-model", "version": 1.0}', "version: expected 1, got 1.0"),
        (b'{"format": "nntui-model", "version": 1e999}', "version: expected 1, got inf"),
        ('{"format": "nntui-model"}'.encode("utf-16"), "expected UTF-8 text, got the byte 0xff"),
        (b'{"\\u001b[31m": 1, "\\u001b[31m": 2}', "expected each key once, got "),
    ],
    ids=range(16),
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
        with np.errstate(all="ignore"):
            assert len(model.answers(np.zeros((2, len(model.raw_inputs))))) == 2
