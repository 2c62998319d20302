import io
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui import cli
from nntui.experiment.drawn_samples import drawn_samples
from nntui.experiment.model_file import model_of, save_model
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.experiment.typed_samples import Line, SampleError

FOUR = [1, 0, 0, 1, 0] * 2 + [1] * 5 + [0, 0, 0, 1, 0] * 2


def read(text: str) -> list[list[float]]:
    lines = (Line(number, line) for number, line in enumerate(text.split("\n"), 1))
    return [sample.inputs for sample in drawn_samples(lines, 25)]


@pytest.mark.parametrize(
    "text",
    [
        "10010/10010/11111/00010/00010",
        "#..#./#..#./#####/...#./...#.",
        "█  █ /█  █ /█████/   █ /   █ ",
        "█  █/█  █/█████/   █/   █",
        "#  #/#  #/#####/   #/   #",
        "1.01./#  █ /█#1##/00 █ /...1 ",
        "  10010/10010/11111/00010/00010 \t",
        "10010 / 10010 / 11111 / 00010 / 00010",
        "10010\n10010\n11111\n00010\n00010",
        "10010\n10010\n11111\n00010\n00010\n\n",
        "\n\n#..#.\n#..#.\n#####\n...#.\n...#.\n\n\n",
        "█  █ \n█  █ \n█████\n   █ \n   █ ",
        "█  █\n█  █\n█████\n   █\n   █\n\n",
        "\t10010\n\t10010\n\t11111\n\t00010\n\t00010\n",
        "     \n10010/10010/11111/00010/00010\n     ",  # a line of blanks beside drawings of one line
        "   \n█  █\n█  █\n█████\n   █\n   █\n     \n",  # blanks after the fifth row
        "1 0 0 1 0 1 0 0 1 0 1 1 1 1 1 0 0 0 1 0 0 0 0 1 0",
        "1,0,0,1,0,1,0,0,1,0,1,1,1,1,1,0,0,0,1,0,0,0,0,1,0",
    ],
)
def test_ways_to_draw_a_four(text: str) -> None:
    assert read(text) == [FOUR]


def test_an_empty_row_is_five_spaces() -> None:
    empty, flat_four = [0] * 5, FOUR[5:20]
    assert read("     \n     \n█  █\n█████\n   █\n\n") == [empty * 2 + flat_four]
    assert read("█  █\n█████\n   █\n     \n     \n") == [flat_four + empty * 2]
    assert read("█  █ \n     \n█████\n     \n   █ ") == [[*FOUR[5:10], *empty, *FOUR[10:15], *empty, *FOUR[15:20]]]
    assert read("/#  #/#####/   #/") == [empty + flat_four + empty]


def test_drawings_of_all_kinds_one_after_the_other() -> None:
    lines = ["█  █", "█  █", "█████", "   █", "   █"]
    one = "10010/10010/11111/00010/00010"
    assert read("\n".join([*lines, "", one, one, "", *lines, " ", *lines, one, ",".join(map(str, FOUR))])) == [FOUR] * 7


