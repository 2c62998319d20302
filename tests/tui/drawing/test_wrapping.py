from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nntui.tui.drawing.wrapping import shortened, wrapped


def test_words_stay_whole_where_they_can():
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]
    assert wrapped("abcdefgh xy", 3) == ["abc", "def", "gh", "xy"]
    assert wrapped("", 5) == []


def test_what_counts_is_cells():
    assert wrapped("日本語 日本", 6) == ["日本語", "日本"]
    assert wrapped("日本語日本語", 5) == ["日本", "語日", "本語"]


def test_what_finds_no_room_is_told_by_a_sign():
    assert wrapped("one two three four", 9, 2) == ["one two", "three …"]
    assert wrapped("one two three four", 9, 3) == ["one two", "three", "four"]
    assert wrapped("abcdefgh", 4, 1) == ["…"]


@given(st.text("ab 日é", max_size=60), st.integers(2, 20), st.none() | st.integers(1, 4))
def test_no_line_is_wider_than_it_may_be_and_nothing_is_lost(text, width, most):
    lines = wrapped(text, width, most)
    assert all(0 < cell_len(line) <= width for line in lines)
    if most is None:
        assert "".join("".join(lines).split()) == "".join(text.split())
    else:
        assert len(lines) <= most


def test_hard_spaces_hold_words_together():
    assert wrapped("builds ↻\xa0anew", 8) == ["builds", "↻ anew"]
    assert wrapped("↻\xa0anew", 3) == ["↻ a", "new"]


def test_a_name_is_cut_by_cells_and_visibly():
    assert shortened("petal length", 12) == "petal length"
    assert shortened("petal length", 8) == "petal l…"
    assert shortened("日本語日本", 8) == "日本語…"
