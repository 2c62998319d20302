import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.confusion import draw_confusion
from nntui.tui.drawing.wrapping import shortened
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
WIDE = "日本語のクラス", "中文类别名字"


def lines_of(width, names, height=8):
    canvas = Canvas(width, height)
    draw_confusion(canvas, PALETTE, np.diag(np.arange(1, len(names) + 1)), names, "test")
    return canvas.plain().split("\n")


@pytest.mark.parametrize(
    ("width", "header", "rows"),
    [
        (60, ["日本語のク…", "中文类别名字"], ["日本語のク…", "中文类别名字"]),
        (36, ["日本語…", "中文类…"], ["日本語のク…", "中文类别名字"]),
        (22, ["1", "2"], ["1", "2"]),
    ],
)
def test_names_of_wide_characters_keep_their_beginnings(width, header, rows):
    lines = lines_of(width, WIDE)
    assert lines[0].split()[1:3] == header
    assert [line.split()[0] for line in lines[1:3]] == rows


NAMES = st.lists(st.text("aé日本語クラス", min_size=1, max_size=9), min_size=2, max_size=4, unique=True)


@given(st.integers(24, 90), NAMES)
def test_every_row_bears_as_much_of_its_name_as_twelve_cells_hold(width, names):
    rows = lines_of(width, tuple(names))[1 : len(names) + 1]
    assert all(shortened(name, 12) in row for name, row in zip(names, rows, strict=True))
    assert all(cell_len(row) <= width for row in rows)
