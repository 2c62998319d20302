import json
import os
import subprocess
from pathlib import Path

import pytest
from cli_process import COMMAND, environment

from nntui.tasks.digits import GLYPHS


def _drawing(glyph, empty="0", ink="1"):
    cells = "".join(ink if cell else empty for cell in glyph)
    return "/".join(cells[start : start + 5] for start in range(0, 25, 5))


@pytest.mark.parametrize(
    "sample",
    [
        _drawing,
        lambda glyph: _drawing(glyph, ".", "#"),
        lambda glyph: _drawing(glyph, " ", "█").replace("/", "\n") + "\n",
        lambda glyph: " ".join(map(str, glyph)),
        lambda glyph: ",".join(map(str, glyph)),
    ],
)
def test_clean_glyphs_are_read_right(nntui, models, sample):
    stdin = "\n".join(sample(glyph) for glyph in GLYPHS) + "\n"
    done = nntui("predict", str(models["digits"]), "--json", stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["label"] for answer in answers] == list("0123456789")
    assert all(len(answer["output"]) == 10 and abs(sum(answer["output"]) - 1) < 1e-5 for answer in answers)


def test_plain_answer_has_label_probability_and_runner_up(nntui, models):
    words = nntui("predict", str(models["xor"]), stdin="0, 1\n").stdout.split()
    assert words[0] == "1"
    assert words[2:4] == ["then", "0"]
    assert float(words[1]) + float(words[4]) == pytest.approx(1)
    assert float(words[1]) > 0.9


