"""What the views of the plane and of the line share: samples, the truth, a cross-hair, and a part of the domain."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple, Protocol

import numpy as np
from textual.binding import Binding
from textual.events import MouseDown, MouseEvent, MouseMove, MouseScrollDown, MouseScrollUp

from nntui.core.arrays import Array
from nntui.tasks.task import Samples, Task
from nntui.tui.messages import CrossHairMoved
from nntui.tui.panes.task_view import HIDDEN, MISTAKES, PROBLEM, TaskView
from nntui.tui.scene import Scene
from nntui.tui.window import WHOLE, Window, whole_of
from nntui.tui.words import place_in_words, points_in_words, regions_in_words, window_in_words

_MOST_SAMPLES = 2000  # more would hide each other, and cost time at each snapshot

_START = (0.75, 0.625)
"""Of the domain: not in the middle, where borders meet, nor on a sample of xor, which the cross-hair would hide."""

_LEAST_PLAIN_ERROR = 0.001  # smaller ones would have hardly a digit of four decimals

_ON_EVERY_PICTURE = ("move_cross_hair",)
_OF_WINDOW = ("zoom_domain", "whole_domain")

_WITH_TEST = {"training": ("training",), "test": ("test",), "both": ("training", "test"), "none": ()}
_WITHOUT_TEST = {"training": ("training",), "none": ()}

PICTURE_BINDING = Binding("h", "screen.next_picture", "mistakes/hidden layer")
ZOOM_BINDINGS = [
    Binding("plus,equals_sign", "zoom_domain(1)", "zoom in/out", key_display="+-"),
    Binding("minus", "zoom_domain(-1)", show=False),
    Binding("0", "whole_domain", "whole domain"),
]


class Area(Protocol):
    """Where a part of the domain stands on the canvas."""

    @property
    def cell(self) -> tuple[float, ...]:
        """How long a cell is, in coordinates of each axis of the domain."""

    def point_at(self, column: int, row: int) -> tuple[float, ...]:
        """The point of the domain at a cell of the canvas."""


class Part(NamedTuple):
    """Samples of one kind; total: how many of them there are, where these are only some."""

    what: str
    samples: Samples
    total: int


class SamplesView(TaskView):
    """Training, test or fresh samples, seen with the truth or without, and a point of the domain to look at."""

    pictures = (PROBLEM, MISTAKES, HIDDEN)
    probe_name = "cross-hair"
    shows_truth_first = False

    truth = False
    fresh: Samples | None = None
    points = "training"
    point: tuple[float, ...] = ()
    window = whole_of((-1.0, 1.0), 0)

    def area(self, scene: Scene) -> Area:
        """Where the window stands on the pane."""
        raise NotImplementedError

    def start_over(self, task: Task) -> None:
        """Forget what belongs to another problem, and put the cross-hair to where it starts."""
        self.fresh, self.points, self.truth = None, "training", self.shows_truth_first
        low, high = task.domain
        self.window = whole_of(task.domain, len(task.input_names))
        self.point = tuple(low + share * (high - low) for share in _START[: len(task.input_names)])
        self.look_at(self.point)

    def kept(self) -> dict[str, Any]:
        points = "training" if self.points == "fresh" else self.points
        window = {"zoom": self.window.step, "centre": list(self.window.centre)}
        return {**super().kept(), "point": list(self.point), "truth": self.truth, "points": points, **window}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """As in Pane; where the cross-hair is of another problem, it stays."""
        point = tuple(map(float, kept["point"]))
        self.truth = kept["truth"] is True
        self.points = kept["points"] if kept["points"] in self._choices() else "training"
        if len(point) == len(self.point) and all(map(isfinite, point)):
            self._take_back_window(kept)
            self.point_to(*point)
        super().take_back(kept)

    def _take_back_window(self, kept: Mapping[str, Any]) -> None:
        centre, step = tuple(map(float, kept.get("centre", ()))), kept.get("zoom")
        if len(centre) == len(self.point) and all(map(isfinite, centre)) and type(step) is int:
            self.window = Window(self.window.domain, centre).zoomed(step, about=centre)

    def toggle_truth(self) -> None:
        """Switch the truth on or off."""
        self.truth = not self.truth
        self.redraw()

    def next_points(self) -> None:
        """Show training samples, test samples, both, none, one after the other."""
        choices = list(self._choices())
        following = choices.index(self.points) + 1 if self.points in choices else 0
        self.points = choices[following % len(choices)]
        self.redraw()

    def draw_fresh(self, rng: np.random.Generator) -> None:
        """Draw new samples from the whole of the domain, for the network as it is to answer."""
        if self.scene is not None:
            self.fresh = fresh_samples(self.scene.task, self.scene.view.fresh_points, rng)
            self.points = "fresh"
            self.redraw()

    def parts(self, scene: Scene) -> list[Part]:
        """The samples on show, by their kind."""
        if self.points == "fresh" and self.fresh is not None:
            return [Part("fresh", self.fresh, len(self.fresh))]
        kinds = {"training": scene.data.train, "test": scene.data.test}
        wanted = self._choices().get(self.points, ("training",))
        # the same ones each time, so that what depends on them alone need not be worked out again
        return [Part(what, self.once(_some, kinds[what]), len(kinds[what])) for what in wanted]

    def _choices(self) -> Mapping[str, tuple[str, ...]]:
        return _WITH_TEST if self.scene is not None and len(self.scene.data.test) else _WITHOUT_TEST

    def in_words(self, scene: Scene) -> list[str]:
        place = place_in_words(scene, self.point)
        if self.picture != PROBLEM:
            return [*super().in_words(scene), place]
        samples = [points_in_words(scene, part.samples, part.what) for part in self.parts(scene)]
        window = [window_in_words(scene, self.window.ends)] if self.window.step != WHOLE else []
        return [*samples, regions_in_words(scene), *window, place]

    def offers(self, action: str, parameters: tuple[object, ...], scene: Scene) -> bool:
        """Whether one of the actions OF_SAMPLES means something for the scene, and for the picture of it on show."""
        fits_picture = self.picture == PROBLEM or action in _ON_EVERY_PICTURE
        return fits_picture and OF_SAMPLES[action](scene, parameters)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A part of the domain shows on the problem's own picture alone; the whole of it need not be asked for."""
        if action == "whole_domain" and self.window.step == WHOLE:
            return False
        return self.picture == PROBLEM or action not in _OF_WINDOW

    def action_move(self, dx: int, dy: int) -> None:
        """Move the cross-hair by one cell."""
        if self.scene is not None:
            steps = zip((dx, dy), self.area(self.scene).cell, strict=False)  # a line has one axis
            moves = [cells * size for cells, size in steps]
            self.point_to(*(value + move for value, move in zip(self.point, moves, strict=True)))

    def action_zoom_domain(self, direction: int) -> None:
        """Show a part of the domain half, or twice, as long, about the cross-hair."""
        self._zoom(direction, self.point)

    def action_whole_domain(self) -> None:
        """Show the whole domain."""
        self.window = self.window.whole()
        self.point_to(*self.point)
        self.refresh_bindings()

    def point_to(self, *point: float) -> None:
        """Put the cross-hair to a point, or the nearest one in the domain, and have it in the window."""
        if self.scene is not None:
            self.point = self.window.nearest(point)
            self.window = self.window.around(self.point)
            self.look_at(self.point)
            self.redraw()
            self.post_message(CrossHairMoved(self.point))

    def on_mouse_down(self, event: MouseDown) -> None:
        """Put the cross-hair where the mouse is."""
        if (point := self._point_under(event)) is not None:
            self.point_to(*point)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Have the cross-hair follow while a button is pressed."""
        if event.button and (point := self._point_under(event)) is not None:
            self.point_to(*point)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Zoom in, where the mouse is."""
        self._zoom_at(event, 1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Zoom out, where the mouse is."""
        self._zoom_at(event, -1)

    def _zoom_at(self, event: MouseEvent, direction: int) -> None:
        if (point := self._point_under(event)) is not None:
            event.stop()
            self._zoom(direction, point)

    def _zoom(self, direction: int, about: tuple[float, ...]) -> None:
        self.window = self.window.zoomed(direction, about)
        self.point_to(*self.window.inside(self.point))
        self.refresh_bindings()

    def _point_under(self, event: MouseEvent) -> tuple[float, ...] | None:
        offset = event.get_content_offset(self)
        if offset is None or self.scene is None or self.picture != PROBLEM:
            return None
        return self.window.inside(self.area(self.scene).point_at(offset.x, offset.y))


def _some(samples: Samples) -> Samples:
    return Samples(samples.inputs[:_MOST_SAMPLES], samples.targets[:_MOST_SAMPLES])


def fresh_samples(task: Task, count: int, rng: np.random.Generator) -> Samples:
    """Points drawn evenly from the domain of a problem that has a truth, with what is right there."""
    assert task.truth is not None
    points: Array = rng.uniform(*task.domain, (count, len(task.input_names))).astype(np.float32)
    return Samples(points, task.truth(points))


def error_of(scene: Scene, samples: Samples) -> str:
    """The mean squared error of the network on samples of a regression, in words."""
    with np.errstate(all="ignore"):  # weights about to diverge
        error = np.square(scene.answers(samples.inputs).astype(np.float64) - samples.targets).mean()
    if not np.isfinite(error):
        return "mse –"
    return f"mse {error:.4f}" if error >= _LEAST_PLAIN_ERROR else f"mse {error:<6.0e}"


def _always(scene: Scene, parameters: tuple[object, ...]) -> bool:
    return True


def _has_truth(scene: Scene, parameters: tuple[object, ...]) -> bool:
    return scene.task.truth is not None


def _is_plane(scene: Scene, parameters: tuple[object, ...]) -> bool:
    return len(scene.task.input_names) > 1


def _has_direction(scene: Scene, parameters: tuple[object, ...]) -> bool:
    return len(scene.task.input_names) > 1 or not parameters[1]


OF_SAMPLES = {
    "fresh_points": _has_truth,
    "toggle_truth": _has_truth,
    "toggle_smooth": _is_plane,
    "next_points": _always,
    "move_cross_hair": _has_direction,
}
"""The screen's actions that need a view of samples, and what each depends on."""
