"""How often a worker that was lost is started again without being asked to."""

from collections import deque
from collections.abc import Callable
from time import monotonic

WAITS = (0.0, 2.0, 6.0)
"""Seconds before the first, the second and the third restart within a minute; there is no fourth."""

_WINDOW = 60.0


class Restarts:
    """Grants restarts, at most len(WAITS) in any minute. clock: seconds, from whenever."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._granted: deque[float] = deque()

    @property
    def recent(self) -> int:
        """How many were granted within the last minute, as of the last call of next_wait()."""
        return len(self._granted)

    def next_wait(self) -> float | None:
        """Grant a restart after so many seconds, or none."""
        now = self._clock()
        while self._granted and self._granted[0] <= now - _WINDOW:
            self._granted.popleft()
        if len(self._granted) >= len(WAITS):
            return None
        wait = WAITS[len(self._granted)]
        self._granted.append(now + wait)
        return wait
