"""The user's presets: found by name before the shipped ones, and named so that they stay in their folder."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nntui
from nntui.experiment import preset_folders
from nntui.experiment.files import FileError
from nntui.experiment.preset_folders import (
    delete_preset,
    find_preset,
    is_users,
    known_presets,
    path_of_name,
    rename_preset,
    shipped_presets,
    user_presets,
    user_presets_path,
)
from nntui.experiment.presets import load_preset


def write(name: str, text: str = "title = 'mine'\n") -> Path:
    path = user_presets_path() / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_folder_is_where_the_user_has_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert user_presets_path() == tmp_path / "nntui" / "presets"
    assert user_presets() == {}


def test_users_presets_shadow_the_shipped_ones() -> None:
    path = write("xor")
    write("mine")
    assert find_preset("xor") == path
    assert load_preset("xor").title == "mine"
    assert shipped_presets()["xor"] != path
    assert list(known_presets())[:2] == ["mine", "xor"]
    assert set(known_presets()) == {"mine", *shipped_presets()}
    assert is_users("xor") and is_users("./a.toml") and not is_users("circle")


def test_what_is_no_preset_file_is_passed_over() -> None:
    folder = write("good").parent
    (folder / "folder.toml").mkdir()
    os.mkfifo(folder / "fifo.toml")
    (folder / "dangling.toml").symlink_to("nowhere.toml")
    (folder / "link.toml").symlink_to("good.toml")
    for name in (
        ".hidden.toml",
        "note.txt",
        "\x1b[31m.toml",
        "\u202eback.toml",
        "-x.toml",
        ".toml",
        "a" * 80 + ".toml",
    ):
        (folder / name).touch()
    assert list(user_presets()) == ["good", "link"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_folder_that_cannot_be_read_is_as_good_as_none() -> None:
    folder = write("mine").parent
    folder.chmod(0)
    assert user_presets() == {}
    folder.chmod(0o700)


def test_presets_beside_an_installed_package_are_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "theirs.toml").touch()
    (tmp_path / "nntui").mkdir()
    monkeypatch.setattr(nntui, "__file__", str(tmp_path / "nntui" / "__init__.py"))
    assert shipped_presets() == {}
    (tmp_path / "pyproject.toml").touch()
    assert list(shipped_presets()) == ["theirs"]


BAD_NAMES = [
    "",
    " ",
    ".",
    "..",
    "../../x",
    "/etc/x",
    "a/b",
    "a\\b",
    ".hidden",
    "-option",
    "x.toml",
    " x",
    "x ",
    "x\n",
    "\x1b[31m",
    "\u202ex",
    "\x00",
    "\ud800",
    "a" * 65,
    "漢" * 64 + "漢",
    "😀" * 60,
    "[/b]/",
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names_are_refused_in_one_harmless_line(name: str) -> None:
    with pytest.raises(ValueError, match="expected a name") as error:
        path_of_name(name)
    assert len(str(error.value)) < 300
    assert "\n" not in str(error.value)
    assert "\x1b" not in str(error.value)


@given(st.text(max_size=80))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    try:
        path = path_of_name(name)
    except ValueError:
        return
    assert path.parent == user_presets_path()
    assert path.resolve().parent == user_presets_path().resolve()
    assert len(os.fsencode(path.name)) <= 255


def test_a_preset_is_renamed_and_deleted() -> None:
    write("old", "title = 'kept'")
    rename_preset("old", "new name")
    assert list(user_presets()) == ["new name"]
    assert load_preset("new name").title == "kept"
    delete_preset("new name")
    assert user_presets() == {}


def test_a_file_that_comes_while_another_is_renamed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a", "title = 'a'")

    def look(name: str) -> Path:
        write("b", "title = 'b'")
        return path_of_name(name)

    monkeypatch.setattr(preset_folders, "path_of_name", look)  # the last thing that is done before
    with pytest.raises(FileError, match="b: there is a preset of yours with this name"):
        rename_preset("a", "b")
    assert [load_preset(name).title for name in ("a", "b")] == ["a", "b"]


def test_nothing_is_lost_by_renaming_and_no_shipped_preset_deleted() -> None:
    write("a", "title = 'a'")
    write("b", "title = 'b'")
    with pytest.raises(FileError, match="b: there is a preset of yours with this name"):
        rename_preset("a", "b")
    with pytest.raises(ValueError, match="expected a name"):
        rename_preset("a", "../x")
    for act in (lambda: delete_preset("circle"), lambda: rename_preset("circle", "mine")):
        with pytest.raises(FileError, match="circle: there is no such preset of yours"):
            act()
    assert [load_preset(name).title for name in ("a", "b")] == ["a", "b"]
    assert "circle" in shipped_presets()
