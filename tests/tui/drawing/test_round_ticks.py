from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nntui.tui.drawing.round_ticks import LABEL_WIDTH, round_ticks


@pytest.mark.parametrize(
    ("ends", "least", "labels"),
    [
        ((-1.2, 1.2), 3, "-1 0 1"),
        ((-1.2, 1.2), 5, "-1 -0.5 0 0.5 1"),
        ((-3.14, 3.14), 3, "-2 0 2"),
        ((-1.38, 1.41), 2, "-1 0 1"),
        ((-1999, 656000), 3, "0 200000 400000 600000"),
        ((0, 2.5e7), 3, "0 1e7 2e7"),
        ((1e-9, 3e-9), 5, "1e-9 1.5e-9 2e-9 2.5e-9 3e-9"),
        ((12345.1, 12345.9), 3, "12345 12346 12346"),
        ((7, 7), 3, "7 7 7"),
        ((-1e308, 1.7e308), 3, "-1e+308 3e+307 2e+308"),
    ],
)
def test_ticks_are_few_round_numbers_between_the_ends(ends, least, labels):
    assert " ".join(label for _, label in round_ticks(*ends, least)) == labels


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 5))
def test_labels_fit_and_tell_where_the_ticks_are(low, length, least):
    high = low + length
    assume(high > low)
    ticks = round_ticks(low, high, least)
    assert least <= len(ticks) <= 11 or len(ticks) == 3
    assert all(low - 1e-6 * length <= at <= high + 1e-6 * length for at, _ in ticks)
    assert all(one < other for (one, _), (other, _) in pairwise(ticks))
    labels = [label for _, label in ticks]
    if length > abs(low):
        assert all(len(label) <= LABEL_WIDTH for label in labels) and len(set(labels)) == len(labels)
