import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from drawing_files import add_drawing, remove_drawing
from hypothesis import given
from hypothesis import strategies as st

from nntui.experiment import locking
from nntui.experiment.drawings import (
    MAX_DRAWINGS,
    Change,
    Drawing,
    Taught,
    change_drawings,
    drawings_path,
    load_drawings,
    read_drawings,
    samples_of,
)
from nntui.experiment.files import FileError
from nntui.experiment.locking import locked

FOUR = "4 10010/10010/11111/00010/00010"
SEVEN = "7 11111/00001/00010/00100/00100"


def drawing(line: str) -> Drawing:
    return Drawing(int(line[0]), tuple(cell == "1" for cell in line[2:].replace("/", "")))


def numbered(number: int, label: int = 0) -> Drawing:
    """A drawing of its own for every number."""
    return Drawing(label, tuple(bool((number + 1) >> bit & 1) for bit in range(25)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "nntui" / "drawings.txt"


def names_beside(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir())


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_drawings_are_kept_in_the_users_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert drawings_path() == tmp_path / "nntui" / "drawings.txt"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in drawings_path().parents


def test_without_a_file_there_are_no_drawings_and_none_is_made(path: Path) -> None:
    assert load_drawings(path) == Taught()
    assert not path.parent.exists()


def test_what_is_added_is_there_in_the_next_run_in_a_readable_file(path: Path) -> None:
    assert add_drawing(path, drawing(FOUR)) == Taught((drawing(FOUR),))
    assert add_drawing(path, drawing(SEVEN)) == load_drawings(path) == Taught((drawing(FOUR), drawing(SEVEN)))
    comment, *lines = path.read_text().splitlines()
    assert comment.startswith("# nntui: ")
    assert lines == [FOUR, SEVEN]
    assert names_beside(path) == ["drawings.lock", "drawings.txt"]


def test_a_drawing_is_kept_once_and_its_newest_label_counts(path: Path) -> None:
    for line in (FOUR, SEVEN, FOUR):
        add_drawing(path, drawing(line))
    assert load_drawings(path).drawings == (drawing(SEVEN), drawing(FOUR))
    relabelled = drawing("9" + SEVEN[1:])
    assert add_drawing(path, relabelled).drawings == load_drawings(path).drawings == (drawing(FOUR), relabelled)


def test_a_drawing_is_removed_if_it_is_there_with_that_label(path: Path) -> None:
    add_drawing(path, drawing(FOUR))
    add_drawing(path, drawing(SEVEN))
    assert len(remove_drawing(path, drawing("1" + FOUR[1:])).drawings) == 2
    assert remove_drawing(path, drawing(FOUR)) == load_drawings(path) == Taught((drawing(SEVEN),))
    assert remove_drawing(path, drawing(SEVEN)) == load_drawings(path) == Taught()


@given(st.integers(0, 9), st.lists(st.booleans(), min_size=25, max_size=25).filter(any))
def test_any_drawing_comes_back(tmp_path: Path, label: int, cells: list[bool]) -> None:
    kept = Drawing(label, tuple(cells))
    assert add_drawing(tmp_path / "drawings.txt", kept).drawings[-1] == kept
    assert load_drawings(tmp_path / "drawings.txt").drawings[-1] == kept


@pytest.mark.parametrize(("label", "cells"), [(10, 25), (-1, 25), (3, 24), (3, 26), (3, 0)])
def test_what_no_file_could_give_back_is_no_drawing(label: int, cells: int) -> None:
    with pytest.raises(ValueError, match="expected a digit and 25 cells"):
        Drawing(label, (True,) * cells)


def test_there_is_an_upper_limit_and_nothing_makes_way_unasked(path: Path) -> None:
    write(path, "".join(f"{numbered(number)}\n" for number in range(MAX_DRAWINGS)).encode())
    before = path.read_bytes()
    with pytest.raises(FileError, match=r"drawings.txt: holds 1,000 drawings, and no more are kept: remove some$"):
        add_drawing(path, numbered(MAX_DRAWINGS))
    assert path.read_bytes() == before
    assert len(add_drawing(path, numbered(0, label=5)).drawings) == MAX_DRAWINGS  # in place of the old one
    one_more, one_less = Change(numbered(MAX_DRAWINGS), keeps=True), Change(numbered(1), keeps=False)
    assert change_drawings(path, [one_more, one_less]).drawings[-1] == numbered(MAX_DRAWINGS)


def test_a_file_that_a_person_wrote_is_read(path: Path) -> None:
    text = f"\ufeff# mine\r\n\r\n  {FOUR}  \r\n# naïve ✓\n{SEVEN.replace(' ', chr(9))}"
    write(path, text.encode())
    assert load_drawings(path) == Taught((drawing(FOUR), drawing(SEVEN)))
    assert path.read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("damage", "lines"),
    [
        (FOUR[:-1], "line 3"),
        (FOUR + "/00000", "line 3"),
        (FOUR.replace("/", ""), "line 3"),
        ("x" + FOUR[1:], "line 3"),
        ("\0" * 100, "line 3"),
        (b"4 1001\xff/10010/11111/00010/00010", "line 3"),
        ("٤" + FOUR[1:], "line 3"),
        (f"half\n{FOUR}\n\x1b[31m\n{SEVEN[:20]}", "line 3 and 2 more"),
        ("\n".join(str(numbered(number)) for number in range(MAX_DRAWINGS)), "line 1002 and 1 more"),
    ],
    ids=["half", "six rows", "no slashes", "no digit", "zeros", "no UTF-8", "Arabic digit", "several", "too many"],
)
def test_a_damaged_file_is_set_aside_and_what_can_be_read_is_kept(path: Path, damage: str | bytes, lines: str) -> None:
    damaged = damage if isinstance(damage, bytes) else damage.encode()
    content = f"# comment\n{SEVEN}\n".encode() + damaged + f"\n{FOUR}\n".encode()
    write(path, content)
    taught = load_drawings(path)
    assert f"{path}: {lines} " in taught.note
    assert "set aside as drawings.damaged-1.txt" in taught.note
    assert taught.note.isprintable()
    assert (path.parent / "drawings.damaged-1.txt").read_bytes() == content
    assert drawing(SEVEN) in taught.drawings
    assert load_drawings(path) == Taught(taught.drawings)  # told once
    assert names_beside(path) == ["drawings.damaged-1.txt", "drawings.lock", "drawings.txt"]


@pytest.mark.parametrize("change", [add_drawing, remove_drawing])
def test_a_change_sets_a_damaged_file_aside_too_never_over_an_earlier_one(path: Path, change: object) -> None:
    for number in (1, 2, 3):
        write(path, f"{FOUR}\nhalf a line {number}".encode())
        taught = change(path, drawing(SEVEN))
        assert f"damaged-{number}.txt, and 1 drawing kept" in taught.note
        assert drawing(FOUR) in load_drawings(path).drawings
    for number in (1, 2, 3):
        text = (path.parent / f"drawings.damaged-{number}.txt").read_text()
        assert text == f"{FOUR}\nhalf a line {number}"


@given(
    content=st.binary(max_size=100)
    | st.lists(st.sampled_from([FOUR, SEVEN, "\n", "#", " ", "4"])).map(lambda parts: "".join(parts).encode())
)
def test_whatever_the_file_holds_nothing_of_it_is_lost(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "drawings.txt"
    write(path, content)
    taught = load_drawings(path)
    kept = path.with_name("drawings.damaged-1.txt") if taught.note else path
    assert kept.read_bytes() == content
    assert load_drawings(path) == Taught(taught.drawings)


def test_a_damaged_file_that_cannot_be_set_aside_stays_and_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, f"{FOUR}\nhalf".encode())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    taught = load_drawings(path)
    assert taught.drawings == (drawing(FOUR),)
    assert taught.note.endswith("drawings.damaged-1.txt: No space left on device")
    with pytest.raises(FileError, match="No space left on device"):
        add_drawing(path, drawing(SEVEN))
    assert path.read_text() == f"{FOUR}\nhalf"
    assert names_beside(path) == ["drawings.lock", "drawings.txt"]


def test_a_full_disk_leaves_the_drawings_as_they_were(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_drawing(path, drawing(FOUR))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for change, changed in ((add_drawing, SEVEN), (remove_drawing, FOUR)):
        with pytest.raises(FileError, match=r"drawings.txt: No space left on device$"):
            change(path, drawing(changed))
    assert load_drawings(path) == Taught((drawing(FOUR),))
    assert names_beside(path) == ["drawings.lock", "drawings.txt"]


@pytest.mark.parametrize("call", [add_drawing, remove_drawing, lambda path, _: load_drawings(path)])
@pytest.mark.parametrize("place", ["data", "data/nntui", "data/nntui/drawings.txt"])
def test_something_else_in_the_way_is_named_and_left_alone(path: Path, place: str, call: object) -> None:
    obstacle = path.parents[1].parent / place
    obstacle.parent.mkdir(parents=True, exist_ok=True)
    if obstacle == path:
        obstacle.mkdir()
    else:
        obstacle.write_text("in the way")
    with pytest.raises(FileError) as error:
        call(path, drawing(FOUR))
    assert str(error.value).startswith(str(path.parents[1]))
    assert obstacle.is_dir() if obstacle == path else obstacle.read_text() == "in the way"


@pytest.mark.parametrize("bad", ["loop/drawings.txt", "a\0b/drawings.txt", "x" * 300 + "/drawings.txt"])
def test_a_place_that_cannot_be(tmp_path: Path, bad: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for call in (add_drawing, remove_drawing, lambda path, _: load_drawings(path)):
        with pytest.raises(FileError):
            call(tmp_path / bad, drawing(FOUR))


def test_a_file_far_too_large_is_refused_and_left_alone(path: Path) -> None:
    write(path, b"#" * 2_000_000)
    for call in (add_drawing, lambda path, _: load_drawings(path)):
        with pytest.raises(FileError, match="expected at most"):
            call(path, drawing(FOUR))
    assert path.stat().st_size == 2_000_000


@pytest.mark.soak
def test_programs_that_run_at_the_same_time_lose_nothing_of_each_other(path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from nntui.experiment.drawings import Change, Drawing, change_drawings\n"
        "path, first = Path(sys.argv[1]), int(sys.argv[2])\n"
        "drawn = [Drawing(1, tuple(bool(n + 1 >> bit & 1) for bit in range(25))) for n in range(first, first + 40)]\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "for drawing in drawn: change_drawings(path, [Change(drawing, True)])\n"
        "for drawing in drawn[:10]: change_drawings(path, [Change(drawing, False)])\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(first)], stdin=-1, stdout=-1, text=True)
        for first in (0, 40, 80)
    ]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("\n")
        program.stdin.flush()
    assert [program.wait(30) for program in programs] == [0, 0, 0]
    for program in programs:
        program.communicate()
    kept = {numbered(number, 1) for first in (0, 40, 80) for number in range(first + 10, first + 40)}
    taught = load_drawings(path)
    assert len(taught.drawings) == 90
    assert set(taught.drawings) == kept


def test_a_program_that_does_not_let_go_of_the_lock_is_not_waited_for_without_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_drawing(path, drawing(FOUR))
    monkeypatch.setattr(locking, "_PATIENCE", 0.05)
    with locked(path.with_suffix(".lock")):
        with pytest.raises(FileError, match=r"drawings.lock: another program has held this lock"):
            add_drawing(path, drawing(SEVEN))
        assert load_drawings(path) == Taught((drawing(FOUR),))  # to read needs no lock
    assert len(add_drawing(path, drawing(SEVEN)).drawings) == 2


def test_drawings_as_training_takes_them() -> None:
    samples = samples_of([drawing(FOUR), drawing(SEVEN)])
    assert samples.inputs.dtype == np.float32
    assert samples.inputs.shape == (2, 25)
    assert samples.inputs[1].tolist() == [float(cell) for cell in drawing(SEVEN).cells]
    assert samples.targets.tolist() == [4, 7]
    none = samples_of([])
    assert (none.inputs.shape, none.targets.shape, none.targets.dtype) == ((0, 25), (0,), np.int64)


def test_a_drawing_without_ink_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without ink"):
        Drawing(3, (False,) * 25)
    path = tmp_path / "drawings.txt"
    path.write_text("4 00000/00000/00000/00000/00000\n")
    assert "line 1" in load_drawings(path).note


def test_reading_leaves_a_damaged_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "drawings.txt"
    path.write_text("rubbish\n4 10010/10010/11111/00010/00010\n")
    taught = read_drawings(path)
    assert (len(taught.drawings), "line 1" in taught.note) == (1, True)
    assert path.read_text().startswith("rubbish")
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_file_that_cannot_be_written_is_not_copied_at_each_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, f"{FOUR}\nhalf".encode())
    access = os.access
    monkeypatch.setattr(os, "access", lambda where, mode: where != path and access(where, mode))
    for _ in range(2):
        assert "no permission to write" in load_drawings(path).note
    assert names_beside(path) == ["drawings.lock", "drawings.txt"]
