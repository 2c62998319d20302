"""The chart: which curves, on which axes, over which part of the run, and what the cursor reads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from nntui.experiment.history import CAPACITY, History, Metrics
from nntui.tui.abilities import Abilities, Glyphs
from nntui.tui.drawing.canvas import Canvas, style_id
from nntui.tui.drawing.chart import (
    ACCURACY,
    LETTER_MARKERS,
    LOSS,
    QUANTITIES,
    RATE,
    ChartChoice,
    ChartStyles,
    curve_words,
    draw_chart,
    draw_plain_legend,
    field_of,
)
from nntui.tui.drawing.chart_legend import draw_cursor, draw_legend, draw_reading
from nntui.tui.drawing.chart_scales import epoch_ticks, even_scale, most_parts, window_of, within
from nntui.tui.themes import THEMES, palette_of

PALETTE = palette_of(THEMES[0])
RED, BLUE, DIM = Style(color="red"), Style(color="blue"), Style(dim=True)
STYLES = ChartStyles(RED, BLUE, Style.null(), DIM)
ALL = frozenset(QUANTITIES)


def history(train, test):
    table = np.full((len(train), 6), np.nan)
    table[:, 0] = np.arange(len(train))
    table[:, 1], table[:, 2] = train, test
    return table


def chart(table, epochs=100, width=60, height=14, **choice):
    canvas = Canvas(width, height)
    draw_chart(canvas, STYLES, table, epochs, ChartChoice(**choice))
    return canvas


def test_the_x_axis_reaches_to_the_planned_epochs_and_stands_still():
    short = chart(history(np.linspace(2, 1, 10), np.linspace(2, 1.5, 10)))
    longer = chart(history(np.linspace(2, 1, 50), np.linspace(2, 1.5, 50)))
    for text in (short.plain(), longer.plain()):
        assert text.split("\n")[-1].split() == ["0", "20", "40", "60", "80", "100"]
    assert short.plain().split("\n")[-1] == longer.plain().split("\n")[-1]


def test_the_curve_falls_with_the_loss():
    lines = chart(history(np.linspace(2, 0.1, 100), np.full(100, np.nan))).plain().split("\n")[:-2]
    rows = [y for y, line in enumerate(lines) if any("\u2800" < char <= "\u28ff" for char in line[6:12])]
    ends = [y for y, line in enumerate(lines) if any("\u2800" < char <= "\u28ff" for char in line[50:])]
    assert max(rows) < min(ends)


def test_a_logarithmic_axis_has_powers_of_ten():
    text = chart(history(np.geomspace(1, 1e-3, 50), np.geomspace(1, 1e-2, 50)), logarithmic=True).plain()
    labels = [line.split("┤")[0].strip() for line in text.split("\n") if "┤" in line]
    assert labels == ["1", "0.1", "0.01", "0.001"]


@pytest.mark.parametrize("part", [0, 1, 5])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize(
    "values", [[], [np.nan], [0.0], [0.0, 0.0], [np.inf, 1.0], [1e30, 1e38], [1e-30, 1e-38], [1.0], [5.0] * 2000]
)
def test_any_history_can_be_drawn(values, logarithmic, part):
    table = history(np.array(values), np.array(values))
    table[:, 3:] = np.clip(np.array(values), 0, 1)[:, np.newaxis]
    assert chart(table, logarithmic=logarithmic, part=part, shown=frozenset(QUANTITIES)).plain()


def run(epochs=100):
    """Losses that halve every ten epochs, accuracies that rise, a learning rate that falls in a line."""
    kept = History()
    for epoch in range(epochs + 1):
        loss = 2.0 ** (-epoch / 10)
        kept.record(epoch, Metrics(loss, 1.5 * loss, 1 - loss / 2, 1 - 0.75 * loss, 0.05 * (1 - epoch / epochs)))
    return kept.table()


def test_accuracies_have_an_axis_of_their_own():
    lines = chart(run(), shown=frozenset({LOSS, ACCURACY})).plain().split("\n")
    assert lines[1].endswith("├100 %") and lines[-3].endswith("├  0 %")
    assert "▲" in lines[1] and "△" in "".join(lines)
    assert sum(line.endswith("├ 50 %") for line in lines) == 1


def test_the_learning_rate_takes_the_axis_that_is_free():
    right = chart(run(), shown=frozenset({LOSS, RATE})).plain().split("\n")
    assert right[1].endswith("├ 0.06")
    left = chart(run(), shown=frozenset({ACCURACY, RATE})).plain().split("\n")
    assert left[1].startswith(" 0.06┤") and left[1].endswith("├100 %")
    both = chart(run(), shown=ALL).plain()
    assert "0.06" not in both and "╌" in both


def test_the_rate_falls_from_the_upper_left_to_the_lower_right():
    canvas = chart(run(), shown=frozenset({RATE}))
    rows, columns = np.nonzero(canvas.chars == "╌")
    assert rows[columns.argmin()] < rows[columns.argmax()] == canvas.height - 3
    assert (np.diff(rows[columns.argsort(kind="stable")]) >= 0).all()
    few = chart(run(7), epochs=7, shown=frozenset({RATE}))
    assert (few.chars == "╌").any(axis=0).sum() == 60 - 1 - 6


@pytest.mark.parametrize("markers", [STYLES.markers, LETTER_MARKERS])
def test_without_colours_no_two_curves_are_drawn_the_same(markers):
    assert len({sign for _, sign in markers}) == 5
    assert len({name for name, _ in markers}) >= 4  # the two losses are both in dots, the one of the tests sparse


def test_nothing_is_drawn_where_nothing_is_chosen_and_where_there_is_no_room():
    assert not set(chart(run(), shown=frozenset()).plain()) & set("▲△╌") and "┤" in chart(run()).plain()
    for width, height in ((60, 2), (60, 1), (5, 14), (0, 0)):
        assert not chart(run(), width=width, height=height, shown=ALL).plain().strip()


def test_the_last_half_ends_with_the_newest_epoch_and_has_a_scale_of_its_own():
    lines = chart(run(), part=1).plain().split("\n")
    assert lines[-1].split() == ["40", "50", "60", "70", "80", "90", "100"]
    assert lines[1].split("┤")[0].strip() == even_scale(run()[40:, 1:3]).ticks[-1][1]


@given(st.integers(0, 100_000), st.integers(0, 6))
def test_a_part_holds_the_newest_epoch_and_moves_in_steps(newest, part):
    table = np.zeros((1, 6))
    table[0, 0] = newest
    first, last = window_of(table, 10, part)
    assert 0 <= first <= newest <= last
    assert last - first >= newest / 2**part
    if part:
        assert last - newest <= max((last - first) / 4, 4)


def test_a_part_moves_seldom():
    table, windows = np.zeros((1, 6)), set()
    for newest in range(100, 200):
        table[0, 0] = newest
        windows.add(window_of(table, 1000, 1))
    assert len(windows) <= 12


def test_a_curve_that_comes_in_from_the_left_does_so_at_its_height():
    table = run(10)
    inside = within(table, 2.5, 5)
    assert inside[:, 0].tolist() == [2.5, 3, 4, 5]
    assert inside[0, 1] == pytest.approx((table[2, 1] + table[3, 1]) / 2)


def test_the_run_is_halved_as_long_as_there_are_points():
    assert [most_parts(run(epochs)) for epochs in (1, 7, 15, 100)] == [0, 1, 2, 4]
    assert most_parts(np.zeros((CAPACITY, 6))) == 5


@pytest.mark.parametrize("width", [30, 43, 50, 57, 100, 160])
@pytest.mark.parametrize("has_accuracy", [True, False])
def test_legend_and_reading_fit(width, has_accuracy):
    for chosen in (frozenset(), frozenset({LOSS}), ALL):
        canvas = Canvas(width, 1)
        entries = draw_legend(canvas, PALETTE, ChartChoice(chosen), has_accuracy)
        assert [entry.quantity for entry in entries] == [q for q in QUANTITIES if has_accuracy or q != ACCURACY]
        assert entries[-1].stop <= width
        for entry in entries:
            assert canvas.plain()[entry.start : entry.stop].split()[0] in "OAG"
    canvas = Canvas(max(width, 39), 1)
    draw_reading(canvas, PALETTE, np.array([124, 0.0213, 0.1184, 0.9912, 0.924, 0.0475]), 300, has_accuracy)
    text = canvas.plain()
    assert text.endswith("0.0475") and "124" in text and "0.021" in text and "0.118" in text
    assert ("99.1" in text and "92.4" in text) == has_accuracy


def test_what_is_not_known_is_a_dash():
    canvas = Canvas(100, 1)
    draw_reading(canvas, PALETTE, np.array([0, np.inf, np.nan, 0.5, np.nan, np.nan]), 300, True)
    assert canvas.plain().count("–") == 4


def test_the_cursor_stands_at_its_epoch_and_leaves_the_curves():
    table, choice = run(), ChartChoice(ALL)
    canvas, before = chart(table, shown=ALL), chart(table, shown=ALL)
    field = field_of(60, 14, table, 100, choice)
    draw_cursor(canvas, PALETTE, field, 50.0)
    changed = np.flatnonzero((canvas.chars != before.chars).any(axis=0))
    assert changed.tolist() == [int(field.column(np.array(50.0)))]
    assert abs(field.epoch(int(changed[0])) - 50) < 100 / field.columns
    kept = before.chars[:, changed[0]] != " "
    assert (canvas.chars[kept] == before.chars[kept]).all() and "│" in canvas.chars[:, changed[0]]


def test_every_sign_has_an_ascii_stand_in():
    markers = palette_of(THEMES[0], Abilities(glyphs=Glyphs.ASCII)).markers
    assert all(cell_len(sign) == 1 and sign.isascii() for _, sign in markers)


@pytest.mark.parametrize(
    ("first", "last", "most", "ticks"),
    [
        (0, 100, 7, [0, 20, 40, 60, 80, 100]),
        (0, 100, 3, [0, 50, 100]),
        (0, 25, 7, [0, 5, 10, 15, 20, 25]),
        (0, 1, 7, [0, 1]),
        (0, 1, 1, [0, 1]),
        (0, 1700, 6, [0, 500, 1000, 1500]),
        (48, 96, 7, [50, 60, 70, 80, 90]),
        (0, 99_999, 5, [0, 20_000, 40_000, 60_000, 80_000]),
        (0, 40, 2, [0, 20, 40]),
        (1, 8, 3, [2, 4, 6, 8]),
    ],
)
def test_ticks_stand_at_round_epochs(first: int, last: int, most: int, ticks: list[int]) -> None:
    assert epoch_ticks(float(first), float(last), most) == ticks


@given(st.integers(0, 100_000), st.integers(1, 10), st.integers(1, 6), st.integers(30, 160))
def test_labels_of_any_part_of_any_run_are_round_and_stand_apart(newest, planned, part, width):
    table = history(np.ones(2), np.ones(2))
    table[:, 0] = 0, newest
    labels = chart(table, epochs=planned * newest // 2, width=width, part=part).plain().split("\n")[-1].split()
    steps = set(np.diff(np.array(labels, int)).tolist())
    assert len(labels) >= 2 and len(steps) == 1
    assert f"{steps.pop()}".rstrip("0") in ("1", "2", "5")


def test_the_learning_rate_hides_no_curve():
    table = run()
    table[:, 1:3], table[:, 5] = 1.0, 0.02  # at the same height on their axes
    with_rate, without = (chart(table, shown=shown) for shown in (frozenset({LOSS, RATE}), frozenset({LOSS})))
    curve = np.isin(without.chars[:, 6:54], list("⠉⠒⠤⣀⠊⠔⢄⡠"))
    assert curve.any() and (with_rate.chars[:, 6:54][curve] != "╌").all()


def test_a_cursor_that_the_window_has_left_behind_is_marked_at_its_edge():
    table = run()
    canvas = chart(table, part=1)
    draw_cursor(canvas, PALETTE, field_of(60, 14, table, 100, ChartChoice(part=1)), 10.0)
    assert (canvas.chars[:, 6] == "◂").sum() == 1 and "│" not in canvas.plain()[canvas.plain().index("◂") :].split(
        "\n"
    )[0]


@pytest.mark.parametrize("peak", [1e-6, 6.9e-5, 1.3e-4, 0.0069, 0.0012, 0.73, 1.4, 9.5, 1.3e5, 2e30])
def test_the_labels_of_an_axis_tell_exactly_where_they_stand(peak: float) -> None:
    scale = even_scale(np.array([0.5 * peak, peak, np.nan]))
    assert peak <= scale.high < 4 * peak
    assert [float(label) for _, label in scale.ticks] == pytest.approx([at for at, _ in scale.ticks])


def test_of_two_curves_that_coincide_one_is_drawn():
    table = history(np.linspace(2, 1, 20), np.linspace(2, 1, 20))
    table[:, 3] = table[:, 4] = np.linspace(0.2, 0.9, 20)
    assert curve_words(table) == ("train = test",)
    canvas = chart(table, shown=ALL)
    numbers = set(canvas.styles.ravel().tolist())
    assert style_id(STYLES.train) in numbers and style_id(STYLES.test) not in numbers
    table[-1, 2] += 0.1
    assert curve_words(table) == ("train", "test")
    assert style_id(STYLES.test) in chart(table, shown=ALL).styles


def test_the_legend_says_that_there_is_no_test():
    without = history(np.linspace(2, 1, 20), np.full(20, np.nan))
    assert curve_words(without) == ("train, no test",) and curve_words(without[:0]) == ("train", "test")
    canvas = Canvas(50, 1)
    draw_plain_legend(canvas, STYLES, without)
    assert canvas.plain().rstrip().endswith("━ train, no test")


def test_no_dot_of_a_steep_curve_stands_alone():
    table = history(np.array([1.0, *[0.02] * 30]), np.array([1.1, *[0.05] * 30]))
    canvas = chart(table, height=24)
    rows, _ = np.nonzero(canvas.styles == style_id(STYLES.test))
    assert np.diff(np.unique(rows)).max() <= 3


@pytest.mark.parametrize("words", [("train = test",), ("train, no test",)])
def test_the_legend_of_one_curve_fits_beside_the_keys(words):
    for width in (30, 48, 100):
        canvas = Canvas(width, 1)
        entries = draw_legend(canvas, PALETTE, ChartChoice(ALL), True, words)
        assert entries[-1].stop <= width and "┅" not in canvas.plain() and "△" not in canvas.plain()
        assert words[0] in canvas.plain() or width == 30
    canvas = Canvas(29, 1)
    draw_legend(canvas, PALETTE, ChartChoice(), True, words)
    assert words[0][-4:] in canvas.plain(), "the pane of 100 cells says it too"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("test", [[], [np.nan], [1.0], [np.nan, np.inf, 1.0]])
def test_few_points_are_drawn_too(test):
    chart(history(np.ones(len(test)), np.array(test)))
