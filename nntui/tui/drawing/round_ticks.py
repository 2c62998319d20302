"""Ticks at round numbers, with labels that tell just these."""

from math import ceil, floor, isfinite, log10

LABEL_WIDTH = 6
"""Characters of a label at the most."""

_STEPS = (5, 2, 1)
_SHORTEST = 1e-300  # steps of a shorter axis could not be told from 0


def round_ticks(low: float, high: float, least: int) -> list[tuple[float, str]]:
    """At least so many round numbers from low to high, as few as there are then, each with a label of its own.

    Where numbers as close together have no labels that fit, the ends and the middle, rounded, or those of them whose
    labels differ.
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
                ticks = _labelled([count * factor for count in range(first, last + 1)], exponent)
                within = [(min(max(value, low), high), label) for value, label in ticks]  # but for a rounding error
                return within or _ends(low, high)
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
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    first, between, last = ((value, _rounded(value, half)) for value in (low, middle, high))
    if first[1] == last[1]:
        return [between]
    return [first, last] if between[1] in (first[1], last[1]) else [first, between, last]


def _rounded(value: float, half: float) -> str:
    """What is next to nothing on an axis twice as long as `half` is 0."""
    return "0" if abs(value) <= half / 250 else rounded(value, LABEL_WIDTH)


def rounded(value: float, width: int) -> str:
    """A number with as many digits as so many characters hold."""
    labels = [_short(f"{value:.{digits}g}", width) for digits in range(width - 1, 0, -1)]
    return next((label for label in labels if len(label) <= width), labels[-1])


def _short(label: str, width: int) -> str:
    """Such as 1.5e-7 for 1.5e-07, 1e15 for 1e+15, and -.0044 where -0.0044 is too long."""
    mantissa, _, power = label.partition("e")
    if power:
        return f"{mantissa}e{int(power)}"
    return label if len(label) <= width else label.replace("0.", ".", 1)
