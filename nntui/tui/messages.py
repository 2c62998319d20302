"""What panes tell the screen. They never talk to each other, nor to the worker."""

from typing import Any

from textual.message import Message


class FieldChanged(Message):
    """The person wants another value for a field of the form."""

    def __init__(self, key: str, value: Any) -> None:
        super().__init__()
        self.key = key
        self.value = value


class CrossHairMoved(Message):
    """The cross-hair points to another spot of the plane, or of a line."""

    def __init__(self, point: tuple[float, ...]) -> None:
        super().__init__()
        self.point = point
