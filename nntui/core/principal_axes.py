"""The plane in which points of many dimensions differ most (Pearson, 1901), and how to follow it while they move."""

import numpy as np

from nntui.core.arrays import Array

_NOTHING = 1e-12


def principal_axes(points: Array) -> Array:
    """The first two principal axes of points (n × dimensions) as columns: dimensions × 2, float64.

    The largest part of each is positive, so that the same points give the same axes; what there are no dimensions or
    points for is 0.
    """
    *_, rows = np.linalg.svd(_centred(points), full_matrices=False)
    axes = np.zeros((points.shape[1], 2))
    axes[:, : len(rows[:2])] = rows[:2].T
    largest = axes[np.abs(axes).argmax(axis=0), [0, 1]]
    return axes * np.where(largest < 0, -1.0, 1.0)


def followed_axes(axes: Array, points: Array) -> Array:
    """The axes (dimensions × 2), moved a step towards the principal plane of points that are others by now.

    This is a step of orthogonal iteration (Golub and Van Loan), and of all axes of the plane that it leads to those
    nearest to the old ones: they turn no more than the plane does, and never flip or change places.
    """
    centred = _centred(points)
    moved = centred.T @ (centred @ axes)
    left, lengths, right = np.linalg.svd(moved, full_matrices=False)
    if len(lengths) < 2 or not lengths[-1] > _NOTHING * max(lengths[0], 1.0):
        return axes  # on a line, or all in one place
    nearest: Array = left @ right
    return nearest


def share_of_variance(axes: Array, points: Array) -> float:
    """How much of the variance of points (n × dimensions) the axes show, from 0 to 1."""
    centred = _centred(points)
    total = float(np.square(centred).sum())
    return float(np.square(centred @ axes).sum()) / total if total > 0 else 1.0


def _centred(points: Array) -> Array:
    exact = np.nan_to_num(points.astype(np.float64), posinf=0.0, neginf=0.0)
    centred: Array = exact - exact.mean(axis=0)
    return centred
