"""When the terminal is ready for another frame, and how much it may be sent.

Each frame ends with a question for the cursor's position; the answer says that the terminal has drawn the frame, and
only then the next one is sent. So nothing queues on a slow link, and a key is seen after one frame at most.
"""

from collections.abc import Callable
from time import monotonic

from nntui.tui.link import Link

QUESTION = "\x1b[6n"

_PATIENCE = 2.0
"""Seconds to wait for an answer."""
_FIXED_INTERVAL = 0.25
"""Seconds between two frames as long as no answers come."""
_KEY_INTERVAL = 0.05
"""The same for frames that show what a key did."""
_KEY_SECONDS = 0.2
"""How long a frame after a key counts as one that shows what it did."""
_LINK_SHARE = 0.45
"""Share of what the link carries that is used for what nobody pressed a key for."""
_PIECE_SECONDS, _PIECE_TRIPS = 0.03, 0.25
"""What a frame may keep the link busy for, in seconds or in round trips: a key has to wait for it."""
_LEAST_PIECE, _MOST_PIECE = 512, 8192
"""Bytes of a frame to be cut at, at the least, and from which on it is not worth while."""
_BYTES_PER_SECOND = 8000.0
"""What a screen of _USUAL_CELLS may use in the long run, however fast the link; larger ones in proportion."""
_USUAL_CELLS = 120 * 40
_BURST_SECONDS = 2.0
"""Seconds of that rate that may be caught up with after a pause."""
_MOST_DEBT_SECONDS = 1.0
"""The longest pause after a large frame."""
_FIGURES_SECONDS = 1.0


class Pacer:
    """Counts questions and answers. A terminal is thought mute until it answers something.

    clock: gives seconds. outstanding: how many questions may still be answered. figures: bytes a second and the round
    trip, as last told; figures_at_rest: the same while nothing is sent.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._link = Link()
        self.figures = self.figures_at_rest = _figures(None, None)
        self._spent_until = self._key_at = float("-inf")
        self._told_at: float | None = None
        self._bytes = 0
        self.restart()

    def restart(self) -> None:
        """Start anew with a terminal that has just been asked once."""
        self.outstanding, self._answers, self._heard = 1, False, False
        self._asked_at, self._asked_bytes = self._clock(), 0
        self._drawn_at = float("-inf")

    @property
    def asks(self) -> bool:
        """Whether the next frame is to end with a question; a mute terminal is not asked all the time."""
        return not self.outstanding or self._clock() - self._asked_at >= _PATIENCE

    @property
    def limit(self) -> int | None:
        """Bytes at which to cut a frame, None for not at all."""
        cost = self._link.seconds_per_byte
        seconds = max(_PIECE_SECONDS, self._link.seconds_there_and_back * _PIECE_TRIPS)
        return None if cost * _MOST_PIECE <= seconds else max(int(seconds / cost), _LEAST_PIECE)

    def note_key(self) -> None:
        """Note that a key was pressed: what it did is to be seen soon."""
        self._key_at = self._clock()

    def drew(self, size: int, cells: int, asked: bool) -> None:
        """Note a frame of `size` bytes on a screen of so many cells, and whether it ended with a question."""
        now = self._drawn_at = self._clock()
        if asked:
            self.outstanding, self._heard = self.outstanding + 1, False
            self._asked_at, self._asked_bytes = now, size
        default = 1 / (_BYTES_PER_SECOND * max(cells / _USUAL_CELLS, 1.0))
        cost = max(self._link.seconds_per_byte / _LINK_SHARE, default)
        spent_until = max(self._spent_until, now - _BURST_SECONDS) + size * cost
        self._spent_until = min(spent_until, now + _MOST_DEBT_SECONDS)
        self._count(now, size)

    def answered(self) -> None:
        """Note an answer."""
        if self.outstanding == 1:
            self._link.note(self._asked_bytes, self._clock() - self._asked_at)
        if self.outstanding:
            self.outstanding, self._answers, self._heard = self.outstanding - 1, True, True

    def seconds_to_frame(self) -> float:
        """How long no frame may be drawn, unless an answer comes."""
        now = self._clock()
        if self._answers and self.outstanding:
            wait = self._asked_at + _PATIENCE - now
            if wait > 0:
                return wait
            if self._heard:  # the answers that are missing are lost
                self.outstanding = 0
            else:
                self._answers = False
        if self._answers:
            return 0.0
        interval = _KEY_INTERVAL if now - self._key_at < _KEY_SECONDS else _FIXED_INTERVAL
        return max(self._drawn_at + interval - now, 0.0)

    def seconds_to_snapshot(self) -> float:
        """How long no snapshot should be drawn, unless an answer comes."""
        now = self._clock()
        wait = max(self.seconds_to_frame(), self._spent_until - now)
        return wait if self._answers else max(wait, self._drawn_at + _FIXED_INTERVAL - now)

    def _count(self, now: float, size: int) -> None:
        """Bring the figures up to date, once a second; a pause is no slow second."""
        if self._told_at is None or now - self._told_at > 2 * _FIGURES_SECONDS:
            self._told_at, self._bytes = now, 0
            return
        self._bytes += size
        seconds = now - self._told_at
        if seconds >= _FIGURES_SECONDS:
            trip = self._link.round_trip if self._answers else None
            self.figures, self.figures_at_rest = _figures(self._bytes / seconds, trip), _figures(0.0, trip)
            self._told_at, self._bytes = now, 0


def _figures(bytes_per_second: float | None, round_trip: float | None) -> str:
    kilobytes = f"{bytes_per_second / 1000:.1f}" if bytes_per_second is not None else "–"
    milliseconds = f"{1000 * round_trip:.0f}" if round_trip is not None else "–"
    return f"{kilobytes:>4} KB/s {milliseconds:>4} ms"
