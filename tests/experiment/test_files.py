import errno
import os
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.experiment.files import STDIN, FileError, check_writable, harmless, move_to_free_name, read_text, write_text

UNSAFE = ["\n", "\r", "\t", "\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\u2029", "\ufeff"]


@pytest.mark.parametrize("char", [*UNSAFE, "\ud800"], ids=ascii)
def test_harmless_replaces_what_a_terminal_might_obey(char: str) -> None:
    assert harmless(f"a{char}b") == "a�b"


@given(st.text())
def test_harmless_text_is_one_printable_line_of_the_same_length(text: str) -> None:
    result = harmless(text)
    assert len(result) == len(text)
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in result)
    assert len(result.splitlines()) <= 1
    assert harmless(result) == result


@pytest.mark.parametrize("text", ["plain", "naïve ✓ 日本語 🙂", ""])
def test_harmless_leaves_writing_alone(text: str) -> None:
    assert harmless(text) == text


MANY = 1_000_000


def test_an_error_is_one_short_line_that_names_the_file() -> None:
    error = FileError("a\nb.toml", "x\x1b" * 100_000)
    assert str(error).startswith("a�b.toml: x�x�")
    assert str(error).endswith("...")
    assert len(str(error)) < 600


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "text"
    for text in ("one\ntwo\r\n✓", "", "shorter"):
        write_text(path, text)
        assert read_text(path, MANY) == text
        assert path.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfhello")
    assert read_text(path, MANY) == "hello"


def test_a_file_may_be_as_large_as_allowed_and_no_larger(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"x" * 1000)
    assert read_text(path, 1000) == "x" * 1000
    with pytest.raises(FileError, match=r"text: expected at most 999 bytes$"):
        read_text(path, 999)


def test_standard_input_is_called_so() -> None:
    assert str(FileError(STDIN, "not TOML")) == "stdin: not TOML"


def test_an_endless_device_is_not_read() -> None:
    with pytest.raises(FileError, match=r"^/dev/zero: expected a regular file$"):
        read_text(Path("/dev/zero"), MANY)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "No such file or directory"),
        ("folder", "expected a regular file"),
        ("fifo", "expected a regular file"),
        ("latin", "expected UTF-8 text, got the byte 0xe9 (at line 1, column 4)"),
        ("x" * 300, "File name too long"),
        ("a\0b", "embedded null byte"),
        ("latin/inside", "Not a directory"),
        ("circle", "Too many levels of symbolic links"),
    ],
)
def test_reading_what_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(FileError) as error:
        read_text(tmp_path / name, MANY)
    assert str(error.value) == f"{harmless(str(tmp_path / name))}: {reason}"


@pytest.mark.parametrize("name", ["folder", "fifo", "x" * 300, "a\0b", "file/inside", "none/inside", "circle"])
def test_writing_where_nothing_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").write_text("old")
    (tmp_path / "circle").symlink_to("circle")
    before = {path.name: path.lstat().st_mode for path in tmp_path.iterdir()}
    for write in (lambda path: write_text(path, "new"), check_writable):
        with pytest.raises(FileError) as error:
            write(tmp_path / name)
        assert str(error.value).startswith(harmless(str(tmp_path / name)) + ": ")
    assert {path.name: path.lstat().st_mode for path in tmp_path.iterdir()} == before
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize("broken", ["fsync", "replace", "text"])
def test_a_failure_half_way_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "text"
    write_text(path, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if broken != "text":
        monkeypatch.setattr(os, broken, fail)
    with pytest.raises(FileError, match=r"text: (No space left on device|.*surrogates not allowed)$"):
        write_text(path, "new" if broken != "text" else "half a pair: \ud800")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_half_way_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text"
    write_text(path, "old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture(params=["hard links", "none"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With hard links, and as on a file system that has none."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    if request.param == "none":
        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("links")
def test_what_comes_while_a_new_file_is_written_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text"
    write_text(path, "new", may_replace=False)
    assert path.read_text() == "new"
    path.unlink()
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text("theirs"))
    with pytest.raises(FileError, match=r"text: there is such a file by now, and it stays as it is$"):
        write_text(path, "new", may_replace=False)
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("links")
def test_a_file_moves_to_a_free_name_alone(tmp_path: Path) -> None:
    old, new, link = (tmp_path / name for name in ("old", "new", "link"))
    old.write_text("kept")
    move_to_free_name(old, new)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    link.symlink_to("gone")
    (tmp_path / "folder").mkdir()
    for taken in (link, tmp_path / "folder", new):
        with pytest.raises(FileExistsError):
            move_to_free_name(new, taken)
    move_to_free_name(link, old)
    assert (old.readlink(), new.read_text()) == (Path("gone"), "kept")
    with pytest.raises(FileNotFoundError):
        move_to_free_name(tmp_path / "missing", link)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "new", "old"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link, target = tmp_path / "link", tmp_path / "elsewhere" / "target"
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_text(tmp_path / "ours", "")
    (tmp_path / "usual").touch()
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "usual")]
    assert modes[0] == modes[1]


def test_a_name_as_long_as_allowed_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    write_text(path, "new")
    assert path.read_text() == "new"
