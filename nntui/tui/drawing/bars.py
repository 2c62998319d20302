"""Bars of probability, and numbers of a fixed width beside them."""

from math import isnan

from rich.style import Style

from nntui.tui.drawing.canvas import Canvas

_ROOMY = 16
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(fraction: float, width: int) -> str:
    """A bar of `width` cells, filled from the left to an eighth of a cell."""
    eighths = round(min(max(fraction, 0.0), 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def percent(fraction: float) -> str:
    """A share of one as a percentage, always five cells wide; 100 % only for what rounds to it."""
    return f"{100 * fraction:3.0f} %" if not isnan(fraction) else "  – %"


def probability_row(
    canvas: Canvas, x: int, y: int, width: int, name: str, fraction: float, style: Style, label: Style
) -> None:
    """One line of `width` cells: the name, its bar, its percentage (without the sign where space is short)."""
    after = canvas.text(x, y, f"{name} ", label)
    share = percent(fraction) if width >= _ROOMY else percent(fraction)[:3]
    length = width - (after - x) - len(share) - 1
    if length > 0:
        canvas.text(after, y, bar(fraction, length), style)
    canvas.right(x + width, y, share, label)
