"""What panes tell the screen. They never talk to each other, nor to the worker."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.message import Message

from nntui.experiment.drawings import Drawing


class Said(Message):
    """A pane has something to say in a line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FieldChanged(Message):
    """The person wants another value for a field of the form; typed: as it was written, if it was."""

    def __init__(self, key: str, value: Any, typed: str | None = None) -> None:
        super().__init__()
        self.key = key
        self.value = value
        self.typed = typed


class FieldStepped(Message):
    """The person wants the next value that fits for a row of the form: up (direction 1) or down (−1).

    key: the field's. row: the row's, which is of one part of a field that has several.
    """

    def __init__(self, key: str, direction: int, row: str) -> None:
        super().__init__()
        self.key = key
        self.direction = direction
        self.row = row


class FieldsChanged(Message):
    """The person wants other values for several fields at once. values: by the keys of the fields.

    at: the field, or the group of the form, below which to say why they cannot be had. settled: called once they are
    had, or are refused.
    """

    def __init__(self, values: Mapping[str, Any], at: str, settled: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.values = values
        self.at = at
        self.settled = settled


class CrossHairMoved(Message):
    """The cross-hair points to another spot of the plane, or of a line."""

    def __init__(self, point: tuple[float, ...]) -> None:
        super().__init__()
        self.point = point


class DrawingChanged(Message):
    """There is another drawing on the pad; cells: 1 for ink, row by row."""

    def __init__(self, cells: tuple[float, ...]) -> None:
        super().__init__()
        self.cells = cells


class DrawingTaught(Message):
    """The person has said which digit the drawing on the pad is."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
