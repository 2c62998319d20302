"""The network: its units by layer, their connections, and one unit's equation with the numbers of the moment."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from textual.binding import Binding
from textual.events import MouseDown, MouseScrollDown, MouseScrollUp

from nntui.core.arrays import Array
from nntui.tasks.digits import SIDE
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.chart import LETTER_MARKERS
from nntui.tui.drawing.diagram import Diagram
from nntui.tui.drawing.network import Glyphs, Portrait, draw_network, maps_of
from nntui.tui.drawing.unit_detail import UnitDetail, Weight, draw_detail
from nntui.tui.drawing.unit_maps import map_grid, map_places, short_number
from nntui.tui.equations import activation_of, equation, equation_lines, unit_name, unit_of
from nntui.tui.messages import FieldsChanged, Said
from nntui.tui.network_layout import largest_diagram, layer_names
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_BESIDE_FROM = 96  # cells from which on the detail stands beside the diagram
_BESIDE = 2 / 5
_BELOW, _LEAST_BELOW, _MOST_BELOW = 0.29, 3, 12
_NEW_LAYER = 4  # units of the first hidden layer
_BLANK = "blank"
_FOR_WHAT = {_BLANK: "for a blank pad", "drawing": "for the drawing", "table": "for the average row"}


class _Layers(NamedTuple):
    """Hidden layers, the activation of each, none where all have the same, and the layer and unit to be chosen then."""

    hidden: tuple[int, ...]
    activations: tuple[str, ...]
    chosen: tuple[int, int]


class NetworkDiagram(Pane):
    """Units by layer; the arrows choose one. Units and layers are added and removed here."""

    number = 4
    interval = 0.25
    heading = "Network"
    kept_as = "network"
    BINDINGS = [
        Binding("up", "choose(-1)", "unit", key_display="↑↓"),
        Binding("down", "choose(1)", show=False),
        Binding("left", "cross(-1)", "layer", key_display="←→"),
        Binding("right", "cross(1)", show=False),
        Binding("plus,equals_sign", "resize(1)", "unit more, fewer", key_display="+ -"),
        Binding("minus", "resize(-1)", show=False),
        ("a", "add_layer", "add a layer"),
        ("x", "remove_layer", "remove it"),
        Binding("pageup", "choose(-10)", show=False),
        Binding("pagedown", "choose(10)", show=False),
        Binding("home", "choose(-9999)", show=False),
        Binding("end", "choose(9999)", show=False),
    ]

    chosen = (1, 0)
    """Layer and unit; layer 0 is the inputs."""

    probe: tuple[float, ...] = ()
    """The present input as the problem makes it: the drawing, or the spot of the cross-hair; (): the middle of all."""

    _firsts: dict[int, int]
    _diagram: Diagram | None = None
    _placed_for: tuple[object, ...] = ()
    _names: Sequence[Sequence[str]] = ()  # of the inputs and of the outputs
    _asked: _Layers | None = None
    """What was asked for last and is not on show yet: the next key goes on from there. It may be refused."""
    _unsettled = 0  # how much was asked for, and is neither on show nor refused

    def __init__(self) -> None:
        super().__init__()
        self._firsts = {}

    def show(self, scene: Scene) -> None:
        """As in Pane; a layer that was asked for is gone to in the run that has it."""
        if self._asked is not None and scene.hyperparameters.network.hidden == self._asked.hidden:
            self.chosen = self._asked.chosen
        super().show(scene)

    def look_at(self, probe: tuple[float, ...]) -> None:
        """Show what the units make of another input."""
        self.probe = probe
        self.redraw()

    def kept(self) -> dict[str, Any]:
        return {"layer": self.chosen[0], "unit": self.chosen[1]}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        self.chosen = max(int(kept["layer"]), 0), max(int(kept["unit"]), 0)
        self.redraw()

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        layer, unit = self.chosen = self._chosen(scene)
        beside = canvas.width >= _BESIDE_FROM
        width = int(canvas.width * (1 - _BESIDE)) if beside else canvas.width
        below = 0 if beside else min(max(int(canvas.height * _BELOW), _LEAST_BELOW), _MOST_BELOW)
        height = canvas.height - below - (below > _LEAST_BELOW)
        diagram = self._place(scene, width, height)
        values = scene.layer_values(self._input(scene))
        portrait = self._portrait(scene, values)
        glyphs = _glyphs(palette)
        maps = _maps(scene, diagram, glyphs, portrait.shares) if _is_plane(scene) else ()
        drawn, there = draw_network(canvas, palette, diagram, portrait, glyphs, maps)
        self._entitle(diagram, glyphs, drawn, there)
        x, y, room = (width + 2, 0, canvas.width - width - 2) if beside else (0, canvas.height - below, width)
        if beside:
            for row in range(canvas.height):
                canvas.text(width, row, "│", palette.faint)
        elif below > _LEAST_BELOW:
            canvas.text(0, y - 1, "─" * width, palette.faint)
        down = canvas.height - y
        side = SIDE if scene.task.view == "drawing" and layer == 1 else 0
        detail = _detail(scene, layer, unit, float(values[layer][0, unit]), side, self._for_what(scene))
        draw_detail(canvas, palette, x, y, room, down, detail)

    def in_words(self, scene: Scene) -> list[str]:
        layer, unit = self._chosen(scene)
        value = short_number(float(scene.layer_values(self._input(scene))[layer][0, unit]))
        what = " ".join(_heading(scene, layer, unit))
        said = f"Chosen in the network: {what}; it puts out {value} {self._for_what(scene)}."
        if layer == 0:
            return [said]
        return [said, equation(unit_of(scene, layer, unit), 200) + "."]

    def action_choose(self, direction: int) -> None:
        """Go to another unit of the layer."""
        if self.scene is not None:
            layer, unit = self._chosen(self.scene)
            self._go_to(layer, min(max(unit + direction, 0), self.scene.network.sizes[layer] - 1))

    def action_cross(self, direction: int) -> None:
        """Go to the next layer, to the unit at about the same height."""
        if self.scene is None:
            return
        layer, unit = self._chosen(self.scene)
        other = min(max(layer + direction, 0), len(self.scene.network.sizes) - 1)
        here, there = (self._diagram.column(number) if self._diagram else None for number in (layer, other))
        if other != layer:
            self._go_to(other, there.unit_at(here.row_of(unit)) if here and there else unit)

    def action_resize(self, direction: int) -> None:
        """One unit more, or fewer, in the chosen layer."""
        hidden, index, names = self._layers()
        if not 0 <= index < len(hidden):
            self.post_message(Said("Only hidden layers change in size: ←→ go to one, a adds one."))
        elif hidden[index] + direction < 1:
            self.post_message(Said("A layer has at least one unit: x removes the layer."))
        else:
            self._ask((*hidden[:index], hidden[index] + direction, *hidden[index + 1 :]), names, go_to=index + 1)

    def action_add_layer(self) -> None:
        """A hidden layer after the chosen one, as large as that, or before the outputs."""
        hidden, index, names = self._layers()
        place = min(index + 1, len(hidden))
        size = hidden[min(max(index, 0), len(hidden) - 1)] if hidden else _NEW_LAYER
        like = names[max(place - 1, 0) :][:1]
        wanted = (*hidden[:place], size, *hidden[place:])
        self._ask(wanted, (*names[:place], *like, *names[place:]), go_to=place + 1)

    def action_remove_layer(self) -> None:
        """Remove the chosen layer, if it is a hidden one."""
        hidden, index, names = self._layers()
        if 0 <= index < len(hidden):
            left = max(min(index + 1, len(hidden) - 1), 1)  # a hidden one, if there are others
            wanted = (*hidden[:index], *hidden[index + 1 :])
            self._ask(wanted, (*names[:index], *names[index + 1 :]) or names, go_to=left)
        else:
            self.post_message(Said("Inputs and outputs stay: ←→ go to a hidden layer."))

    def on_mouse_down(self, event: MouseDown) -> None:
        """Choose the unit there."""
        offset = event.get_content_offset(self)
        if offset is None or self._diagram is None or offset.y >= self._diagram.height:
            return
        if (found := self._diagram.hit(offset.x, offset.y)) is not None:
            self._go_to(*found)

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Go down a unit."""
        self.action_choose(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Go up a unit."""
        self.action_choose(-1)

    def _layers(self) -> tuple[tuple[int, ...], int, tuple[str, ...]]:
        """The sizes of the hidden layers; which of them is chosen, −1 or one too many for inputs and outputs; and the
        activation of each, none where all have the same. All as last asked for.
        """
        if self.scene is None:
            return (), -1, ()
        if self._asked is not None:
            return self._asked.hidden, self._asked.chosen[0] - 1, self._asked.activations
        network = self.scene.hyperparameters.network
        names = () if isinstance(network.activation, str) else network.activation
        return network.hidden, self._chosen(self.scene)[0] - 1, names

    def _ask(self, hidden: tuple[int, ...], activations: tuple[str, ...], go_to: int) -> None:
        """Ask for other hidden layers, and to go to one of them if they are not refused."""
        self._asked = _Layers(hidden, activations, (go_to, self.chosen[1]))
        self._unsettled += 1
        values: dict[str, object] = {"network.hidden": hidden}
        if activations:
            values["network.activation"] = activations if len(set(activations)) > 1 else activations[0]
        self.post_message(FieldsChanged(values, "network.hidden", self._settle))

    def _settle(self) -> None:
        self._unsettled -= 1
        if not self._unsettled:
            self._asked = None

    def _go_to(self, layer: int, unit: int) -> None:
        self.chosen = layer, unit
        if self._asked is not None:
            self._asked = self._asked._replace(chosen=self.chosen)
        self.redraw()

    def _chosen(self, scene: Scene) -> tuple[int, int]:
        """Layer and unit, those of this network that are nearest to what was chosen."""
        layer = min(self.chosen[0], len(scene.network.sizes) - 1)
        return layer, min(self.chosen[1], scene.network.sizes[layer] - 1)

    def _input(self, scene: Scene) -> Array:
        count = scene.data.train.inputs.shape[1]
        fits = len(self.probe) == count  # else it is a last word from another problem
        return np.array([self.probe if fits else (0.0,) * count], np.float32)

    def _is_blank(self, scene: Scene) -> bool:
        """Whether there is nothing on the pad: the network answers that, too, but nobody has asked."""
        return scene.task.view == "drawing" and not self._input(scene).any()

    def _for_what(self, scene: Scene) -> str:
        """Which input the values are for."""
        return _FOR_WHAT.get(_BLANK if self._is_blank(scene) else scene.task.view, "at ╋")

    def _place(self, scene: Scene, width: int, height: int) -> Diagram:
        """Where all stands; found once for a network, as long as the same unit is chosen."""
        placed_for = scene.network, width, height, self.chosen
        if self._diagram is None or self._placed_for != placed_for:
            self._placed_for = placed_for
            self._diagram = largest_diagram(scene, width, height, self.chosen, self._firsts)
            self._firsts = {column.layer: column.first for column in self._diagram.columns}
            self._names = [layer_names(scene, layer) for layer in (0, len(scene.network.sizes) - 1)]
        return self._diagram

    def _portrait(self, scene: Scene, values: list[Array]) -> Portrait:
        sizes, is_blank = scene.network.sizes, self._is_blank(scene)
        return Portrait(
            weights=[weights[:, :-1] for weights in scene.network.weights],
            values=[layer[0] for layer in values],
            names=[self._names[0], *[[]] * (len(sizes) - 2), self._names[1]],
            kinds=[_BLANK if is_blank else "", *(activation_of(scene, layer) for layer in range(1, len(sizes)))],
            shares=scene.network.loss.output in ("softmax", "sigmoid"),
            chosen=self.chosen,
            focused=self.has_focus,
            faint=is_blank,
        )

    def _entitle(self, diagram: Diagram, glyphs: Glyphs, drawn: int, there: int) -> None:
        first, last = diagram.columns[0].layer + 1, diagram.columns[-1].layer + 1
        window = "" if diagram.is_whole else f", layers {first}–{last}/{diagram.layers}"
        if len(self.heading + window) + 6 > self.content_size.width:
            window = window.replace("layers ", "")
        signs = "─ + ┄ −" if glyphs.braille else "─ + · −"
        count = f"strongest {drawn} of {there:,}" if drawn < there else f"all {there:,} drawn"
        count = count if drawn else f"{there:,} connections, all 0"
        is_roomy = drawn and len(signs) + len(count) + 6 <= self.content_size.width
        self.entitle(self.heading + window, f"{signs}, {count}" if is_roomy else count)


def _is_plane(scene: Scene) -> bool:
    return scene.task.view == "plane"


def _glyphs(palette: Palette) -> Glyphs:
    unicode = palette.markers is not LETTER_MARKERS
    return Glyphs(braille=unicode, halves=palette.halves and not palette.patterned)


def _maps(scene: Scene, diagram: Diagram, glyphs: Glyphs, shares: bool) -> list[Array]:
    """What the units in sight respond to over the domain."""
    maps: list[Array] = []
    grids = {column.layer: map_grid(column, glyphs.halves) for column in diagram.columns}
    values = {grid: scene.layer_values(map_places(grid, scene.task.domain)) for grid in set(grids.values())}
    for column in diagram.columns:
        layer = values[grids[column.layer]][column.layer]
        is_output = column.layer == diagram.layers - 1
        maps.append(maps_of(column, layer, glyphs, is_output, shares))
    return maps


def _detail(scene: Scene, layer: int, unit: int, value: float, side: int, where: str) -> UnitDetail:
    said = f"= {short_number(value):>5}"  # as wide without a minus
    if layer == 0:
        outgoing = np.nan_to_num(scene.network.weights[0][:, unit])
        weights = [Weight(unit_name(scene, 1, other), float(weight)) for other, weight in enumerate(outgoing)]
        return UnitDetail(*_heading(scene, layer, unit), said, where, None, "weights to", weights)
    found = unit_of(scene, layer, unit)
    weights = [
        Weight(found.input_name(index), weight) for index, weight in enumerate(np.nan_to_num(found.weights).tolist())
    ]
    heading = f"bias {found.bias:+.2f}, weights from".replace("-", "−")
    return UnitDetail(
        *_heading(scene, layer, unit), said, where, partial(equation_lines, found), heading, weights, side
    )


def _heading(scene: Scene, layer: int, unit: int) -> tuple[str, str]:
    """What a unit is called, and which of how many it is."""
    sizes = scene.network.sizes
    kind = "input" if layer == 0 else "output" if layer == len(sizes) - 1 else "unit"
    name = unit_name(scene, layer, unit)
    return (kind if name == kind else f"{kind} {name}"), f"({unit + 1} of {sizes[layer]})"
