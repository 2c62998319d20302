"""What a unit works out, written as an equation with the numbers of the moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rich.cells import cell_len

from nntui.core.arrays import Array
from nntui.tui.drawing.wrapping import shortened_apart
from nntui.tui.scene import Scene

_SHORTEST_TERM = 9  # cells, as in " + 1.00 x"
_LONGEST_NAME = 12  # cells
_INDENT = "  "


@dataclass(frozen=True)
class Unit:
    """One unit with what it is made of.

    weights: one for each input, by the names that input_name() gives to their numbers. No weights, and no activation:
    an input of the network.
    """

    name: str
    activation: str
    weights: Array
    bias: float
    input_name: Callable[[int], str]


def unit_of(scene: Scene, layer: int, number: int) -> Unit:
    """A unit of the scene's network; layer 0 is the inputs."""
    network, name = scene.network, unit_name(scene, layer, number)
    if layer == 0:
        return Unit(name, "", np.empty(0), 0.0, lambda _: "")
    row = network.weights[layer - 1][number]
    return Unit(name, activation_of(scene, layer), row[:-1], float(row[-1]), lambda i: unit_name(scene, layer - 1, i))


def activation_of(scene: Scene, layer: int) -> str:
    """The activation of a layer after the inputs."""
    activations = scene.network.activations
    return activations[layer - 1] if layer <= len(activations) else scene.network.loss.output


def unit_name(scene: Scene, layer: int, number: int, longest: int | None = _LONGEST_NAME) -> str:
    """What a unit is called: as the input or the class that it stands for, or h2·3 for the third of hidden layer 2.

    longest: cells that the name of an input or a class has at the most; None: as many as it has.
    """
    if layer == 0:
        return _names(scene.ends.input_names, longest)[number]
    if layer < len(scene.network.sizes) - 1:
        return f"h{layer}·{number + 1}"
    classes = scene.ends.classes
    if not classes:
        return "output"
    return _names(classes, longest)[1 if scene.network.sizes[-1] == 1 else number]


@lru_cache(64)
def _names(names: tuple[str, ...], longest: int | None) -> Sequence[str]:
    return names if longest is None else shortened_apart(names, longest)


def equation(unit: Unit, room: int) -> str:
    """`name = activation(0.42 x1 − 1.30 x2 + 0.07)`, in at most `room` cells; see equation_lines()."""
    return " ".join(equation_lines(unit, room, 1))


def equation_lines(unit: Unit, width: int, rows: int) -> list[str]:
    """The equation on at most so many lines of so many cells, broken between its terms, all but the first indented.

    Where not all terms fit, the strongest stay, in the order of the inputs, and a count stands for the others.
    """
    sizes = np.nan_to_num(np.abs(unit.weights.astype(np.float64)), nan=np.inf)
    order = np.argsort(-sizes, kind="stable")[: width * rows // _SHORTEST_TERM].tolist()
    terms = {index: _term(float(unit.weights[index]), unit.input_name(index)) for index in order}

    def lines_of(count: int) -> list[str]:
        kept = [terms[index] for index in sorted(order[:count])]
        return _lines(_words(unit, kept, len(sizes) - count), width)

    whole = lines_of(len(order))
    if len(whole) <= rows:  # the usual case
        return whole
    least, most = 0, max(len(order) - 1, 0)
    while least < most:
        count = (least + most + 1) // 2
        if len(lines_of(count)) <= rows:
            least = count
        else:
            most = count - 1
    return lines_of(least)[:rows]


def _words(unit: Unit, terms: list[str], left: int) -> list[str]:
    """What must not be broken. left: how many terms are not among these."""
    words = [*terms, *([f"… {left} more"] if left else []), _signed(unit.bias)]
    opening, closing = ("", "") if unit.activation == "linear" else (f"{unit.activation}(", ")")
    words[0] = opening + _without_first_sign(words[0])
    words[-1] += closing
    return [f"{unit.name} =", *words]


def _lines(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    line, taken = words[0], cell_len(words[0])
    for word in words[1:]:
        cells = cell_len(word)
        if taken + 1 + cells <= width:
            line, taken = f"{line} {word}", taken + 1 + cells
        else:
            lines.append(line)
            line, taken = _INDENT + word, len(_INDENT) + cells
    return [*lines, line]


def _term(weight: float, name: str) -> str:
    return f"{_signed(weight)} {name}"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {size_of(value)}"


def _without_first_sign(word: str) -> str:
    """As one writes it: no plus before the first term, and a minus close to it."""
    if word.startswith("+"):
        return word[2:]
    return "−" + word[2:] if word.startswith("−") else word


def size_of(value: float) -> str:
    """How large a number is, without its sign, in four or five characters."""
    size = abs(value)
    if not np.isfinite(size):
        return "–"
    return f"{size:.2f}" if size < 100 else f"{size:.0f}" if size < 1e5 else f"{size:.0e}"
