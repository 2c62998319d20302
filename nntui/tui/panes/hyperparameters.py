"""The form: every hyperparameter on a row of its own, changed with one key, in groups that fold."""

from collections.abc import Iterator, Mapping
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Blur, MouseDown, MouseScrollDown, MouseScrollUp
from textual.widgets import Input

from nntui.experiment.hyperparameters import Declaration
from nntui.experiment.kinds import values_from
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.form import LABEL_AT, draw_cursor, draw_field, draw_heading
from nntui.tui.drawing.wrapping import wrapped
from nntui.tui.form_lines import Line, Note, form_lines
from nntui.tui.form_rows import (
    GROUPS,
    ON_OFF,
    USUALLY_FOLDED,
    Group,
    Row,
    fields_of,
    group_of,
    rows_of,
    saved_value_of,
)
from nntui.tui.form_words import about_row, changes_in_words, clamped_batch
from nntui.tui.messages import FieldChanged, FieldsChanged, FieldStepped, Said
from nntui.tui.panes.pane import Pane
from nntui.tui.panes.value_input import ValueInput
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_MOST_HELP = 1 / 2
"""Share of the pane that may tell about the chosen row."""
_PATH_WANTED = "↓ ↵ to type which file it reads"
_ON_HEADINGS = "Space folds, Backspace restores all."
_REBUILDS = "↻\xa0rebuilds."
_FAR = 999


