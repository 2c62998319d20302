"""The status line: what it keeps in a narrow terminal, and that nothing in it moves while a run goes on."""

from dataclasses import replace

import pytest

from nntui.experiment.history import Metrics
from nntui.tui.panes.status_line import StatusLine

EARLY = Metrics(2.3026, 2.31, 0.095, 0.1)
LATE = Metrics(0.0004, 12.5, 1.0, 0.9996)
DIVERGED = Metrics(float("inf"), float("nan"), 0.1, float("nan"))


def show(app, metrics, epoch, state="training", rate=0.0):
    scene = app.playground.scene
    snapshot = replace(scene.snapshot, metrics=metrics, epoch=epoch, state=state, rate=rate)
    app.pane(StatusLine).show(replace(scene, snapshot=snapshot))
    return app.text(StatusLine)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 60)])
@pytest.mark.soak
async def test_state_epoch_loss_and_accuracy_always_stand_there(opened, size):
    async with opened("digits", size=size, training__epochs=100) as app:
        text = show(app, EARLY, 7)
        for part in ("▶ training", "epoch   7/100", "loss 2.303/2.310", "acc  9.5/10.0 %"):
            assert part in text
        assert text.rstrip().endswith("%") and len(text) <= size[0] - 1
        assert ("digits" in text) == (size[0] >= 80)
        assert ("samples/s" in text) == ("25→32→16→10" in text) == (size[0] >= 120)


@pytest.mark.soak
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_moves_while_the_figures_change(opened, size):
    async with opened("digits", size=size, training__epochs=1000) as app:
        texts = [
            show(app, EARLY, 0),
            show(app, LATE, 1000, "finished", 1.5e6),
            show(app, DIVERGED, 12, "diverged", 999.0),
            show(app, EARLY, 12, "paused", 12_345.0),
        ]
        assert len({len(text) for text in texts}) == 1
        for word in ("epoch", "loss", "acc", "%"):
            assert len({text.index(word) for text in texts}) == 1, word
        assert "100/ 100 %" in texts[1] and "–/   – %" not in texts[0]


@pytest.mark.soak
async def test_a_change_of_a_setting_moves_no_figure(opened):
    async with opened("quadrants", size=(120, 40)) as app:
        before = app.text(StatusLine)
        await app.press("1", "right")
        await app.until(lambda: "quadrants*" in app.text(StatusLine))
        assert app.text(StatusLine).index("epoch") == before.index("epoch")
