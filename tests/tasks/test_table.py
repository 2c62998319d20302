import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nntui.tasks import TASKS, csv_file
from nntui.tasks.task import DataError, Dataset, Recipe, Samples, Scaling


def make(path: Path | str, test_fraction: float = 0.0, seed: int = 0, noise: float = 0.0) -> Dataset:
    recipe = Recipe(path=str(path), test_fraction=test_fraction, noise=noise)
    return TASKS["table"].make(recipe, np.random.default_rng(seed))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.csv"


def load(file: Path, content: str | bytes, test_fraction: float = 0.0) -> Dataset:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return make(file, test_fraction)


def refusal(file: Path, content: str | bytes) -> str:
    """What is said of a file that cannot be used, without the file's name."""
    with pytest.raises(DataError) as raised:
        load(file, content)
    text = str(raised.value)
    assert text.startswith(f"{file}: ")
    assert text.isprintable()
    return text.removeprefix(f"{file}: ")


def rows(samples: Samples, scaling: Scaling | None) -> list[tuple[float, ...]]:
    """The raw inputs, sorted, each followed by its target."""
    assert scaling is not None
    raw = samples.inputs * np.array(scaling.input_scale) + np.array(scaling.input_shift)
    return sorted(
        (*map(float, np.round(row, 4)), float(target)) for row, target in zip(raw, samples.targets, strict=True)
    )


# what is read


@pytest.mark.parametrize("separator", [",", ";", "\t", ", ", " ; "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_and_line_ends(file: Path, separator: str, end: str) -> None:
    lines = [["width", "height", "kind"], ["1", "2.5", "cat"], ["3e0", "-4", "dog"], ["5", "+6", "cat"]]
    data = load(file, end.join(separator.join(line) for line in lines))
    assert data.input_names == ("width", "height")
    assert data.classes == ("cat", "dog")
    assert rows(data.train, data.scaling) == [(1, 2.5, 0), (3, -4, 1), (5, 6, 0)]


def test_quotes_blank_lines_and_a_byte_order_mark(file: Path) -> None:
    data = load(file, '\ufeff\n"a;b","c ""d""",e\n\n1,"2",x\n  \n3,4,"y, z"\n\n')
    assert data.input_names == ("a;b", 'c "d"')
    assert data.classes == ("x", "y, z")
    assert len(data.train) == 2


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("1,2,a\n3,4,b\n", ("x1", "x2")),  # no header: names are classes
        ("1,2,5\n3,4,6\n", ("x1", "x2")),
        ("p,q,0\n3,4,a\n6,7,b\n", ("p", "q")),  # no input is a number
        ("p,,y\n3,4,a\n6,7,b\n", ("p", "x2")),
        (",,y\n3,4,1\n6,7,2\n", ("x1", "x2")),
        ("\x1b[31mred,b\u202e,y\n3,4,a\n6,7,b\n", ("�[31mred", "b�")),
    ],
)
def test_header_is_known_by_its_names(file: Path, content: str, names: tuple[str, ...]) -> None:
    data = load(file, content)
    assert data.input_names == names
    assert len(data.train) == 2


OR_HEADER = "or a header without numbers"
MOST = "as most of this column are"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("1.5,abc,0\n2,3,1\n", f"line 1, column 2: expected a number, {OR_HEADER}, got 'abc'"),
        ("red,1,a\nblue,2,b\n", f"line 1, column 1: expected a number, {OR_HEADER}, got 'red'"),
        ("age,2020,y\n3,4,5\n", f"line 1, column 1: expected a number, {OR_HEADER}, got 'age'"),
        ("1,,0\n2,3,1\n", f"line 1, column 2: expected a number, {OR_HEADER}, got an empty cell"),
        ("5.1,3.5,oops\n4,3,1\n5,2,0\n", f"line 1, column 3: expected a number, {MOST}, {OR_HEADER}, got 'oops'"),
        ("nan,nan,0\n2,3,1\n", "line 1, column 1: expected a finite number, got 'nan'"),
        ("red,big,1\nblue,small,2\n", "line 1, column 1: expected a number, got 'red', and 'blue' in line 2"),
        ("x,y,z\n1,small,2\n2,3,4\n", "line 1, column 2: expected a number, got 'y', and 'small' in line 2"),
        (",,0\n3,4,1\n", "line 1, column 1: expected a number, got an empty cell"),
    ],
)
def test_a_first_row_with_a_slip_is_no_header(file: Path, content: str, text: str) -> None:
    assert refusal(file, content) == text


