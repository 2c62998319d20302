"""Ticks at round numbers, with labels that tell just these."""

from math import ceil, floor, isfinite, log10

LABEL_WIDTH = 6
"""Characters of a label at the most."""

_STEPS = (5, 2, 1)
_SHORTEST = 1e-300  # steps of a shorter axis could not be told from 0


def round_ticks(low: float, high: float, least: int) -> list[tuple[float, str]]:
    """At least so many round numbers from low to high, as few as there are then, each with its label.

    Where numbers as close together have no labels that fit, the ends and the middle, rounded.
    """
    length = high - low
    if not (isfinite(length) and length > _SHORTEST):
        return _ends(low, high)
    power = floor(log10(length))
    for exponent in (power, power - 1):
        for factor in _STEPS:
            step = factor * 10.0**exponent
            first, last = ceil(low / step), floor(high / step)
            if last - first + 1 >= least:
                return _labelled([count * factor for count in range(first, last + 1)], exponent) or _ends(low, high)
    return _ends(low, high)


def _labelled(numbers: list[int], exponent: int) -> list[tuple[float, str]]:
    """Whole numbers of powers of ten with their labels, or nothing where one is too long."""
    ticks = [(number * 10.0**exponent, _exact(number, exponent)) for number in numbers]
    return ticks if all(len(label) <= LABEL_WIDTH for _, label in ticks) else []


def _exact(number: int, exponent: int) -> str:
    if number == 0:
        return "0"
    plain = f"{number * 10**exponent}" if exponent >= 0 else f"{number * 10.0**exponent:.{-exponent}f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if len(plain) <= LABEL_WIDTH else _with_power(number, exponent)


def _with_power(number: int, exponent: int) -> str:
    """Such as 1.5e-7."""
    mantissa, _, power = f"{number}e{exponent}".partition("e")
    sign, digits = ("-", mantissa[1:]) if number < 0 else ("", mantissa)
    rest = digits[1:].rstrip("0")
    return f"{sign}{digits[0]}{'.' if rest else ''}{rest}e{int(power) + len(digits) - 1}"


def _ends(low: float, high: float) -> list[tuple[float, str]]:
    middle = low / 2 + high / 2
    return [(value, _rounded(value, high / 2 - low / 2)) for value in (low, middle, high)]


def _rounded(value: float, half: float) -> str:
    """With as many digits as fit; what is next to nothing on an axis twice as long as `half` is 0."""
    if abs(value) <= half / 250:
        return "0"
    labels = (f"{value:.{digits}g}" for digits in range(LABEL_WIDTH - 1, 0, -1))
    return next((label for label in labels if len(label) <= LABEL_WIDTH), f"{value:.0e}")
