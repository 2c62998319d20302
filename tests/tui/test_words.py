"""What the key d says: sentences against figures that are worked out here in another way."""

from collections import Counter
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from textual.widgets import Static

from nntui.experiment.history import Metrics
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.tui.description import Description
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.scene import new_scene
from nntui.tui.sketch import blank_sketch
from nntui.tui.view_settings import ViewSettings
from nntui.tui.words import (
    drawing_in_words,
    mistakes_in_words,
    place_in_words,
    points_in_words,
    regions_in_words,
    share_in_words,
    state_in_words,
    trend,
)
from nntui.worker.protocol import Snapshot

SEVEN = tuple(cell == "1" for cell in "1111100001000100010000100")


def trained(preset, epochs):
    hyperparameters = load_preset(preset)
    trainer = Trainer(hyperparameters)
    while trainer.epoch < epochs:
        trainer.train_epoch()
    snapshot = Snapshot(
        1,
        "paused",
        trainer.epoch,
        trainer.steps,
        0.0,
        trainer.measure(),
        trainer.history.table(),
        trainer.network.parameters,
    )
    return new_scene(preset, hyperparameters, hyperparameters, ViewSettings()).with_snapshot(snapshot)


@pytest.fixture(scope="module")
def digits():
    return trained("digits", 8)


@pytest.fixture(scope="module")
def quadrants():
    return trained("quadrants", 3)


def with_metrics(scene, metrics, *rows):
    history = np.array([(epoch, *losses, nan, nan) for epoch, *losses in rows])
    snapshot = replace(scene.snapshot, epoch=int(history[-1, 0]), state="training", metrics=metrics, history=history)
    return replace(scene, snapshot=snapshot)


def test_epoch_state_losses_and_accuracies_are_told(digits):
    scene = with_metrics(digits, Metrics(0.0312, 0.4, 0.991, 0.924), (0, 2.3, 2.3), (18, 0.1, 0.4), (20, 0.0312, 0.4))
    first, losses, accuracies, *_ = state_in_words(scene)
    assert first == f"Epoch 20 of {scene.hyperparameters.training.epochs}, training."
    assert losses == "Training loss 0.0312 and falling, test loss 0.4 and steady."
    assert accuracies == "Training accuracy 99 %, test accuracy 92 %."


def test_a_loss_that_is_no_number_is_not_told_as_one(digits):
    scene = with_metrics(digits, Metrics(nan, nan, nan, nan), (0, nan, nan))
    assert state_in_words(scene)[1:3] == ["No loss that is a number.", "No accuracy yet."]


def test_before_the_first_word_of_the_worker_it_is_starting(digits):
    scene = replace(digits, snapshot=None)
    assert state_in_words(scene)[0].endswith(", starting.")
    assert state_in_words(scene, "gone")[0].endswith(", there is no worker.")


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ((4.0, 3.0, 2.0, 1.0), " and falling"),
        ((1.0, 2.0, 3.0, 4.0), " and rising"),
        ((4.0, 1.0, 1.0, 1.001), " and steady"),
        ((4.0, nan, nan, nan), ""),
        ((4.0, 1.0, 2.0, nan), " and rising"),
    ],
)
def test_the_trend_is_that_of_the_last_tenth(losses, expected):
    assert trend(np.array([0.0, 10.0, 20.0, 30.0]), np.array(losses)) == expected


def test_the_two_classes_that_are_confused_most(digits):
    test = digits.data.test
    pairs, wrong = Counter(), 0
    for sample, label in zip(test.inputs, test.targets.tolist(), strict=True):
        answer = int(digits.answers(sample[None])[0].argmax())
        if answer != label:
            wrong += 1
            pairs[tuple(sorted((label, answer)))] += 1
    (_, most), *_ = pairs.most_common(1)
    candidates = {f"{one} and {other}" for (one, other), count in pairs.items() if count == most}
    words = mistakes_in_words(digits)
    assert any(words.startswith(f"{pair} are confused most, {most} times;") for pair in candidates)
    assert words.endswith(f"{wrong} of {len(test)} test samples are wrong.")


