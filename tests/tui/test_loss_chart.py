"""The pane of the curves: what its keys and the mouse do."""

from dataclasses import replace

import pytest

from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.drawing.chart import ACCURACY, LOSS, RATE
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.loss_chart import LossChart
from nntui.tui.panes.pane import palette_for


def line(app, y=0):
    return app.text(LossChart).split("\n")[y]


async def trained(app, epochs):
    for _ in range(epochs):
        app.playground.action_epoch()
    await app.until(lambda: app.epoch == epochs)
    await app.press("2")


@pytest.mark.soak
async def test_each_quantity_has_a_key_that_works_everywhere(opened):
    async with opened("quadrants") as app:
        chart = app.pane(LossChart)
        assert chart.choice.shown == {LOSS}
        await app.press("1", "A", "G")
        assert chart.choice.shown == {LOSS, ACCURACY, RATE}
        assert "▲" in line(app) and "╌" in line(app) and "├100 %" in app.text(LossChart)
        assert str(chart.border_title) == "2 Loss, accuracy, learning rate"
        assert "up to 0." in str(chart.border_subtitle)
        await app.press("O", "G")
        assert chart.choice.shown == {ACCURACY}
        assert str(chart.border_title) == "2 Accuracy"
        await app.press("A")
        assert "O loss" in line(app) and str(chart.border_title) == "2 Curves"


async def test_a_problem_without_classes_has_no_accuracy(opened):
    async with opened("sine") as app:
        await app.press("A")
        assert app.pane(LossChart).choice.shown == {LOSS}
        assert "no accuracy" in app.text(KeyLine) and "accuracy" not in line(app)


async def test_the_cursor_reads_the_kept_points_exactly(opened):
    async with opened("quadrants") as app:
        await trained(app, 14)
        table = app.playground.scene.snapshot.history
        await app.press("left")
        assert "epoch" in line(app) and " 14 " in line(app)
        await app.press("left", "left")
        assert app.pane(LossChart).cursor == 12
        assert f"{table[12, 1]:.4f}" in line(app) and f"{table[12, 2]:.4f}" in line(app)
        assert f"{100 * table[12, 3]:.1f}" in line(app) and f"{table[12, 5]:.3g}" in line(app)
        await app.press("shift+left")
        assert app.pane(LossChart).cursor == 2
        await app.press("home")
        assert app.pane(LossChart).cursor == 0
        await app.press("left", "shift+right", "right")
        assert app.pane(LossChart).cursor == 11
        await app.press("escape")
        assert app.pane(LossChart).cursor is None and "O loss" in line(app)


async def test_the_newest_point_is_followed(opened):
    async with opened("quadrants") as app:
        await trained(app, 3)
        await app.press("end")
        app.playground.action_epoch()
        await app.until(lambda: app.epoch == 4)
        await app.until(lambda: " 4  loss" in line(app))


@pytest.mark.soak
async def test_plus_and_minus_show_the_last_part_of_the_run(opened):
    async with opened("quadrants", training__epochs=50) as app:
        await trained(app, 33)
        whole = line(app, -1)
        assert whole.split()[-1] == "50"
        await app.press("plus")
        chart = app.pane(LossChart)
        assert chart.choice.part == 1 and str(chart.border_subtitle) == "last 1/2"
        assert line(app, -1).split()[0] != "0"
        await app.press("home")
        assert chart.cursor >= 15
        await app.press("plus", "plus", "plus", "plus")
        assert chart.choice.part == 3 and "too few points" in app.text(KeyLine)
        await app.press("minus", "minus", "minus", "minus", "escape")
        assert chart.choice.part == 0 and line(app, -1) == whole


