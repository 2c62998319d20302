"""What is known of the way to the terminal: how long it takes there and back, and how much it carries."""

_FORGETTING = 0.95
"""What each frame leaves of the weight of those before it: the way may become another one."""
_DOUBT = 50.0**2
"""Square of bytes. Frames that differ less than that in size say little on how the time goes by it."""


class Link:
    """A straight line through the sizes of frames and the times until they were answered, the newest counting most.

    round_trip: seconds from the last frame to its answer, None before there was one.
    """

    round_trip: float | None = None

    _weight = _size = _seconds = 0.0
    _spread = _together = 0.0  # sums of squares of sizes, and of products of size and time, around their means

    def note(self, size: int, seconds: float) -> None:
        """Take into account a frame of so many bytes that was answered after so many seconds."""
        self.round_trip = seconds
        before = self._weight * _FORGETTING
        self._weight = before + 1
        longer, later = size - self._size, seconds - self._seconds
        self._size += longer / self._weight
        self._seconds += later / self._weight
        self._spread = self._spread * _FORGETTING + longer**2 * before / self._weight
        self._together = self._together * _FORGETTING + longer * later * before / self._weight

    @property
    def seconds_there_and_back(self) -> float:
        """What a frame of no bytes would take."""
        return max(self._seconds - self._size * self.seconds_per_byte, 0.0)

    @property
    def seconds_per_byte(self) -> float:
        """What a byte more takes; 0 where the limits of the link do not show."""
        return max(self._together, 0.0) / (self._spread + self._weight * _DOUBT) if self._weight else 0.0
