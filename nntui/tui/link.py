"""What is known of the way to the terminal: how long it takes there and back, and how much it carries."""

_FORGETTING = 0.05
"""How far the shortest round trip moves towards each longer one: the way may have become longer for good."""
_SURE_AFTER = 4000
"""Bytes whose time outweighs what was known before."""


class Link:
    """Estimates from frames and the times until they were answered.

    round_trip: seconds from the last frame to its answer, None before there was one. seconds_per_byte: 0 for a link
    whose limits do not show.
    """

    round_trip: float | None = None
    seconds_per_byte = 0.0

    _shortest = float("inf")

    def note(self, size: int, seconds: float) -> None:
        """Take into account a frame of so many bytes that was answered after so many seconds."""
        self.round_trip = seconds
        drifted = self._shortest + _FORGETTING * (seconds - self._shortest) if self._shortest < seconds else seconds
        if size:
            weight = min(size / _SURE_AFTER, 1.0)
            here = max(seconds - self._shortest, 0.0) / size if self._shortest < float("inf") else 0.0
            self.seconds_per_byte += weight * (here - self.seconds_per_byte)
        self._shortest = drifted
