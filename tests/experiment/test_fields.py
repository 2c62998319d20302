"""Numbers in a model file are short, and come back as they were, bit by bit."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nntui.experiment.fields import LONGEST_NUMBER, Fields, numbers_in, plain_numbers
from nntui.experiment.kinds import shown

VECTORS = st.sampled_from([np.float32, np.float64]).flatmap(lambda dtype: arrays(dtype, st.integers(0, 20)))


@settings(max_examples=300)
@given(VECTORS)
def test_a_vector_comes_back_bit_by_bit(vector: np.ndarray) -> None:
    again = numbers_in(json.loads(json.dumps(plain_numbers(vector))), vector.shape, "v", vector.dtype, finite=False)
    assert again.dtype == vector.dtype
    np.testing.assert_array_equal(again, vector)
    known = ~np.isnan(vector)  # JSON has one nan
    assert again[known].tobytes() == vector[known].tobytes()


def test_a_float32_is_written_with_the_digits_that_it_needs() -> None:
    assert json.dumps(plain_numbers(np.array([[0.1, -1 / 3], [1e-30, 16777216]], np.float32))) == (
        "[[0.1, -0.33333334], [1e-30, 16777216.0]]"
    )


@settings(max_examples=300)
@given(st.floats(width=32))
def test_no_number_is_longer_than_the_limit_of_a_file_allows_for(number: float) -> None:
    assert len(json.dumps(plain_numbers(np.array([number] * 9, np.float32)))) <= 9 * LONGEST_NUMBER


@pytest.mark.parametrize(
    "number", [np.finfo(np.float32).min, -1234567800000000.0, -0.00012345678, -np.finfo(np.float32).smallest_subnormal]
)
def test_nor_is_one_of_the_longest(number: float) -> None:
    assert len(json.dumps(plain_numbers(np.array([number] * 9, np.float32)))) <= 9 * LONGEST_NUMBER


@pytest.mark.parametrize("junk", [None, True, "1", [], {}, "Infinity", "NaN"])
def test_what_is_no_number_is_refused(junk: object) -> None:
    for finite in (True, False):
        with pytest.raises(ValueError, match=rf"^v: expected 2 (finite )?numbers, got {re.escape(shown(junk))}$"):
            numbers_in([1.0, junk], (2,), "v", finite=finite)


@pytest.mark.parametrize("text", ["inf", "-inf", "nan"])
def test_what_is_not_finite_is_refused_where_it_has_to_be(text: str) -> None:
    assert not np.isfinite(numbers_in([text], (1,), "v", finite=False)).any()
    with pytest.raises(ValueError, match=rf'^v: expected 1 finite numbers, got "{text}"$'):
        numbers_in([text], (1,), "v")


@pytest.mark.parametrize("junk", [True, "1", None, 10**400, float("nan")], ids=range(5))
def test_a_number_alone_is_checked_too(junk: object) -> None:
    fields = Fields({"a": {"b": junk, "c": 3}}, "t").table("a")
    assert fields.number("c") == 3
    with pytest.raises(ValueError, match=r"^t\.a\.b: expected a finite number, got "):
        fields.number("b")
