"""The page of keys: all of them, grouped, and nothing of it cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.tui.help import HelpScreen, Section, Sheet
from nntui.tui.keys import actions_of, keys_of, working_bindings
from nntui.tui.panes.loss_chart import LossChart

TEXTS = st.text("ab 日", min_size=1, max_size=60)
ENTRIES = st.lists(st.tuples(st.text("xy日", min_size=1, max_size=8), TEXTS), min_size=1, max_size=6)


@pytest.mark.soak
@pytest.mark.parametrize(("preset", "size"), [("digits", (60, 18)), ("digits", (80, 24)), ("spiral", (120, 40))])
async def test_every_key_is_on_the_page_and_no_line_is_cut(opened, preset, size):
    async with opened(preset, size=size) as app:
        await app.press("question_mark")
        sheet = app.app.screen.query_one(Sheet)
        lines = [line.plain for line in sheet.lines(sheet.size.width)]
        assert sheet.size.height == len(lines)
        assert max(line.cell_length for line in sheet.lines(sheet.size.width)) <= sheet.size.width <= size[0] - 4
        playground = app.playground
        told = {action for pane in playground.panes() for action in actions_of(pane)}
        for node in (playground, *playground.panes()):
            for key, text in keys_of(node, but=told):
                assert any(f"{key} " in line and text.split()[0] in line for line in lines), (key, text)
        everything = {one.key for one in working_bindings(playground) if one.description}
        missing = {one.key for one in working_bindings(playground) if f"screen.{one.action}" in told}
        assert {"p", "e", "m", "r", "q", "question_mark"} <= everything - missing


@pytest.mark.soak
async def test_a_key_of_a_pane_is_told_once(opened):
    async with opened("spiral") as app:
        await app.press("question_mark")
        sections = {section.heading: section.entries for section in app.app.screen.sections()}
        chart = dict(sections[f"2 {LossChart.heading}"])
        assert {"O", "A", "G", "y"} <= set(chart)
        assert not {"O", "A", "G", "y"} & set(dict(sections["Everywhere"]))
        assert "↑↓" in dict(sections["1 Hyperparameters"])


@pytest.mark.soak
async def test_it_scrolls_to_its_end_with_keys_and_wheel(opened):
    async with opened(size=(80, 24)) as app:
        await app.press("question_mark")
        box = app.app.screen.query_one(".dialog")
        assert box.max_scroll_y > 0
        await app.press("end")
        await app.until(lambda: box.scroll_y == box.max_scroll_y)
        await app.press("home")
        await app.until(lambda: box.scroll_y == 0)
        await app.press("down")
        await app.until(lambda: box.scroll_y > 0)
        await app.press("escape")
        assert not isinstance(app.app.screen, HelpScreen)


@pytest.mark.soak
@given(st.lists(st.builds(Section, TEXTS, ENTRIES), min_size=1, max_size=5), st.integers(30, 140))
def test_no_line_is_wider_than_the_sheet(sections, width):
    sections = [section._replace(heading=section.heading[:10]) for section in sections]
    for line in Sheet(sections).lines(width):
        assert line.cell_length <= width