def test_one_output_stands_for_two_classes(nntui, models):
    done = nntui("predict", str(models["xor"]), "--json", stdin="0 0\n0 1\n1 0\n1 1\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["label"] for answer in answers] == ["0", "1", "1", "0"]
    assert all(len(answer["output"]) == 1 for answer in answers)


@pytest.mark.parametrize(
    "line", ["0,1", "0 1", "0 , 1", "\t0\t1 ", "\n\n0,1\n\n", "0,1\r\n", "\ufeff0,1", "0.,1e0", "-0,+1"]
)
@pytest.mark.soak
def test_ways_to_write_a_sample(nntui, models, line):
    done = nntui("predict", str(models["xor"]), stdin=line)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 ")


@pytest.mark.parametrize(
    ("model", "line", "column", "reason"),
    [
        ("xor", "0", 2, "expected 2 numbers, got 1"),
        ("xor", "0,1,2", 5, "expected 2 numbers, got more"),
        ("xor", "0,,1", 3, "expected a number, got ','"),
        ("xor", "0,1,", 5, "expected a number after the comma"),
        ("xor", "0 one", 3, "expected a number, got 'one'"),
        ("xor", "0,nan", 3, "expected a number, got 'nan'"),
        ("xor", "inf,1", 1, "expected a number, got 'inf'"),
        ("xor", "0,1e39", 3, "expected a number, got '1e39'"),
        ("xor", "1_0,1", 1, "expected a number, got '1_0'"),
        ("xor", "01/10", 1, "expected a number, got '01/10'"),
        ("digits", "01110/100x1", 10, "expected 0, 1, ., #, a space or █, got 'x'"),
        ("digits", "01110/1000/1", 7, "expected a row of 5 cells, got 4"),
        ("digits", "01110/10001/10001/10001", 24, "expected 5 rows, got 4"),
        ("digits", "01110/10001/10001/10001/01110/1", 31, "expected 5 rows, got 6"),
        ("digits", "0111010001100011000101110", 1, "expected a / after every row of 5 cells, got 25 in one"),
        ("xor", b"0,\xff", 3, "expected UTF-8 text, got the byte 0xff"),
        ("xor", "0,\x1b[31m", 3, "expected a number, got '\\x1b[31m'"),
    ],
)
def test_bad_line_is_named_by_line_and_column_after_the_answers_before_it(nntui, models, model, line, column, reason):
    good = {"xor": b"0,1\n\n", "digits": b"01110/10001/10001/10001/01110\n\n"}[model]
    done = nntui("predict", str(models[model]), stdin=good + (line if isinstance(line, bytes) else line.encode()))
    assert done.returncode == 2
    assert done.stdout.count("\n") == 1
    assert done.stderr == f"nntui predict: stdin line 3, column {column}: {reason}\n"


def test_a_table_is_answered_in_its_own_units(nntui, values, kinds, tmp_path):
    path = tmp_path / "model.json"
    train = ("train", "xor", "--epochs", "200", "--save", str(path), "--set", "task.name=table", "--set")
    assert nntui(*train, f"task.path={values}", "--set", "training.learning_rate=0.01").returncode == 0
    done = nntui("predict", str(path), "--json", stdin="30,4\n10 2\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["label"] for answer in answers] == [None, None]
    assert [answer["output"][0] for answer in answers] == pytest.approx([85, 35], abs=5)
    assert float(nntui("predict", str(path), stdin="30,4\n").stdout) == pytest.approx(85, abs=5)
    assert nntui(*train, f"task.path={kinds}").returncode == 0
    done = nntui("predict", str(path), "--json", stdin="5,4\n30,4\n55,4\n")
    assert [json.loads(line)["label"] for line in done.stdout.splitlines()] == ["low", "mid", "high"]
    document = json.loads(path.read_text())
    del document["scaling"]
    path.write_text(json.dumps(document))
    assert nntui("predict", str(path), stdin="5,4\n").stderr == f"nntui predict: {path}: scaling: expected a table\n"


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_a_model_may_come_through_a_pipe_of_the_shell(models):
    reading, writing = os.pipe()
    words = [*COMMAND, "predict", f"/dev/fd/{reading}"]
    process = subprocess.Popen(words, stdin=-1, stdout=-1, env=environment(), pass_fds=[reading])
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(models["xor"].read_bytes())
    assert process.communicate(b"0,1\n", timeout=10)[0].startswith(b"1 ")
    assert process.returncode == 0


def test_a_model_of_a_curve_takes_one_number(nntui, tmp_path):
    path = tmp_path / "model.json"
    changes = ("--set", "task.name=sine", "--set", "training.learning_rate=0.02", "--epochs", "100")
    assert nntui("train", "xor", *changes, "--save", str(path)).returncode == 0
    assert float(nntui("predict", str(path), stdin="1.5\n").stdout) == pytest.approx(1, abs=0.2)


def test_numbers_that_the_network_cannot_bear(nntui, tmp_path):
    path = tmp_path / "linear.json"
    linear = ("--set", "network.hidden=none", "--set", "training.loss=cross_entropy")
    assert nntui("train", "quadrants", *linear, "--save", str(path)).returncode == 0
    done = nntui("predict", str(path), "--json", stdin="3e38 3e38\n")
    assert done.returncode == 2
    assert done.stderr == "nntui predict: stdin line 1, column 1: the numbers are too large for the network\n"


def test_every_line_is_answered_before_the_next_one_comes(models):
    process = subprocess.Popen(
        [*COMMAND, "predict", str(models["xor"])], stdin=-1, stdout=-1, text=True, env=environment()
    )
    for line in ("0,1\n", "1,1\n", "0,1\n"):
        process.stdin.write(line)
        process.stdin.flush()
        assert process.stdout.readline().startswith("0" if line == "1,1\n" else "1")
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()


def test_a_reader_that_has_enough_ends_it_quietly(models):
    words = [*COMMAND, "predict", str(models["xor"])]
    process = subprocess.Popen(words, stdin=-1, stdout=-1, stderr=-1, text=True, env=environment())
    process.stdout.close()
    with pytest.raises(BrokenPipeError):
        for _ in range(100_000):
            process.stdin.write("0,1\n")
            process.stdin.flush()
    assert process.stderr.read() == ""
    assert process.wait(10) == 0
    process.stderr.close()
    with pytest.raises(BrokenPipeError):
        process.stdin.close()
