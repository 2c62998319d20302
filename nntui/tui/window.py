"""Which part of a problem's domain a view shows: the whole, a smaller part, or more than it."""

from dataclasses import dataclass, replace

Ends = tuple[float, float]

WHOLE = 0
FARTHEST, NEAREST = -1, 5
"""The steps of the zoom, each of which doubles what the one before makes of a length."""


@dataclass(frozen=True)
class Window:
    """A part of the domain, as long on every axis.

    domain: lowest and highest coordinate of the problem, on every axis. centre: its middle. step: of the zoom.
    """

    domain: Ends
    centre: tuple[float, ...]
    step: int = WHOLE

    @property
    def length(self) -> float:
        """From the lowest to the highest coordinate that shows."""
        return (self.domain[1] - self.domain[0]) / 2.0**self.step

    @property
    def ends(self) -> tuple[Ends, ...]:
        """Lowest and highest coordinate that shows, for each axis."""
        half = self.length / 2
        return tuple((middle - half, middle + half) for middle in self.centre)

    def zoomed(self, direction: int, about: tuple[float, ...]) -> "Window":
        """A step nearer (1) or farther (−1), with the point `about` staying where it is if the domain's ends allow."""
        step = min(max(self.step + direction, FARTHEST), NEAREST)
        share = 2.0 ** (self.step - step)
        centre = tuple(fixed + (middle - fixed) * share for fixed, middle in zip(about, self.centre, strict=True))
        return replace(self, centre=centre, step=step)._within_domain()

    def whole(self) -> "Window":
        """The domain."""
        return whole_of(self.domain, len(self.centre))

    def around(self, point: tuple[float, ...]) -> "Window":
        """Moved just so far that it shows the point."""
        half = self.length / 2
        pairs = zip(point, self.centre, strict=True)
        return replace(self, centre=tuple(min(max(middle, value - half), value + half) for value, middle in pairs))

    def inside(self, point: tuple[float, ...]) -> tuple[float, ...]:
        """The nearest point that shows."""
        return tuple(min(max(value, low), high) for value, (low, high) in zip(point, self.ends, strict=True))

    def nearest(self, point: tuple[float, ...]) -> tuple[float, ...]:
        """The nearest point of the domain, and of what shows beyond it."""
        return tuple(
            min(max(value, min(low, self.domain[0])), max(high, self.domain[1]))
            for value, (low, high) in zip(point, self.ends, strict=True)
        )

    def _within_domain(self) -> "Window":
        """Moved so that nothing beyond the domain shows that need not."""
        middle = sum(self.domain) / 2
        room = max((self.domain[1] - self.domain[0] - self.length) / 2, 0)
        return replace(self, centre=tuple(min(max(value, middle - room), middle + room) for value in self.centre))


def whole_of(domain: Ends, axes: int) -> Window:
    """The whole domain."""
    return Window(domain, (sum(domain) / 2,) * axes)
