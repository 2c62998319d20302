import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nntui.tui.drawing.steps import SettledSteps, whole_steps

WALKS = st.lists(st.floats(-1, 6), min_size=1, max_size=30)


def test_whole_steps_have_ends():
    assert whole_steps(np.array([-1.0, 0.2, 1.0, 4.9, 9.0, np.nan, np.inf]), 5).tolist() == [0, 0, 1, 4, 4, 0, 4]


@given(WALKS)
def test_a_settled_step_is_never_far_from_the_number(walk):
    settled = SettledSteps()
    for value in walk:
        (step,) = settled.settle_for("same")(np.array([value]), 5)
        assert 0 <= step <= 4
        assert step == whole_steps(np.array([value]), 5) or abs(value - (step + 0.5)) < 0.8


def test_about_a_border_nothing_flickers_until_a_step_is_taken():
    settled = SettledSteps()
    steps = [int(settled.settle_for("same")(np.array([value]), 5)[0]) for value in (1.9, 2.1, 1.95, 2.2, 2.4, 2.1, 1.9)]
    assert steps == [1, 1, 1, 1, 2, 2, 2]


def test_another_key_or_none_forgets():
    settled = SettledSteps()
    for first, second in (("a", "b"), ("a", None), (None, None)):
        settled.settle_for(first)(np.array([1.9]), 5)
        assert settled.settle_for(second)(np.array([2.1]), 5).tolist() == [2]
