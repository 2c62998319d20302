import math

import numpy as np
import pytest

from nntui.tasks.features import FEATURES, expand

POINTS = np.array([[2, -3], [0.5, 4]], np.float32)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("x1", [2, 0.5]),
        ("x2", [-3, 4]),
        ("x1^2", [4, 0.25]),
        ("x2^2", [9, 16]),
        ("x1*x2", [-6, 2]),
        ("sin(x1)", [math.sin(2), math.sin(0.5)]),
        ("sin(x2)", [math.sin(-3), math.sin(4)]),
    ],
)
def test_values(name: str, values: list[float]) -> None:
    assert FEATURES[name](POINTS).tolist() == pytest.approx(values, abs=1e-6)


def test_these_are_all() -> None:
    assert list(FEATURES) == ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]


def test_columns_come_in_the_order_named() -> None:
    expanded = expand(POINTS, ["x2^2", "x1"])
    assert expanded.tolist() == [[9, 2], [16, 0.5]]
    assert expanded.dtype == np.float32


def test_coordinates_alone_change_nothing() -> None:
    np.testing.assert_array_equal(expand(POINTS, ("x1", "x2")), POINTS)


def test_no_features_and_no_points() -> None:
    assert expand(POINTS, ()).shape == (2, 0)
    assert expand(POINTS[:0], tuple(FEATURES)).shape == (0, 7)
