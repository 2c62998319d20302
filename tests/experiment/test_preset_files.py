import os
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import Hyperparameters, from_plain
from nntui.experiment.preset_folders import find_preset, shipped_presets
from nntui.experiment.presets import load_preset, parse_preset, to_toml
from nntui.experiment.trainer import Trainer

WITHOUT_PROGRESS = {"perceptron-xor", "learning-rate-too-large", "vanishing-gradients"}
"""Presets whose loss does not fall, as they say."""

every_preset = pytest.mark.parametrize("name", shipped_presets())


def trained(hyperparameters: Hyperparameters, epochs: int | None = None) -> Trainer:
    trainer = Trainer(hyperparameters)
    while not trainer.finished and trainer.epoch != epochs:
        trainer.train_epoch()
    return trainer


@every_preset
def test_every_preset_loads_builds_and_trains(name: str) -> None:
    hyperparameters = load_preset(name)
    assert hyperparameters.title
    assert hyperparameters.description
    trainer = trained(hyperparameters, epochs=20)
    assert trainer.epoch == 20
    assert not trainer.diverged
    if name not in WITHOUT_PROGRESS:
        assert trainer.measure().train_loss < trainer.history.table()[0, 1]


@pytest.mark.parametrize("seed", range(1, 6))
def test_xor_is_learned_from_other_seeds(seed: int) -> None:
    trainer = trained(load_preset("xor").with_value("training.seed", seed))
    assert trainer.measure().train_accuracy == 1


@every_preset
def test_every_preset_survives_being_written_and_read(name: str) -> None:
    hyperparameters = load_preset(name)
    assert from_plain(tomllib.loads(to_toml(hyperparameters))) == hyperparameters


@given(title=st.text(), description=st.text(), rate=st.floats(0, 1000), seed=st.integers(0, 2**63 - 1))
@example(title="\"\\\n\x7f'", description='"""\\', rate=5e-324, seed=2**63 - 1)
def test_any_hyperparameters_survive_being_written_and_read(
    title: str, description: str, rate: float, seed: int
) -> None:
    original = from_plain(
        {
            "title": title,
            "description": description,
            "network": {"hidden": [3, 4], "activation": ["relu", "tanh"]},
            "training": {"learning_rate": rate, "seed": seed},
        }
    )
    assert from_plain(tomllib.loads(to_toml(original))) == original


def test_a_preset_goes_by_its_name_or_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(to_toml(load_preset("xor")))
    assert load_preset(str(path)) == load_preset("xor")
    assert find_preset("xor") == shipped_presets()["xor"]
    assert {"digits", "quadrants", "xor"} <= set(shipped_presets())


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    (tmp_path / "p.toml").touch()
    assert load_preset(str(tmp_path / "p.toml")) == Hyperparameters()


@pytest.mark.parametrize(
    ("name", "hint"), [("digit", "did you mean digits"), ("q", "nntui presets lists them, or give a path")]
)
def test_a_name_that_is_no_preset_is_told_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(FileError, match=f"^{name}: no such preset; {hint}"):
        load_preset(name)


