"""Changes of the settings: what the form, the keys and the list of presets ask for, and what becomes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, needs_rebuild
from nntui.experiment.presets import load_preset
from nntui.tui.messages import FieldChanged, FieldStepped
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.scene import Scene
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

    def reset(self) -> None:
        """Go back to the initial weights."""
        self._try(self._current().hyperparameters)

    def new_seed(self) -> None:
        """Draw other data and other initial weights."""
        hyperparameters = self._current().hyperparameters
        self._try(hyperparameters.with_value("training.seed", (hyperparameters.training.seed + 1) % 2**63))

    def open_preset(self, name: str) -> None:
        """Leave this run and begin that of a preset."""
        try:
            hyperparameters = load_preset(name)
            other = self._current().of_preset(name, hyperparameters, hyperparameters)
        except (FileError, HyperparameterError) as error:
            self._say(f"✗ {error}")
            return
        self._enter(other)

    def change(self, hyperparameters: Hyperparameters) -> None:
        """Take other hyperparameters: live, or with a new network. Raises HyperparameterError."""
        scene = self._current()
        if needs_rebuild(scene.hyperparameters, hyperparameters):
            self._enter(scene.rebuilt(hyperparameters))
        else:
            self._show(scene.with_live(hyperparameters))
            self._training.configure()

    def _take_value(self, key: str, value: object) -> None:
        """Raises HyperparameterError."""
        section, name = key.split(".")
        if section == "view":
            self._look(name, value)
            return
        hyperparameters = self._current().hyperparameters.with_value(key, value)
        if key == "task.path" and self._form.wanted_problem:
            hyperparameters = hyperparameters.with_value("task.name", self._form.wanted_problem)
        self.change(hyperparameters)

    def _look(self, name: str, value: object) -> None:
        scene = self._current()
        view: dict[str, Any] = {name: value}
        self._show(scene.with_view(replace(scene.view, **view)))
        self._training.set_pace()
        if name == "my_drawings":
            self._training.configure()
            self._training.study()

    def _try(self, hyperparameters: Hyperparameters) -> None:
        """Begin a new run, or say why not: a user's file may be gone."""
        try:
            self._enter(self._current().rebuilt(hyperparameters))
        except HyperparameterError as error:
            self._say(f"✗ {error}")


def _reason(key: str, error: HyperparameterError) -> str:
    """Why a value of the field `key` was not taken; other fields are named."""
    return error.reason if error.key == key else str(error)
