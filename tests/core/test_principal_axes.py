import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.core.principal_axes import followed_axes, principal_axes, share_of_variance

RNG_SEEDS = st.integers(0, 2**32 - 1)


def cloud(seed, deviations, turn=0.0, count=400):
    """Points whose first two coordinates are turned against each other."""
    points = np.random.default_rng(seed).normal(size=(count, len(deviations))) * deviations
    rotation = np.eye(len(deviations))
    rotation[:2, :2] = [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
    return points @ rotation.T


@given(RNG_SEEDS)
def test_the_axes_are_the_eigenvectors_of_the_covariance(seed):
    points = cloud(seed, [5.0, 2.0, 1.0, 0.5], turn=0.7)
    axes = principal_axes(points)
    values, vectors = np.linalg.eigh(np.cov(points.T))
    np.testing.assert_allclose(np.abs((axes * vectors[:, [-1, -2]]).sum(axis=0)), 1, atol=1e-9)
    assert share_of_variance(axes, points) == pytest.approx(values[-2:].sum() / values.sum())


@given(RNG_SEEDS)
def test_the_signs_do_not_depend_on_the_order_of_the_samples(seed):
    points = cloud(seed, [3.0, 2.0, 1.0])
    axes = principal_axes(points)
    np.testing.assert_allclose(principal_axes(points[::-1]), axes, atol=1e-9)
    assert (axes.max(axis=0) >= -axes.min(axis=0)).all()


def test_axes_follow_points_that_turn_without_a_flip_or_a_jump():
    axes = principal_axes(cloud(1, [3.0, 1.0, 0.2]))
    for turn in np.linspace(0, 2 * np.pi, 200):
        before, points = axes, cloud(1, [3.0, 1.0, 0.2], turn)
        axes = followed_axes(axes, points)
        assert ((axes * before).sum(axis=0) > 0.99).all()
        np.testing.assert_allclose(axes.T @ axes, np.eye(2), atol=1e-9)
        assert share_of_variance(axes, points) > 0.99


def test_axes_that_change_places_in_size_keep_theirs_on_the_screen():
    axes = principal_axes(cloud(2, [2.0, 1.0, 0.1]))
    for first in np.linspace(2.0, 0.5, 40):
        axes = followed_axes(axes, cloud(2, [first, 1.0, 0.1]))
    assert abs(axes[0, 0]) > 0.99 and abs(axes[1, 1]) > 0.99


def test_the_plane_is_found_when_it_changes():
    axes = principal_axes(cloud(3, [3.0, 2.0, 0.1, 0.1]))
    points = cloud(3, [0.1, 2.0, 0.1, 3.0])
    for _ in range(50):
        axes = followed_axes(axes, points)
    assert share_of_variance(axes, points) > 0.99


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((5, 3)),
        np.ones((1, 4)),
        np.arange(6.0).reshape(6, 1),
        np.outer(np.arange(4.0), [1, 2, 3]),
        np.full((3, 3), np.nan),
        np.array([[np.inf, 1.0], [2.0, -np.inf]]),
    ],
    ids=["all the same", "one point", "one dimension", "a line", "nan", "infinite"],
)
def test_points_that_span_no_plane_have_axes_too(points):
    axes = followed_axes(principal_axes(points), points)
    assert axes.shape == (points.shape[1], 2) and np.isfinite(axes).all()
    assert 0 <= share_of_variance(axes, points) <= 1 + 1e-9
