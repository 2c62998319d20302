"""The drawing on the pad: cells, a cursor, a pen, and a way back."""

from dataclasses import dataclass, replace

import numpy as np

from nntui.core.arrays import Array

_UNDO_KEPT = 200


@dataclass(frozen=True)
class Sketch:
    """A drawing of side × side cells; each operation makes a new one.

    ink: the cells that are drawn on, row by row. pen: "" or what moving does to the cells it enters: "ink", "erase".
    before: earlier inks, the newest last.
    """

    side: int
    ink: tuple[bool, ...]
    x: int
    y: int
    pen: str = ""
    before: tuple[tuple[bool, ...], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn."""
        return not any(self.ink)

    def inputs(self) -> Array:
        """The drawing as one sample for a network: 1 × side², 1 for ink."""
        return np.array([self.ink], np.float32)

    def at(self, x: int, y: int) -> bool:
        """Whether a cell has ink."""
        return self.ink[y * self.side + x]

    def move(self, dx: int, dy: int) -> "Sketch":
        """Move the cursor, not past an edge; a pen that is down draws on the cell it comes to."""
        moved = self.move_to(self.x + dx, self.y + dy)
        return moved.set(self.pen == "ink") if self.pen else moved

    def move_to(self, x: int, y: int) -> "Sketch":
        """Put the cursor on a cell and draw nothing."""
        return replace(self, x=min(max(x, 0), self.side - 1), y=min(max(y, 0), self.side - 1))

    def toggle(self) -> "Sketch":
        """Turn the cell under the cursor over."""
        return self.set(not self.at(self.x, self.y))

    def set(self, ink: bool) -> "Sketch":
        """Draw on the cell under the cursor, or clear it."""
        here = self.y * self.side + self.x
        return self._with((*self.ink[:here], ink, *self.ink[here + 1 :]))

    def take_pen(self, pen: str) -> "Sketch":
        """Put the pen down here to draw or to erase while moving; the same pen again lifts it."""
        if pen == self.pen:
            return replace(self, pen="")
        return replace(self, pen=pen).set(pen == "ink")

    def clear(self) -> "Sketch":
        """Take all ink away, and lift the pen."""
        return replace(self._with((False,) * len(self.ink)), pen="")

    def undo(self) -> "Sketch":
        """The drawing before its last change."""
        return replace(self, ink=self.before[-1], before=self.before[:-1]) if self.before else self

    def _with(self, ink: tuple[bool, ...]) -> "Sketch":
        if ink == self.ink:
            return self
        return replace(self, ink=ink, before=(*self.before[-_UNDO_KEPT + 1 :], self.ink))


def blank_sketch(side: int) -> Sketch:
    """An empty drawing with the cursor in its upper left."""
    return Sketch(side, (False,) * side**2, 0, 0)
