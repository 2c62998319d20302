import json
import subprocess
import sys

import numpy as np
import pytest


def test_a_file_whole_or_none(nntui, models, tmp_path):
    out = tmp_path / "program.py"
    assert nntui("export", str(models["xor"]), "--to", "python", "--out", str(out)).returncode == 0
    compile(out.read_text(), str(out), "exec")
    assert nntui("export", str(models["xor"]), "--to", "onnx", "--out", str(tmp_path / "m.onnx")).returncode == 0
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["m.onnx", "program.py"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("none.json", "--to", "python"), "none.json: No such file or directory"),
        (("MODEL",), "the following arguments are required: --to"),
        (("MODEL", "--to", "java"), "--to: invalid choice: 'java'"),
        (("MODEL", "--to", "python", "--out", "none/x.py"), "none/x.py: no such directory"),
        (("MODEL", "--to", "onnx", "--out", "/dev/null"), "/dev/null: expected a regular file"),
    ],
)
def test_bad_arguments(refused, models, words, expected):
    given = [str(models["xor"]) if word == "MODEL" else word for word in words]
    assert refused("export", *given).startswith(f"nntui export: {expected}")


def run(program, given, *words):
    """The program in a process that cannot import this project."""
    blocked = "import sys\nsys.modules['nntui'] = None\n"
    words = [sys.executable, "-c", blocked + program, *words]
    return subprocess.run(words, input=given, capture_output=True, text=True)


def test_a_program_answers_as_predict_does(nntui, models, tmp_path):
    program = nntui("export", str(models["digits"]), "--to", "python").stdout
    drawn = "01110/10001/10001/10001/01110\n\n#..#.\n#..#.\n#####\n...#.\n...#.\n\n" + " ".join(["0.5"] * 25) + "\n"
    for words in ((), ("--json",)):
        ours = nntui("predict", str(models["digits"]), *words, stdin=drawn)
        theirs = run(program, drawn, *words)
        assert (theirs.returncode, theirs.stderr) == (0, "")
        if not words:
            assert theirs.stdout == ours.stdout
            continue
        for own, other in zip(ours.stdout.splitlines(), theirs.stdout.splitlines(), strict=True):
            own, other = json.loads(own), json.loads(other)
            assert own["label"] == other["label"]
            assert np.allclose(own["output"], other["output"], atol=1e-6)
