"""The form as lines: headings, the rows of the groups that are not folded, and below one of them what is said of it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from nntui.tui.drawing.form import LABEL_AT
from nntui.tui.drawing.wrapping import wrapped
from nntui.tui.form_rows import GROUPS, Group, Row


@dataclass(frozen=True)
class Line:
    """One line of the form: a group's heading, a row, or a part of a note on what stands above."""

    of: Group | Row | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """Of what the cursor can be on; "" for a note."""
        return self.of.key if self.of is not None else ""


@dataclass(frozen=True)
class Note:
    """What has to be said of a row, or of a group, below it; key: the row's or the group's."""

    key: str
    text: str
    is_error: bool = True


def form_lines(rows: Mapping[str, Sequence[Row]], folded: Container[str], note: Note | None, width: int) -> list[Line]:
    """The lines of a form so many cells wide. rows: of each group, as rows_of() has them. folded: keys of groups."""
    lines: list[Line] = []
    for name, own in rows.items():
        shown: tuple[Group | Row, ...] = (GROUPS[name], *(own if name not in folded else ()))
        for of in shown:
            lines.append(Line(of))
            if note is not None and note.key == of.key:
                mark = "✗ " * note.is_error
                lines += [Line(note=text) for text in wrapped(mark + note.text, max(width - LABEL_AT, 1))]
    return lines
