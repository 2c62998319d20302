"""JSON files that a user may have edited: read whole, and what is wrong with one told by its place."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nntui.experiment.files import FileError, read_text
from nntui.experiment.kinds import shown
from nntui.experiment.places import place, reason_in


def read_table(path: Path, max_bytes: int) -> Mapping[str, Any]:
    """The table that a file holds. Raises FileError."""
    text = read_text(path, max_bytes)
    try:
        table = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_table_of_pairs)
    except json.JSONDecodeError as error:
        raise FileError(path, f"not JSON: {error.msg}{place(error.lineno, error.colno)}") from None
    except RecursionError:
        raise FileError(path, "not JSON: nested too deeply") from None
    except ValueError as error:
        raise FileError(path, reason_in(text, error)) from None
    if not isinstance(table, Mapping):
        raise FileError(path, f"expected a table, got {shown(table)}")
    return table


def _no_constant(name: str) -> None:
    raise ValueError(f"expected finite numbers, got {name}")


def _table_of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What json.loads() makes of a table. Raises ValueError where a key is in it twice."""
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"expected each key once, got {shown(twice)} twice")
    return table
