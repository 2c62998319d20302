"""Folders of sessions: what is read is what was written, or is known to be damaged; programs stay out of each other's."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.experiment.files import FileError
from nntui.experiment.session_folders import (
    KEPT,
    RUN,
    SETTINGS,
    DamagedError,
    NewerError,
    SessionFolder,
    folders_in,
    held,
    is_cut_off,
    new_folder,
    prune,
    sealed,
    sessions_path,
    unsealed,
)


@given(st.binary())
def test_what_was_sealed_comes_back(content: bytes) -> None:
    assert unsealed(sealed(content)) == content


@given(content=st.binary(max_size=200), data=st.data())
def test_one_wrong_bit_is_noticed_wherever_it_is(content: bytes, data: st.DataObject) -> None:
    file = bytearray(sealed(content))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((DamagedError, NewerError)):
        unsealed(bytes(file))


@given(content=st.binary(max_size=200), data=st.data())
def test_a_file_cut_short_or_with_more_at_its_end_is_noticed(content: bytes, data: st.DataObject) -> None:
    file = sealed(content)
    for wrong in (file[: data.draw(st.integers(0, len(file) - 1))], file + data.draw(st.binary(min_size=1))):
        with pytest.raises(DamagedError):
            unsealed(wrong)


def test_a_newer_version_is_told_from_damage() -> None:
    with pytest.raises(NewerError, match=r"^is of version 2, newer than 1$"):
        unsealed(sealed(b"what").replace(b"session 1 ", b"session 2 "))


def test_the_users_state_directory_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert sessions_path() == tmp_path / "nntui" / "sessions"


def written(root: Path, at: float = 0) -> SessionFolder:
    folder = new_folder(root)
    folder.write(SETTINGS, b"settings")
    if at:
        os.utime(folder.path / SETTINGS, (at, at))
    return folder


def test_a_folder_in_use_is_nobody_elses(tmp_path: Path) -> None:
    first, second = written(tmp_path), written(tmp_path)
    assert first.path != second.path
    assert held(first.path) is None
    first.let_go(cut_off=False)
    assert not is_cut_off(first.path)
    again = held(first.path)
    assert again is not None
    assert not again.was_cut_off
    assert (again.read(SETTINGS), again.read(RUN)) == (b"settings", None)
    assert held(second.path) is None


def test_a_folder_without_an_orderly_end_was_cut_off(tmp_path: Path) -> None:
    folder = written(tmp_path)
    os.close(folder._lock._handle)  # as the end of the program does
    again = held(folder.path)
    assert again is not None
    assert again.was_cut_off
    again.let_go(cut_off=True)
    assert is_cut_off(folder.path)


def test_what_a_killed_program_was_writing_is_swept_away(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder.path / ".nntui.half").write_bytes(b"ha")
    folder.let_go(cut_off=True)
    assert held(folder.path) is not None
    assert not (folder.path / ".nntui.half").exists()


def test_the_newest_comes_first_and_only_so_many_are_kept(tmp_path: Path) -> None:
    folders = [written(tmp_path, at=1000.0 + number) for number in range(KEPT + 3)]
    stranger = tmp_path / "my own"
    stranger.mkdir()
    assert folders_in(tmp_path) == [folder.path for folder in reversed(folders)]
    for folder in folders[1:]:
        folder.let_go(cut_off=True)
    prune(tmp_path)
    assert folders_in(tmp_path) == [folder.path for folder in (*reversed(folders[3:]), folders[0])], "one is in use"
    assert stranger.exists()


def test_folders_that_nothing_was_written_in_go_when_they_are_old(tmp_path: Path) -> None:
    young, old = (new_folder(tmp_path) for _ in range(2))
    for folder in (young, old):
        folder.let_go(cut_off=True)
    os.utime(old.path, (1000, 1000))
    prune(tmp_path)
    assert young.path.exists()
    assert not old.path.exists()


def test_what_is_set_aside_keeps_its_name_and_replaces_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path)
    folder.write(RUN, b"run")
    (tmp_path / f"{folder.path.name}.damaged-1").mkdir()
    assert folder.set_part_aside(RUN, "damaged").name == "run.damaged-1"
    aside = folder.set_aside("damaged")
    assert aside.name == f"{folder.path.name}.damaged-2"
    assert sorted(path.name for path in aside.iterdir()) == ["run.damaged-1", "settings"]
    assert folders_in(tmp_path) == []


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """Let no file grow past `size` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_finds_no_room_leaves_what_was_there(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with little_room(1000), pytest.raises(FileError, match=r"settings: File too large$"):
        folder.write(SETTINGS, b"x" * 1000)
    assert folder.read(SETTINGS) == b"settings"
    assert sorted(path.name for path in folder.path.iterdir()) == ["lock", "settings"]
    folder.write(SETTINGS, b"x" * 1000)
    assert folder.read(SETTINGS) == b"x" * 1000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB, where one can be had."""
    path = tmp_path / "disk"
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path]
    if os.geteuid() or shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("wants to mount a disk")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


def test_a_full_disk_keeps_what_it_has(small_disk: Path) -> None:
    folder = written(small_disk)
    with pytest.raises(FileError, match=r"run: No space left on device$"):
        folder.write(RUN, bytes(100_000))
    assert folder.read(SETTINGS) == b"settings"
    assert sorted(path.name for path in folder.path.iterdir()) == ["lock", "settings"]
    folder.write(RUN, bytes(10_000))
    folder.let_go(cut_off=False)


@pytest.mark.parametrize("cut_off", [True, False])
def test_what_can_only_be_read_can_be_held_by_one(small_disk: Path, cut_off: bool) -> None:
    folder = written(small_disk)
    path = folder.path
    folder.let_go(cut_off)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    again = held(path)
    assert again is not None
    assert held(path) is None
    assert again.read(SETTINGS) == b"settings"
    with pytest.raises(FileError, match=r"no permission to write$"):
        again.write(SETTINGS, b"other")
    again.let_go(cut_off)
    assert is_cut_off(path) == cut_off
    with pytest.raises(FileError, match=r"Read-only file system$"):
        new_folder(small_disk)


def test_where_there_can_be_no_folder_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for root, reason in (
        (tmp_path / "file", "expected a directory"),
        (tmp_path / "file" / "sessions", "Not a directory"),
        (Path("sessions"), "expected an absolute path; set HOME or XDG_STATE_HOME"),
    ):
        with pytest.raises(FileError, match=rf"{reason}$"):
            new_folder(root)
