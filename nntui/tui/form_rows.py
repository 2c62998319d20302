"""What stands in the form: groups of rows. A row changes a field, or one part of a field that has several values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nntui.core.activations import ACTIVATIONS
from nntui.experiment.hyperparameters import Declaration, declaration_of, declarations
from nntui.experiment.kinds import Choice, Integer, Kind, Layers
from nntui.tasks.features import FEATURES
from nntui.tui.scene import Scene
from nntui.tui.view_settings import VIEW_DECLARATIONS, ViewSettings, value_of

ON_OFF = Choice(lambda: ("off", "on"))
_UNITS = (*range(1, 9), 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)
_FEATURES, _HIDDEN, _ACTIVATION = "task.features", "network.hidden", "network.activation"


@dataclass(frozen=True)
class Group:
    """Rows under a heading, which fold. fields: all that belong to it, whether or not they show."""

    key: str
    title: str
    help: str
    fields: Callable[[], Iterable[Declaration]]


def _of_section(section: str) -> Callable[[], list[Declaration]]:
    return lambda: [field for field in declarations().values() if field.section == section and field.key != _FEATURES]


GROUPS = {
    group.key: group
    for group in (
        Group("task", "PROBLEM", "What is to be learned, and from which data.", _of_section("task")),
        Group(
            "features",
            "FEATURES",
            "What the network is given of a point on the plane, each on or off.",
            lambda: [declaration_of(_FEATURES)],
        ),
        Group("network", "NETWORK", "The shape of the network, and how it starts.", _of_section("network")),
        Group(
            "layers",
            "LAYERS",
            "Units and activation of each hidden layer.",
            lambda: [declaration_of(_HIDDEN), declaration_of(_ACTIVATION)],
        ),
        Group("training", "TRAINING", "How the network learns.", _of_section("training")),
        Group("view", "VIEW", "How it is looked at; no preset holds that.", lambda: VIEW_DECLARATIONS),
    )
}
"""By key, in the order of the form."""

USUALLY_FOLDED = frozenset({"features", "layers"})


@dataclass(frozen=True)
class Part:
    """One of the values that a field has. of: all of them -> this one, None where there is none. put: all of them, and
    another value for this one -> all.
    """

    of: Callable[[Any], Any]
    put: Callable[[Any, Any], Any]


_ALL = Part(of=lambda whole: whole, put=lambda _, value: value)


@dataclass(frozen=True)
class Row:
    """A line of the form that a value stands in.

    key: the field's; and the number or the name of the part, if it is one.
    """

    key: str
    label: str
    group: str
    field: Declaration
    kind: Kind
    help: str
    part: Part = _ALL

    def value(self, scene: Scene) -> Any:
        """The value as it is now."""
        return self.part.of(value_of(scene.hyperparameters, scene.view, self.field))

    def saved_value(self, scene: Scene) -> Any:
        """The value in the preset; None for a part that is not there."""
        return self.part.of(saved_value_of(scene, self.field))

    def is_changed(self, scene: Scene) -> bool:
        """Whether the value differs from the preset's."""
        return bool(self.value(scene) != self.saved_value(scene))

    def whole(self, scene: Scene, value: Any) -> Any:
        """The value of the field that gives this row another value."""
        return self.part.put(value_of(scene.hyperparameters, scene.view, self.field), value)


def rows_of(scene: Scene, wants_path: bool = False) -> dict[str, list[Row]]:
    """The rows of each group that has some. wants_path: whether to show the field for a file in any case."""
    fields = fields_of(scene, wants_path)
    rows = {
        "task": [_row(field, "task") for field in fields if field.section == "task" and field.key != _FEATURES],
        "features": [_feature(field, name) for field in fields if field.key == _FEATURES for name in FEATURES],
        "network": [_row(field, "network") for field in fields if field.section == "network"],
        "layers": _layers(len(scene.hyperparameters.network.hidden)),
        "training": [_row(field, "training") for field in fields if field.section == "training"],
        "view": [_row(field, "view") for field in fields if field.section == "view"],
    }
    return {name: found for name, found in rows.items() if found}


def fields_of(scene: Scene, wants_path: bool = False) -> list[Declaration]:
    """The fields that mean something for the problem."""
    shown = {"name", "seed"} | scene.task.knobs | ({"path"} if wants_path else set())
    fields = [field for field in declarations().values() if field.section != "task" or field.name in shown]
    has_fresh = scene.task.view in ("plane", "curve") and scene.task.truth is not None
    idle = {"fresh_points": not has_fresh, "my_drawings": scene.task.view != "drawing"}
    return fields + [field for field in VIEW_DECLARATIONS if not idle.get(field.name)]


def group_of(key: str) -> str:
    """The key of the group that a row belongs to, by the row's."""
    if key.startswith(f"{_FEATURES}."):
        return "features"
    return "layers" if key.count(".") > 1 else key.split(".")[0]


def saved_value_of(scene: Scene, field: Declaration) -> Any:
    """The value of a field in the preset."""
    return value_of(scene.saved, ViewSettings(), field)


def _row(field: Declaration, group: str) -> Row:
    return Row(field.key, field.label, group, field, field.kind, field.help)


def _feature(field: Declaration, name: str) -> Row:
    def switched(whole: Sequence[str], value: str) -> tuple[str, ...]:
        return (*whole, name) if value == "on" else tuple(each for each in whole if each != name)

    part = Part(of=lambda whole: "on" if name in whole else "off", put=switched)
    return Row(f"{field.key}.{name}", name, "features", field, ON_OFF, f"{field.help} Space switches {name}.", part)


def _layers(count: int) -> list[Row]:
    return [row for index in range(count) for row in (_units(index), _activation(index, count))]


def _units(index: int) -> Row:
    def other(whole: tuple[int, ...], value: int) -> tuple[int, ...]:
        return (*whole[:index], value, *whole[index + 1 :])

    field = declaration_of(_HIDDEN)
    assert isinstance(field.kind, Layers)
    kind, part = Integer(1, field.kind.max_units, _UNITS), Part(lambda whole: _entry(whole, index), other)
    text = f"Units of hidden layer {index + 1}."
    return Row(f"{field.key}.{index}", f"{index + 1} units", "layers", field, kind, text, part)


def _activation(index: int, count: int) -> Row:
    def other(whole: str | tuple[str, ...], value: str) -> str | tuple[str, ...]:
        names = (whole,) * count if isinstance(whole, str) else whole
        names = (*names[:index], value, *names[index + 1 :])
        return value if set(names) == {value} else names

    field, kind = declaration_of(_ACTIVATION), Choice(lambda: tuple(ACTIVATIONS))
    part = Part(lambda whole: whole if isinstance(whole, str) else _entry(whole, index), other)
    text = f"Activation of hidden layer {index + 1}."
    return Row(f"{field.key}.{index}", f"{index + 1} activation", "layers", field, kind, text, part)


def _entry(whole: Sequence[Any], index: int) -> Any:
    return whole[index] if index < len(whole) else None