def test_a_drawing_is_there_with_its_fifth_row() -> None:
    taken = []

    def lines():
        for number, text in enumerate(["", "10010", "10010", "11111", "00010", "00010", "", "never taken"], 1):
            taken.append(number)
            yield Line(number, text)

    samples = drawn_samples(lines(), 25)
    assert next(samples).inputs == FOUR
    assert taken[-1] == 6


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("10010\n10010\n\n", "line 3, column 1: expected 5 rows, got 2; an empty row is 5 spaces"),
        ("10010\n10010\n11111\n00010", "line 4, column 6: expected 5 rows, got 4"),
        ("█  █\n█", "line 2, column 2: expected 5 rows, got 2"),
        ("10010\n1001\n11111\n00010\n00010", "line 2, column 1: expected a row of 5 cells, got 4"),
        ("....#\n  #\n.....\n.....\n.....", "line 2, column 1: expected a row of 5 cells, got 3"),
        ("##\n##\n##\n##\n..###", "line 1, column 1: expected a row of 5 cells, got 2"),
        ("10010\n10010\n111111\n", "line 3, column 1: expected a row of 5 cells, got 6"),
        ("  ####\n", "line 1, column 1: expected a row of 5 cells, got 6"),
        ("10010\n1O010", "line 2, column 2: expected 0, 1, ., #, a space or █, got 'O'"),
        ("10010\n1\u00a00", "line 2, column 2: expected 0, 1, ., #, a space or █, got '\\xa0'"),
        ("10010\n10010/11111", "line 2, column 6: expected 0, 1, ., #, a space or █, got '/'"),
        ("10010\n" * 6, "line 6, column 1: expected an empty line after the 5 rows of a drawing"),
        ("  011100", "line 1, column 3: expected a / after every row of 5 cells, got 6 in one"),
        ("1" * 25, "line 1, column 1: expected a / after every row of 5 cells, got 25 in one"),
        ("1 0 1 0 1", "line 1, column 1: expected a row of 5 cells without blanks between them, or 25 numbers"),
        ("1 0 1 0 2", "line 1, column 10: expected 25 numbers, got 5"),
        ("0,1", "line 1, column 4: expected 25 numbers, got 2"),
        ("#/#/#/#", "line 1, column 8: expected 5 rows, got 4"),
        ("#/#/#/#/#/#", "line 1, column 11: expected 5 rows, got 6"),
        ("01110/10001/10001/10001/", "line 1, column 25: expected a row of 5 cells, got 0"),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(text: str, error: str) -> None:
    with pytest.raises(SampleError) as raised:
        read(text)
    assert str(raised.value) == error


@given(st.lists(st.booleans(), min_size=25, max_size=25), st.data())
def test_any_drawing_in_any_mixture_of_cells_is_read(cells: list[bool], data: st.DataObject) -> None:
    drawn = [data.draw(st.sampled_from("1#█" if cell else "0. ")) for cell in cells]
    rows = ["".join(drawn[start : start + 5]) for start in range(0, 25, 5)]
    assert read("/".join(rows)) == [cells]
    assert read("\n".join(rows)) == [cells]
    assert read("\n".join([*rows, "", *rows, ""])) == [cells] * 2


@given(st.lists(st.booleans(), min_size=25, max_size=25), st.sampled_from("#█"))
def test_spaces_that_an_editor_stripped_are_put_back(cells: list[bool], ink: str) -> None:
    drawn = "".join(ink if cell else " " for cell in cells)
    rows = [drawn[start : start + 5] for start in range(0, 25, 5)]
    assert read("/".join(row.rstrip() for row in rows)) == [cells]
    assert read("\n".join(row.rstrip() or row for row in rows)) == [cells]


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("untrained")
    for name in ("digits", "xor"):
        save_model(folder / name, model_of(Trainer(load_preset(name))))
    return {name: folder / name for name in ("digits", "xor")}


LIKELY = st.lists(st.sampled_from([*"01.# /,-e\t\n\r", "█", "\n\n", "10010", "#  #\n", "10010\n" * 5, "0 " * 25])).map(
    lambda parts: "".join(parts).encode()
)


@given(st.sampled_from(["digits", "xor"]), LIKELY | st.binary(max_size=200))
def test_any_bytes_give_answers_or_one_line_that_names_line_and_column(
    untrained: dict[str, Path], name: str, given_bytes: bytes
) -> None:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given_bytes)))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        status = cli.main(["predict", str(untrained[name])])
    answer = r"\d  [01]\.\d{4}  then \d  [01]\.\d{4}\n"
    assert re.fullmatch(f"({answer})*", out.getvalue())
    error = r"nntui predict: stdin line (\d+), column (\d+): .+\n"
    found = re.fullmatch(error, err.getvalue())
    assert (status, bool(found)) in {(0, False), (2, True)}
    if found:
        line, column = map(int, found.groups())
        lines = [*given_bytes.split(b"\n"), b""]
        assert 1 <= column <= len(lines[line - 1].decode(errors="replace")) + 1
    else:
        assert err.getvalue() == ""
