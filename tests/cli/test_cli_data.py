import csv
import io

import numpy as np
import pytest
from drawing_files import add_drawing

from nntui.experiment.build import dataset_of
from nntui.experiment.drawings import Drawing
from nntui.experiment.presets import load_preset


@pytest.mark.parametrize("name", ["xor", "quadrants", "digits"])
def test_data_is_what_training_sees(nntui, name):
    done = nntui("data", name)
    assert done.returncode == 0
    header, *rows = csv.reader(io.StringIO(done.stdout))
    data = dataset_of(load_preset(name))
    assert header[0] == "split"
    assert header[-1] == "target"
    assert [row[0] for row in rows] == ["train"] * len(data.train) + ["test"] * len(data.test)
    for split, part in (("train", data.train), ("test", data.test)):
        numbers = np.array([row[1:-1] for row in rows if row[0] == split], np.float32)
        assert np.array_equal(numbers, part.inputs)  # every digit that matters is there


def test_csv_is_what_is_printed_unless_json_is_asked_for(nntui, refused):
    assert nntui("data", "xor", "--csv").stdout == nntui("data", "xor").stdout
    assert "not allowed with" in refused("data", "xor", "--json", "--csv")


def test_data_may_have_a_seed_of_their_own(nntui):
    of_data, of_run, neither = (
        nntui("data", "circle", "--set", f"{key}=5").stdout for key in ("task.seed", "training.seed", "network.hidden")
    )
    assert of_data == of_run != neither


def test_values_are_numbers(nntui):
    lines = nntui("data", "xor", "--set", "task.name=sine").stdout.splitlines()
    assert lines[0] == "split,x,target"
    for line in lines[1:]:
        _, x, target = line.split(",")
        assert np.sin(float(x)) == pytest.approx(float(target), abs=1e-5)


def test_a_table_names_its_own_columns_and_classes(nntui, values, kinds):
    table = ("data", "xor", "--set", "task.name=table", "--set")
    lines = nntui(*table, f"task.path={kinds}").stdout.splitlines()
    assert lines[0] == "split,width,height,target"
    assert {line.rsplit(",", 1)[1] for line in lines[1:]} == {"low", "mid", "high"}
    assert len(lines) == 61
    assert all(float(line.rsplit(",", 1)[1]) < 3 for line in nntui(*table, f"task.path={values}").stdout.split()[1:])


def test_target_is_the_name_of_the_class(nntui):
    lines = nntui("data", "quadrants", "--set", "task.samples=40").stdout.splitlines()
    assert lines[0] == "split,x1,x2,target"
    assert len(lines) == 41
    for line in lines[1:]:
        _, x, y, target = line.split(",")
        assert target == ("N" if float(y) >= 0 else "S") + ("E" if float(x) >= 0 else "W")


def test_the_drawings_that_the_user_taught(nntui, refused, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    header = nntui("data", "digits").stdout.splitlines()[0]
    done = nntui("data", "digits", "--mine")
    path = tmp_path / "nntui" / "drawings.txt"
    assert (done.returncode, done.stdout, done.stderr) == (0, header + "\n", f"nntui data: {path}: no drawings yet\n")
    four = Drawing(4, tuple(cell == "1" for cell in "1001010010111110001000010"))
    add_drawing(path, four)
    done = nntui("data", "digits", "--mine")
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["split"], row["target"]) == ("mine", "4")
    assert tuple(row[f"r{r}c{c}"] == "1.0" for r in range(1, 6) for c in range(1, 6)) == four.cells
    with path.open("a") as file:
        file.write("4 100")
    done = nntui("data", "digits", "--mine")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 2
    assert "line 3 cannot be read" in done.stderr
    assert path.read_text().endswith("4 100")  # who prints does not write
    assert refused("data", "xor", "--mine") == (
        "nntui data: --mine: expected a preset of the problem digits, got one of xor"
    )
    path.unlink()
    path.mkdir()
    assert refused("data", "digits", "--mine") == f"nntui data: {path}: expected a regular file"
