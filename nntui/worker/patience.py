"""How long a worker may be silent before it is taken to hang.

Its main loop answers a ping between two minibatches, so it is as silent as its longest stretch of work is long. For
the networks of a playground that is next to nothing; for the largest that is allowed it is half a minute, measured:
27 s for a minibatch of 100,000 samples through a million parameters, 4 s to measure the loss.
"""

HANG_SECONDS = 10.0
"""What is granted whatever there is to do: to a busy machine, to a link that stalls."""

_WORK_PER_SECOND = 1e9
"""A twentieth of what was measured on one thread, for slower machines."""

_WORK_PER_PARAMETER = 6  # two multiplications and additions forward, twice that backward
_WORK_PER_UNIT = 1000  # activation, dropout and memory cost as much as this
_LINK_BYTES_PER_SECOND = 8000


def longest_stretch(parameters: int, units: int, samples: int) -> float:
    """Seconds that a slow machine takes for all samples at once, forward and backward: no stretch is longer."""
    return samples * (_WORK_PER_PARAMETER * parameters + _WORK_PER_UNIT * units) / _WORK_PER_SECOND


class Patience:
    """Keeps count of what the worker has been given to do, and so of how long it may be silent."""

    def __init__(self, least: float = HANG_SECONDS) -> None:
        self._least = least
        self._stretch = 0.0  # of the work that it is known to be at
        self._coming: dict[int, tuple[float, float]] = {}  # by ping: the stretch of what went before it, and its way

    @property
    def seconds(self) -> float:
        """How long it may be silent from now on."""
        return self._least + max([self._stretch, *map(sum, self._coming.values())])

    def expect(self, ping: int, stretch: float, size: int) -> None:
        """It has been given other work, `size` bytes of it, and then this ping to answer."""
        self._coming[ping] = stretch, size / _LINK_BYTES_PER_SECOND

    def answered(self, ping: int) -> None:
        """It has come as far as this ping."""
        for number in [number for number in self._coming if number <= ping]:
            self._stretch, _ = self._coming.pop(number)
