"""The drawing on the pad: cells, a cursor, a pen, and a way back and forth."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from nntui.core.arrays import Array

Ink = tuple[bool, ...]
_UNDO_KEPT = 200


@dataclass(frozen=True)
class Sketch:
    """A drawing of side × side cells; each operation makes a new one.

    ink: the cells that are drawn on, row by row. pen: "" or what moving does to the cells it enters: "ink", "erase".
    before: earlier inks, the newest last. after: inks that were undone, the next to come back last; a new change
    drops them.
    """

    side: int
    ink: Ink
    x: int
    y: int
    pen: str = ""
    before: tuple[Ink, ...] = ()
    after: tuple[Ink, ...] = ()

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

    def draw_line(self, x: int, y: int, ink: bool) -> "Sketch":
        """Move the cursor to a cell in a straight line and ink or clear the cells, as a part of the last change."""
        steps, cells = max(abs(x - self.x), abs(y - self.y)), list(self.ink)
        for step in range(1, steps + 1):
            column, row = (round(a + (b - a) * step / steps) for a, b in ((self.x, x), (self.y, y)))
            cells[row * self.side + column] = ink
        return replace(self, ink=tuple(cells), x=x, y=y, after=())

    def take_pen(self, pen: str) -> "Sketch":
        """Put the pen down here to draw or to erase while moving; the same pen again lifts it."""
        if pen == self.pen:
            return replace(self, pen="")
        return replace(self, pen=pen).set(pen == "ink")

    def lift_pen(self) -> "Sketch":
        """Move without drawing from now on."""
        return replace(self, pen="")

    def clear(self) -> "Sketch":
        """Take all ink away, and lift the pen."""
        return self._with((False,) * len(self.ink)).lift_pen()

    def invert(self) -> "Sketch":
        """Ink every empty cell and empty every inked one."""
        return self._with(tuple(not ink for ink in self.ink))

    def shift(self, dx: int, dy: int) -> "Sketch":
        """Move the ink, not the cursor; what leaves the grid is gone."""
        cells = range(self.side)
        return self._with(
            tuple(x - dx in cells and y - dy in cells and self.at(x - dx, y - dy) for y in cells for x in cells)
        )

    def load(self, ink: Iterable[object]) -> "Sketch":
        """Put another drawing in place of this one, its cells row by row, and lift the pen."""
        return self._with(tuple(bool(cell) for cell in ink)).lift_pen()

    def undo(self) -> "Sketch":
        """The drawing before its last change."""
        if not self.before:
            return self
        return replace(self, ink=self.before[-1], before=self.before[:-1], after=(*self.after, self.ink))

    def redo(self) -> "Sketch":
        """The drawing before it was last undone."""
        if not self.after:
            return self
        return replace(self, ink=self.after[-1], before=(*self.before, self.ink), after=self.after[:-1])

    def _with(self, ink: Ink) -> "Sketch":
        if ink == self.ink:
            return self
        return replace(self, ink=ink, before=(*self.before[-_UNDO_KEPT + 1 :], self.ink), after=())


def blank_sketch(side: int) -> Sketch:
    """An empty drawing with the cursor in its upper left."""
    return Sketch(side, (False,) * side**2, 0, 0)
