"""AND: true where both of two inputs are. Four points that a straight line divides."""

from nntui.core.arrays import Array, IntArray
from nntui.tasks.corners import corner_task, is_true


def both(points: Array) -> IntArray:
    """Class 1 where both coordinates are above one half (points: n × 2)."""
    first, second = is_true(points)
    return first & second


TASK = corner_task("and", "Both of two inputs: four points that a straight line divides.", both)
