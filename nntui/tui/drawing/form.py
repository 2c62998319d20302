"""Rows of the form as they are drawn: the cursor in the first column, what is changed in the second, the rest right."""

from nntui.tui.drawing.canvas import Canvas
from nntui.tui.themes import Palette

LABEL_AT = 2
_FROM_RIGHT = 3  # of the end of a value: its arrow and the last column stand right of it
_SHORTEST_LABEL = 8  # cells of a label that gives way to a long value
_OPEN, _FOLDED = "−", "+"


def draw_heading(
    canvas: Canvas, palette: Palette, y: int, title: str, told: str, folded: bool, changed: int, chosen: bool
) -> None:
    """Row y as the heading of a group, with a rule up to what is told of the rows that it hides.

    changed: how many of them differ from the preset.
    """
    style = palette.strong if chosen else palette.muted
    end = canvas.text(LABEL_AT, y, title, style) + 1
    room = canvas.width - 3 - end
    told = f"{changed} changed" if changed else told
    told = told if len(told) <= room else told[: max(room - 1, 0)] + "…"
    start = canvas.width - 2 - len(told)
    canvas.text(end, y, "─" * (start - end - bool(told)), palette.faint)
    canvas.text(start, y, told, palette.second if changed else palette.muted)
    canvas.text(canvas.width - 1, y, _FOLDED if folded else _OPEN, style)
    canvas.text(1, y, "*" if changed else " ", palette.second)


def draw_field(
    canvas: Canvas, palette: Palette, y: int, label: str, value: str | None, changed: bool, live: bool, chosen: bool
) -> None:
    """Row y as that of a field. value: None where it is being typed in. chosen: whether the cursor is there."""
    label, text = fitted(label, value or "", canvas.width - LABEL_AT - 2 * _FROM_RIGHT)
    canvas.text(LABEL_AT, y, label, palette.strong if chosen else palette.muted)
    end = canvas.width - _FROM_RIGHT
    canvas.right(end, y, text, palette.second if changed else palette.text)
    if chosen and value is not None:
        canvas.text(end - len(text) - 2, y, "‹", palette.accent)
        canvas.text(end + 1, y, "›", palette.accent)
    canvas.text(1, y, "*" if changed else " ", palette.second)
    canvas.text(canvas.width - 1, y, " " if live else "↻", palette.muted)


def draw_cursor(canvas: Canvas, palette: Palette, y: int, focused: bool) -> None:
    """Mark row y as the one that the keys are for."""
    canvas.text(0, y, "▸", palette.accent)
    if focused:
        canvas.paint(0, y, canvas.width, palette.selected)


def fitted(label: str, text: str, room: int) -> tuple[str, str]:
    """Label and value in so many cells together: the label gives way first, and some of it always stays.

    Of a path the end tells more than the beginning.
    """
    least = max(room - len(text), min(len(label), _SHORTEST_LABEL))
    if len(label) > least:
        label = label[: least - 1] + "…"
    left = room - len(label)
    if len(text) <= left:
        return label, text
    return label, "…" + text[1 - left :] if "/" in text else text[: left - 1] + "…"
