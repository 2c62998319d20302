"""The runs of a sweep: every combination of the values that vary, each with several seeds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any

from nntui.experiment.build import Ends, check_consistent, ends_with_data, resolved
from nntui.experiment.hyperparameters import (
    LARGEST_SEED,
    HyperparameterError,
    Hyperparameters,
    NetworkParameters,
    TaskParameters,
    TrainingParameters,
    declaration_of,
)
from nntui.experiment.kinds import shown

MOST_RUNS = 10_000

SEED = "training.seed"


@dataclass(frozen=True)
class Variation:
    """A hyperparameter and the values that it takes, as the program keeps them; no value is there twice."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Run:
    """One run: which combination it belongs to, counted from 0, and all its hyperparameters, `auto` filled in."""

    combination: int
    hyperparameters: Hyperparameters


@dataclass(frozen=True)
class Grid:
    """What a sweep tries. combinations: the hyperparameters of each, with the first of its seeds."""

    variations: tuple[Variation, ...]
    combinations: tuple[Hyperparameters, ...]
    repeats: int

    def runs(self) -> Iterator[Run]:
        """Every run, one seed of all combinations after the other, so that early rows tell of every combination."""
        for repeat in range(self.repeats):
            for number, hyperparameters in enumerate(self.combinations):
                seed = (hyperparameters.training.seed + repeat) % (LARGEST_SEED + 1)
                yield Run(number, hyperparameters.with_value(SEED, seed))


def parse_variation(text: str) -> Variation:
    """What `key=v1,v2` says: commas part values, and brackets hold the values of a list together.

    Raises ValueError for what is none, and HyperparameterError.
    """
    key, equals, values = text.partition("=")
    if not equals or not key.strip() or not values.strip():
        raise ValueError(f"expected KEY=VALUE,VALUE…, got {shown(text)}")
    declaration = declaration_of(key.strip())
    parsed = []
    for word in _parted(values):
        try:
            if not word.strip():  # typed alone it may stand for none; between commas it was forgotten
                raise declaration.kind.refuse(word)
            parsed.append(declaration.kind.parse(word))
        except ValueError as error:
            raise HyperparameterError(declaration.key, str(error)) from None
    return Variation(declaration.key, tuple(dict.fromkeys(parsed)))


def grid_of(base: Hyperparameters, variations: Sequence[Variation], repeats: int) -> Grid:
    """Every combination of the values. Raises HyperparameterError where one makes no sense, and ValueError."""
    keys = [variation.key for variation in variations]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise ValueError(f"expected each key once, got {twice[0]} again")
    if SEED in keys and repeats > 1:
        raise ValueError(f"{SEED} varies already: leave out one of the two")
    count = prod(len(variation.values) for variation in variations) * repeats
    if count > MOST_RUNS:
        sizes = " × ".join(str(len(variation.values)) for variation in variations)
        raise ValueError(f"expected at most {MOST_RUNS:,} runs, got {count:,} ({sizes}, each {repeats} times)")
    chosen, ends = product(*(variation.values for variation in variations)), cache(_ends)
    return Grid(tuple(variations), tuple(_combined(base, keys, values, ends) for values in chosen), repeats)


def _ends(task: TaskParameters, loss: str, output: str) -> Ends:
    """What is at the ends of the network, which a user's file alone may tell; it is read once for all that share it."""
    return ends_with_data(
        Hyperparameters(task=task, training=TrainingParameters(loss=loss), network=NetworkParameters(output=output))
    )


def _combined(
    base: Hyperparameters, keys: Sequence[str], values: Sequence[Any], ends: Callable[[TaskParameters, str, str], Ends]
) -> Hyperparameters:
    hyperparameters = base
    for key, value in zip(keys, values, strict=True):
        hyperparameters = hyperparameters.with_value(key, declaration_of(key).kind.plain(value))
    try:
        own = ends(hyperparameters.task, hyperparameters.training.loss, hyperparameters.network.output)
        check_consistent(hyperparameters, own)
        return resolved(hyperparameters, own)
    except HyperparameterError as error:
        chosen = ", ".join(
            f"{key}={declaration_of(key).kind.format(value)}" for key, value in zip(keys, values, strict=True)
        )
        raise HyperparameterError(error.key, f"{error.reason} (with {chosen})") from None


def _parted(text: str) -> Iterator[str]:
    """The words between commas that are in no brackets."""
    depth, word = 0, ""
    for char in text:
        depth += (char == "[") - (char == "]")
        if char == "," and depth <= 0:
            yield word
            word = ""
        else:
            word += char
    yield word
