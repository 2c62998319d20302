import csv
import io

import numpy as np
import pytest

from nntui.experiment.build import dataset_of
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
    assert lines[0] == "split,x,y,target"
    assert len(lines) == 41
    for line in lines[1:]:
        _, x, y, target = line.split(",")
        assert target == ("N" if float(y) >= 0 else "S") + ("E" if float(x) >= 0 else "W")
