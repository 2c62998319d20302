from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nntui.worker.trees import divided, united

NAMES = st.text("abc", min_size=1, max_size=3)
PLAIN = st.none() | st.integers() | st.floats(allow_nan=False) | st.text()
ARRAYS = arrays.arrays(np.float32, st.tuples(st.integers(0, 3)))
TREES = st.recursive(
    st.dictionaries(NAMES, PLAIN | ARRAYS), lambda inside: st.dictionaries(NAMES, PLAIN | ARRAYS | inside), max_leaves=5
)


@given(TREES)
def test_what_was_divided_is_united(tree: dict[str, Any]) -> None:
    plain, found = divided(tree, "root")
    again = united(plain, {**found, "elsewhere/a": np.zeros(1), "root": np.zeros(1)}, "root")
    np.testing.assert_equal(again, tree)
    plain["added"] = 1
    assert "added" not in tree


def test_an_array_on_a_branch_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^root/a/b: there is no such branch$"):
        united({"a": 1}, {"root/a/b": np.zeros(1)}, "root")