class HyperparameterForm(Pane):
    """Rows to choose with up and down, values to step through with left and right, or to type after Enter."""

    number = 1
    heading = "Hyperparameters"
    kept_as = "form"
    BINDINGS = [
        Binding("up", "choose(-1)", "choose", key_display="↑↓"),
        Binding("down", "choose(1)", show=False),
        Binding("left", "step(-1)", "change", key_display="←→"),
        Binding("right", "step(1)", show=False),
        # at once, before the next key finds its widget: that is text already
        Binding("enter", "edit", "type a value", key_display="↵", priority=True),
        Binding("enter", "edit", show=False),
        Binding("backspace", "restore", "as in preset", key_display="⌫"),
        Binding("space", "switch", "fold a group, switch what is on or off", key_display="Space", show=False),
        Binding("home", f"choose(-{_FAR})", "first and last", key_display="Home End", show=False),
        Binding("end", f"choose({_FAR})", show=False),
    ]

    key = "training.learning_rate"
    """The row under the cursor, or the group whose heading is."""

    _note: Note | None = None
    _top = 0  # first line in sight

    wanted_problem: str | None = None
    """A problem that was asked for and needs a file first."""

    def __init__(self) -> None:
        super().__init__()
        self.folded = set(USUALLY_FOLDED)
        self._editor = ValueInput()

    def compose(self) -> ComposeResult:
        """The line to type a value in; out of sight until Enter."""
        yield self._editor

    def kept(self) -> dict[str, Any]:
        return {"folded": sorted(self.folded), "key": self.key}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        folded, key = kept["folded"], kept["key"]
        self.folded = {name for name in GROUPS if name in folded}
        if self.scene is not None and key in self._stops(self.scene):
            self.key = key
        self.redraw()

    def in_words(self, scene: Scene) -> list[str]:
        row = self._row()
        place = GROUPS[self.key].title if row is None else f"{row.label}, {self._shown_text(scene, row)}"
        rebuilds = " Another value builds the network anew." if row is not None and not row.field.live else ""
        cursor = f"The cursor of the form is on {place}. {self._about(scene)}{rebuilds}"
        return [cursor, *changes_in_words(scene, self.fields(scene))]

    def refuse(self, key: str, reason: str, typed: str | None = None) -> None:
        """Show why a value was not taken, below the row that asked for it, of this field or of a part of it, or below
        the group's heading; what was typed is open again, to be mended.
        """
        row = self._row()
        is_asked = row is not None and row.field.key == key
        self._note = Note(self.key if is_asked else key, reason)
        self.redraw()
        if typed is not None and is_asked and self.screen.focused is self:
            self._open(typed)

    def ask_for_path(self, problem: str, reason: str) -> None:
        """Go to the field for the file that a problem reads, and say why it is needed."""
        self.wanted_problem, self.key = problem, "task.path"
        self.folded.discard("task")
        self.refuse(self.key, reason)

    def pass_over(self, problem: str, reason: str) -> None:
        """Show a problem that needs a file first, with the field for it below, and stay where the cursor is."""
        self.wanted_problem = problem
        has_path = self.scene is not None and self.scene.hyperparameters.task.path
        self._note = Note("task.path", reason) if has_path else Note("task.path", _PATH_WANTED, is_error=False)
        self.redraw()

    def forget_problem(self) -> None:
        """Drop the problem that was asked for and has no file."""
        if self.wanted_problem is not None:
            self.wanted_problem = self._note = None
            if self.scene is not None:
                self._settle(self.scene)
            self.redraw()

    def values_from(self, key: str, direction: int) -> Iterator[Any]:
        """The values of a row's field that come after the one that the row shows, nearest first."""
        scene = self.scene
        assert scene is not None
        row = self._rows(scene)[key]
        return (row.whole(scene, value) for value in values_from(row.kind, self._shown_value(scene, row), direction))

    def show(self, scene: Scene) -> None:
        before = self.scene
        if before is not None and before.run != scene.run:
            self.wanted_problem = self._note = None
        self._settle(scene)
        if before is not None and self._canvas is not None and _same_settings(before, scene):
            self.scene = scene  # training goes on, and nothing here tells of that
        else:
            super().show(scene)

    def action_choose(self, direction: int) -> None:
        """Go to the row or heading above or below; far up, to the problem."""
        if self.scene is None:
            return
        stops = self._stops(self.scene)
        at = min(max(stops.index(self.key) + direction, 0), len(stops) - 1)
        self._go_to(stops[at] if direction > -_FAR or "task" in self.folded else "task.name")

    def action_step(self, direction: int) -> None:
        """Go to the next sensible value; on a heading, fold or unfold."""
        row = self._row()
        if row is None:
            self._fold(direction < 0)
            return
        self._note = None
        self.redraw()
        self.post_message(FieldStepped(row.field.key, direction, row.key))

    def action_switch(self) -> None:
        """Fold or unfold a group, or switch what is on or off."""
        row = self._row()
        if row is None:
            self._fold(self.key not in self.folded)
        elif row.kind is ON_OFF:
            self.action_step(1)

    def action_restore(self) -> None:
        """Take the preset's value; on a heading, for the whole group."""
        if self.scene is None:
            return
        row = self._row()
        if row is None:
            values = {field.key: saved_value_of(self.scene, field) for field in GROUPS[self.key].fields()}
            self.forget_problem()
            self._note = None
            self.post_message(FieldsChanged(values, at=self.key))
        elif (value := row.saved_value(self.scene)) is not None:
            self._ask(row, value)
        else:
            self.post_message(Said("The preset has no such layer."))

    def action_edit(self) -> None:
        """Open a line to type a value in, where there is something to type."""
        row = self._row()
        if self.scene is None or row is None or row.kind is ON_OFF:
            self.action_switch()
            return
        self._note = None
        self._open(row.kind.format(self._shown_value(self.scene, row)), selected=True)

    def _open(self, text: str, selected: bool = False) -> None:
        self._editor.open(text, selected)
        self.redraw()
        self._place_editor()

    def _place_editor(self) -> None:
        row, width = self._row(), self.content_size.width
        if row is not None:
            start = max(len(row.label) + 3, width // 2)
            self._editor.styles.width = width - start
            self._editor.styles.offset = (start, self._line_of(self.key) - self._top)

    def accept(self, text: str) -> None:
        """Take what was typed; the line stays open for what cannot be read."""
        row = self._row()
        if row is None:  # it went while its value was typed
            self._editor.close()
            return
        try:
            value = row.kind.parse(text)
        except ValueError as error:
            self.refuse(row.field.key, str(error))
            self._place_editor()
        else:
            self._editor.close()
            self._ask(row, value, text)

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()

    def on_descendant_blur(self, _: Blur) -> None:
        """The typing ends when the focus goes elsewhere."""
        if self.screen.focused is not self._editor:  # it may be open again by now
            self._editor.display = False
            self.redraw()

    def on_blur(self, _: Blur) -> None:
        """A problem without a file is forgotten when the person goes elsewhere."""
        if self.screen.focused not in (None, self, self._editor):
            self.forget_problem()

    def on_mouse_down(self, event: MouseDown) -> None:
        """Choose the row, fold a group, or switch what is on or off; on a row that is chosen, step down left of the
        value's middle and up right of it.
        """
        offset = event.get_content_offset(self)
        if offset is None or self.scene is None:
            return
        lines = self._lines(self.scene, self.content_size.width)
        index = offset.y + self._top
        of = lines[index].of if index < len(lines) and offset.y < self._room(self.scene) else None
        if of is None:
            return
        was_chosen = of.key == self.key and self.has_focus
        self._go_to(of.key)
        if isinstance(of, Group) or of.kind is ON_OFF:
            self.action_switch()
        elif was_chosen and offset.x > self.content_size.width // 2:
            self.action_step(1 if offset.x >= self.content_size.width - 4 else -1)

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Go down a row."""
        self.action_choose(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Go up a row."""
        self.action_choose(-1)

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self._settle(scene)
        lines, room = self._lines(scene, canvas.width), self._room(scene)
        at = self._line_of(self.key)
        last = at + sum(bool(line.note) for line in lines)
        self._top = min(max(self._top, last - room + 1, 0), max(at - 1, 0), max(len(lines) - room, 0))
        more = " ▴" * (self._top > 0) + " ▾" * (self._top + room < len(lines))
        self.entitle(self.heading + more)
        for y, line in enumerate(lines[self._top : self._top + room]):
            self._draw_line(canvas, palette, scene, y, line)
        self._draw_help(canvas, palette, scene, room)

    def _draw_line(self, canvas: Canvas, palette: Palette, scene: Scene, y: int, line: Line) -> None:
        chosen = line.key == self.key
        is_edited = chosen and self._editor.display  # what is typed stands in place of the value
        if line.of is None:
            is_error = self._note is not None and self._note.is_error
            canvas.text(LABEL_AT, y, line.note, palette.bad if is_error else palette.muted)
        elif isinstance(line.of, Group):
            self._draw_heading(canvas, palette, scene, y, line.of)
        else:
            row, value = line.of, None if is_edited else self._shown_text(scene, line.of)
            draw_field(canvas, palette, y, row.label, value, row.is_changed(scene), row.field.live, chosen)
        if chosen:
            draw_cursor(canvas, palette, y, self.has_focus and not is_edited)

    def _draw_heading(self, canvas: Canvas, palette: Palette, scene: Scene, y: int, group: Group) -> None:
        folded, told, changed = group.key in self.folded, "", 0
        if folded:
            rows = rows_of(scene, bool(self.wanted_problem))[group.key]
            told = ", ".join(row.label for row in rows if row.kind is ON_OFF and row.value(scene) == "on")
            changed = sum(row.is_changed(scene) for row in rows)
        draw_heading(canvas, palette, y, group.title, told, folded, changed, group.key == self.key)

    def _draw_help(self, canvas: Canvas, palette: Palette, scene: Scene, top: int) -> None:
        if self._has_room:
            canvas.text(0, top, "─" * canvas.width, palette.faint)
            top += 1
        shown = wrapped(self._help(scene), canvas.width, canvas.height - top)
        for y, text in enumerate(shown, top):
            canvas.text(0, y, text, palette.muted)

    def _help(self, scene: Scene) -> str:
        row = self._row()
        rebuilds = row is not None and not row.field.live
        return f"{self._about(scene)} {_REBUILDS}" if rebuilds else self._about(scene)

    def _about(self, scene: Scene) -> str:
        """What is under the cursor: a field, the problem on show, or a group."""
        row = self._row()
        if row is None:
            return f"{GROUPS[self.key].help} {_ON_HEADINGS}"
        return about_row(scene, row, self.wanted_problem or scene.task.name)

    @property
    def _has_room(self) -> bool:
        """Whether the help can be set apart."""
        return self.content_size.height > 30

    def _room(self, scene: Scene) -> int:
        """Lines for the rows; the rest tells about the chosen one."""
        height, least, rule = self.content_size.height, *((3, 1) if self._has_room else (2, 0))
        wanted = len(wrapped(self._help(scene), self.content_size.width))
        return height - rule - max(min(wanted, int(height * _MOST_HELP)), least)

    def _lines(self, scene: Scene, width: int) -> list[Line]:
        return form_lines(rows_of(scene, bool(self.wanted_problem)), self.folded, self._note, width)

    def fields(self, scene: Scene) -> list[Declaration]:
        """The fields that mean something for the problem."""
        return fields_of(scene, bool(self.wanted_problem))

    def _rows(self, scene: Scene) -> dict[str, Row]:
        return {row.key: row for rows in rows_of(scene, bool(self.wanted_problem)).values() for row in rows}

    def _stops(self, scene: Scene) -> list[str]:
        """Where the cursor can go."""
        return [line.key for line in self._lines(scene, 1) if line.of is not None]

    def _settle(self, scene: Scene) -> None:
        """If the row under the cursor is gone, go to the heading that it stood under, or to the problem."""
        if self.key not in self._stops(scene):
            groups, group = rows_of(scene), group_of(self.key)
            self.key = group if group in groups else "task" if "task" in self.folded else "task.name"

    def _row(self) -> Row | None:
        """The row under the cursor; None where that is on a heading."""
        return self._rows(self.scene).get(self.key) if self.scene is not None else None

    def _line_of(self, key: str) -> int:
        assert self.scene is not None
        lines = self._lines(self.scene, self.content_size.width)
        return next(index for index, line in enumerate(lines) if line.key == key)

    def _shown_value(self, scene: Scene, row: Row) -> Any:
        wanted = self.wanted_problem if row.key == "task.name" else None
        return wanted or row.value(scene)

    def _shown_text(self, scene: Scene, row: Row) -> str:
        text = row.kind.format(self._shown_value(scene, row))
        samples = clamped_batch(scene) if row.key == "training.batch_size" else 0
        return f"{text}→{samples}" if samples else text

    def _fold(self, folded: bool) -> None:
        """Fold or unfold the group whose heading is under the cursor; show as many of its rows as have room."""
        (self.folded.add if folded else self.folded.discard)(self.key)
        if self.scene is not None and not folded:
            rows = rows_of(self.scene, bool(self.wanted_problem))[self.key]
            self._top = max(self._top, self._line_of(self.key) + len(rows) - self._room(self.scene) + 1)
        self.redraw()

    def _go_to(self, key: str) -> None:
        """Choose a row or a heading; a problem that needs a file is forgotten when it is left."""
        self.key, hint = key, self._note if self.wanted_problem else None
        self._note = hint if hint and not hint.is_error else None
        if key not in ("task.name", "task.path"):
            self.forget_problem()
        self.redraw()

    def _ask(self, row: Row, value: Any, typed: str | None = None) -> None:
        assert self.scene is not None
        self._note = None
        self.redraw()
        self.post_message(FieldChanged(row.field.key, row.whole(self.scene, value), typed))


def _same_settings(one: Scene, other: Scene) -> bool:
    return one.run == other.run and all(
        getattr(one, name) is getattr(other, name) for name in ("hyperparameters", "saved", "view")
    )
