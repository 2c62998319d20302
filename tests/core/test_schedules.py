from math import cos, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.core.schedules import SCHEDULES

EVERY = pytest.mark.parametrize("name", SCHEDULES)
PLANS = st.integers(0, 5000)


@EVERY
@given(epochs=PLANS, epoch=st.integers(0, 10_000))
def test_factors_are_shares_and_stand_still_past_the_end(name: str, epochs: int, epoch: int) -> None:
    schedule = SCHEDULES[name]
    assert 0 <= schedule(epoch, epochs) <= 1
    assert schedule(epochs + epoch, epochs) == schedule(epochs, epochs)


@EVERY
@given(epochs=st.integers(1, 5000), epoch=st.integers(0, 5000))
def test_all_start_at_one_and_only_fall_but_one_cycle(name: str, epochs: int, epoch: int) -> None:
    if name != "one_cycle":
        assert SCHEDULES[name](0, epochs) == 1
        assert SCHEDULES[name](epoch + 1, epochs) <= SCHEDULES[name](epoch, epochs)


def test_values_at_points_that_one_can_name() -> None:
    at = {name: [schedule(epoch, 8) for epoch in (0, 3, 4, 5, 6, 7, 8)] for name, schedule in SCHEDULES.items()}
    assert at["constant"] == [1] * 7
    assert at["step"] == pytest.approx([1, 1, 0.1, 0.1, 0.01, 0.01, 0.01])
    assert at["linear"] == pytest.approx([1, 5 / 8, 1 / 2, 3 / 8, 1 / 4, 1 / 8, 0])
    assert at["cosine"] == pytest.approx([(1 + cos(pi * e / 8)) / 2 for e in (0, 3, 4, 5, 6, 7, 8)])


@given(epochs=st.integers(4, 1000))
def test_one_cycle_warms_up_then_falls_to_almost_nothing(epochs: int) -> None:
    factors = [SCHEDULES["one_cycle"](epoch, epochs) for epoch in range(epochs)]
    top = factors.index(max(factors))
    assert factors[0] == pytest.approx(1 / 25)
    assert factors[-1] == pytest.approx(1 / 250_000)
    assert factors[: top + 1] == sorted(factors[: top + 1])
    assert factors[top:] == sorted(factors[top:], reverse=True)
    assert abs(top - (0.3 * epochs - 1)) <= 1


def test_one_cycle_reaches_the_full_rate_where_the_warm_up_ends() -> None:
    assert SCHEDULES["one_cycle"](29, 100) == pytest.approx(1)


@EVERY
def test_a_schedule_for_no_epochs_at_all_is_no_error(name: str) -> None:
    assert 0 <= SCHEDULES[name](0, 0) <= 1
