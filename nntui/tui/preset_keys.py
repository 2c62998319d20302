"""The keys that open, save and compare presets."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nntui.experiment.files import FileError, exists, harmless
from nntui.experiment.preset_folders import (
    delete_preset,
    find_preset,
    is_path,
    is_users,
    label_of,
    path_of_name,
    rename_preset,
    shipped_presets,
    user_presets,
)
from nntui.experiment.preset_saving import save_as, save_over
from nntui.tui.differences import SAVE, Differences
from nntui.tui.in_thread import in_thread
from nntui.tui.name_dialog import Named, NameDialog
from nntui.tui.open_preset import LOOK_SECONDS, OpenPreset
from nntui.tui.preset_list import PresetList
from nntui.tui.scene import Scene

if TYPE_CHECKING:
    from nntui.tui.playground import Playground


class PresetKeys:
    """What the person does with preset files in the playground.

    current: gives the scene of the moment. show: puts the same run under another name on show.
    """

    def __init__(self, playground: "Playground", current: Callable[[], Scene], show: Callable[[Scene], None]) -> None:
        self._playground, self._current, self._show = playground, current, show
        self._file = OpenPreset(current, show, playground.edits.change, playground.say, self._compare_anew)

    def start(self) -> None:
        """Watch the file from now on."""
        self._playground.set_interval(LOOK_SECONDS, self._file.look)

    def leave(self) -> None:
        """Watch it no more."""
        self._file.leave()

    def lasting(self) -> str:
        """What has to be said of the file as long as it is so."""
        return self._file.lasting()

    def open(self) -> None:
        """Choose a preset from the list."""
        self._playground.app.push_screen(PresetList(self._current().preset, self), self._open_chosen)

    def compare(self) -> None:
        """Show where the settings differ from the file."""
        self._playground.app.push_screen(Differences(self._current().preset, self._file), self._heed)

    def save(self) -> None:
        """Write the settings into the user's file, or where there is none ask for a name."""
        path = self._file.path_of(self._current().preset)
        if path is None:
            self.save_as()  # at once: the next keys are the name
        else:
            self._playground.run_worker(self._save(path), group="preset")

    def save_as(self, note: str = "") -> None:
        """Write the settings as a preset of the user's, under a name that is asked for."""
        name = self._current().preset
        suggestion = Path(name).stem if is_path(name) else name if is_users(name) else f"my-{name}"
        dialog = NameDialog("Save as a preset of yours", suggestion, _overwrites, note)
        self._playground.app.push_screen(dialog, self._save_as_chosen)

    def rename(self, old: str, new: str) -> None:
        """Give a user's preset another name. Raises FileError, or ValueError where it can be no name."""
        rename_preset(old, new)
        scene = self._current()
        if scene.preset == old:
            self._show(replace(scene, preset=new))

    def delete(self, name: str) -> None:
        """Delete a user's preset; what runs goes on. Raises FileError."""
        delete_preset(name)
        if self._current().preset == name:
            self._file.forget()

    async def _save(self, path: Path) -> None:
        preset, name = self._current().preset, harmless(label_of(self._current().preset))
        async with self._file.lock:
            try:
                if await in_thread(lambda: exists(path)) and not await self._file.compare(path):
                    self.compare()
                    self._playground.say(f"{name} was changed too: decide, then Ctrl+S saves.")
                    return
            except FileError as error:
                self.save_as(f"✗ {error}. It stays as it is.")
                return
            await self._write_over(path, preset)

    async def _write_over(self, path: Path, preset: str) -> None:
        hyperparameters, name = self._current().hyperparameters, harmless(label_of(preset))
        seen = self._file.last_read(preset)
        try:
            await in_thread(lambda: save_over(path, hyperparameters, seen))
        except FileError as error:
            self._playground.say(f"✗ {error}")
            return
        if self._current().preset == preset:
            self._file.note_saved(hyperparameters)
        self._playground.say(f"Saved {name}.")

    def _save_as_chosen(self, chosen: Named | None) -> None:
        if chosen is not None:
            self._playground.run_worker(self._save_as(*chosen), group="preset")

    async def _save_as(self, name: str, may_replace: bool) -> None:
        scene = self._current()
        async with self._file.lock:
            try:
                like = await in_thread(lambda: _file_of(scene.preset))
                path = await in_thread(lambda: save_as(name, scene.hyperparameters, like, may_replace))
            except ValueError as error:
                self._playground.say(f"✗ {error}")
                return
            now = self._current()
            self._show(replace(now, preset=name, saved=scene.hyperparameters))
            hides = ", and stands before the shipped preset of this name" if name in shipped_presets() else ""
            self._playground.say(f"Saved as {harmless(name)}, in {harmless(str(path.parent))}{hides}.")

    def _open_chosen(self, name: str | None) -> None:
        if name is not None:
            self._playground.edits.open_preset(name)

    def _heed(self, answer: str | None) -> None:
        if answer == SAVE:
            self.save()

    def _compare_anew(self) -> None:
        if isinstance(dialog := self._playground.app.screen, Differences):
            dialog.show()


def _file_of(preset: str) -> Path | None:
    try:
        return find_preset(preset)
    except FileError:
        return None


def _overwrites(name: str) -> str:
    """What is to be said before a preset is saved under this name. Raises ValueError where it can be no name."""
    path_of_name(name)
    return f"There is a preset {name} of yours." if name in user_presets() else ""
