"""Which panes show, and where, from the size of the terminal, the focus, the zoom and the kind of problem."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import IntEnum

from textual.geometry import Region, Size

MIN_SIZE = Size(60, 18)
_CHART_BELOW = 15  # rows of the chart below the plane
_WIDEST_ZOOMED_FORM = 60  # beyond that the values would be far from their labels


class Place(IntEnum):
    """The panes of a problem, in the order of their numbers; SIDE is the pad, the answer or the data."""

    FORM = 0
    CHART = 1
    VIEW = 2
    NETWORK = 3
    SIDE = 4


@dataclass(frozen=True)
class Stage:
    """Places that share one spot: one of them shows, the one that has or had the focus."""

    places: tuple[Place, ...]


Part = tuple["Extent", "Plan"]
Plan = Place | Stage | tuple[str, Part, Part]
"""A pane, a stage, or two plans "beside" or "over" one another, each with the cells that it takes."""

Extent = int | float | Callable[[Size], int] | None
"""Cells, a share of the room, cells worked out from the room, or None for what the other part leaves."""


def _for_plane(room: Size) -> int:
    """Columns in which the plane is a square of the room's height, with its axes and its legend, if they fit well."""
    return min(2 * (room.height - _CHART_BELOW) + 11, int(room.width * 0.65))


_SMALL: Plan = (
    "beside",
    (28, Place.FORM),
    (None, ("over", (None, Stage((Place.CHART, Place.VIEW, Place.NETWORK))), (7, Place.SIDE))),
)
_MIDDLE_PLANE: Plan = (
    "beside",
    (28, Place.FORM),
    (
        None,
        (
            "beside",
            (0.57, ("over", (None, Place.VIEW), (7, Place.SIDE))),
            (None, ("over", (None, Place.NETWORK), (11, Place.CHART))),
        ),
    ),
)
_MIDDLE_CLASSES: Plan = (
    "beside",
    (28, Place.FORM),
    (
        None,
        (
            "beside",
            (0.62, ("over", (None, Stage((Place.CHART, Place.VIEW))), (13, Place.SIDE))),
            (None, Place.NETWORK),
        ),
    ),
)
_LARGE_PLANE: Plan = (
    "beside",
    (31, Place.FORM),
    (
        None,
        (
            "beside",
            (_for_plane, ("over", (None, Place.VIEW), (_CHART_BELOW, Place.CHART))),
            (None, ("over", (None, Place.NETWORK), (_CHART_BELOW, Place.SIDE))),
        ),
    ),
)
_LARGE_CLASSES: Plan = (
    "beside",
    (31, Place.FORM),
    (
        None,
        (
            "beside",
            (None, ("over", (None, Place.CHART), (0.395, Place.VIEW))),
            (0.5, ("over", (None, Place.NETWORK), (0.395, Place.SIDE))),
        ),
    ),
)
_PLANES = ("plane", "curve")  # the views that are the most important thing; of the others the pad, or the confusion
_SIZES = (
    (Size(116, 36), _LARGE_PLANE, _LARGE_CLASSES),
    (Size(96, 28), _MIDDLE_PLANE, _MIDDLE_CLASSES),
    (Size(0, 0), _SMALL, _SMALL),
)
"""From which size on a plan is taken, the one for planes and the one for other problems."""


@dataclass(frozen=True)
class Layout:
    """shown: the places that show, by the plan for the size."""

    plan: Plan
    shown: frozenset[Place]

    def regions(self, size: Size) -> Mapping[Place, Region]:
        """Where each place that shows stands, on a board of this size; together they cover all of it."""
        if self.shown == {Place.FORM}:
            return {Place.FORM: Region(0, 0, min(size.width, _WIDEST_ZOOMED_FORM), size.height)}
        return _regions(self.plan, size.region, self.shown)


def layout_for(size: Size, focused: Place, zoomed: bool, before: Set[Place], usual: Place, view: str) -> Layout:
    """The layout at a size of the terminal.

    zoomed: whether the focused pane has the screen to itself. before: the places that show now. usual: which of several
    that share a spot to show where neither the focus nor what shows now decides it. view: the kind of problem.
    """
    plan = next(
        plane if view in _PLANES else other
        for least, plane, other in _SIZES
        if size.width >= least.width and size.height >= least.height
    )
    shown = {focused} if zoomed else _shown(plan, focused, before, usual)
    return Layout(plan, frozenset(shown))


def _shown(plan: Plan, focused: Place, before: Set[Place], usual: Place) -> set[Place]:
    if isinstance(plan, Place):
        return {plan}
    if isinstance(plan, Stage):
        alone = [place for place in plan.places if place in before]
        return {focused if focused in plan.places else alone[0] if len(alone) == 1 else usual}
    _, (_, first), (_, second) = plan
    return _shown(first, focused, before, usual) | _shown(second, focused, before, usual)


def _places(plan: Plan) -> set[Place]:
    if isinstance(plan, Place):
        return {plan}
    return set(plan.places) if isinstance(plan, Stage) else _places(plan[1][1]) | _places(plan[2][1])


def _regions(plan: Plan, region: Region, shown: Set[Place]) -> dict[Place, Region]:
    if isinstance(plan, Place):
        return {plan: region}
    if isinstance(plan, Stage):
        return {place: region for place in plan.places if place in shown}
    way, (extent, first), (other_extent, second) = plan
    if not _places(first) & shown:
        return _regions(second, region, shown)
    if not _places(second) & shown:
        return _regions(first, region, shown)
    room = region.width if way == "beside" else region.height
    cells = room - _cells(other_extent, region.size, room) if extent is None else _cells(extent, region.size, room)
    cells = min(max(cells, 0), room)
    split = region.split_vertical if way == "beside" else region.split_horizontal
    one, other = split(cells)
    return _regions(first, one, shown) | _regions(second, other, shown)


def _cells(extent: Extent, size: Size, room: int) -> int:
    if callable(extent):
        return extent(size)
    return round(room * extent) if isinstance(extent, float) else extent or 0


def is_too_small(size: Size) -> bool:
    """Whether a terminal has no room for the playground."""
    return size.width < MIN_SIZE.width or size.height < MIN_SIZE.height