BAD = {
    "no toml": (b"a = ", "not TOML: "),
    "key twice": (b"title = ''\ntitle = ''", "not TOML: "),
    "unknown key": (b"[training]\nlearning_rat = 1", "training.learning_rat: no such key; did you mean training.le"),
    "unknown table": (b"[trainin]", "trainin: no such table or key; did you mean training?"),
    "table for a value": (b"[training.seed]", "training.seed: expected a whole number"),
    "value for a table": (b"training = 3", "training: expected a table, got 3"),
    "array of tables": (b"[[training]]", "training: expected a table, got [{}]"),
    "text for a number": (b"[training]\nepochs = 'many'", "training.epochs: expected a whole number from 0"),
    "bool for a number": (b"[training]\nepochs = true", "training.epochs: expected a whole number from 0"),
    "float for a count": (b"[training]\nepochs = 3.0", "training.epochs: expected a whole number from 0"),
    "nan": (b"[training]\nlearning_rate = nan", "training.learning_rate: expected a number from 0 to "),
    "inf": (b"[training]\nlearning_rate = inf", "training.learning_rate: expected a number from 0 to "),
    "1e999": (b"[training]\nlearning_rate = 1e999", "training.learning_rate: expected a number"),
    "date": (b"[training]\nseed = 1979-05-27", "training.seed: expected a whole number"),
    "5,000 digits": (b"[training]\nseed = " + b"9" * 5000, "not TOML: "),
    "5,000 hexadecimal digits": (b"[training]\nseed = 0x" + b"f" * 5000, "training.seed: expected a whole number"),
    "title of 5,000 digits": (b"title = 0x" + b"f" * 5000, "title: expected text"),
    "brackets": (b"a = " + b"[" * 100_000, "expected at most 32,768 bytes"),
    "fewer brackets": (b"a = " + b"[" * 20_000, "not TOML: "),
    "fewer braces": (b"a = " + b"{a=" * 10_000, "not TOML: "),
    "dots": (b"a." * 5_000 + b"a = 1", "a: no such table or key"),
    "dots in a value": (b"task.name." + b"a." * 3_000 + b"a = 1", "task.name: expected one of"),
    "2 MB": (b"#" * 2_000_000, "expected at most 32,768 bytes"),
    "UTF-16": ("[task]".encode("utf-16"), "expected UTF-8 text, got the byte 0xff"),
    "UTF-16 without mark": ("[task]".encode("utf-16-le"), "not TOML: "),
    "cut off": (b"[training]\nepochs = 3\n[netw", "not TOML: "),
    "text of a number": (b"[training]\nepochs = '3'", "training.epochs: expected a whole number"),
    "unknown name": (b"[network]\nactivation = 'rleu'", "network.activation: expected one of relu, "),
    "name with markup": (b"[network]\nactivation = '[/b]'", "network.activation: expected one of relu, "),
    "10,000 characters": (b"[training]\noptimizer = '" + b"x" * 10_000 + b"'", "training.optimizer: expected one of"),
    "10,000 characters of a key": (b"x" * 10_000 + b" = 1", "x"),
    "path": (b"[task]\nname = '../../x'", "task.name: expected one of "),
    "no UTF-8": (b"title = '\xe9'", "expected UTF-8 text, got the byte 0xe9"),
    "zero bytes": (b"\0" * 100, "not TOML: "),
    "escape in a key": (b'"\\u001b[31m" = 1', "�[31m: no such table or key"),
    "output and loss": (b"[network]\noutput = 'sigmoid'", "network.output: the loss cross_entropy needs the output"),
    "activations": (b"[network]\nactivation = ['relu', 'relu']", "network.activation: expected one name, got 2"),
    "too large": (b"[network]\nhidden = [4000, 4000]", "network.hidden: expected at most 1,000,000 parameters"),
}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\n\n[training] # here\n  epochs = -1", " (at line 4, column 3)"),
        ("[task]\nseed=1\n[training]\nseed = 'x'", " (at line 4, column 1)"),
        ('description = """\n[training]\nepochs = 3\n"""\n[training]\nepochs = -1', " (at line 6, column 1)"),
        ("training.epochs = -1", ""),
        (
            "[task]\nname = 'xor'\n[training]\nloss = 'cross_entropy'\n[network]\noutput = 'relu'",
            " (at line 6, column 1)",
        ),
        ("titel = 'x'", " (at line 1, column 1)"),
        ("title =\n", " (at line 1, column 8)"),
    ],
)
def test_an_error_has_its_line_where_that_is_plain_to_see(text: str, place: str) -> None:
    with pytest.raises(FileError) as error:
        parse_preset(Path("p.toml"), text)
    assert str(error.value).endswith(place)
    assert ("line" in str(error.value)) == bool(place)


def check_error(error: FileError, path: Path) -> None:
    text = str(error)
    assert text.startswith(f"{path}: ")
    assert len(text) < len(str(path)) + 600
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in text)


@pytest.mark.parametrize("damage", BAD)
def test_a_bad_file_is_refused_in_one_line_that_names_file_and_field(tmp_path: Path, damage: str) -> None:
    content, reason = BAD[damage]
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        load_preset(str(path))
    check_error(error.value, path)
    assert str(error.value).startswith(f"{path}: {reason}")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "fifo.toml")
    (tmp_path / "dangling.toml").symlink_to("nowhere.toml")
    (tmp_path / "circle.toml").symlink_to("circle.toml")
    for name, reason in (
        ("folder", "expected a regular file"),
        ("fifo", "expected a regular file"),
        ("missing", "No such file or directory"),
        ("dangling", "No such file or directory"),
        ("circle", "Too many levels of symbolic links"),
    ):
        path = tmp_path / f"{name}.toml"
        with pytest.raises(FileError) as error:
            load_preset(str(path))
        assert str(error.value) == f"{path}: {reason}"


def test_a_byte_order_mark_and_dos_lines_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(b"\xef\xbb\xbf[task]\r\nname = 'xor'\r\n")
    assert load_preset(str(path)).task.name == "xor"


XOR = shipped_presets()["xor"].read_bytes()
LINES = st.sampled_from([*XOR.splitlines(), b"[task]", b"seed = 0x10", b"hidden = [[1]]", b"a.b.c = {d = 1}", b'"""'])
PIECES = st.binary(max_size=30) | LINES | st.text(max_size=10).map(str.encode)


def mutated(cut: tuple[int, int, bytes]) -> bytes:
    start, length, piece = cut
    return XOR[:start] + piece + XOR[start + length :]


@settings(max_examples=400)
@given(
    st.binary(max_size=200)
    | st.lists(PIECES, max_size=12).map(b"\n".join)
    | st.tuples(st.integers(0, len(XOR)), st.integers(0, 40), PIECES).map(mutated)
)
def test_any_bytes_load_or_raise_a_file_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(content)
    try:
        hyperparameters = load_preset(str(path))
    except FileError as error:
        check_error(error, path)
    else:
        assert from_plain(hyperparameters.plain()) == hyperparameters
