"""How the diagram of a scene's network is laid out in the room that there is."""

from collections.abc import Iterator, Mapping

from rich.cells import cell_len

from nntui.tasks.digits import SIDE
from nntui.tui.drawing.diagram import LEAST_GAP, MAPS, NARROW_GAP, NUMBERS, Diagram, Layer, diagram_for
from nntui.tui.equations import unit_name
from nntui.tui.scene import Scene

_LABEL, _LONG_LABEL = 12, 20  # the most cells of a name, and of one for which there is plenty of room
_SHORT_LABEL = 7  # where not all layers come in sight
_ROOMY_GAP = 8
_TRIED = ((_ROOMY_GAP, _LABEL + 1, _LONG_LABEL), (LEAST_GAP, _SHORT_LABEL, _LABEL), (NARROW_GAP, 4, _LABEL))
"""Gaps between the layers, and the fewest and the most cells of a name that is cut to bring all layers in sight."""


def layer_names(scene: Scene, layer: int) -> list[str]:
    """What the units of a layer are called, in full."""
    return [unit_name(scene, layer, unit, None) for unit in range(scene.network.sizes[layer])]


def largest_diagram(
    scene: Scene, width: int, height: int, chosen: tuple[int, int], firsts: Mapping[int, int]
) -> Diagram:
    """The diagram with the largest units beside which all layers find room, be it with shorter names.

    If none has room for all, the units are the smallest. chosen, firsts: as diagram_for() has them.
    """
    choices = (MAPS,) if scene.task.view == "plane" else (NUMBERS[:1], NUMBERS)
    for bodies in choices:
        for gap, least, most in _TRIED:
            for layers in _layers(scene, least, most):
                diagram = diagram_for(width, height, layers, chosen, firsts, bodies, gap)
                if diagram.is_whole:
                    return diagram
    return diagram_for(width, height, next(_layers(scene, _SHORT_LABEL, _SHORT_LABEL)), chosen, firsts, choices[-1])


def _layers(scene: Scene, least: int, most: int) -> Iterator[list[Layer]]:
    """With names that are shorter and shorter; a single output is known without its own.

    A table's inputs are those of its average row, and so all 0.
    """
    sizes, is_picture = scene.network.sizes, scene.task.view == "drawing"
    inputs, outputs = (max(map(cell_len, layer_names(scene, layer))) for layer in (0, len(sizes) - 1))
    if most == _LONG_LABEL and max(inputs, outputs) <= _LABEL:
        return
    for cells in range(most, least - 1, -1):
        is_table = scene.task.view == "table"
        first = Layer(sizes[0], side=SIDE) if is_picture else Layer(sizes[0], min(inputs, cells), bare=is_table)
        hidden = [Layer(size) for size in sizes[1:-1]]
        if sizes[-1] > 1 or cells == most:
            yield [first, *hidden, Layer(sizes[-1], min(outputs, cells))]
        if sizes[-1] == 1:
            yield [first, *hidden, Layer(1)]
