from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nntui.tui.drawing.round_ticks import LABEL_WIDTH, round_ticks, rounded


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
        ((12345.1, 12345.9), 3, "12345 12346"),
        ((-0.0044, -0.0033), 3, "-.0044 -.0039 -.0033"),
        ((1e15, 1e15 + 3), 3, "1e15"),
        ((7, 7), 3, "7"),
        ((-1e308, 1.7e308), 3, "-1e308 3e307 2e308"),
    ],
)
def test_ticks_are_few_round_numbers_between_the_ends(ends, least, labels):
    assert " ".join(label for _, label in round_ticks(*ends, least)) == labels


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 5))
def test_labels_fit_and_differ_and_ticks_lie_inside(low, length, least):
    high = low + length
    assume(high > low)
    ticks = round_ticks(low, high, least)
    assert least <= len(ticks) <= 11 or len(ticks) in (1, 2, 3)
    assert all(low <= at <= high for at, _ in ticks)
    assert all(one < other for (one, _), (other, _) in pairwise(ticks))
    labels = [label for _, label in ticks]
    assert all(len(label) <= LABEL_WIDTH for label in labels) and len(set(labels)) == len(labels)
    assert not any("e+" in label or "e0" in label or "e-0" in label for label in labels)
    if length > abs(low):
        assert len(ticks) >= min(least, 3)


@given(st.integers(-99, 99), st.integers(1, 99), st.integers(-9, 9), st.integers(2, 5))
def test_ticks_of_ends_that_are_round_themselves_lie_inside(low, length, exponent, least):
    ends = low * 10.0**exponent, (low + length) * 10.0**exponent
    assert all(ends[0] <= at <= ends[1] for at, _ in round_ticks(*ends, least))


def test_a_tick_at_the_very_end_is_not_moved_out_by_a_rounding_error():
    assert round_ticks(-3.4, -2.3, 5)[0] == (-3.4, "-3.4")


@pytest.mark.parametrize(
    ("value", "label"),
    [(-6.0, "-6"), (-0.75, "-0.75"), (-0.125, "-.125"), (-12.345, "-12.3"), (123456.0, "1.2e5"), (1.2345e-5, "1e-5")],
)
def test_a_rounded_number_is_short_but_not_cut(value, label):
    assert rounded(value, 5) == label
