"""The last hidden layer seen on a plane, whose axes stand as still as the network lets them."""

from dataclasses import dataclass
from math import floor, log10

import numpy as np

from nntui.core.arrays import Array
from nntui.core.principal_axes import followed_axes, principal_axes, share_of_variance
from nntui.tasks.task import Samples
from nntui.tui.scene import Scene

_MOST_SAMPLES = 500  # more would hide each other, and cost time at each snapshot
_STEPS = 2  # of following the principal plane, for each snapshot
_LEAST_FILLED = 0.5  # share of its range that the points have to take up for an axis to stay as it is
_ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, eq=False)
class Projection:
    """A plane through the space of a layer's activations.

    samples: those that are shown. places: n × 2, where they are. origin: what is in the middle. axes: units × 2.
    limits: how far each axis reaches, to both sides. share: of the samples' variance that the plane shows.
    """

    samples: Samples
    places: Array
    origin: Array
    axes: Array
    limits: tuple[float, float]
    share: float

    def place_of(self, activations: Array) -> Array:
        """Where other activations (n × units) are: n × 2."""
        return _placed(activations, self.origin, self.axes)


class Projector:
    """Makes one projection after the other as a run goes on."""

    _run: int | None = None
    _snapshot: object = None
    _last: Projection | None = None

    def project(self, scene: Scene) -> Projection:
        """The projection of the samples that the network is judged by."""
        if self._last is None or self._run != scene.run:
            self._last = self._projected(scene, None)
        elif self._snapshot is not scene.snapshot:
            self._last = self._projected(scene, self._last)
        self._run, self._snapshot = scene.run, scene.snapshot
        return self._last

    def _projected(self, scene: Scene, last: Projection | None) -> Projection:
        tested = scene.tested()
        samples = Samples(tested.inputs[:_MOST_SAMPLES], tested.targets[:_MOST_SAMPLES])
        activations = last_hidden(scene, samples.inputs)
        if last is None:
            axes = principal_axes(activations)
        else:
            axes = last.axes
            for _ in range(_STEPS):
                axes = followed_axes(axes, activations)
        origin = np.nan_to_num(activations).mean(axis=0)
        places = _placed(activations, origin, axes)
        farthest = np.abs(places).max(axis=0).tolist()
        before = last.limits if last is not None else (0.0, 0.0)
        limits = _limit(before[0], farthest[0]), _limit(before[1], farthest[1])
        return Projection(samples, places, origin, axes, limits, share_of_variance(axes, activations))


def last_hidden(scene: Scene, inputs: Array) -> Array:
    """What the last hidden layer makes of inputs (n × features), n × units; without one, what the network is given."""
    return scene.layer_values(inputs)[-2]


def _placed(activations: Array, origin: Array, axes: Array) -> Array:
    places: Array = np.nan_to_num(activations.astype(np.float64) - origin, posinf=0.0, neginf=0.0) @ axes
    return places


def _limit(before: float, farthest: float) -> float:
    """A round number that holds the farthest place: the one before, as long as it is not much too large."""
    if farthest <= before and farthest >= _LEAST_FILLED * before:
        return before
    if not farthest > 0:
        return before or 1.0
    scale = 10.0 ** floor(log10(farthest))
    return next(number * scale for number in _ROUND if farthest <= number * scale * (1 + 1e-9))
