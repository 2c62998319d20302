"""The one screen: where the panes stand, and who gets which message."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.widgets import Static

from nntui.experiment.drawings import Drawing
from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, needs_rebuild
from nntui.experiment.presets import load_preset
from nntui.tui.description import Description
from nntui.tui.drawing_list import DrawingList
from nntui.tui.help import HelpScreen
from nntui.tui.layout import MIN_SIZE, Place, is_too_small, layout_for
from nntui.tui.messages import CrossHairMoved, DrawingTaught, FieldChanged, FieldStepped, Said
from nntui.tui.paced_app import PacedApp
from nntui.tui.panes.answer import AnswerPane
from nntui.tui.panes.confusion import ConfusionPane
from nntui.tui.panes.curve_view import CurveView
from nntui.tui.panes.data import DataPane
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.loss_chart import LossChart
from nntui.tui.panes.pane import CellWidget, Pane
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.samples_view import OF_SAMPLES, SamplesView
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.preset_list import PresetList
from nntui.tui.resumption import Resumed
from nntui.tui.scene import Scene, new_scene
from nntui.tui.sessions import Sessions
from nntui.tui.teaching import Teaching
from nntui.tui.tight_compositor import TightCompositor
from nntui.tui.training import Training
from nntui.tui.view_settings import ViewSettings
from nntui.tui.words import state_in_words
from nntui.worker.client import COMMAND, RefusedError
from nntui.worker.protocol import Snapshot

_BESIDE_QUESTIONS = ("next_pane",)

_DIVERGED = "✗ The weights have run away: lower the learning rate, then r starts over."


class Playground(Screen[None]):
    """Panes around one scene. Changes go down to the worker as hyperparameters, snapshots come up as scenes."""

    CSS_PATH = "playground.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "toggle_training", "train/pause"),
        Binding("e", "epoch", "epoch"),
        Binding("m", "minibatch", "minibatch"),
        Binding("r", "reset", "reset"),
        Binding("R", "new_seed", "new seed"),
        Binding("o", "open", "presets"),
        Binding("tab", "next_pane(1)", "next pane", key_display="Tab"),
        Binding("shift+tab", "next_pane(-1)", "pane before", show=False),
        Binding("1", "pane(1)", "form", show=False),
        Binding("2", "pane(2)", "loss", show=False),
        Binding("3", "pane(3)", "task", show=False),
        Binding("5", "pane(5)", "drawing or answer", show=False),
        Binding("z", "zoom", "zoom"),
        Binding("f", "fresh_points", "fresh points", show=False),
        Binding("t", "next_points", "train/test points", show=False),
        Binding("b", "toggle_truth", "network/truth", show=False),
        Binding("y", "toggle_log", "log/linear loss", show=False),
        Binding("d", "describe", "in words", show=False),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("q", "app.quit", "quit"),
    ]

    def __init__(
        self,
        preset: str,
        hyperparameters: Hyperparameters,
        training: bool = True,
        command: Sequence[str] = COMMAND,
        sessions_root: Path | None = None,
        resumed: Resumed | None = None,
    ) -> None:
        super().__init__()
        self._compositor = TightCompositor()
        self.scene = (
            new_scene(preset, hyperparameters, hyperparameters, ViewSettings()) if resumed is None else resumed.scene
        )
        training = training if resumed is None else resumed.session.training
        self.training = Training(
            lambda: self.scene, self._take, self._refuse, self._lose, is_wanted=training, command=command
        )
        self._teaching = Teaching(lambda: self.scene, self._show, self.training, self.say)
        self.sessions = Sessions(self, sessions_root, resumed) if sessions_root is not None else None
        self.zoomed = False
        self._was_focused: Pane | None = None
        self._rng = np.random.default_rng()
        self._status, self._keys = StatusLine(), KeyLine()
        self._form, self._chart = HyperparameterForm(), LossChart()
        self._answer, self._pad, confusion = AnswerPane(), DigitPad(), ConfusionPane()
        self._samples_views: dict[str, SamplesView] = {"plane": PlaneView(), "curve": CurveView()}
        self._panes_of_view: dict[str, tuple[Pane, Pane]] = {
            "drawing": (confusion, self._pad),
            **{view: (pane, self._answer) for view, pane in self._samples_views.items()},
            "table": (confusion, DataPane()),
        }

    def compose(self) -> ComposeResult:
        """Every pane there is; _arrange() decides which ones show."""
        yield self._status
        with Container(id="body"):
            yield self._form
            with Container(id="main"):
                with Vertical(id="middle"):
                    yield self._chart
                    yield from dict.fromkeys(middle for middle, _ in self._panes_of_view.values())
                with Vertical(id="right"):
                    yield from dict.fromkeys(right for _, right in self._panes_of_view.values())
        yield Static(
            f"nntui needs {MIN_SIZE.width}×{MIN_SIZE.height} cells. Nothing is lost: make the terminal larger.",
            id="too-small",
        )
        yield self._keys

    def on_mount(self) -> None:
        """Start the worker as soon as the first screen is drawn."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._repaint())
        self.app.app_suspend_signal.subscribe(self, lambda _: self.training.hold(), immediate=True)
        self.app.app_resume_signal.subscribe(self, lambda _: self.training.go_on(), immediate=True)
        self.call_after_refresh(self._begin)
        self.call_after_refresh(self._teaching.recall)
        if self.sessions is not None:
            self.call_after_refresh(self.sessions.start)
        self.call_after_refresh(self._follow)

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        await self.leave(seconds=0)

    async def leave(self, in_order: bool = False, seconds: float = 0.4) -> None:
        """Keep the session, and end the worker, which has so many seconds to tell how far it came.

        in_order: whether that was the person's wish, so that the session need not be offered at the next start.
        """
        if self.sessions is not None:
            await self.sessions.finish(in_order, seconds)
        await self.training.leave()

    # what the worker says

    @work(exclusive=True, group="worker")
    async def _follow(self) -> None:
        await self.training.follow()

    def _take(self, snapshot: Snapshot, drawn: Callable[[], None]) -> None:
        self._status.trouble = self.training.trouble
        if snapshot.run == self.scene.run:
            self._show(self.scene.with_snapshot(snapshot))
            self._teaching.heed_snapshot()
        self.call_after_refresh(self._when_ready, drawn)

    def _when_ready(self, callback: Callable[[], None]) -> None:
        if isinstance(self.app, PacedApp):
            self.app.when_ready(callback)

    def _refuse(self, refusal: RefusedError) -> None:
        self._form.refuse(refusal.key, refusal.reason)
        self.say(f"✗ {refusal}")

    def _lose(self) -> None:
        self._status.trouble = self.training.trouble
        self._show()
        self.say(self._lasting())  # to be read even if the next worker is there at once

    # what the panes say

    @on(FieldChanged)
    def _change_field(self, message: FieldChanged) -> None:
        if message.key == "task.name":
            self._form.forget_problem()
        try:
            self._take_value(message.key, message.value)
        except HyperparameterError as error:
            if (message.key, error.key) == ("task.name", "task.path"):
                self._form.ask_for_path(message.value, error.reason)
            else:
                self._form.refuse(message.key, _reason(message.key, error), message.typed)

    @on(FieldStepped)
    def _step_field(self, message: FieldStepped) -> None:
        """Take the next value that fits. A problem that needs a file first is shown, and left by the next step."""
        values, first = self._form.values_from(message.key, message.direction), None
        if message.key == "task.name":
            self._form.forget_problem()
        for value in values:
            try:
                self._take_value(message.key, value)
                return
            except HyperparameterError as error:
                first = first or error
                if error.key == "task.path":  # the data cannot be had: that is the same for all the values
                    break
        if first is not None and (message.key, first.key) == ("task.name", "task.path"):
            self._form.pass_over(value, first.reason)
        elif first is not None:
            self._form.refuse(message.key, _reason(message.key, first))

    def _take_value(self, key: str, value: object) -> None:
        """Raises HyperparameterError."""
        section, name = key.split(".")
        if section == "view":
            view: dict[str, Any] = {name: value}
            self._show(self.scene.with_view(replace(self.scene.view, **view)))
            self.training.set_pace()
            if name == "my_drawings":
                self.training.study()
            return
        hyperparameters = self.scene.hyperparameters.with_value(key, value)
        if key == "task.path" and self._form.wanted_problem:
            hyperparameters = hyperparameters.with_value("task.name", self._form.wanted_problem)
        self._change(hyperparameters)

    @on(Said)
    def _repeat(self, message: Said) -> None:
        self.say(message.text)

    @on(DrawingTaught)
    def _teach(self, message: DrawingTaught) -> None:
        self._teaching.teach(message.drawing)

    @on(CrossHairMoved)
    def _move_cross_hair(self, message: CrossHairMoved) -> None:
        self._answer.point = message.point
        self._answer.redraw()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """On a narrow screen, or zoomed, the focus decides which pane shows."""
        self._was_focused = self.focused_pane()
        self._arrange()

    def on_resize(self, event: Resize) -> None:
        """Choose the layout for the size."""
        self._arrange()

    # keys

    def action_toggle_training(self) -> None:
        """Train or pause; start a worker if there is none."""
        snapshot = self.scene.snapshot
        if not self.training.has_worker:
            self.training.expect()
            self._status.trouble = self.training.trouble
            self._show()
            self._follow()
        elif snapshot is not None and snapshot.state == "finished":
            self.say("All epochs are done: r starts over, more epochs in the form go on.")
        elif snapshot is not None and snapshot.state == "diverged":
            self.say(_DIVERGED)
        else:
            self.training.set_wanted(not self.training.is_wanted)
            self._show_wanted()

    def action_epoch(self) -> None:
        """Train to the end of the epoch, or one epoch."""
        if self._has_worker_or_word():
            self.training.epoch()
            self._show_wanted()

    def action_minibatch(self) -> None:
        """Train one minibatch."""
        if self._has_worker_or_word():
            self.training.minibatch()
            self._show_wanted()

    def action_reset(self) -> None:
        """Go back to the initial weights."""
        self._try(self.scene.hyperparameters)

    def action_new_seed(self) -> None:
        """Draw other data and other initial weights."""
        seed = self.scene.hyperparameters.training.seed
        self._try(self.scene.hyperparameters.with_value("training.seed", (seed + 1) % 2**63))

    def action_open(self) -> None:
        """Choose a preset from the list."""
        self.app.push_screen(PresetList(self.scene.preset), self._open_chosen)

    def _open_chosen(self, name: str | None) -> None:
        if name is not None:
            self.open_preset(name)

    def open_preset(self, name: str) -> None:
        """Leave this run and begin that of a preset."""
        try:
            hyperparameters = load_preset(name)
            other = self.scene.of_preset(name, hyperparameters, hyperparameters)
        except (FileError, HyperparameterError) as error:
            self.say(f"✗ {error}")
            return
        self.enter(other)

    def action_drawings(self) -> None:
        """List the drawings that the user taught, and put the chosen one on the pad."""
        self._teaching.refresh()
        self.app.push_screen(DrawingList(self.scene, self._teaching), self._load_chosen)

    def _load_chosen(self, drawing: Drawing | None) -> None:
        if drawing is not None:
            self._pad.load(drawing.cells)

    def action_next_pane(self, direction: int) -> None:
        """Focus the next pane, or the one before."""
        panes = self._panes()
        focused = self.focused_pane()
        self.set_focus(panes[(panes.index(focused) + direction) % len(panes)])

    def action_pane(self, number: int) -> None:
        """Focus the pane with this number."""
        for pane in self._panes():
            if pane.number == number:
                self.set_focus(pane)  # at once: the next key is meant for it

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self.zoom(not self.zoomed)

    def zoom(self, zoomed: bool) -> None:
        """Give the focused pane the whole screen or not."""
        self.zoomed = zoomed
        self._arrange()

    def action_fresh_points(self) -> None:
        """Draw new points and see what the network makes of them."""
        if (view := self._samples_view()) is not None:
            view.draw_fresh(self._rng)
            self.refresh_bindings()

    def action_next_points(self) -> None:
        """Show test points in place of training points, or the other way round."""
        if (view := self._samples_view()) is not None:
            view.next_points()
            self.refresh_bindings()

    def action_move_cross_hair(self, dx: int, dy: int) -> None:
        """Move the cross-hair of the plane, or of the curve, from the pane that shows the answer there."""
        if (view := self._samples_view()) is not None:
            view.action_move(dx, dy)

    def action_toggle_truth(self) -> None:
        """Switch the regions of the plane between the network's and the true ones, or the true curve on and off."""
        if (view := self._samples_view()) is not None:
            view.toggle_truth()

    def action_toggle_log(self) -> None:
        """Switch the chart's loss axis."""
        self._chart.toggle_log()

    def action_describe(self) -> None:
        """Say in words what the screen shows."""
        sentences = state_in_words(self.scene, self._status.trouble)
        for pane in self._panes():
            sentences += pane.in_words(self.scene)
        self.app.push_screen(Description([*sentences, *filter(None, [self._keys.lasting])]))

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(
            HelpScreen(
                [("Everywhere", self), ("In dialogs too", self.app), *((pane.heading, pane) for pane in self._panes())],
                self._form.fields(self.scene),
            )
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action means something for the problem on show; the keys of others are not offered.

        In a terminal too small for the playground nothing does: nobody would see it. Little does while the pad waits
        for a digit.
        """
        if is_too_small(self.app.size):
            return False
        if self._pad.question is not None:
            return action in _BESIDE_QUESTIONS
        if action not in OF_SAMPLES:
            return True
        view = self._samples_view()
        return view is not None and view.offers(action, parameters, self.scene)

    def _has_worker_or_word(self) -> bool:
        if not self.training.has_worker:
            self.say("✗ There is no worker to train: p starts one.")
        return self.training.has_worker

    # changes

    def _change(self, hyperparameters: Hyperparameters) -> None:
        """Take other hyperparameters: live, or with a new network. Raises HyperparameterError."""
        if needs_rebuild(self.scene.hyperparameters, hyperparameters):
            self._rebuild(hyperparameters)
        else:
            self._show(self.scene.with_live(hyperparameters))
            self.training.configure()

    def _try(self, hyperparameters: Hyperparameters) -> None:
        """Begin a new run, or say why not: a user's file may be gone."""
        try:
            self._rebuild(hyperparameters)
        except HyperparameterError as error:
            self.say(f"✗ {error}")

    def _samples_view(self) -> SamplesView | None:
        """The plane or the curve, for the problems that have one."""
        return self._samples_views.get(self.scene.task.view)

    def _rebuild(self, hyperparameters: Hyperparameters) -> None:
        self.enter(self.scene.rebuilt(hyperparameters))

    def enter(self, scene: Scene) -> None:
        """Leave the run on show for another, and set the screen up anew if it is of another problem."""
        is_other_task = scene.task is not self.scene.task
        self.scene = scene
        self._keys.forget()
        self.training.configure()
        if is_other_task:
            self._begin()
        self._show()

    def _begin(self) -> None:
        """Set the screen up for the scene's problem."""
        if (view := self._samples_view()) is not None:
            view.start_over(self.scene.task)
            self._answer.point = view.point
        self._arrange()
        if self.focused_pane() not in self._panes() or self.focused is None:
            self.set_focus(self._panes()[-1 if self.scene.task.view == "drawing" else 0])

    def _show_wanted(self) -> None:
        """Show at once what the worker will confirm in a moment."""
        if (snapshot := self.scene.snapshot) is not None:
            state = "training" if self.training.is_wanted else "paused"
            self._show(replace(self.scene, snapshot=replace(snapshot, state=state)))

    # the screen

    def _show(self, scene: Scene | None = None) -> None:
        self.scene = scene or self.scene
        self._keys.lasting = self._lasting()
        for widget in (self._status, *self._panes(), self._keys):
            widget.show(self.scene)

    def _repaint(self) -> None:
        for widget in self.query(CellWidget):
            widget.repaint()

    def say(self, text: str) -> None:
        """Show a line of text for some seconds."""
        self._keys.say(text)

    def heed_key(self) -> None:
        """Have the line of text give way to the keys: another one has been pressed."""
        self._keys.heed_key()

    def _lasting(self) -> str:
        """What has to be said as long as it is so: that the worker is gone, or the run has diverged."""
        snapshot = self.scene.snapshot
        if self.training.reason:
            offer = "p restarts" if self.training.trouble == "gone" else "Restarting"
            return f"✗ {self.training.reason} {offer} {f'from epoch {snapshot.epoch}' if snapshot else 'it'}."
        return _DIVERGED if snapshot is not None and snapshot.state == "diverged" else ""

    def _panes(self) -> list[Pane]:
        """The panes of the scene's problem, in the order of their numbers."""
        return [self._form, self._chart, *self._panes_of_view[self.scene.task.view]]

    def focused_pane(self) -> Pane:
        """The pane that has the focus, or that holds what has it."""
        panes = self._panes()
        widget = self.focused
        while widget is not None and widget not in panes:
            widget = widget.parent if isinstance(widget.parent, Pane) else None
        return panes[0] if widget is None else widget

    def _arrange(self) -> None:
        """Show the panes that the size has room for."""
        size, too_small = self.app.size, is_too_small(self.app.size)
        panes = self._panes()
        layout = layout_for(
            size,
            focused=Place(panes.index(self.focused_pane())),
            zoomed=self.zoomed,
            before={place for place in Place if panes[place].display},
            usual=Place.CHART if self.scene.task.view == "drawing" else Place.VIEW,
        )
        self.set_class(layout.narrow, "narrow")
        self.set_class(self.zoomed, "zoomed")
        for view in self._panes_of_view:
            self.set_class(self.scene.task.view == view, view)
        self.query_one("#body").display = self._keys.display = not too_small
        self.query_one("#too-small").display = too_small
        shown = [panes[place] for place in layout.shown]
        for pane in self.query(Pane):
            pane.display = pane in shown
        self.query_one("#middle").display = layout.has_middle
        self.query_one("#right").display = Place.SIDE in layout.shown
        self.query_one("#main").display = layout.has_middle or Place.SIDE in layout.shown
        if self.focused is None and self._was_focused in shown and not too_small:
            self.set_focus(self._was_focused)  # what was out of sight could not keep the focus


def _reason(key: str, error: HyperparameterError) -> str:
    """Why a value of the field `key` was not taken; other fields are named."""
    return error.reason if error.key == key else str(error)