POINT = "; decimals need a point, not a comma"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("1;2;3\n4;5,5;6\n", f"line 2, column 2: expected a number, got '5,5'{POINT}"),
        ("5,1;3,5;a\n4,0;3,1;b\n", f"line 1, column 1: expected a number, got '5,1'{POINT}, and '4,0' in line 2"),
        ("x\ty\n1\t2,5\n2\t3,5\n3\t4\n", f"line 2, column 2: expected a number, got '2,5'{POINT}"),
        ("1;2\n2;,5\n3;4\n", f"line 2, column 2: expected a number, {MOST}, got ',5'{POINT}"),
    ],
)
def test_decimal_commas_are_pointed_out(file: Path, content: str, text: str) -> None:
    assert refusal(file, content) == text


def test_classes_may_have_commas_in_their_names(file: Path) -> None:
    assert load(file, "1;1,5\n2;a\n").classes == ("1,5", "a")


@pytest.mark.parametrize(
    ("last", "classes", "targets"),
    [
        (["b", "a", "b"], ("a", "b"), [1, 0, 1]),
        (["10", "9", "-1"], ("-1", "9", "10"), [2, 1, 0]),
        (["007", "0", "+7"], ("0", "7"), [1, 0, 1]),
        (["10", "9", "b", "a", "c"], ("10", "9", "a", "b", "c"), [0, 1, 3, 2, 4]),
        (["\x07a b\x00", "c\n d", "é"], ("c d", "é", "�a b�"), [2, 0, 1]),
        ([str(number % 20) for number in range(30)], tuple(map(str, range(20))), [number % 20 for number in range(30)]),
    ],
)
def test_classes(file: Path, last: list[str], classes: tuple[str, ...], targets: list[int]) -> None:
    data = load(file, "".join(f'{row},"{cell}"\n' for row, cell in enumerate(last)))
    assert data.classes == classes
    assert data.train.targets.dtype == np.int64
    assert [target for _, target in rows(data.train, data.scaling)] == targets


@pytest.mark.parametrize(
    "last",
    [["0.5", "1", "2"], ["0", "1.0", "1"], ["0", "1", "1e0"], list(map(str, range(21))), ["1e20", "2e-3", "-7"]],
)
def test_values(file: Path, last: list[str]) -> None:
    data = load(file, "".join(f"{row},{cell}\n" for row, cell in enumerate(last)))
    assert data.classes is None
    assert data.scaling is not None
    assert data.train.targets.shape == (len(last), 1)
    assert data.train.targets.dtype == np.float32
    assert data.train.targets.mean() == pytest.approx(0, abs=1e-6)
    assert data.train.targets.std() == pytest.approx(1, abs=1e-6)
    values = np.sort(data.scaling.raw_outputs(data.train.targets)[:, 0])
    np.testing.assert_allclose(values, sorted(map(float, last)), rtol=1e-5, atol=1e-6 * data.scaling.output_scale)


def test_whole_numbers_are_values_where_values_are_wanted(file: Path) -> None:
    def wanted(content: str) -> Dataset:
        file.write_text(content)
        return TASKS["table"].make(Recipe(path=str(file), wants_values=True), np.random.default_rng(0))

    assert wanted("1,3\n2,4\n3,5\n").classes is None
    assert wanted("1,a\n2,b\n3,a\n").classes == ("a", "b")


# standardised


