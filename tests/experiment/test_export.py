"""Exported networks are run by those who know nothing of this project, and have to answer the same."""

import json
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest

from nntui.core.activations import ACTIVATIONS
from nntui.core.losses import LOSSES, OUTPUTS
from nntui.experiment import export_onnx, export_python
from nntui.experiment.export_onnx import onnx_model
from nntui.experiment.export_python import python_program
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.model_file import Model, model_of
from nntui.experiment.trainer import Trainer
from nntui.tasks.features import FEATURES

OUTPUT_KINDS = {
    **{output: {"loss": "mse", "output": output, "task": "plane"} for output in LOSSES["mse"].allowed_outputs},
    "softmax": {"loss": "cross_entropy", "output": "softmax", "task": "quadrants"},
    "two softmax": {"loss": "cross_entropy", "output": "softmax", "task": "circle"},
    "class": {"loss": "binary_cross_entropy", "output": "sigmoid", "task": "circle"},
    "step": {"loss": "perceptron", "output": "step", "task": "circle"},
}


def model(activation="tanh", output="class", **changes) -> Model:
    kind = OUTPUT_KINDS[output]
    values = {
        "task.name": kind["task"],
        "task.samples": 60,
        "network.hidden": (5, 4),
        "network.activation": activation,
        "network.output": kind["output"],
        "training.loss": kind["loss"],
        **changes,
    }
    hyperparameters = Hyperparameters()
    for key, value in values.items():
        hyperparameters = hyperparameters.with_value(key, value)
    trainer = Trainer(hyperparameters)
    parameters = trainer.network.parameters  # large enough to reach every part of an activation
    parameters[:] = np.random.default_rng(1).normal(0.1, 0.8, parameters.size)
    trainer.network.weights[-1][:, -1] += 1  # or a relu at the end is dead
    return model_of(trainer)


def points(count=40, columns=2):
    return np.random.default_rng(0).uniform(-2, 2, (count, columns))


def by_onnx(exported: bytes, raw):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(exported, options)
    (wanted,) = session.get_inputs()
    kinds = {"tensor(float)": np.float32, "tensor(double)": np.float64}
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, {"input": raw.astype(kinds[wanted.type])}), strict=True))


def in_process(program: str, raw):
    """The answers of the program's own function."""
    names = {"__name__": "exported"}
    exec(compile(program, "exported.py", "exec"), names)
    return np.array([names["answer"](row) for row in raw])


def close(ours, theirs):
    scale = np.maximum(1, np.abs(ours))
    return bool((np.abs(ours - theirs) <= 1e-6 * scale).all())


def test_every_activation_output_and_feature_can_be_exported():
    for export in (export_python, export_onnx):
        assert {*ACTIVATIONS, *OUTPUTS} == {*export.ACTIVATIONS}
        assert {*FEATURES} == {*export.FEATURES}


@pytest.mark.parametrize("output", OUTPUT_KINDS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_same_answers(activation, output):
    trained = model(activation, output)
    raw = points()
    ours = trained.answers(raw)
    assert np.ptp(ours) > 0 or "step" in (activation, output)
    theirs = by_onnx(onnx_model(trained), raw)
    assert close(ours, theirs["output"])
    assert close(ours, in_process(python_program(trained), raw))
    if trained.ends.classes:
        classes = ours.argmax(axis=1) if ours.shape[1] > 1 else (ours[:, 0] > 0.5).astype(int)
        assert np.array_equal(theirs["class"], classes)


def test_every_feature():
    trained = model(**{"task.features": list(FEATURES)})
    raw = points()
    assert close(trained.answers(raw), by_onnx(onnx_model(trained), raw)["output"])
    assert close(trained.answers(raw), in_process(python_program(trained), raw))


@pytest.mark.parametrize("target", ["{}", "{}.5"])
def test_a_table_takes_and_gives_its_own_numbers(tmp_path, target):
    path = tmp_path / "table.csv"
    path.write_text(
        "".join(f"{1e9 + x},{x * x % 7},{target.format(x % 3 if target == '{}' else x)}\n" for x in range(60))
    )
    trained = model(
        output="linear",
        **{"task.name": "table", "task.path": str(path), "training.loss": "auto", "network.output": "auto"},
    )
    raw = np.array([[1e9 + x, x * x % 7] for x in range(0, 60, 3)])
    assert bool(trained.ends.classes) == (target == "{}")
    assert close(trained.answers(raw), by_onnx(onnx_model(trained), raw)["output"])
    assert close(trained.answers(raw), in_process(python_program(trained), raw))


def test_names_are_in_the_metadata_of_onnx():
    session = onnxruntime.InferenceSession(onnx_model(model(output="softmax")))
    properties = session.get_modelmeta().custom_metadata_map
    assert json.loads(properties["classes"]) == ["NE", "NW", "SW", "SE"]
    assert json.loads(properties["inputs"]) == ["x1", "x2"]


def run(program, given, *words):
    """The program in a process that cannot import this project."""
    blocked = "import sys\nsys.modules['nntui'] = None\n"
    words = [sys.executable, "-c", blocked + program, *words]
    return subprocess.run(words, input=given, capture_output=True, text=True)


def test_a_program_says_what_is_wrong_with_a_sample():
    done = run(python_program(model()), "1,2\n1,x\n")
    assert done.returncode == 2
    assert done.stdout.count("\n") == 1
    assert done.stderr.endswith("stdin line 2, column 3: expected a number, got 'x'\n")


def test_a_program_takes_no_other_argument_than_json():
    for words in (("--csv",), ("--json", "x"), ("--help",)):
        done = run(python_program(model()), "1,2\n", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(": expected samples on standard input, and --json or no argument\n")
        assert done.stderr.count("\n") == 1


def test_a_program_ends_quietly_when_nobody_reads_any_more(tmp_path):
    (tmp_path / "program.py").write_text(python_program(model()))
    (tmp_path / "samples").write_text("1,2\n" * 10_000)
    pipe = f"{sys.executable} program.py < samples | head -n 1"
    done = subprocess.run(["sh", "-c", pipe], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_titles_and_classes_cannot_break_out(tmp_path):
    path = tmp_path / "table.csv"
    nasty = '"""\'+exit()#\\'
    quoted = nasty.replace('"', '""')
    path.write_text("".join(f'{x},{x % 5},"{quoted}{"a" if x < 20 else "b"}"\n' for x in range(40)))
    trained = model(output="softmax", **{"task.name": "table", "task.path": str(path)})
    program = python_program(trained)
    assert program.isascii()
    done = run(program, "1,2\n", "--json")
    assert json.loads(done.stdout)["label"] in trained.ends.classes
