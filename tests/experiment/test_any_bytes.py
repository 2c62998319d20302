"""Whatever a file holds, it either can be used or there is one harmless line about it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.cli.sweep_table import table_lines
from nntui.experiment.configs import load_config
from nntui.experiment.files import FileError
from nntui.experiment.grid import grid_of
from nntui.experiment.presets import load_preset
from nntui.experiment.sweep import run_one
from nntui.experiment.sweep_file import SweepFile
from nntui.experiment.sweep_summary import summaries
from nntui.tasks.csv_file import read_parts
from nntui.tasks.table import raw_samples
from nntui.tasks.task import DataError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def row():
    return run_one(load_preset("xor").with_value("training.epochs", 1).plain())


def is_a_line(error):
    return "\n" not in str(error) and "\x1b" not in str(error)


@given(content=st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_json_of_a_run(tmp_path, content):
    path = tmp_path / "run.json"
    path.write_bytes(content)
    try:
        load_config(str(path))
    except FileError as error:
        assert is_a_line(error)


@given(data=st.data())
def test_a_run_with_one_value_that_is_another(tmp_path, row, data):
    config = json.loads(json.dumps(row["config"]))
    section = data.draw(st.sampled_from(["task", "network", "training"]))
    config[section][data.draw(st.sampled_from(sorted(config[section])))] = data.draw(JSON)
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"config": config}))
    try:
        load_config(str(path))
    except FileError as error:
        assert is_a_line(error)


@given(data=st.data())
def test_rows_of_a_sweep(tmp_path, row, data):
    whole = json.dumps(row).encode() + b"\n"
    damaged = {**row, data.draw(st.sampled_from(sorted(row))): data.draw(JSON)}
    content = data.draw(
        st.binary(max_size=300)
        | st.integers(0, len(whole)).map(lambda cut: whole + whole[:cut])
        | st.just(json.dumps(damaged).encode() + b"\n")
    )
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    try:
        found = SweepFile(path).row_of(row["config"])
    except FileError as error:
        assert is_a_line(error)
    else:
        grid = grid_of(load_preset("xor"), [], 1)
        assert list(table_lines(grid, summaries(grid, [[found] if found else []])))
    assert path.read_bytes() == content


@given(content=st.binary(max_size=200) | st.text(alphabet='01,;.x"\n -split', max_size=60).map(str.encode))
@pytest.mark.parametrize("classes", [("0", "1"), ()])
def test_a_table_to_be_evaluated(tmp_path, classes, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    try:
        table, parts = read_parts(path)
        samples = raw_samples(table, classes)
    except DataError as error:
        assert is_a_line(error)
    else:
        assert len(samples) == len(samples.targets)
        assert len(parts) in (0, len(samples))
