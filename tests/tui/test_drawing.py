"""The drawing functions: arrays in, characters and styles out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from nntui.tui.drawing.bars import bar, percent
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.confusion import confusion_matrix, draw_confusion
from nntui.tui.drawing.pad import layout_for
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
RED, BLUE = Style(color="red"), Style(color="blue")
DIGITS = tuple("0123456789")


def test_text_is_clipped_at_every_edge():
    canvas = Canvas(5, 2)
    canvas.text(-2, 0, "abcdefghij", RED)
    canvas.text(3, 1, "xyz", RED)
    canvas.text(0, 2, "below", RED)
    canvas.text(0, -1, "above", RED)
    assert canvas.plain() == "cdefg\n   xy"


def test_a_wide_character_takes_two_cells_and_a_combining_one_none():
    canvas = Canvas(6, 1)
    assert canvas.text(0, 0, "日e\u0301x", RED) == 4
    text = "".join(segment.text for segment in canvas.segments(0))
    assert cell_len(text) == 6
    assert text.startswith("日ex")


def test_a_row_has_one_segment_a_run_of_style():
    canvas = Canvas(6, 1)
    canvas.text(0, 0, "ab", RED)
    canvas.text(2, 0, "cd", BLUE)
    assert [(segment.text, segment.style) for segment in canvas.segments(0)] == [
        ("ab", RED),
        ("cd", BLUE),
        ("  ", Style.null()),
    ]


def test_changes_are_runs_joined_across_short_gaps():
    before, after = Canvas(40, 3), Canvas(40, 3)
    after.text(2, 1, "a", RED)
    after.text(5, 1, "b", RED)
    after.text(20, 1, "c", RED)
    assert list(after.changes_from(before)) == [(2, 1, 4), (20, 1, 1)]
    assert list(after.changes_from(after)) == []


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 4), st.sampled_from("ab ")), max_size=40))
def test_painting_the_changes_over_the_old_canvas_gives_the_new_one(cells):
    before, after = Canvas(30, 5), Canvas(30, 5)
    for x, y, char in cells[: len(cells) // 2]:
        before.text(x, y, char, RED)
    for x, y, char in cells:
        after.text(x, y, char, BLUE)
    for x, y, width in after.changes_from(before):
        before.chars[y, x : x + width] = after.chars[y, x : x + width]
        before.styles[y, x : x + width] = after.styles[y, x : x + width]
    assert (before.chars == after.chars).all() and (before.styles == after.styles).all()


@given(st.floats(-1, 2), st.integers(1, 40))
def test_a_bar_keeps_its_width(fraction, width):
    assert len(bar(fraction, width)) == width
    assert (bar(fraction, width) == "█" * width) == (min(max(fraction, 0), 1) * width * 8 >= width * 8 - 0.5)


def test_percentages_have_one_width():
    assert {len(percent(value)) for value in (0.0, 0.05, 0.5, 1.0, float("nan"))} == {5}


def test_the_confusion_matrix_counts():
    counts = confusion_matrix(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 2, 0]), 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 2]]
    canvas = Canvas(40, 8)
    draw_confusion(canvas, PALETTE, counts, ("a", "b", "c"), "test")
    text = canvas.plain()
    assert "4 of 6 test samples right" in text
    assert "50 %" in text and "100 %" in text and "67 %" in text


def test_ten_classes_fit_beside_a_form_of_28_columns():
    canvas = Canvas(50, 13)
    draw_confusion(canvas, PALETTE, np.full((10, 10), 99), DIGITS, "test")
    for line in canvas.plain().split("\n")[1:11]:
        assert line.split()[1:11] == ["99"] * 10


def test_a_part_of_the_samples_is_called_a_part():
    canvas = Canvas(60, 8)
    draw_confusion(canvas, PALETTE, np.diag([2500, 2500]), ("a", "b"), "test", available=20_000)
    assert "5000 of 5000 test samples right (of 20000 in all)" in canvas.plain()


def test_columns_whose_names_find_no_room_are_numbered():
    names = tuple(f"c{number}" for number in range(20))
    for width, height, header in ((120, 30, 1), (55, 30, 2)):
        canvas = Canvas(width, height)
        draw_confusion(canvas, PALETTE, np.diag(range(20)), names, "test")
        lines = canvas.plain().split("\n")
        if header == 1:
            assert lines[0].split()[1:21] == list(names)
        else:
            assert lines[0].split()[1:] == list("11111111112")
            assert lines[1].split() == list("12345678901234567890")
            assert lines[2].split()[:2] == ["1", "c0"] and lines[21].split()[:2] == ["20", "c19"]
        assert any("190 of 190 test samples right" in line for line in lines)
    canvas = Canvas(40, 8)
    draw_confusion(canvas, PALETTE, np.eye(3, dtype=int), ("variant-a", "variant-b", "variant-c"), "test")
    assert canvas.plain().split("\n")[0].split()[:4] == ["is╲as", "1", "2", "3"]
    assert canvas.plain().split("\n")[1].split()[:2] == ["1", "variant-a"]


def test_names_that_are_cut_say_so_and_are_not_where_a_column_more_holds_them():
    names = ("setosa", "versicolor", "virginica")
    for width, header in ((50, names), (43, ("setosa", "versic…", "virgin…")), (36, ("seto…", "vers…", "virg…"))):
        canvas = Canvas(width, 8)
        draw_confusion(canvas, PALETTE, np.diag([5, 13, 12]), names, "test")
        lines = canvas.plain().split("\n")
        assert tuple(lines[0].split()[1:4]) == header
        assert [line.split()[0] for line in lines[1:4]] == list(names)
        assert ("rows: the true class, columns: the answer" in lines[6]) == (width > 42)


@pytest.mark.parametrize(
    ("width", "cell", "counts", "unit"),
    [
        (90, 5, [[325, 125, 10], [0, 5000, 0], [0, 0, 0]], ""),
        (23, 3, [[325, 125, 10], [0, 500, 0], [0, 0, 0]], "% of class"),
        (19, 2, [[12, 5, 0], [0, 490, 10], [20, 0, 20]], "% of class, + for 10 or more"),
    ],
)
def test_two_numbers_of_the_confusion_matrix_never_run_together(width, cell, counts, unit):
    canvas, counts = Canvas(width, 8), np.array(counts)
    assert draw_confusion(canvas, PALETTE, counts, ("a", "b", "c"), "test") == unit
    for line, row in zip(canvas.plain().split("\n")[1:4], counts, strict=True):
        numbers = [int(number) for number in line[6 : 6 + 3 * cell].replace("+", "10 ").split() if number != "·"]
        shares = [round(100 * count / row.sum()) for count in row if count]
        expected = [count for count in row if count] if not unit else shares
        assert numbers == [min(share, 10) if "+" in unit else share for share in expected]


@pytest.mark.parametrize("size", [(42, 36), (78, 20), (50, 5), (30, 5), (42, 13), (41, 11)])
def test_every_cell_of_the_pad_can_be_hit(size):
    layout = layout_for(*size)
    hits = {layout.cell_at(x, y) for x in range(size[0]) for y in range(size[1])} - {None}
    assert hits == {(column, row) for column in range(5) for row in range(5)}
