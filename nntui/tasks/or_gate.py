"""OR: true where at least one of two inputs is. Four points that a straight line divides."""

from nntui.core.arrays import Array, IntArray
from nntui.tasks.corners import corner_task, is_true


def either(points: Array) -> IntArray:
    """Class 1 where at least one coordinate is above one half (points: n × 2)."""
    first, second = is_true(points)
    return first | second


TASK = corner_task("or", "At least one of two inputs: four points that a straight line divides.", either)
