"""What all panes share: that they can be drawn at every size there is."""

import re
from dataclasses import replace

import numpy as np
import pytest
from textual.app import App
from textual.geometry import Size

from nntui.experiment.history import Metrics
from nntui.experiment.presets import load_preset
from nntui.tui.panes.answer import AnswerPane
from nntui.tui.panes.confusion import ConfusionPane
from nntui.tui.panes.curve_view import CurveView
from nntui.tui.panes.data import DataPane
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.loss_chart import LossChart
from nntui.tui.panes.network_diagram import NetworkDiagram
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.samples_view import SamplesView
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings
from nntui.worker.protocol import Snapshot

PANES = {
    "digits": (HyperparameterForm, LossChart, StatusLine, ConfusionPane, DigitPad),
    "spiral": (NetworkDiagram, PlaneView, AnswerPane),
    "plane": (PlaneView,),
    "sine": (CurveView, AnswerPane),
    "table": (NetworkDiagram, DataPane),
}
SIZES = [(width, height) for width in (*range(1, 20), *range(20, 45, 4)) for height in (*range(1, 8), 10, 12)]
APP: App[None] = App()


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    folder = tmp_path_factory.mktemp("table")
    rows = (f"{number},{number % 7},{'ab'[number % 2]}" for number in range(60))
    (folder / "table.csv").write_text("one,two,is\n" + "\n".join(rows))
    (folder / "table.toml").write_text(f"[task]\nname = 'table'\npath = '{folder / 'table.csv'}'")
    return load_preset(str(folder / "table.toml"))


@pytest.fixture
def wide_table(tmp_path):
    rows = (f"{number},{number % 7},{('日本語のクラス', 'ab')[number % 2]}" for number in range(60))
    (tmp_path / "table.csv").write_text("特徴量の名前,two,is\n" + "\n".join(rows), encoding="utf-8")
    (tmp_path / "table.toml").write_text(f"[task]\nname = 'table'\npath = '{tmp_path / 'table.csv'}'")
    return load_preset(str(tmp_path / "table.toml"))


def scene_of(hyperparameters):
    """A scene of a run that has gone on for a while, as far as its curves go."""
    scene = new_scene("", hyperparameters, hyperparameters, ViewSettings())
    history = np.array([(epoch, 1 / (epoch + 1), 0.5, 0.9, 0.8, 0.1) for epoch in range(9)])
    metrics, parameters = Metrics(0.1, 0.5, 0.9, 0.8), scene.network.parameters.copy()
    return scene.with_snapshot(Snapshot(1, "paused", 8, 80, 0.0, metrics, history, parameters))


def alone(kind, scene):
    """A widget that belongs to no screen, and is as large as it is told."""

    class Alone(kind):
        app = APP
        content_size = Size(0, 0)

        def entitle(self, title, subtitle=""):
            pass

    widget = Alone()
    widget.scene = scene
    if isinstance(widget, SamplesView):
        widget.start_over(scene.task)
    if isinstance(widget, AnswerPane):
        widget.point = (0.5,) * len(scene.task.input_names)
    return widget


@pytest.mark.parametrize(("preset", "kind"), [(preset, kind) for preset in PANES for kind in PANES[preset]])
def test_every_picture_of_every_pane_can_be_drawn_at_every_size(table, preset, kind):
    hyperparameters = table if preset == "table" else load_preset(preset).with_value("task.samples", 100)
    widget = alone(kind, scene_of(hyperparameters))
    for picture in getattr(kind, "pictures", ("",)):
        widget.picture = picture
        for width, height in SIZES:
            widget.content_size = Size(width, height)
            assert widget._draw(widget.scene).chars.shape == (height, width)
        assert widget._draw(widget.scene).plain().strip()


def curve_of(width, step):
    """The first line of the picture of sine, zoomed in so many times."""
    pane = alone(CurveView, scene_of(load_preset("sine")))
    pane.window = pane.window.zoomed(step, pane.point)
    pane.content_size = Size(width, 15)
    return pane._draw(pane.scene).plain().split("\n")[0]


def test_the_key_of_a_curve_tells_of_points_that_were_left_out_however_narrow_it_is():
    counts = [next(iter(re.findall(r"○ (\d+)/\d+", curve_of(width, 0))), None) for width in (90, 50, 34, 28)]
    assert None not in counts
    assert "mse" in curve_of(90, 0) and "training" not in curve_of(28, 0)


def test_points_outside_the_window_were_not_left_out():
    assert "/" not in curve_of(60, 5) and "training" in curve_of(60, 5)


def test_names_of_wide_characters_are_followed_by_what_is_said_of_them_and_cut_with_a_sign(wide_table):
    pane = alone(DataPane, scene_of(wide_table))
    pane.content_size = Size(60, 12)
    lines = pane._draw(pane.scene).plain().split("\n")
    assert [line.strip() for line in lines[3:5]] == ["特徴量の名前  0 to 59", "two           0 to 6"]
    assert [line.strip() for line in lines[7:9]] == ["ab              30", "日本語のクラス  30"]
    pane.content_size = Size(12, 12)
    assert "特徴量の…" in pane._draw(pane.scene).plain()


def test_bars_of_classes_with_wide_names_start_in_one_column():
    scene = scene_of(load_preset("spiral").with_value("task.samples", 100))
    pane = alone(AnswerPane, replace(scene, ends=replace(scene.ends, classes=("日本語", "ab"))))
    pane.content_size = Size(40, 8)
    canvas = pane._draw(pane.scene)
    firsts = [np.flatnonzero(np.isin(row, list("▏▎▍▌▋▊▉█")))[:1].tolist() for row in canvas.chars]
    assert [first for first in firsts if first] == [[10], [10]]


async def test_a_pane_with_an_interval_draws_the_newest_of_a_stretch_once_and_another_state_at_once(opened):
    async with opened("quadrants") as app:
        chart, drawn = app.pane(LossChart), []
        await app.playground.training.leave()  # so that it shows nothing but what follows
        scene = app.playground.scene
        draw = chart.draw
        chart.draw = lambda canvas, palette, scene: (drawn.append(scene.snapshot), draw(canvas, palette, scene))
        chart.redraw()
        epochs = [replace(scene.snapshot, epoch=epoch) for epoch in (7, 8, 9)]
        for snapshot in epochs:
            chart.show(replace(scene, snapshot=snapshot))
        assert len(drawn) == 1
        await app.until(lambda: len(drawn) > 1)
        assert drawn[1:] == epochs[-1:]
        chart.show(replace(scene, snapshot=replace(epochs[-1], state="finished")))
        assert len(drawn) == 3


async def test_what_a_minibatch_did_is_drawn_at_once_when_it_is_told(opened):
    async with opened("quadrants") as app:
        playground, chart, drawn = app.playground, app.pane(LossChart), []
        await playground.training.leave()  # so that nothing is told but what follows
        playground.training.trouble = "starting"
        draw = chart.draw
        chart.draw = lambda canvas, palette, scene: (drawn.append(scene.snapshot.steps), draw(canvas, palette, scene))
        chart._drawn_at = float("-inf")  # as if nothing had happened for a while
        playground.action_minibatch()
        playground._take(replace(playground.scene.snapshot, steps=1), lambda: None)
        assert drawn == [1]
