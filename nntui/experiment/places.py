"""Where in a file's text something stands, told as tomllib tells it; and errors of Python's that say it otherwise."""

import re

_MOST_DIGITS = 4300  # of a whole number that Python reads; more would take it too long
_TOO_LONG = re.compile(rf"\d[\d_]{{{_MOST_DIGITS},}}")


def place(line: int, column: int) -> str:
    """A place, both counted from 1, as it follows a reason."""
    return f" (at line {line}, column {column})"


def place_after(before: str) -> str:
    """The place that this much of the text leads to."""
    return place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def reason_in(text: str, error: ValueError) -> str:
    """What is said of an error that a parser raised for a text; a whole number too long for it is told by its place."""
    found = _TOO_LONG.search(text) if "set_int_max_str_digits" in str(error) else None
    if found is None:
        return str(error)
    return f"expected whole numbers of at most {_MOST_DIGITS:,} digits{place_after(text[: found.start()])}"
