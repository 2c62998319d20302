"""The course of the run: losses, accuracies and learning rate over the epochs, and a cursor that reads them off."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any, ClassVar

import numpy as np
from textual.binding import Binding, BindingType
from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp

from nntui.core.arrays import Array
from nntui.experiment.history import COLUMNS, completed
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.chart import (
    ACCURACY,
    LOSS,
    QUANTITIES,
    RATE,
    ChartChoice,
    ChartStyles,
    curve_words,
    draw_chart,
    field_of,
    has_no_axis,
    rate_scale,
)
from nntui.tui.drawing.chart_axes import Field
from nntui.tui.drawing.chart_legend import Entry, draw_cursor, draw_legend, draw_reading
from nntui.tui.drawing.chart_scales import most_parts
from nntui.tui.messages import Said
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette
from nntui.tui.words import curves_in_words, moment_in_words

_NEWEST = inf
"""The cursor's epoch where it stays with the newest point."""


_TITLE_WORDS = (
    {LOSS: "loss", "logarithmic": "logarithmic", ACCURACY: "accuracy", RATE: "learning rate"},
    {LOSS: "loss", "logarithmic": "log", ACCURACY: "acc", RATE: "rate"},
)
"""Written out, and shorter where that finds no room."""


class LossChart(Pane):
    """The curves that are chosen, over the whole run or its last part, and a cursor that steps over what is kept."""

    number = 2
    interval = 0.25
    heading = "Curves"
    kept_as = "chart"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "read off", key_display="←→"),
        Binding("right", "move(1)", show=False),
        Binding("shift+left", "move(-10)", "by ten", key_display="⇧←→", show=False),
        Binding("shift+right", "move(10)", show=False),
        Binding("home", "first", "first epoch", key_display="Home", show=False),
        Binding("end", "newest", "newest epoch", key_display="End", show=False),
        Binding("escape", "leave", "no cursor", key_display="Esc", show=False),
        Binding("plus,equals_sign", "part(1)", "last half", key_display="+"),
        Binding("minus", "part(-1)", "more", key_display="-"),
        Binding("y", "screen.toggle_log", "log/linear"),
        Binding("O", "screen.toggle_curve('loss')", "loss", show=False),  # the legend names these
        Binding("A", "screen.toggle_curve('accuracy')", "accuracy", show=False),
        Binding("G", "screen.toggle_curve('rate')", "learning rate", show=False),
    ]

    choice = ChartChoice()
    cursor: float | None = None
    """The epoch that is read off."""

    _plotted: tuple[object, Canvas] | None = None  # the curves, and what they were drawn from
    _entries: tuple[Entry, ...] = ()
    _dragging = False

    def kept(self) -> dict[str, Any]:
        cursor = "newest" if self.cursor == _NEWEST else self.cursor
        shown = [quantity for quantity in QUANTITIES if quantity in self.choice.shown]
        return {
            "logarithmic": self.choice.logarithmic,
            "shown": shown,
            "part": self.choice.part,
            "cursor": cursor,
        }

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """As in Pane; a session from before there was a choice has the losses."""
        shown, part, cursor = kept.get("shown", [LOSS]), kept.get("part", 0), kept.get("cursor")
        self.choice = ChartChoice(
            frozenset(QUANTITIES) & frozenset(shown),
            kept["logarithmic"] is True,
            part if type(part) is int and 0 <= part <= 16 else 0,
        )
        if cursor is not None:
            epoch = _NEWEST if cursor == "newest" else float(cursor)
            self.cursor = epoch if epoch >= 0 else None
        self.redraw()

    def toggle_log(self) -> None:
        """Switch the loss axis between even steps and powers of ten."""
        self._choose(replace(self.choice, logarithmic=not self.choice.logarithmic))

    def toggle_curve(self, quantity: str) -> None:
        """Show one of QUANTITIES, or no longer."""
        if quantity == ACCURACY and self.scene is not None and not self.scene.ends.classes:
            self.post_message(Said("This problem has no classes, and so no accuracy."))
        else:
            self._choose(self.choice.toggled(quantity))

    def action_part(self, direction: int) -> None:
        """Show half as much of the run, its last, or twice as much."""
        if self.scene is not None:
            most = most_parts(_history(self.scene))
            if direction > 0 and self.choice.part >= most:
                self.post_message(Said("There are too few points for a shorter part of the run."))
            self._choose(replace(self.choice, part=min(max(self.choice.part + direction, 0), max(most, 0))))

    def action_move(self, points: int) -> None:
        """Move the cursor by so many kept points; the first move puts it on the newest."""
        epochs = self._epochs()
        if not len(epochs):
            return
        if self.cursor is None:
            self.action_newest()
            return
        at = min(max(_nearest(epochs, self.cursor) + points, 0), len(epochs) - 1)
        at = 0 if self.cursor < epochs[0] else at  # it comes back into sight at the edge
        self._read(_NEWEST if at == len(epochs) - 1 else float(epochs[at]))

    def action_first(self) -> None:
        """Read the first point that shows."""
        epochs = self._epochs()
        if len(epochs):
            self._read(float(epochs[0]))

    def action_newest(self) -> None:
        """Read the newest point, and stay with it."""
        self._read(_NEWEST)

    def action_leave(self) -> None:
        """Read nothing."""
        self._read(None)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Switch the quantity whose name was hit, or read the point there."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        hit = [entry.quantity for entry in self._entries if offset.y == 0 and entry.start <= offset.x < entry.stop]
        if hit:
            self.toggle_curve(hit[0])
        elif offset.y > 0:
            self._dragging = True
            self.capture_mouse()
            self._read_at(offset.x)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Read along while the button is held."""
        if self._dragging:
            self._read_at(event.x - self.gutter.left)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Stay there."""
        self._dragging = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Show less of the run."""
        event.stop()
        self.action_part(1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Show more of the run."""
        event.stop()
        self.action_part(-1)

    def in_words(self, scene: Scene) -> list[str]:
        shown = [quantity for quantity in QUANTITIES if quantity in self.choice.shown]
        sentences = [curves_in_words(shown, self.choice.logarithmic, self._field().first, self._field().last)]
        if self.cursor is not None and len(self._points()):
            sentences.append(moment_in_words(self._read_off(scene)))
        return sentences

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        self._entitle(scene)
        self._entries = ()
        self._plot(canvas, palette, scene)
        has_accuracy, history = bool(scene.ends.classes), _history(scene)
        if self.cursor is None or not len(history):
            words = curve_words(history)
            self._entries = tuple(draw_legend(canvas, palette, self.choice, has_accuracy, words))
            return
        point = self._read_off(scene)
        draw_reading(canvas, palette, point, scene.hyperparameters.training.epochs, has_accuracy)
        draw_cursor(canvas, palette, self._field(), float(point[0]))

    def _plot(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        """Draw the curves, or have them as they were drawn from the same: the cursor moves over them."""
        epochs = scene.hyperparameters.training.epochs
        key = (scene.snapshot, epochs, self.choice, canvas.width, canvas.height, palette)
        if self._plotted is None or self._plotted[0] != key:
            styles = ChartStyles(palette.accent, palette.second, palette.muted, palette.muted, palette.markers)
            plotted = Canvas(canvas.width, canvas.height)
            draw_chart(plotted, styles, _history(scene), epochs, self.choice)
            self._plotted = key, plotted
        canvas.chars[:], canvas.styles[:] = self._plotted[1].chars, self._plotted[1].styles

    def _entitle(self, scene: Scene) -> None:
        for words in _TITLE_WORDS:
            names = [words[quantity] for quantity in QUANTITIES if quantity in self.choice.shown]
            if self.choice.logarithmic and LOSS in self.choice.shown:
                names.insert(1, words["logarithmic"])
            notes = []
            if has_no_axis(self.choice, RATE):
                notes.append(f"{words[RATE]} up to {rate_scale(_history(scene)).ticks[-1][1]}")
            if self.choice.part:
                notes.append(f"last 1/{2**self.choice.part}")
            title, subtitle = ", ".join(names), " · ".join(notes)
            if max(len(title) + 2, len(subtitle)) <= self.content_size.width - 2:  # beside the number and the corners
                break
        self.entitle(title.capitalize() or self.heading, subtitle)

    def _choose(self, choice: ChartChoice) -> None:
        self.choice = choice
        self.redraw()

    def _read(self, epoch: float | None) -> None:
        self.cursor = epoch
        self.redraw()

    def _read_at(self, x: int) -> None:
        epochs = self._epochs()
        if len(epochs):
            at = _nearest(epochs, self._field().epoch(x))
            self._read(_NEWEST if at == len(epochs) - 1 else float(epochs[at]))

    def _field(self) -> Field:
        assert self.scene is not None
        size, epochs = self.content_size, self.scene.hyperparameters.training.epochs
        return field_of(size.width, size.height, _history(self.scene), epochs, self.choice)

    def _read_off(self, scene: Scene) -> Array:
        """The kept point that is nearest to the cursor, be it no longer in sight."""
        assert self.cursor is not None
        history = _history(scene)
        return np.asarray(history[_nearest(history[:, 0], self.cursor)])

    def _points(self) -> Array:
        """The kept points that show."""
        if self.scene is None or self.scene.snapshot is None:
            return np.empty((0, 1))
        history, field = _history(self.scene), self._field()
        return history[(history[:, 0] >= field.first) & (history[:, 0] <= field.last)]

    def _epochs(self) -> Array:
        return self._points()[:, 0]


def _history(scene: Scene) -> Array:
    snapshot = scene.snapshot
    return np.empty((0, COLUMNS)) if snapshot is None else completed(snapshot.history, snapshot.epoch, snapshot.metrics)


def _nearest(epochs: Array, epoch: float) -> int:
    return len(epochs) - 1 if not isfinite(epoch) else int(np.abs(epochs - epoch).argmin())
