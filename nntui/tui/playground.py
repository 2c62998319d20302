"""The one screen: where the panes stand, and who gets which message."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widgets import Static

from nntui.experiment.drawings import Drawing
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.tui.board import Board
from nntui.tui.drawing_list import DrawingList
from nntui.tui.edits import Edits
from nntui.tui.exports import Exports
from nntui.tui.goal_words import news_of_goal
from nntui.tui.layout import MIN_SIZE, is_too_small
from nntui.tui.messages import (
    CrossHairMoved,
    DrawingChanged,
    DrawingTaught,
    FieldChanged,
    FieldsChanged,
    FieldStepped,
    Said,
)
from nntui.tui.notice import Notice
from nntui.tui.paced_app import PacedApp
from nntui.tui.pages import description_of, help_of
from nntui.tui.paned_screen import PANE_BINDINGS, PanedScreen
from nntui.tui.panes.answer import AnswerPane
from nntui.tui.panes.confusion import ConfusionPane
from nntui.tui.panes.curve_view import CurveView
from nntui.tui.panes.data import DataPane
from nntui.tui.panes.digit_pad import DigitPad
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.loss_chart import LossChart
from nntui.tui.panes.network_diagram import NetworkDiagram
from nntui.tui.panes.pane import CellWidget, Pane
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.samples_view import OF_SAMPLES, SamplesView
from nntui.tui.panes.status_line import StatusLine
from nntui.tui.panes.task_view import TaskView
from nntui.tui.preset_keys import PresetKeys
from nntui.tui.resumption import Resumed
from nntui.tui.samples_keys import SAMPLES_BINDINGS, SamplesKeys
from nntui.tui.scene import Scene, new_scene
from nntui.tui.sessions import Sessions
from nntui.tui.teaching import Teaching
from nntui.tui.tight_compositor import TightCompositor
from nntui.tui.training import Training
from nntui.tui.training_keys import TrainingKeys
from nntui.tui.view_settings import ViewSettings
from nntui.worker.client import COMMAND, RefusedError
from nntui.worker.protocol import Snapshot

_BESIDE_QUESTIONS = ("next_pane",)


class Playground(SamplesKeys, PanedScreen):
    """Panes around one scene. Changes go down to the worker as hyperparameters, snapshots come up as scenes."""

    CSS_PATH = "playground.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "toggle_training", "train/pause"),
        Binding("e", "epoch", "epoch"),
        Binding("m", "minibatch", "minibatch"),
        Binding("r", "reset", "reset"),
        Binding("R", "new_seed", "new seed"),
        Binding("n", "new_data", "new data", show=False),
        Binding("u", "undo_change", "undo a change", show=False),
        Binding("U", "redo_change", "redo it", show=False),
        Binding("o", "open", "presets"),
        Binding("ctrl+s", "save", "save", show=False),
        Binding("D", "compare", "differences from the file", show=False),
        *PANE_BINDINGS,
        *SAMPLES_BINDINGS,
        Binding("y", "toggle_log", "log/linear loss", show=False),
        Binding("O", "toggle_curve('loss')", "loss curves", show=False),
        Binding("A", "toggle_curve('accuracy')", "accuracy curves", show=False),
        Binding("G", "toggle_curve('rate')", "learning rate curve", show=False),
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
        self._status, self._keys = StatusLine(), KeyLine()
        self._form, self._chart, self._network = HyperparameterForm(), LossChart(), NetworkDiagram()
        training = training if resumed is None else resumed.session.training
        self.training = Training(
            lambda: self.scene, self._take, self._refuse, self._lose, is_wanted=training, command=command
        )
        self.training_keys = TrainingKeys(
            lambda: self.scene, self._show, self._follow, self.say, self._status, self.training
        )
        self.edits = Edits(lambda: self.scene, self._show, self.enter, self.say, self._form, self.training)
        self.presets = PresetKeys(self, lambda: self.scene, self._show)
        self.exports = Exports(self, lambda: self.scene)
        self._teaching = Teaching(lambda: self.scene, self._show, self.training, self.say)
        self.sessions = Sessions(self, sessions_root, resumed) if sessions_root is not None else None
        self._notice: Notice | None = None
        self._answer, self._pad, self._confusion = AnswerPane(), DigitPad(), ConfusionPane()
        self._samples_views: dict[str, SamplesView] = {"plane": PlaneView(), "curve": CurveView()}
        self.panes_of_view: dict[str, tuple[TaskView, Pane]] = {
            "drawing": (self._confusion, self._pad),
            **{view: (pane, self._answer) for view, pane in self._samples_views.items()},
            "table": (self._confusion, DataPane()),
        }

    def compose(self) -> ComposeResult:
        """Every pane there is; lay_out() decides which ones show."""
        yield self._status
        with Board():
            yield from (self._form, self._chart, self._network)
            yield from dict.fromkeys(pane for panes in self.panes_of_view.values() for pane in panes)
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
        self.call_after_refresh(self._teaching.refresh)
        self.call_after_refresh(self._show)
        if self.sessions is not None:
            self.call_after_refresh(self.sessions.start)
        self.presets.start()
        self.call_after_refresh(self._follow)

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        await self.leave(seconds=0)

    async def leave(self, in_order: bool = False, seconds: float = 0.4) -> None:
        """Keep the session, and end the worker, which has so many seconds to tell how far it came.

        in_order: whether that was the person's wish, so that the session need not be offered at the next start.
        """
        self.presets.leave()
        await self._teaching.finish()
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
            before, after = self.scene, self.scene.with_snapshot(snapshot)
            self._show(after)
            self._teaching.heed_snapshot()
            if news := news_of_goal(before, after):
                self.say(news)
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
        self.say(self.training_keys.lasting())  # to be read even if the next worker is there at once

    # what the panes say

    @on(FieldChanged)
    def _change_field(self, message: FieldChanged) -> None:
        self.edits.change_field(message)

    @on(FieldStepped)
    def _step_field(self, message: FieldStepped) -> None:
        self.edits.step_field(message)

    @on(FieldsChanged)
    def _change_fields(self, message: FieldsChanged) -> None:
        self.edits.change_fields(message)

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
        self._network.look_at(message.point)

    @on(DrawingChanged)
    def _take_drawing(self, message: DrawingChanged) -> None:
        self._network.look_at(message.cells)
        self._confusion.look_at(message.cells if any(message.cells) else ())

    def on_resize(self, event: Resize) -> None:
        """Keep the notice in its corner."""
        if self._notice is not None:
            self._notice.stand(event.size)

    def put_up(self, notice: Notice) -> None:
        """Show a notice, in place of the one that is there."""
        self.take_notice(None)
        self._notice = notice
        notice.stand(self.app.size)
        self.mount(notice)

    def take_notice(self, key: str | None) -> bool:
        """Take the notice away, if there is one, for a key or a click; whether the key was an answer to it, or is
        likely to be meant as one to a notice that is about to come.
        """
        if self._notice is None:
            return key is not None and self.sessions is not None and self.sessions.expects(key)
        notice, self._notice = self._notice, None
        return notice.take(key)

    # keys

    def action_toggle_training(self) -> None:
        """Train or pause; start a worker if there is none."""
        self.training_keys.toggle()

    def action_epoch(self) -> None:
        """Train to the end of the epoch, or one epoch."""
        self.training_keys.epoch()

    def action_minibatch(self) -> None:
        """Train one minibatch."""
        self.training_keys.minibatch()

    def action_reset(self) -> None:
        """Go back to the initial weights."""
        self.edits.reset()

    def action_new_seed(self) -> None:
        """Draw other data and other initial weights."""
        self.edits.new_seed()

    def action_new_data(self) -> None:
        """Draw other data for the same initial weights."""
        self.edits.new_data()

    def action_undo_change(self) -> None:
        """Take the last change of settings back."""
        self.edits.undo()

    def action_redo_change(self) -> None:
        """Make the change again that was taken back last."""
        self.edits.redo()

    def action_open(self) -> None:
        """Choose a preset from the list."""
        self.presets.open()

    def action_save(self) -> None:
        """Save the settings into the preset's file, or as a new one."""
        self.presets.save()

    def action_compare(self) -> None:
        """Show where the settings differ from the preset's file."""
        self.presets.compare()

    def action_drawings(self) -> None:
        """List the drawings that the user taught, and put the chosen one on the pad."""
        self._teaching.refresh()
        self.app.push_screen(DrawingList(self.scene, self._teaching), self._load_chosen)

    def _load_chosen(self, drawing: Drawing | None) -> None:
        if drawing is not None:
            self._pad.load(drawing.cells)

    def action_toggle_log(self) -> None:
        """Switch the chart's loss axis."""
        self._chart.toggle_log()

    def action_toggle_curve(self, quantity: str) -> None:
        """Show one of the chart's quantities, or no longer."""
        self._chart.toggle_curve(quantity)

    def action_describe(self) -> None:
        """Say in words what the screen shows."""
        lasting = [self._keys.lasting, self.sessions.trouble if self.sessions is not None else ""]
        self.app.push_screen(description_of(self.scene, self._status.trouble, self.panes(), lasting))

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(help_of(self, self.panes(), self._form.fields(self.scene)))

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
        view = self.samples_view()
        return view is not None and view.offers(action, parameters, self.scene)

    def task_view(self) -> TaskView:
        return self.panes_of_view[self.scene.task.view][0]

    def samples_view(self) -> SamplesView | None:
        return self._samples_views.get(self.scene.task.view)

    # the screen

    def enter(self, scene: Scene) -> None:
        """Leave the run on show for another, and set the screen up anew if it is of another problem."""
        is_other_task = scene.task is not self.scene.task
        self.scene = scene
        self._keys.forget_message()
        self.training.configure()
        if is_other_task:
            self._begin()
        self._show()

    def _begin(self) -> None:
        """Set the screen up for the scene's problem."""
        for pane in set(self.query(Pane)).difference(self.panes()):
            pane.forget()
        if (view := self.samples_view()) is not None:
            view.start_over(self.scene.task)
            self._answer.point = view.point
            self._network.look_at(view.point)
        self.lay_out()
        if self.focused_pane() not in self.panes() or self.focused is None:
            self.set_focus(self.panes()[-1 if self.scene.task.view == "drawing" else 0])

    def _show(self, scene: Scene | None = None) -> None:
        self.scene = scene or self.scene
        self._keys.lasting = self.training_keys.lasting() or self.presets.lasting()
        for widget in (self._status, *self.panes(), self._keys):
            widget.show(self.scene)

    def _repaint(self) -> None:
        for widget in self.query(CellWidget):
            widget.repaint()

    def say(self, text: str) -> None:
        """Show a line of text for some seconds."""
        self._keys.say(text)

    def show_kept(self, is_kept: bool) -> None:
        """Have the status line tell whether the session is kept."""
        self._status.is_kept = is_kept
        self._status.redraw()

    def heed_key(self) -> None:
        """Have the line of text give way to the keys: another one has been pressed."""
        self._keys.heed_key()

    def panes(self) -> list[Pane]:
        """The panes of the scene's problem, in the order of their numbers."""
        view, side = self.panes_of_view[self.scene.task.view]
        return [self._form, self._chart, view, self._network, side]
