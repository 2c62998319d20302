"""What is sent makes the terminal show what it is to show, whatever it showed before."""

from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from screen_model import ScreenModel
from textual.geometry import Size
from textual.strip import Strip

from nntui.tui.terminal_cells import Piece, TerminalCells

WIDTH, HEIGHT = 12, 4
STYLES = [
    Style.parse(text)
    for text in ("none", "#102030", "bold #102030", "#102030 on #405060", "bold dim on #405060", "reverse #0a0b0c")
] + [Style(underline=True), Style(color="red", bgcolor="default", italic=True)]

segments = st.builds(
    lambda *parts: Segment(*parts), st.text("  ab─世", min_size=1, max_size=6), st.sampled_from(STYLES)
)
pieces = st.lists(
    st.builds(
        lambda y, x, parts: Piece(y, x, Strip(parts).crop(0, WIDTH - x)),
        st.integers(0, HEIGHT - 1),
        st.integers(0, WIDTH - 1),
        st.lists(segments, min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=8,
)


def drawn(frames, limit=None):
    cells, screen = TerminalCells(), ScreenModel(WIDTH, HEIGHT)
    cells.forget(Size(WIDTH, HEIGHT))
    for frame in frames:
        while frame:
            text, done = cells.update(frame, ColorSystem.TRUECOLOR, limit)
            assert done >= 1
            screen.feed(text.encode())
            frame = frame[done:]
    return screen


def whole(frames):
    """The same as full rows: a frame of the compositor never leaves half of a wide character behind."""
    rows = [Strip.blank(WIDTH) for _ in range(HEIGHT)]
    for frame in frames:
        for y, x, strip, *_ in frame:
            rows[y] = Strip.join([rows[y].crop(0, x), strip, rows[y].crop(x + strip.cell_length, WIDTH)])
        yield [Piece(y, 0, row) for y, row in enumerate(rows)]


@given(st.lists(pieces, min_size=1, max_size=4), st.sampled_from([None, 1, 30]))
def test_changes_add_up_to_the_last_frame(frames, limit):
    full = list(whole(frames))
    assert drawn(full, limit).cells == drawn(full[-1:]).cells


@given(pieces)
def test_what_the_terminal_shows_is_not_sent_again(frame):
    [full] = whole([frame])
    cells = TerminalCells()
    cells.forget(Size(WIDTH, HEIGHT))
    assert cells.update(full, ColorSystem.TRUECOLOR, None)[0] != ""
    assert cells.update(full, ColorSystem.TRUECOLOR, None) == ("", HEIGHT)
    cells.forget(Size(WIDTH, HEIGHT))
    assert cells.update(full, ColorSystem.TRUECOLOR, None)[0] != ""


def test_the_screen_is_what_was_asked_for():
    strip = Strip([Segment("a ", Style.parse("bold #010203 on #040506")), Segment("世", Style(underline=True))])
    screen = drawn([[Piece(1, 2, strip)]])
    ground = "2;4;5;6"
    assert screen.cells[1][:7] == [
        None,
        None,
        ("a", (frozenset("1"), ground, "2;1;2;3")),
        (" ", (frozenset(), ground, "")),
        ("世", (frozenset("4"), "", "")),
        ("", (frozenset("4"), "", "")),
        None,
    ]


def test_pieces_outside_of_the_terminal_are_left_out():
    strip = Strip([Segment("abc")])
    frame = [Piece(-1, 0, strip), Piece(HEIGHT, 0, strip), Piece(0, WIDTH - 1, strip), Piece(1, -2, strip)]
    screen = drawn([frame])
    assert [row.strip() for row in screen.rows] == ["a", "c", "", ""]


def test_a_part_that_begins_or_ends_within_a_wide_character_has_it_whole():
    row = Strip([Segment("a世界b")])
    screen = drawn([[Piece(0, 0, row)], [Piece(0, 0, row.apply_style(STYLES[1]), 2, 4)]])
    assert screen.rows[0].rstrip() == "a世界b"
    assert screen.cells[0][1][1] == screen.cells[0][4][1] != screen.cells[0][0][1]


def test_a_mark_that_makes_a_character_wide_moves_what_follows():
    cells = TerminalCells()
    cells.forget(Size(WIDTH, HEIGHT))
    hearts = [[Piece(0, 0, Strip([Segment(f"❤️é{char}")]))] for char in "ab"]
    assert "❤️éa" in cells.update(hearts[0], ColorSystem.TRUECOLOR, None)[0]
    assert cells.update(hearts[1], ColorSystem.TRUECOLOR, None)[0] == "\x1b[1;4Hb"
