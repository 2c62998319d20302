from pathlib import Path

import pytest

from nntui.experiment.files import FileError
from nntui.experiment.locking import lock_if_free


def test_one_holds_it_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first = lock_if_free(path)
    assert first is not None
    assert lock_if_free(path) is None
    first.let_go(leave_file=True)
    assert path.exists()
    second = lock_if_free(path)
    assert second is not None
    first.let_go(leave_file=False)  # again: nothing happens to the lock that is another's now
    assert path.exists()
    assert lock_if_free(path) is None
    second.let_go(leave_file=False)
    assert not path.exists()


def test_a_file_that_was_removed_meanwhile_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lock"
    path.touch()

    def remove_first(handle: int, operation: int) -> None:
        path.unlink()

    monkeypatch.setattr("nntui.experiment.locking.fcntl.flock", remove_first)
    assert lock_if_free(path) is None


def test_where_there_can_be_no_file_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none/lock: No such file or directory$"):
        lock_if_free(tmp_path / "none" / "lock")