def test_training_inputs_have_mean_0_and_deviation_1_and_raw_numbers_can_be_made_alike(file: Path) -> None:
    rng = np.random.default_rng(1)
    raw = rng.normal([5, 1e9, 0], [1, 0.1, 1e-3], (200, 3))
    data = load(
        file, "".join(",".join(map(repr, row)) + f",{number % 2}\n" for number, row in enumerate(raw.tolist())), 0.25
    )
    assert (len(data.train), len(data.test)) == (150, 50)
    assert data.train.inputs.dtype == data.test.inputs.dtype == np.float32
    assert data.train.inputs.mean(axis=0) == pytest.approx(0, abs=1e-5)
    assert data.train.inputs.std(axis=0) == pytest.approx(1, abs=1e-5)
    assert data.test.inputs.std(axis=0) == pytest.approx(1, abs=0.3)
    assert data.scaling is not None
    alike = data.scaling.inputs(raw)
    both = np.concatenate([data.train.inputs, data.test.inputs])
    np.testing.assert_array_equal(alike[np.lexsort(alike.T)], both[np.lexsort(both.T)])


@pytest.mark.parametrize("value", ["0.1", "1e30", "-7", "1e-300"])
def test_a_constant_column_becomes_0(file: Path, value: str) -> None:
    data = load(file, "".join(f"{value},{row},{row % 2}\n" for row in range(7)))
    assert (data.train.inputs[:, 0] == 0).all()
    assert data.scaling is not None
    assert (data.scaling.input_shift[0], data.scaling.input_scale[0]) == (float(value), 1)


def test_what_is_far_beyond_the_training_rows_stays_finite() -> None:
    scaling = Scaling((0.0,), (1e-300,), 0.0, 1e-300)
    assert scaling.inputs(np.array([[1e30], [-1e30], [0]])).tolist() == [[1e6], [-1e6], [0]]
    assert scaling.targets(np.array([[1e30]])).tolist() == [[1e6]]


def test_scaling_there_and_back() -> None:
    scaling = Scaling((1.0, -2.0), (2.0, 4.0), 10.0, 5.0)
    assert scaling.inputs(np.array([[3.0, 2.0]])).tolist() == [[1, 1]]
    assert scaling.targets(np.array([20.0])).tolist() == [2]
    assert scaling.raw_outputs(np.array([2.0], np.float32)).tolist() == [20]


def test_seed_settles_the_split(file: Path) -> None:
    file.write_text("".join(f"{row},{row % 3}\n" for row in range(50)))
    first, again, other = make(file, 0.5, seed=1), make(file, 0.5, seed=1), make(file, 0.5, seed=2)
    np.testing.assert_array_equal(first.train.inputs, again.train.inputs)
    np.testing.assert_array_equal(first.test.targets, again.test.targets)
    assert (first.train.inputs != other.train.inputs).any()


def test_a_class_may_be_missing_from_the_training_rows(file: Path) -> None:
    data = load(file, "1,a\n2,b\n", test_fraction=0.9)
    assert (len(data.train), len(data.test)) == (1, 1)
    assert data.classes == ("a", "b")


