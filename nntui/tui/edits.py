"""Changes of the settings: what the form, the keys and the list of presets ask for, and what becomes of it."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nntui.experiment.build import checksum_of, with_other_data, with_other_seed
from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, needs_rebuild
from nntui.experiment.presets import load_preset
from nntui.tui.messages import FieldChanged, FieldsChanged, FieldStepped
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.scene import Scene
from nntui.tui.settings_history import Change, Settings, SettingsHistory, change_in_words, settings_of
from nntui.tui.training import Training


class Edits:
    """Takes changes: live between two minibatches, or with a new run; what cannot be is told where it was asked for.

    current: gives the scene of the moment. show: puts the same run with other settings on show. enter: leaves the run
    for another one. say: shows a line of text.
    """

    def __init__(
        self,
        current: Callable[[], Scene],
        show: Callable[[Scene], None],
        enter: Callable[[Scene], None],
        say: Callable[[str], None],
        form: HyperparameterForm,
        training: Training,
    ) -> None:
        self._current, self._show, self._enter, self._say = current, show, enter, say
        self._form, self._training = form, training
        self._history = SettingsHistory()

    def change_field(self, message: FieldChanged) -> None:
        """Take the value of a field, or say below the field why not."""
        if message.key == "task.name":
            self._form.forget_problem()
        try:
            self._take_value(message.key, message.value)
        except HyperparameterError as error:
            if (message.key, error.key) == ("task.name", "task.path"):
                self._form.ask_for_path(message.value, error.reason)
            else:
                self._form.refuse(message.key, _reason(message.key, error), message.typed)

    def step_field(self, message: FieldStepped) -> None:
        """Take the next value that fits. A problem that needs a file first is shown, and left by the next step."""
        values, first = self._form.values_from(message.row, message.direction), None
        if message.key == "task.name":
            self._form.forget_problem()
        for value in values:
            try:
                self._take_value(message.key, value, stepped=message.row)
                return
            except HyperparameterError as error:
                first = first or error
                if error.key == "task.path":  # the data cannot be had: that is the same for all the values
                    break
        if first is not None and (message.key, first.key) == ("task.name", "task.path"):
            self._form.pass_over(value, first.reason)
        elif first is not None:
            self._form.refuse(message.key, _reason(message.key, first))

    def change_fields(self, message: FieldsChanged) -> None:
        """Take the values of several fields at once, or say why not."""
        try:
            self._change(self._with_values(message.values), stepped=message.at)
        except HyperparameterError as error:
            self._form.refuse(message.at, str(error))
            if not self._form.has_focus:  # it may be out of sight
                self._say(f"✗ {error}")
        finally:
            message.settled()

    def reset(self) -> None:
        """Go back to the initial weights."""
        self._begin(lambda scene: scene.rebuilt(scene.hyperparameters))

    def new_seed(self) -> None:
        """Draw other data and other initial weights."""
        self._begin(lambda scene: scene.rebuilt(with_other_seed(scene.hyperparameters)))

    def new_data(self) -> None:
        """Draw other data for the same initial weights, if there are others."""
        data = checksum_of(self._current().data)
        if not self._begin(lambda scene: scene.rebuilt(with_other_data(scene.hyperparameters))):
            return
        seed = self._current().hyperparameters.task.seed
        if checksum_of(self._current().data) == data:
            self._say(f"Data seed {seed}, but nothing in these data is random: noise would be.")
        else:
            self._say(f"New data (data seed {seed}), the same initial weights.")

    def open_preset(self, name: str) -> None:
        """Leave this run and begin that of a preset."""
        self._begin(lambda scene: scene.of_preset(name, saved := load_preset(name), saved))

    def change(self, hyperparameters: Hyperparameters, stepped: str = "") -> None:
        """Take other hyperparameters: live, or with a new network. Raises HyperparameterError.

        stepped: the field that this is a step on, if it is one.
        """
        self._change(replace(settings_of(self._current()), hyperparameters=hyperparameters), stepped)

    def undo(self) -> None:
        """Take the last change of settings back."""
        made, taken_back = self._history.made, self._history.taken_back
        self._travel(made, taken_back, lambda change: change.reverse, "Undone", "Nothing to undo.")

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        made, taken_back = self._history.made, self._history.taken_back
        self._travel(taken_back, made, lambda change: change, "Redone", "Nothing to redo.")

    def forget(self) -> None:
        """Leave nothing to undo: the settings on show are those of another session."""
        self._history.forget()

    def _travel(
        self,
        source: deque[Change],
        goal: deque[Change],
        wanted: Callable[[Change], Change],
        done: str,
        nothing: str,
    ) -> None:
        if not source:
            self._say(nothing)
            return
        self._form.forget_problem()
        change = wanted(source[-1])
        try:
            self._put(change.applied_to(settings_of(self._current())))
        except HyperparameterError as error:
            self._say(f"✗ {error}")
            return
        self._history.move(source, goal)
        self._say(f"{done}: {change_in_words(change)}.")

    def _take_value(self, key: str, value: object, stepped: str = "") -> None:
        """Raises HyperparameterError."""
        values = {key: value}
        if key == "task.path" and self._form.wanted_problem:
            values["task.name"] = self._form.wanted_problem
            values["task.noise"] = 0.0  # that of the problem before would change the numbers of the file
        self._change(self._with_values(values), stepped)

    def _with_values(self, values: Mapping[str, object]) -> Settings:
        """The settings on show with other values for these fields. Raises HyperparameterError."""
        now = settings_of(self._current())
        view: dict[str, Any] = {}
        hyperparameters = now.hyperparameters
        for key, value in values.items():
            section, name = key.split(".")
            if section == "view":
                view[name] = value
            else:
                hyperparameters = hyperparameters.with_value(key, value)
        return replace(now, hyperparameters=hyperparameters, view=replace(now.view, **view))

    def _change(self, wanted: Settings, stepped: str = "") -> None:
        """Raises HyperparameterError."""
        before = settings_of(self._current())
        self._put(wanted)
        self._history.note(Change(before, wanted), stepped)

    def _put(self, wanted: Settings) -> None:
        """Have these settings in place of those on show: live, or with a new run. Raises HyperparameterError."""
        scene = self._current()
        before, looked_at = settings_of(scene), scene.with_view(wanted.view)
        if wanted.preset != before.preset or needs_rebuild(before.hyperparameters, wanted.hyperparameters):
            self._enter(looked_at.of_preset(wanted.preset, wanted.saved, wanted.hyperparameters))
        else:
            self._show(replace(looked_at, saved=wanted.saved, hyperparameters=wanted.hyperparameters))
            self._tell_worker(before, wanted)

    def _tell_worker(self, before: Settings, now: Settings) -> None:
        other_lessons = now.view.my_drawings != before.view.my_drawings
        if other_lessons or now.hyperparameters != before.hyperparameters:
            self._training.configure()
        if other_lessons:
            self._training.study()
        self._training.set_pace()

    def _begin(self, other: Callable[[Scene], Scene]) -> bool:
        """Begin another run, or say why not: a user's file may be gone."""
        scene = self._current()
        try:
            begun = other(scene)
        except (FileError, HyperparameterError) as error:
            self._say(f"✗ {error}")
            return False
        self._enter(begun)
        self._history.note(Change(settings_of(scene), settings_of(begun)))
        return True


def _reason(key: str, error: HyperparameterError) -> str:
    """Why a value of the field `key` was not taken; other fields are named."""
    return error.reason if error.key == key else str(error)
