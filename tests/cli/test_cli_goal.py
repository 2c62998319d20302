"""`nntui train --goal`: a teacher grades by the exit status."""

import json

import pytest

TASK = '[task]\nname = "gauss"\nsamples = 200\n[network]\nhidden = [4]\n[training]\nepochs = 5\n'


@pytest.fixture
def student(tmp_path):
    path = tmp_path / "student.toml"
    path.write_text(TASK + "[goal]\ntest_accuracy = 0.1\n")
    return path


@pytest.fixture
def teacher(tmp_path):
    path = tmp_path / "teacher.toml"
    path.write_text(TASK + "[goal]\ntest_accuracy = 0.9\nmost_hidden_units = 3\n")
    return path


def test_the_status_tells_whether_the_goal_is_reached(nntui, student):
    done = nntui("train", str(student), "--quiet", "--goal")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "  goal   reached: test accuracy 100 % (at least 10 %)"


def test_a_run_that_json_tells_of_keeps_its_goal(nntui, student, tmp_path):
    path = tmp_path / "run.json"
    path.write_text(nntui("train", str(student), "--json", "--quiet").stdout)
    assert nntui("train", str(path), "--quiet", "--goal").returncode == 0
    assert "goal missed: task.noise" in nntui("train", str(path), "--goal", "--set", "task.noise=1").stderr


def test_what_is_missing_is_told_on_stderr_and_as_json(nntui, student):
    done = nntui(
        "train", str(student), "--goal", "--json", "--set", "training.learning_rate=0", "--set", "task.noise=1"
    )
    assert done.returncode == 1
    assert done.stderr == "nntui train: goal missed: task.noise is 1, the goal is about 0\n"
    goal = json.loads(done.stdout)["goal"]
    assert goal["reached"] is False and goal["missing"] == ["task.noise is 1, the goal is about 0"]
    part = goal["parts"]["test_accuracy"]
    assert part["wanted"] == 0.1 and part["reached"] is (part["value"] >= 0.1)


def test_no_preset_softens_the_goal_of_another(nntui, student, teacher, tmp_path):
    model = tmp_path / "model.json"
    done = nntui("train", str(student), "--quiet", "--goal", str(teacher), "--save", str(model))
    assert done.returncode == 1
    assert done.stderr == "nntui train: goal missed: hidden units 4, 1 more than 3\n"
    assert model.exists(), "what was trained is saved all the same"
    fewer = nntui("train", str(student), "--quiet", "--goal", str(teacher), "--set", "network.hidden=3")
    assert (fewer.returncode, fewer.stderr) == (0, "")
    softer = nntui("train", str(teacher), "--quiet", "--goal", "--set", "goal.most_hidden_units=9")
    assert softer.returncode == 1


def test_a_goal_without_a_problem_counts_on_any(nntui, student, tmp_path):
    path = tmp_path / "goal.toml"
    path.write_text("[goal]\nmost_epochs = 3\n")
    assert nntui("train", str(student), "--quiet", "--goal", str(path), "--epochs", "3").returncode == 0
    done = nntui("train", str(student), "--quiet", "--goal", str(path))
    assert (done.returncode, done.stderr) == (1, "nntui train: goal missed: epochs 5, 2 more than 3\n")


def test_no_goal_is_bad_input_and_divergence_stays_divergence(nntui, student, tmp_path):
    (tmp_path / "bare.toml").write_text(TASK)
    done = nntui("train", str(tmp_path / "bare.toml"), "--goal")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("bare.toml has no [goal]\n")
    assert nntui("train", str(student), "--quiet", "--goal", "--set", "training.learning_rate=1e6").returncode == 3


def test_show_prints_the_goal(nntui, student):
    shown = nntui("show", str(student), "--set", "goal.most_epochs=7").stdout
    assert shown.endswith("\n[goal]\ntest_accuracy = 0.1\nmost_epochs = 7\n")
