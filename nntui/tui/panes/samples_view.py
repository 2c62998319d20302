"""What the views of the plane and of the line share: which samples show, the truth, and a cross-hair."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np

from nntui.core.arrays import Array
from nntui.tasks.task import Samples, Task
from nntui.tui.messages import CrossHairMoved
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.words import place_in_words, points_in_words, regions_in_words

_MOST_SAMPLES = 2000  # more would hide each other, and cost time at each snapshot


class SamplesView(Pane):
    """Training, test or fresh samples, seen with the truth or without, and a point of the domain to look at."""

    number = 3
    shows_truth_first = False

    truth = False
    fresh: Samples | None = None
    points = "training"
    point: tuple[float, ...] = ()

    def start_over(self, task: Task) -> None:
        """Forget what belongs to another problem, and put the cross-hair to the right and up."""
        self.fresh, self.points, self.truth = None, "training", self.shows_truth_first
        low, high = task.domain
        self.point = (low + 0.75 * (high - low),) * len(task.input_names)  # not in the middle, where borders meet

    def kept(self) -> dict[str, Any]:
        points = "training" if self.points == "fresh" else self.points
        return {"point": list(self.point), "truth": self.truth, "points": points}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """As in Pane; where the cross-hair is of another problem, it stays."""
        point = tuple(map(float, kept["point"]))
        self.truth = kept["truth"] is True
        self.points = "test" if kept["points"] == "test" and self.scene and len(self.scene.data.test) else "training"
        if len(point) == len(self.point) and all(map(isfinite, point)):
            self.point_to(*point)
        self.redraw()

    def toggle_truth(self) -> None:
        """Switch the truth on or off."""
        self.truth = not self.truth
        self.redraw()

    def next_points(self) -> None:
        """Show the test samples in place of the training samples, or the other way round."""
        self.points = "test" if self.points == "training" and self.scene and len(self.scene.data.test) else "training"
        self.redraw()

    def draw_fresh(self, rng: np.random.Generator) -> None:
        """Draw new samples from the whole of the domain, for the network as it is to answer."""
        if self.scene is not None:
            self.fresh = fresh_samples(self.scene.task, self.scene.view.fresh_points, rng)
            self.points = "fresh"
            self.redraw()

    def shown(self, scene: Scene) -> Samples:
        """The samples on show."""
        if self.points == "fresh" and self.fresh is not None:
            return self.fresh
        samples = scene.data.test if self.points == "test" and len(scene.data.test) else scene.data.train
        return Samples(samples.inputs[:_MOST_SAMPLES], samples.targets[:_MOST_SAMPLES])

    def in_words(self, scene: Scene) -> list[str]:
        samples = points_in_words(scene, self.shown(scene), self.points)
        return [samples, regions_in_words(scene), place_in_words(scene, self.point)]

    def offers(self, action: str, parameters: tuple[object, ...], scene: Scene) -> bool:
        """Whether one of the actions OF_SAMPLES means something for the scene."""
        return OF_SAMPLES[action](self, scene, parameters)

    def action_move(self, dx: int, dy: int) -> None:
        """Move the cross-hair by one cell."""
        raise NotImplementedError

    def point_to(self, *point: float) -> None:
        """Put the cross-hair to a point, or the nearest one in the domain."""
        if self.scene is not None:
            low, high = self.scene.task.domain
            self.point = tuple(min(max(value, low), high) for value in point)
            self.redraw()
            self.post_message(CrossHairMoved(self.point))


def fresh_samples(task: Task, count: int, rng: np.random.Generator) -> Samples:
    """Points drawn evenly from the domain of a problem that has a truth, with what is right there."""
    assert task.truth is not None
    points: Array = rng.uniform(*task.domain, (count, len(task.input_names))).astype(np.float32)
    return Samples(points, task.truth(points))


def error_of(scene: Scene, samples: Samples) -> str:
    """The mean squared error of the network on samples of a regression, in words."""
    with np.errstate(all="ignore"):  # weights about to diverge
        error = np.square(scene.answers(samples.inputs).astype(np.float64) - samples.targets).mean()
    return f"mse {error:.4f}" if np.isfinite(error) else "mse –"


def _has_truth(view: SamplesView, scene: Scene, parameters: tuple[object, ...]) -> bool:
    return scene.task.truth is not None


def _has_other_points(view: SamplesView, scene: Scene, parameters: tuple[object, ...]) -> bool:
    return view.points != "training" or len(scene.data.test) > 0


def _has_direction(view: SamplesView, scene: Scene, parameters: tuple[object, ...]) -> bool:
    return len(scene.task.input_names) > 1 or not parameters[1]


OF_SAMPLES = {
    "fresh_points": _has_truth,
    "toggle_truth": _has_truth,
    "next_points": _has_other_points,
    "move_cross_hair": _has_direction,
}
"""The screen's actions that need a view of samples, and what each depends on."""
