"""The form: every hyperparameter on a row of its own, changed with one key."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Blur, MouseDown, MouseScrollDown, MouseScrollUp
from textual.widgets import Input

from nntui.experiment.hyperparameters import Declaration, declarations
from nntui.experiment.kinds import values_from
from nntui.tasks import TASKS
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.messages import FieldChanged, FieldStepped
from nntui.tui.panes.pane import Pane
from nntui.tui.panes.value_input import ValueInput
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette
from nntui.tui.view_settings import VIEW_DECLARATIONS

_HEADINGS = {"task": "PROBLEM", "network": "NETWORK", "training": "TRAINING", "view": "VIEW"}


_MOST_HELP = 1 / 3
"""Share of the pane that may tell about the chosen field."""
_SHORTEST_LABEL = 8  # cells of a label that gives way to a long value
_PATH_WANTED = "↓ ↵ to type which file it reads"


@dataclass(frozen=True)
class Line:
    """One line of the form: a heading, a field, or a part of a note on the field above."""

    text: str = ""
    field: Declaration | None = None
    is_note: bool = False


@dataclass(frozen=True)
class Note:
    """What has to be said of a field, below it."""

    key: str
    text: str
    is_error: bool = True


class HyperparameterForm(Pane):
    """Rows to choose with up and down, values to step through with left and right, or to type after Enter."""

    number = 1
    heading = "Hyperparameters"
    BINDINGS = [
        Binding("up", "choose(-1)", "choose", key_display="↑↓"),
        Binding("down", "choose(1)", show=False),
        Binding("left", "step(-1)", "change", key_display="←→"),
        Binding("right", "step(1)", show=False),
        # at once, before the next key finds its widget: that is text already
        Binding("enter", "edit", "type a value", key_display="↵", priority=True),
        Binding("enter", "edit", show=False),
        Binding("backspace", "restore", "as in preset", key_display="⌫"),
        Binding("home", "choose(-99)", show=False),
        Binding("end", "choose(99)", show=False),
    ]

    key = "training.learning_rate"
    """The field under the cursor."""

    _note: Note | None = None
    _top = 0  # first line in sight

    wanted_problem: str | None = None
    """A problem that was asked for and needs a file first."""

    def __init__(self) -> None:
        super().__init__()
        self._editor = ValueInput()

    def compose(self) -> ComposeResult:
        """The line to type a value in; out of sight until Enter."""
        yield self._editor

    def refuse(self, key: str, reason: str, typed: str | None = None) -> None:
        """Show below the field why a value was not taken; what was typed is open again, to be mended."""
        self._note = Note(key, reason)
        self.redraw()
        if typed is not None and key == self.key and self.screen.focused is self:
            self._open(typed)

    def ask_for_path(self, problem: str, reason: str) -> None:
        """Go to the field for the file that a problem reads, and say why it is needed."""
        self.wanted_problem, self.key = problem, "task.path"
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
            self.redraw()

    def values_from(self, key: str, direction: int) -> Iterator[Any]:
        """The values after the one that the field shows, nearest first."""
        assert self.scene is not None
        field = next(field for field in self.fields(self.scene) if field.key == key)
        return values_from(field.kind, self._shown_value(self.scene, field), direction)

    def show(self, scene: Scene) -> None:
        if self.scene is not None and self.scene.run != scene.run:
            self.wanted_problem = self._note = None
        if self.key not in [field.key for field in self.fields(scene)]:
            self.key, self._note = "task.name", None
        super().show(scene)

    def action_choose(self, direction: int) -> None:
        """Go to the field above or below."""
        if self.scene is None:
            return
        keys = [field.key for field in self.fields(self.scene)]
        self._go_to(keys[min(max(keys.index(self.key) + direction, 0), len(keys) - 1)])

    def action_step(self, direction: int) -> None:
        """Go to the next sensible value."""
        if self.scene is not None:
            self._note = None
            self.redraw()
            self.post_message(FieldStepped(self.key, direction))

    def action_restore(self) -> None:
        """Take the preset's value."""
        if self.scene is not None:
            self._ask(saved_value_of(self.scene, self._field()))

    def action_edit(self) -> None:
        """Open a line to type a value in."""
        if self.scene is None:
            return
        self._note = None
        field = self._field()
        self._open(field.kind.format(self._shown_value(self.scene, field)), selected=True)

    def _open(self, text: str, selected: bool = False) -> None:
        self._editor.open(text, selected)
        self.redraw()
        self._place_editor()

    def _place_editor(self) -> None:
        width = self.content_size.width
        start = max(len(self._field().label) + 3, width // 2)
        self._editor.styles.width = width - start
        self._editor.styles.offset = (start, self._row_of(self.key) - self._top)

    def accept(self, text: str) -> None:
        """Take what was typed; the line stays open for what cannot be read."""
        try:
            value = self._field().kind.parse(text)
        except ValueError as error:
            self.refuse(self.key, str(error))
            self._place_editor()
        else:
            self._editor.close()
            self._ask(value, text)

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
        """Choose the row; on the row that is chosen, step down left of the value's middle and up right of it."""
        offset = event.get_content_offset(self)
        if offset is None or self.scene is None:
            return
        lines = self._lines(self.scene, self.content_size.width)
        index = offset.y + self._top
        field = lines[index].field if index < len(lines) and offset.y < self._room(self.scene) else None
        if field is None:
            return
        if field.key == self.key and self.has_focus and offset.x > self.content_size.width // 2:
            self.action_step(1 if offset.x >= self.content_size.width - 4 else -1)
        else:
            self._go_to(field.key)

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Go down a field."""
        self.action_choose(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Go up a field."""
        self.action_choose(-1)

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        lines, room = self._lines(scene, canvas.width), self._room(scene)
        at = self._row_of(self.key)
        last = at + sum(line.is_note for line in lines)
        self._top = min(max(self._top, last - room + 1, 0), max(at - 1, 0), max(len(lines) - room, 0))
        more = " ▴" * (self._top > 0) + " ▾" * (self._top + room < len(lines))
        self.entitle(self.heading + more)
        for y, line in enumerate(lines[self._top : self._top + room]):
            if line.field is not None:
                self._draw_field(canvas, palette, scene, y, line.field)
            else:
                is_error = line.is_note and self._note is not None and self._note.is_error
                canvas.text(2 if line.is_note else 0, y, line.text, palette.bad if is_error else palette.muted)
        self._draw_help(canvas, palette, scene, room)

    def _draw_field(self, canvas: Canvas, palette: Palette, scene: Scene, y: int, field: Declaration) -> None:
        changed = value_of(scene, field) != saved_value_of(scene, field)
        chosen = field.key == self.key
        label, text = _fitted(field.label, self._shown_text(scene, field), canvas.width - 8)
        canvas.text(2, y, label, palette.strong if chosen else palette.muted)
        is_edited = chosen and self._editor.display  # what is typed stands in place of the value
        if not is_edited:
            canvas.right(canvas.width - 3, y, text, palette.second if changed else palette.text)
        if chosen and not is_edited:
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
        shown = wrap(self._help(scene), canvas.width, max_lines=canvas.height - top, placeholder=" …")
        for y, text in enumerate(shown, top):
            canvas.text(0, y, text, palette.muted)

    def _help(self, scene: Scene) -> str:
        """About the chosen field, or of the problem on show."""
        field = self._field()
        text = TASKS[self._shown_value(scene, field)].help if field.key == "task.name" else field.help
        if field.key == "training.batch_size" and (samples := clamped_batch(scene)):
            text = f"There are {samples} training samples: all of them make one step."
        return text if field.live else f"{text} ↻ rebuilds."

    @property
    def _has_room(self) -> bool:
        """Whether groups and help can be set apart."""
        return self.content_size.height > 30

    def _room(self, scene: Scene) -> int:
        """Lines for the fields; the rest tells about the chosen one."""
        height, least, rule = self.content_size.height, *((3, 1) if self._has_room else (2, 0))
        wanted = len(wrap(self._help(scene), self.content_size.width))
        return height - rule - max(min(wanted, int(height * _MOST_HELP)), least)

    def _lines(self, scene: Scene, width: int) -> list[Line]:
        lines: list[Line] = []
        section = ""
        for field in self.fields(scene):
            if field.section != section:
                section = field.section
                if lines and self._has_room:
                    lines.append(Line())
                lines.append(Line(_HEADINGS[section]))
            lines.append(Line(field=field))
            if self._note is not None and self._note.key == field.key:
                mark = "✗ " * self._note.is_error
                lines += [Line(text, is_note=True) for text in wrap(mark + self._note.text, max(width - 2, 1))]
        return lines

    def fields(self, scene: Scene) -> list[Declaration]:
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
        return next(field for field in self.fields(self.scene) if field.key == self.key)

    def _row_of(self, key: str) -> int:
        assert self.scene is not None
        lines = self._lines(self.scene, self.content_size.width)
        return next(index for index, line in enumerate(lines) if line.field and line.field.key == key)

    def _shown_value(self, scene: Scene, field: Declaration) -> Any:
        wanted = self.wanted_problem if field.key == "task.name" else None
        return wanted or value_of(scene, field)

    def _shown_text(self, scene: Scene, field: Declaration) -> str:
        text = field.kind.format(self._shown_value(scene, field))
        samples = clamped_batch(scene) if field.key == "training.batch_size" else 0
        return f"{text}→{samples}" if samples else text

    def _go_to(self, key: str) -> None:
        """Choose a field; a problem that needs a file is forgotten when it is left."""
        self.key, hint = key, self._note if self.wanted_problem else None
        self._note = hint if hint and not hint.is_error else None
        if key not in ("task.name", "task.path"):
            self.forget_problem()
        self.redraw()

    def _ask(self, value: Any, typed: str | None = None) -> None:
        self._note = None
        self.redraw()
        self.post_message(FieldChanged(self.key, value, typed))


def _fitted(label: str, text: str, room: int) -> tuple[str, str]:
    """Label and value in so many cells together: the label gives way first, and some of it always stays."""
    least = max(room - len(text), min(len(label), _SHORTEST_LABEL))
    if len(label) > least:
        label = label[: least - 1] + "…"
    left = room - len(label)
    return label, text if len(text) <= left else text[: left - 1] + "…"


def clamped_batch(scene: Scene) -> int:
    """To how many samples the batch is clamped; 0 where it is not."""
    samples = len(scene.data.train)
    return samples if scene.hyperparameters.training.batch_size > samples else 0


def value_of(scene: Scene, field: Declaration) -> Any:
    """The value of a field as it is now."""
    return getattr(scene.view, field.name) if field.section == "view" else scene.hyperparameters.get(field.key)


def saved_value_of(scene: Scene, field: Declaration) -> Any:
    """The value of a field in the preset."""
    return field.default if field.section == "view" else scene.saved.get(field.key)