@pytest.mark.soak
async def test_a_cursor_reads_its_epoch_when_the_last_part_has_moved_past_it(opened):
    async with opened("quadrants", training__epochs=80) as app:
        await trained(app, 30)
        await app.press("plus", "home")
        chart = app.pane(LossChart)
        read = chart.cursor
        for _ in range(30):
            app.playground.action_epoch()
        await app.until(lambda: app.epoch == 60 and "◂" in app.text(LossChart))
        assert f"epoch {read:2.0f}" in line(app) and chart.cursor == read < chart._field().first
        await app.press("left")
        assert chart.cursor >= chart._field().first and "◂" not in app.text(LossChart)


@pytest.mark.soak
async def test_title_and_note_fit_where_the_chart_is_narrow(opened):
    async with opened("quadrants", size=(100, 30)) as app:
        await trained(app, 12)
        chart = app.pane(LossChart)
        await app.press("A", "G", "y", "plus")
        assert str(chart.border_title) == "2 Loss, log, acc, rate"
        assert len(str(chart.border_subtitle)) <= chart.content_size.width - 2


@pytest.mark.soak
async def test_the_mouse_reads_switches_and_zooms(opened):
    async with opened("quadrants") as app:
        await trained(app, 20)
        chart = app.pane(LossChart)
        at = line(app).index("A acc")
        await app.pilot.click(LossChart, offset=(at + 1, 1))
        assert chart.choice.shown == {LOSS, ACCURACY}
        await app.pilot.mouse_down(LossChart, offset=(8, 5))
        assert chart.cursor is not None and chart.cursor < 5
        first = chart.cursor
        await app.pilot.hover(LossChart, offset=(10, 5))
        await app.pilot.mouse_up(LossChart, offset=(10, 5))
        assert chart.cursor > first
        moved = chart.cursor
        await app.pilot.hover(LossChart, offset=(20, 5))
        assert chart.cursor == moved


@pytest.mark.soak
async def test_before_there_is_a_snapshot_every_key_is_harmless(opened):
    async with opened("quadrants", waits=False, command=("sleep", "60")) as app:
        await app.press("2", "left", "right", "home", "end", "plus", "minus", "A", "G", "y", "escape", "d")


@pytest.mark.soak
@pytest.mark.parametrize("abilities", [Abilities(Depth.NONE), Abilities(Depth.BASIC, Glyphs.ASCII)])
async def test_without_colours_and_without_unicode_the_curves_can_be_told_apart(opened, abilities):
    async with opened("quadrants", abilities=abilities, size=(80, 24)) as app:
        await trained(app, 12)
        await app.press("A", "G")
        signs = {sign for _, sign in palette_for(app.app).markers}
        assert len(signs) == 5 and all(sign in line(app) for sign in signs)


async def test_the_page_in_words_says_what_is_read(opened):
    async with opened("quadrants") as app:
        await trained(app, 5)
        await app.press("A", "left", "left")
        words = " ".join(app.pane(LossChart).in_words(app.playground.scene))
        assert "loss, accuracy, from epoch 0" in words and "cursor is at epoch 4" in words
        assert "learning rate" in words


@pytest.mark.soak
async def test_where_the_test_is_the_training_there_is_one_curve_and_the_legend_says_so(opened):
    async with opened("xor") as app:
        await trained(app, 3)
        assert "━ train = test" in line(app) and "┅" not in line(app)
    async with opened("quadrants", task__test_fraction=0.0) as app:
        await trained(app, 3)
        assert "━ train, no test" in line(app) and "┅" not in line(app)


async def test_between_two_runs_the_axes_and_the_legend_stay(opened):
    async with opened("quadrants") as app:
        await trained(app, 3)
        chart = app.pane(LossChart)
        await app.playground.training.leave()  # so that the next run has not begun
        before = app.text(LossChart).split("\n")
        chart.show(replace(app.playground.scene, run=app.playground.scene.run + 1, snapshot=None))
        after = app.text(LossChart).split("\n")
        assert after[0] == before[0] and after[-2:] == before[-2:]
        assert [row[4] for row in after[2:-2] if len(row) > 4] and not any("0." in row for row in after[1:-2])
