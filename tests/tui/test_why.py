"""Why: what flipping a cell does, held against networks that are asked one drawing at a time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.tasks.digits import GLYPHS
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings
from nntui.tui.why import STRONG, explain

DRAWINGS = st.lists(st.booleans(), min_size=25, max_size=25).map(lambda cells: np.array(cells, np.float32))
SOME = settings(derandomize=True, deadline=None, max_examples=60)


def scene_after(epochs):
    hyperparameters = load_preset("digits")
    trainer = Trainer(hyperparameters)
    for _ in range(epochs):
        trainer.train_epoch()
    scene = new_scene("digits", hyperparameters, hyperparameters, ViewSettings())
    scene.network.parameters[:] = trainer.network.parameters
    return scene


TRAINED = scene_after(10)


@pytest.mark.soak
@SOME
@given(DRAWINGS)
def test_any_drawing_gives_ten_finite_probabilities_that_sum_to_one(drawing):
    answers = TRAINED.answers(drawing[None])
    assert answers.shape == (1, 10) and np.isfinite(answers).all() and (answers >= 0).all()
    assert answers.sum() == pytest.approx(1, abs=1e-5)


@SOME
@given(DRAWINGS)
def test_each_cell_is_what_a_forward_pass_with_it_flipped_says(drawing):
    why = explain(drawing, TRAINED.answers)
    as_drawn = TRAINED.answers(drawing[None])[0]
    assert why.winner == as_drawn.argmax()
    turning = set()
    for cell in range(25):
        flipped = drawing.copy()
        flipped[cell] = 1 - flipped[cell]
        answer = TRAINED.answers(flipped[None])[0]
        change = answer[why.winner] - as_drawn[why.winner]
        assert why.changes[cell] == pytest.approx(change, abs=1e-5)
        assert why.becomes(cell) == answer.argmax()
        assert why.strengths[cell] * change <= 1e-6  # what supports the answer costs it when flipped
        turning |= {cell} if answer.argmax() != why.winner else set()
    assert set(why.turning) == turning
    assert [why.changes[cell] for cell in why.turning] == sorted(why.changes[cell] for cell in why.turning)
    assert set(why.strengths.tolist()) <= {-2, -1, 0, 1, 2}


def test_all_flips_are_asked_about_at_once():
    asked = []

    def answers(samples):
        asked.append(samples.shape)
        return TRAINED.answers(samples)

    explain(GLYPHS[3], answers)
    assert asked == [(26, 25)]


def test_a_network_that_looks_at_one_cell_has_that_one_marked():
    def answers(samples):
        return np.column_stack([0.2 + 0.7 * samples[:, 12], 0.8 - 0.7 * samples[:, 12]])

    why = explain(np.ones(25, np.float32), answers)
    assert why.winner == 0 and why.turning == (12,) and why.becomes(12) == 1
    assert why.changes[12] == pytest.approx(-0.7)
    assert np.flatnonzero(why.strengths).tolist() == [12] and why.strengths[12] == STRONG


def test_weak_and_strong_cells_speak_for_and_against():
    weights = np.zeros(25)
    weights[:4] = [4, 1, -1, -4]

    def answers(samples):
        share = 1 / (1 + np.exp(-(samples @ weights) - 5))
        return np.column_stack([share, 1 - share])

    assert explain(np.ones(25, np.float32), answers).strengths[:5].tolist() == [2, 1, -1, -2, 0]
    assert explain(np.zeros(25, np.float32), answers).strengths[:5].tolist() == [-2, -1, 1, 2, 0]


@pytest.mark.parametrize("outputs", [[0.3, 0.3, 0.4], [1.0, 0.0, 0.0], [np.nan] * 3])
def test_a_network_that_answers_the_same_to_everything_has_no_marks(outputs):
    why = explain(GLYPHS[1], lambda samples: np.tile(np.array(outputs, np.float32), (len(samples), 1)))
    assert not why.strengths.any() and why.turning == ()
