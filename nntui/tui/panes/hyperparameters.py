"""The form: every hyperparameter on a row of its own, changed with one key."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Blur, MouseDown, MouseScrollDown, MouseScrollUp
from textual.widget import Widget
from textual.widgets import Input

from nntui.experiment.hyperparameters import Declaration, declarations
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.messages import FieldChanged
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette
from nntui.tui.view_settings import VIEW_DECLARATIONS

_HEADINGS = {"task": "PROBLEM", "network": "NETWORK", "training": "TRAINING", "view": "VIEW"}


class ValueInput(Input):
    """The line to type a value in."""

    BINDINGS = [
        Binding("enter", "submit", "accept", key_display="↵"),
        Binding("escape", "cancel", "keep the old value", key_display="Esc"),
    ]

    def action_cancel(self) -> None:
        """Hand the focus back, which closes the line."""
        if isinstance(self.parent, Widget):
            self.screen.set_focus(self.parent)


@dataclass(frozen=True)
class Line:
    """One line of the form: a heading, a field, or a part of the reason why a value was refused."""

    text: str = ""
    field: Declaration | None = None
    is_error: bool = False


class HyperparameterForm(Pane):
    """Rows to choose with up and down, values to step through with left and right, or to type after Enter."""

    number = 1
    heading = "Hyperparameters"
    BINDINGS = [
        Binding("up", "choose(-1)", "choose", key_display="↑↓"),
        Binding("down", "choose(1)", show=False),
        Binding("left", "step(-1)", "change", key_display="←→"),
        Binding("right", "step(1)", show=False),
        Binding("enter", "edit", "type a value", key_display="↵"),
        Binding("backspace", "restore", "as in preset", key_display="⌫"),
        Binding("home", "choose(-99)", show=False),
        Binding("end", "choose(99)", show=False),
    ]

    key = "training.learning_rate"
    """The field under the cursor."""

    _refusal: tuple[str, str] | None = None  # field and reason
    _top = 0  # first line in sight

    wanted_problem: str | None = None
    """A problem that was asked for and needs a file first."""

    def compose(self) -> ComposeResult:
        """The line to type a value in; out of sight until Enter."""
        editor = ValueInput(compact=True, select_on_focus=True)
        editor.cursor_blink = False
        editor.display = False
        yield editor

    def refuse(self, key: str, reason: str) -> None:
        """Show below the field why a value was not taken."""
        self._refusal = (key, reason)
        self.redraw()

    def ask_for_path(self, problem: str, reason: str) -> None:
        """Show the field for the file that a problem reads, and why it is needed."""
        self.wanted_problem, self.key = problem, "task.path"
        self.refuse(self.key, reason)

    def show(self, scene: Scene) -> None:
        if self.scene is not None and self.scene.run != scene.run:
            self.wanted_problem = self._refusal = None
        if self.key not in [field.key for field in self._fields(scene)]:
            self.key, self._refusal = "task.name", None
        super().show(scene)

    def action_choose(self, direction: int) -> None:
        """Go to the field above or below."""
        if self.scene is None:
            return
        keys = [field.key for field in self._fields(self.scene)]
        self.key = keys[min(max(keys.index(self.key) + direction, 0), len(keys) - 1)]
        self._refusal = None
        self.redraw()

    def action_step(self, direction: int) -> None:
        """Go to the next sensible value."""
        if self.scene is not None:
            field = self._field()
            value = value_of(self.scene, field)
            if field.key == "task.name" and self.wanted_problem:
                value = self.wanted_problem
            self._ask(field.kind.step(value, direction))

    def action_restore(self) -> None:
        """Take the preset's value."""
        if self.scene is not None:
            self._ask(saved_value_of(self.scene, self._field()))

    def action_edit(self) -> None:
        """Open a line to type a value in."""
        if self.scene is None:
            return
        self._refusal = None
        self.redraw()
        editor, field = self.query_one(ValueInput), self._field()
        editor.value = field.kind.format(value_of(self.scene, field))
        editor.display = True
        self._place_editor()
        self.screen.set_focus(editor)  # at once: the next key is text

    def _place_editor(self) -> None:
        editor, width = self.query_one(ValueInput), self.content_size.width
        start = max(len(self._field().label) + 3, width // 2)
        editor.styles.width = width - start
        editor.styles.offset = (start, self._row_of(self.key) - self._top)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            value = self._field().kind.parse(event.value)
        except ValueError as error:
            self.refuse(self.key, str(error))
            self._place_editor()  # the text stays, to be mended
        else:
            self.screen.set_focus(self)
            self._ask(value)

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()

    def on_descendant_blur(self, _: Blur) -> None:
        """The typing ends when the focus goes elsewhere."""
        self.query_one(ValueInput).display = False

    def on_mouse_down(self, event: MouseDown) -> None:
        """Choose the row; on the row that is chosen, step down left of the value's middle and up right of it."""
        offset = event.get_content_offset(self)
        if offset is None or self.scene is None:
            return
        lines = self._lines(self.scene, self.content_size.width)
        index = offset.y + self._top
        field = lines[index].field if index < len(lines) and offset.y < self._room() else None
        if field is None:
            return
        if field.key == self.key and self.has_focus and offset.x > self.content_size.width // 2:
            self.action_step(1 if offset.x >= self.content_size.width - 4 else -1)
        else:
            self.key, self._refusal = field.key, None
            self.redraw()

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Go down a field."""
        self.action_choose(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Go up a field."""
        self.action_choose(-1)

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        lines, room = self._lines(scene, canvas.width), self._room()
        at = self._row_of(self.key)
        last = at + sum(line.is_error for line in lines)
        self._top = min(max(self._top, last - room + 1, 0), max(at - 1, 0), max(len(lines) - room, 0))
        more = " ▴" * (self._top > 0) + " ▾" * (self._top + room < len(lines))
        self.entitle(self.heading + more)
        for y, line in enumerate(lines[self._top : self._top + room]):
            if line.field is not None:
                self._draw_field(canvas, palette, scene, y, line.field)
            else:
                canvas.text(
                    0 if not line.is_error else 2, y, line.text, palette.bad if line.is_error else palette.muted
                )
        self._draw_help(canvas, palette, scene, room)

    def _draw_field(self, canvas: Canvas, palette: Palette, scene: Scene, y: int, field: Declaration) -> None:
        value = value_of(scene, field)
        changed = value != saved_value_of(scene, field)
        chosen = field.key == self.key
        text = field.kind.format(value)
        room = canvas.width - 8 - len(field.label)
        if len(text) > room:
            text = text[: room - 1] + "…"
        label = palette.strong if chosen else palette.muted
        canvas.text(2, y, field.label, label)
        canvas.right(canvas.width - 3, y, text, palette.second if changed else palette.text)
        if chosen:
            start = canvas.width - 3 - len(text)
            canvas.text(start - 2, y, "‹", palette.accent)
            canvas.text(canvas.width - 2, y, "›", palette.accent)
            if self.has_focus:
                canvas.paint(0, y, canvas.width, palette.selected)
        canvas.text(0, y, "▸" if chosen else " ", palette.selected if chosen and self.has_focus else palette.accent)
        canvas.text(1, y, "*" if changed else " ", palette.selected if chosen and self.has_focus else palette.second)
        if not field.live:
            style = palette.selected if chosen and self.has_focus else palette.muted
            canvas.text(canvas.width - 1, y, "↻", style)

    def _draw_help(self, canvas: Canvas, palette: Palette, scene: Scene, top: int) -> None:
        if self._has_room:
            canvas.text(0, top, "─" * canvas.width, palette.faint)
            top += 1
        field = self._field()
        text = scene.task.help if field.key == "task.name" else field.help
        effect = "" if field.live else " ↻ rebuilds."
        shown = wrap(text + effect, canvas.width, max_lines=canvas.height - top, placeholder=" …")
        for y, text in enumerate(shown, top):
            canvas.text(0, y, text, palette.muted)

    @property
    def _has_room(self) -> bool:
        """Whether groups and help can be set apart."""
        return self.content_size.height > 30

    def _room(self) -> int:
        """Lines for the fields; the rest tells about the chosen one."""
        return self.content_size.height - (4 if self._has_room else 2)

    def _lines(self, scene: Scene, width: int) -> list[Line]:
        lines: list[Line] = []
        section = ""
        for field in self._fields(scene):
            if field.section != section:
                section = field.section
                if lines and self._has_room:
                    lines.append(Line())
                lines.append(Line(_HEADINGS[section]))
            lines.append(Line(field=field))
            if self._refusal is not None and self._refusal[0] == field.key:
                lines += [Line(text, is_error=True) for text in wrap("✗ " + self._refusal[1], max(width - 2, 1))]
        return lines

    def _fields(self, scene: Scene) -> list[Declaration]:
        """The fields that mean something for the problem."""
        known, shown = declarations().values(), {"name"} | scene.task.knobs
        if self.wanted_problem:
            shown = shown | {"path"}
        fields = [field for field in known if field.section != "task" or field.name in shown]
        has_fresh = scene.task.view in ("plane", "curve") and scene.task.truth is not None
        idle = {"fresh_points": not has_fresh, "my_drawings": scene.task.view != "drawing"}
        return fields + [field for field in VIEW_DECLARATIONS if not idle.get(field.name)]

    def _field(self) -> Declaration:
        assert self.scene is not None
        return next(field for field in self._fields(self.scene) if field.key == self.key)

    def _row_of(self, key: str) -> int:
        assert self.scene is not None
        lines = self._lines(self.scene, self.content_size.width)
        return next(index for index, line in enumerate(lines) if line.field and line.field.key == key)

    def _ask(self, value: Any) -> None:
        self._refusal = None
        self.redraw()
        self.post_message(FieldChanged(self.key, value))


def value_of(scene: Scene, field: Declaration) -> Any:
    """The value of a field as it is now."""
    return getattr(scene.view, field.name) if field.section == "view" else scene.hyperparameters.get(field.key)


def saved_value_of(scene: Scene, field: Declaration) -> Any:
    """The value of a field in the preset."""
    return field.default if field.section == "view" else scene.saved.get(field.key)
