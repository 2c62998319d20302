"""What a unit works out, written as an equation with the numbers of the moment."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nntui.core.arrays import Array
from nntui.tui.scene import Scene

_SHORTEST_TERM = 9  # characters, as in " + 1.00 x"
_LONGEST_NAME = 12
_KEPT_TOGETHER = "\xa0"


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


def unit_name(scene: Scene, layer: int, number: int) -> str:
    """What a unit is called: as the input or the class that it stands for, or h2·3 for the third of hidden layer 2."""
    if layer == 0:
        return _short(scene.ends.input_names[number])
    if layer < len(scene.network.sizes) - 1:
        return f"h{layer}·{number + 1}"
    classes = scene.ends.classes
    if not classes:
        return "output"
    return _short(classes[1] if scene.network.sizes[-1] == 1 else classes[number])


def equation(unit: Unit, room: int) -> str:
    """`name = activation(0.42 x1 − 1.30 x2 + 0.07)`, in at most `room` characters where that can be.

    Where not all terms fit, the strongest stay, in the order of the inputs, and a count stands for the others.
    """
    shell = ("", "") if unit.activation == "linear" else (f"{unit.activation}(", ")")
    before, after = f"{unit.name} = {shell[0]}", f"{_signed(unit.bias)}{shell[1]}"
    sizes = np.nan_to_num(np.abs(unit.weights.astype(np.float64)), nan=np.inf)
    order = np.argsort(-sizes, kind="stable")[: room // _SHORTEST_TERM].tolist()
    terms = {index: _term(float(unit.weights[index]), unit.input_name(index)) for index in order}
    kept, left = _kept(order, terms, room - len(before) - len(after), len(sizes))
    text = "".join(terms[index] for index in sorted(kept))
    text += f" … {left}{_KEPT_TOGETHER}more" if left else ""
    text += after
    return before + _without_first_sign(text)


def _kept(order: list[int], terms: dict[int, str], room: int, count: int) -> tuple[list[int], int]:
    """The strongest terms that fit, and how many are left out."""
    if count == len(order) and sum(map(len, terms.values())) <= room:
        return order, 0
    room -= len(f" … {count} more")
    kept: list[int] = []
    for index in order:
        room -= len(terms[index])
        if room < 0:
            break
        kept.append(index)
    return kept, count - len(kept)


def _term(weight: float, name: str) -> str:
    return f"{_signed(weight)}{_KEPT_TOGETHER}{name}"


def _signed(value: float) -> str:
    return f" {'−' if value < 0 else '+'}{_KEPT_TOGETHER}{size_of(value)}"


def _without_first_sign(text: str) -> str:
    """As one writes it: no plus before the first term, and a minus close to it."""
    text = text.lstrip()
    if text.startswith("+"):
        return text[2:]
    return "−" + text[2:] if text.startswith("−") else text


def size_of(value: float) -> str:
    """How large a number is, without its sign, in four or five characters."""
    size = abs(value)
    if not np.isfinite(size):
        return "–"
    return f"{size:.2f}" if size < 100 else f"{size:.0f}" if size < 1e5 else f"{size:.0e}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
