"""Which panes show, from the size of the terminal, the focus and the zoom."""

from collections.abc import Set
from dataclasses import dataclass
from enum import IntEnum

from textual.geometry import Size

MIN_SIZE = Size(60, 18)
_WIDE_SIZE = Size(110, 32)


class Place(IntEnum):
    """Where a problem's panes stand, in the order of their numbers: form, chart over view, and what is beside."""

    FORM = 0
    CHART = 1
    VIEW = 2
    SIDE = 3


_MIDDLE = (Place.CHART, Place.VIEW)


@dataclass(frozen=True)
class Layout:
    """narrow: whether there is room for one of the two panes in the middle only. shown: the places that show."""

    narrow: bool
    shown: frozenset[Place]

    @property
    def has_middle(self) -> bool:
        """Whether a pane of the middle shows."""
        return not self.shown.isdisjoint(_MIDDLE)


def layout_for(size: Size, focused: Place, zoomed: bool, before: Set[Place], usual: Place) -> Layout:
    """The layout at a size.

    zoomed: whether the focused pane has the screen to itself. before: the places that show now. usual: which of the
    middle to show where one alone has room and neither the focus nor what shows now decides it.
    """
    narrow = size.width < _WIDE_SIZE.width or size.height < _WIDE_SIZE.height
    if zoomed:
        shown = {focused}
    elif narrow:
        shown = {Place.FORM, _middle(focused, before, usual), Place.SIDE}
    else:
        shown = set(Place)
    return Layout(narrow, frozenset(shown))


def _middle(focused: Place, before: Set[Place], usual: Place) -> Place:
    if focused in _MIDDLE:
        return focused
    alone = [place for place in _MIDDLE if place in before]
    return alone[0] if len(alone) == 1 else usual


def is_too_small(size: Size) -> bool:
    """Whether a terminal has no room for the playground."""
    return size.width < MIN_SIZE.width or size.height < MIN_SIZE.height
