"""What one start leaves for the next: the theme, and that the three lines of welcome have been seen."""

import json
import os

import pytest

from nntui.tui.help import HelpScreen
from nntui.tui.notice import Notice
from nntui.tui.panes.pane import palette_for
from nntui.tui.preferences import Preferences
from nntui.tui.themes import THEMES

DARK, LIGHT = (theme.name for theme in THEMES)


def test_the_first_start_is_the_first_once(tmp_path):
    root = tmp_path / "state" / "sessions"
    assert Preferences(root).is_first_start
    assert not Preferences(root).is_first_start
    assert [path.name for path in root.parent.iterdir()] == ["preferences.json"]


def test_whoever_has_sessions_has_been_here(tmp_path):
    (tmp_path / "sessions").mkdir()
    assert not Preferences(tmp_path / "sessions").is_first_start


def test_where_nothing_can_be_written_no_start_is_the_first(tmp_path):
    (tmp_path / "file").write_text("")
    assert not Preferences(tmp_path / "file" / "sessions").is_first_start
    assert not Preferences(None).is_first_start


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_may_not_be_looked_into_is_left_alone(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    try:
        assert not Preferences(closed / "sessions").is_first_start
    finally:
        closed.chmod(0o700)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"theme": 7}', b"\xff\xfe", b'{"a": ' + b"[" * 3000, b"x" * 9000]
)
def test_a_file_that_makes_no_sense_is_as_none(tmp_path, content):
    (tmp_path / "preferences.json").write_bytes(content)
    preferences = Preferences(tmp_path / "sessions")
    assert preferences.theme is None and not preferences.is_first_start
    preferences.remember_theme(LIGHT)
    assert Preferences(tmp_path / "sessions").theme == LIGHT


@pytest.mark.soak
async def test_the_theme_is_that_of_the_last_time(opened, tmp_path):
    root = tmp_path / "sessions"
    async with opened("quadrants", sessions_root=root) as app:
        assert app.app.theme == DARK
        (command,) = [one for one in app.app.get_system_commands(app.playground) if one.title == f"Theme {LIGHT}"]
        command.callback()
        await app.pilot.pause()
    assert json.loads((tmp_path / "preferences.json").read_text()) == {"theme": LIGHT}
    async with opened("quadrants", sessions_root=root) as app:
        assert app.app.theme == LIGHT and not app.app.current_theme.dark
        assert palette_for(app.app).text.color.triplet[0] < 100


async def test_a_theme_that_there_is_no_more_is_passed_over(opened, tmp_path):
    (tmp_path / "preferences.json").write_text('{"theme": "gone"}')
    async with opened("quadrants", sessions_root=tmp_path / "sessions") as app:
        assert app.app.theme == DARK


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.soak) for size in ((120, 40), (60, 18)))]
)
async def test_the_first_key_takes_the_welcome_away_and_works(opened, tmp_path, size):
    async with opened("quadrants", sessions_root=tmp_path / "sessions", size=size) as app:
        await app.until(lambda: bool(app.playground.query(Notice)))
        await app.pilot.pause()
        notice = app.playground.query_one(Notice)
        assert notice.border_title == "Welcome"
        assert notice.region.height == 5 and notice.region.right == size[0] - 1 and notice.region.bottom == size[1] - 4
        await app.press("question_mark")
        await app.until(lambda: isinstance(app.app.screen, HelpScreen))
        assert not app.playground.query(Notice)
    async with opened("quadrants", sessions_root=tmp_path / "sessions", size=size) as app:
        assert all(notice.border_title != "Welcome" for notice in app.playground.query(Notice))