# what is refused


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", "expected rows of numbers, got an empty file"),
        ("\ufeff\n \n", "expected rows of numbers, got an empty file"),
        ("\na,b\n", "line 2: no rows below the header"),
        ("1,2,3\n4,5\n", "line 2, column 3: expected 3 columns as in the first row, got 2"),
        ("1,2,3\n\n4,5,6,7\n", "line 3, column 4: expected 3 columns as in the first row, got 4"),
        ("1,2,3\n4,,6\n", "line 2, column 2: expected a number, got an empty cell"),
        ("x,y\n1,2\nNaN,2\n", "line 3, column 1: expected a finite number, got 'NaN'"),
        ("x,y\n1,2\n-inf,2\n", "line 3, column 1: expected a finite number, got '-inf'"),
        ("x,y\n1,2\n1e999,2\n", "line 3, column 1: expected a finite number, got '1e999'"),
        ("x,y\n1,2\n1e31,2\n", "line 3, column 1: expected a number within ±1e+30, got '1e31'"),
        ("x,y\n1,2\n1_0,2\n", "line 3, column 1: expected a number, got '1_0'"),
        ("x,y\n1,2\none,2\n", "line 3, column 1: expected a number, got 'one'"),
        (f"1,2\n{'y' * 50},2\n", f"line 2, column 1: expected a number, got '{'y' * 37}...'"),
        ("1,2\n2,inf\n3,4\n", "line 2, column 2: expected a finite number, got 'inf'"),
        ("1,2\n2,\n3,4\n", "line 2, column 2: expected a number, as most of this column are, got an empty cell"),
        ("1,2\n2,two\n3,4\n", "line 2, column 2: expected a number, as most of this column are, got 'two'"),
        ("1,a\n2,\n3,b\n", "line 2, column 2: expected a class, got an empty name"),
        ("1,a\n2,nan\n3,b\n", "line 2, column 2: expected a finite number, got 'nan'"),
        (f"1,a\n2,{'b' * 61}\n", f"line 2, column 2: expected a class of at most 60 characters, got '{'b' * 37}...'"),
        ("1,a\n2,a\n", "column 2: expected two classes or more, got 'a' alone"),
        ("1,4\n2,4\n", "column 2: expected two classes or more, got '4' alone"),
        ("1,2\n", "column 2: expected two classes or more, got '2' alone"),
        ("1,0.5\n2,0.5\n", "column 2: expected different values, got 0.5 alone"),
        ("1 2\n3 4\n", "line 1, column 2: expected inputs and a class or value, separated by commas, semicolons or tabs"),
        ('1,2\n"3,4\n5,6\n', "line 2: cannot be split into cells (unexpected end of data)"),
        ('1,2\n"3\n3"x,4\n', "line 2: cannot be split into cells (',' expected after '\"')"),
        ("1,2\r3,4\r", "line 1: cannot be split into cells (new-line character seen in unquoted field)"),
        (b"1,2\n3,\xff\n", "line 2: expected UTF-8 text, got the byte 0xff"),
        (b"\xff\xfe1\x00,\x002\x00", "line 1: expected UTF-8 text, got the byte 0xff"),
        ("\x1b[2J,2\n\x1b[2J,3\n", "line 1, column 1: expected a number, got '�[2J', and '�[2J' in line 2"),
        ('1,2\n"a\nb",3\n', "line 2, column 1: expected a number, got 'a b'"),
        ("1,2\n" + "1" * 1_048_577, "line 2: expected at most 1,048,576 bytes a line"),
        (",".join("1" * 65), "line 1, column 65: expected at most 64 columns, got 65"),
    ],
)  # fmt: skip
def test_refusals_name_line_and_column(file: Path, content: str | bytes, text: str) -> None:
    assert refusal(file, content) == text


def test_a_hundred_classes_and_no_more(file: Path) -> None:
    content = "".join(f"{row},c{row}\n" for row in range(100))
    assert len(load(file, content).classes or ()) == 100
    text = "line 101, column 2: expected at most 100 classes, got one more: 'more'"
    assert refusal(file, content + "0,more\n") == text


def test_sixty_four_columns_are_read(file: Path) -> None:
    data = load(file, "\n".join(",".join(str(row * column) for column in range(64)) for row in range(12)))
    assert data.train.inputs.shape == (12, 63)


@pytest.mark.soak
@pytest.mark.parametrize("header", ["", "x,y\n"])
def test_a_hundred_thousand_rows_and_no_more(file: Path, header: str) -> None:
    content = header + "1,0\n2,1\n" * 50_000
    assert len(load(file, content).train) == 100_000
    line = 100_002 if header else 100_001
    assert refusal(file, content + "1,0\n") == f"line {line}: expected at most 100,000 rows"
    assert refusal(file, content + "1,0\n" * 3).endswith("expected at most 100,000 rows")


