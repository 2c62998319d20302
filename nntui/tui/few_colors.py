"""Styles for terminals of few colours, chosen so that no two that have to be told apart come out the same.

Blends of a theme's colours would be rounded to the same dark, or light, few. Colours go by their numbers in xterm's
palette here: 0 to 15 are the basic ones, black, red, green, yellow, blue, magenta, cyan, white and the bright ones.
"""

from typing import NamedTuple

from rich.color import Color
from rich.style import Style


class Shades(NamedTuple):
    """What replaces a theme's blends on a dark, or a light, background. classes: text in the colour of each class.
    regions: ink and ground of each class. ramp: ink and ground for 2n + 1 values from -1 to 1.
    """

    classes: tuple[int, ...]
    regions: tuple[tuple[int, int], ...]
    ramp: tuple[tuple[int, int], ...]


CUBE = {
    True: Shades(
        classes=(214, 39, 121, 204, 143, 225, 172, 115),
        regions=((136, 94), (67, 24), (65, 22), (96, 53), (101, 58), (98, 55), (131, 52), (72, 29)),
        ramp=((223, 172), (215, 130), (215, 94), (215, 58), (16, 16), (74, 17), (74, 24), (117, 25), (153, 32)),
    ),
    False: Shades(
        classes=(94, 26, 23, 53, 237, 56, 125, 96),
        regions=((173, 223), (67, 153), (72, 158), (168, 218), (143, 229), (104, 189), (167, 217), (243, 251)),
        ramp=((94, 209), (94, 216), (94, 223), (94, 230), (231, 231), (25, 195), (25, 153), (25, 117), (25, 75)),
    ),
}
"""By whether the background is dark: out of xterm's cube of 216 colours and its 24 greys. The classes have those
near the theme's own that the colour-blind can tell apart."""

_BASIC_REGIONS = ((0, 3), (15, 4), (0, 2), (15, 5), (0, 6), (15, 1), (0, 7), (15, 0))
BASIC = {
    True: Shades(
        classes=(11, 12, 10, 13, 14, 9, 15, 7),
        regions=_BASIC_REGIONS,
        ramp=((0, 3), (0, 3), (0, 3), (11, 0), (15, 0), (12, 0), (15, 4), (15, 4), (15, 4)),
    ),
    False: Shades(
        classes=(3, 4, 2, 5, 6, 1, 8, 0),
        regions=_BASIC_REGIONS,
        ramp=((0, 3), (0, 3), (0, 3), (3, 15), (0, 15), (4, 15), (15, 4), (15, 4), (15, 4)),
    ),
}
"""By whether the background is dark: grounds out of the first eight, the only ones that every terminal has for them."""


_BROWN = 3


def numbered(ink: int, ground: int | None = None, bold: bool = False) -> Style:
    """A style of colours by their numbers."""
    return Style(color=_color(ink), bgcolor=_color(ground) if ground is not None else None, bold=bold or None)


def _color(number: int) -> Color:
    """Red, green and blue of a colour, which are rounded to just this one where there are no more."""
    if number >= 16:
        return Color.from_triplet(Color.from_ansi(number).get_truecolor())
    bright, bits = divmod(number, 8)
    red, green, blue = (170 * (bits >> place & 1) + 85 * bright for place in range(3))
    return Color.from_rgb(red, 85 if number == _BROWN else green, blue)
