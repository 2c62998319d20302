"""XOR: true where exactly one of two inputs is. Four points, and no straight line divides them."""

from nntui.core.arrays import Array, IntArray
from nntui.tasks.corners import corner_task, is_true


def exclusive_or(points: Array) -> IntArray:
    """Class 1 where exactly one coordinate is above one half (points: n × 2)."""
    first, second = is_true(points)
    return first ^ second


TASK = corner_task("xor", "Exactly one of two inputs: four points that no straight line divides.", exclusive_or)