def test_bytes_are_bounded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MAX_BYTES", 1000)
    assert refusal(file, "\n" * 2000) == "line 1001: expected at most 1,000 bytes in all"


def test_no_path() -> None:
    with pytest.raises(DataError, match=r"^expected the name of a CSV file$"):
        make("")


def test_a_path_may_start_at_home(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(file, "1,a\n2,b\n")
    monkeypatch.setenv("HOME", str(file.parent))
    assert make(f"~/{file.name}").classes == ("a", "b")
    with pytest.raises(DataError, match=r"^~nobody-of-this-name/x: No such file or directory$"):
        make("~nobody-of-this-name/x")


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    for name, reason in [
        ("", "expected a regular file"),
        ("fifo", "expected a regular file"),
        ("missing", "No such file or directory"),
        ("loop", "Too many levels of symbolic links"),
        ("a\0b", "embedded null byte"),
        ("n" * 300, "File name too long"),
    ]:
        with pytest.raises(DataError) as raised:
            make(os.path.join(tmp_path, name))  # noqa: PTH118  (a path with a zero byte)
        assert str(raised.value).endswith(f": {reason}")
        assert str(raised.value).isprintable()


def test_no_permission(file: Path) -> None:
    file.write_text("1,2\n3,4\n")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read anything")
    with pytest.raises(DataError, match="Permission denied"):
        make(file)


CELLS = st.sampled_from(
    ["0", "1", "2.5", "-3e4", "1e-310", "1e30", "nan", "", "a", "b", '"', '"q"', "é", "\x1b", "\r", "\0"]
)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=3).map(",".join), max_size=8).map(
    lambda lines: "\n".join(lines).encode()
)


@given(content=st.binary(max_size=60) | TABLES, test_fraction=st.sampled_from([0.0, 0.5]))
@example(content=b"1,2\n1e30,1\n", test_fraction=0.5)
@example(content=b"1,0.5\n1e-200,1e30\n2e-200,-1e30", test_fraction=0.5)
def test_any_bytes_load_or_are_refused_in_one_line(tmp_path: Path, content: bytes, test_fraction: float) -> None:
    try:
        data = load(tmp_path / "any.csv", content, test_fraction)
    except DataError as error:
        assert str(error).isprintable()
        assert len(str(error)) < 300 + len(str(tmp_path))
        return
    for part in (data.train, data.test):
        assert np.isfinite(part.inputs).all()
        assert np.isfinite(part.targets).all()
    assert data.input_names is not None
    assert all(name.isprintable() for name in (*data.input_names, *(data.classes or ())))


# noise


@pytest.mark.parametrize("target", ["class", "value"])
def test_noise_is_in_deviations_of_each_column_and_spares_targets(file: Path, target: str) -> None:
    rng = np.random.default_rng(5)
    wide, narrow = rng.normal(1e4, 1e3, 5000), rng.uniform(0, 1e-3, 5000)
    last = [f"{x:.6f}" if target == "value" else "ab"[int(x > 1e4)] for x in wide]
    file.write_text("".join(f"{x},{y},7,{z}\n" for x, y, z in zip(wide, narrow, last, strict=True)))
    exact, noisy, again = (make(file, 0.4, seed=3, noise=noise) for noise in (0, 0.3, 0.3))
    for part in ("train", "test"):
        before, after = getattr(exact, part), getattr(noisy, part)
        moved = after.inputs - before.inputs
        np.testing.assert_allclose(moved[:, :2].std(axis=0), 0.3, rtol=0.07)
        np.testing.assert_allclose(moved[:, :2].mean(axis=0), 0, atol=0.03)
        assert abs(np.corrcoef(moved[:, 0], moved[:, 1])[0, 1]) < 0.1
        assert (after.inputs[:, 2] == 0).all(), "a column that is always the same has no deviation"
        assert after.inputs.dtype == np.float32
        np.testing.assert_array_equal(after.targets, before.targets)
        np.testing.assert_array_equal(after.inputs, getattr(again, part).inputs)
    assert noisy.scaling == exact.scaling