def test_without_a_mistake_all_are_right():
    assert mistakes_in_words(trained("xor", 1000)) == "All 4 test samples are right."


def test_points_and_regions_of_the_plane(quadrants):
    train = quadrants.data.train
    right = sum(
        int(quadrants.answers(x[None])[0].argmax()) == y for x, y in zip(train.inputs, train.targets, strict=True)
    )
    assert points_in_words(quadrants, train, "training") == f"Of {len(train)} training points {right} are right."
    words = regions_in_words(quadrants)
    assert words.startswith("Of the plane the network gives NE ")
    assert all(f"{name} 2" in words for name in quadrants.ends.classes)  # each has about a quarter


def test_the_place_of_the_cross_hair(quadrants):
    assert place_in_words(quadrants, (0.75, 0.75)).startswith("At x1 0.75, x2 0.75 the network says NE, ")
    assert place_in_words(quadrants, (0.75, 0.75)).endswith("; that is right.")
    flipped = replace(quadrants, task=replace(quadrants.task, truth=lambda points: np.full(len(points), 2)))
    assert place_in_words(flipped, (0.75, 0.75)).endswith("; it is SW.")
    assert place_in_words(quadrants, (0.75,)) == ""


def test_a_curve_is_told_by_its_error_its_range_and_a_place():
    scene = trained("sine", 2)
    test = scene.data.test
    error = sum(
        (float(scene.answers(x[None])[0, 0]) - float(y[0])) ** 2 for x, y in zip(test.inputs, test.targets, strict=True)
    ) / len(test)
    assert points_in_words(scene, test, "test") == f"On {len(test)} test points the mean squared error is {error:.3g}."
    assert regions_in_words(scene).startswith("The network's values lie between ")
    assert "; true is " in place_in_words(scene, (0.5,))


def test_an_empty_pad_and_a_drawing(digits):
    blank = blank_sketch(5)
    assert drawing_in_words(digits, blank) == ["Nothing is drawn on the pad.", "The cursor is in row 1, column 1."]
    drawn = blank.load(SEVEN).move(2, 1).take_pen("ink")
    words = drawing_in_words(digits, drawn)
    assert "Row 1: 11111" in words
    assert "Row 2: 00101" in words
    assert "The cursor is in row 2, column 3. The pen is down: moving draws." in words
    answers = digits.answers(drawn.inputs())[0]
    assert words[-1].startswith(
        f"The network reads {answers.argmax()}, {share_in_words(float(answers.max()))}; the next"
    )


def test_the_flip_that_turns_the_answer_does_so(digits):
    sketch = blank_sketch(5).load(SEVEN)
    words = drawing_in_words(digits, sketch, explaining=True)[-1]
    if words.startswith("No flip"):
        flips = np.abs(sketch.inputs() - np.eye(25, dtype=np.float32))
        assert len(set(digits.answers(flips).argmax(axis=1).tolist())) == 1
    else:
        row, column, digit = (int(word.strip(",.")) for word in words.split() if word.strip(",.").isdigit())
        flipped = sketch.move_to(column - 1, row - 1).toggle()
        assert digits.answers(flipped.inputs())[0].argmax() == digit


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1, "100 %")]
)
def test_shares_are_rounded_but_not_to_certainty(share, words):
    assert share_in_words(share) == words


async def test_d_puts_the_words_on_a_page_of_their_own_and_takes_them_away(opened):
    async with opened("digits") as app:
        app.pane(DigitPad).load(SEVEN)
        await app.press("d")
        assert isinstance(app.app.screen, Description)
        text = str(app.app.screen.query_one(Static).render())
        assert text.startswith("Epoch 0 of ")
        assert "Row 1: 11111" in text
        await app.press("d")
        assert app.app.screen is app.playground


async def test_d_tells_of_the_plane_what_is_on_show(opened):
    async with opened("quadrants") as app:
        await app.press("t", "d")
        text = str(app.app.screen.query_one(Static).render())
        view = app.pane(PlaneView)
        assert f"Of {len(app.playground.scene.data.test)} test points " in text
        assert place_in_words(app.playground.scene, view.point) in text
