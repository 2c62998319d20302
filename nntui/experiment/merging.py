"""Two sides that change the same settings: what runs, and its preset file, which somebody edits meanwhile.

`held` is what the file held when the two last agreed on a key. A key is open as long as the file holds another value
for it than `held`, and than what runs: one side has yet to give way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from nntui.experiment.hyperparameters import Hyperparameters, declarations


@dataclass(frozen=True)
class Disagreement:
    """A key for which the file and what runs hold different values, and which of them has been changed."""

    key: str
    in_file: Any
    here: Any
    changed_in_file: bool
    changed_here: bool


def disagreements(held: Hyperparameters, in_file: Hyperparameters, here: Hyperparameters) -> list[Disagreement]:
    """Every key whose values differ, in the order of the form."""
    found = []
    for key in declarations():
        first, theirs, ours = held.get(key), in_file.get(key), here.get(key)
        if theirs != ours:
            found.append(Disagreement(key, theirs, ours, theirs != first, ours != first))
    return found


def open_keys(held: Hyperparameters, in_file: Hyperparameters, here: Hyperparameters) -> list[str]:
    """The keys that the file has changed and what runs has not followed."""
    return [one.key for one in disagreements(held, in_file, here) if one.changed_in_file]


def followed(held: Hyperparameters, in_file: Hyperparameters, here: Hyperparameters) -> Hyperparameters:
    """What runs, with what the file alone has changed and what needs no new network."""
    keys = [
        one.key for one in disagreements(held, in_file, here) if not one.changed_here and declarations()[one.key].live
    ]
    return with_values(here, in_file, keys)


def agreed(held: Hyperparameters, in_file: Hyperparameters, here: Hyperparameters) -> Hyperparameters:
    """The new `held`: what the file holds, but for the keys that are open; these keep their old value."""
    return with_values(in_file, held, open_keys(held, in_file, here))


def with_values(start: Hyperparameters, other: Hyperparameters, keys: Iterable[str]) -> Hyperparameters:
    """A copy of `start` in which these keys have the values of `other`."""
    known = declarations()
    for key in keys:
        start = start.with_value(key, known[key].kind.plain(other.get(key)))
    return start


def with_texts(start: Hyperparameters, other: Hyperparameters) -> Hyperparameters:
    """A copy of `start` with what the playground cannot change as `other` has it: title, description and goal."""
    return replace(start, title=other.title, description=other.description, goal=other.goal)
