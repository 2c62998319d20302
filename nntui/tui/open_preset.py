"""The file of the preset that is open: watched while it runs, so that what an editor saves there is followed.

A change that needs no new network is taken at once; others, and what was changed on both sides, wait for the person.
What cannot be read is told, and touches nothing. The scene's `saved` is what the file held when both sides last agreed.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nntui.experiment.files import FileError, harmless, read_text
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, declaration_of
from nntui.experiment.merging import Disagreement, agreed, disagreements, followed, open_keys, with_texts, with_values
from nntui.experiment.preset_folders import find_preset, is_users, label_of
from nntui.experiment.presets import MAX_BYTES, parse_preset
from nntui.tui.in_thread import in_thread
from nntui.tui.scene import Scene

LOOK_SECONDS = 0.5
"""From one look at the file to the next. Two have to agree: a file that is being written is not read."""

Stamp = tuple[int, ...] | None
_NOWHERE: Stamp = ()
_MOST_NAMED = 3


class OpenPreset:
    """Follows the file of the scene's preset, if it is one of the user's.

    current: gives the scene of the moment. show: puts the same run with another `saved` on show. change: takes other
    hyperparameters; raises HyperparameterError. say: shows a line of text. on_change: is called when the file holds
    something else.
    """

    def __init__(
        self,
        current: Callable[[], Scene],
        show: Callable[[Scene], None],
        change: Callable[[Hyperparameters], None],
        say: Callable[[str], None],
        on_change: Callable[[], None],
    ) -> None:
        self._current, self._show, self._change, self._say = current, show, change, say
        self._on_change = on_change
        self.lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._name = ""
        self._path: Path | None = None
        self._in_file: Hyperparameters | None = None  # as it was read last
        self._trouble = ""
        self._seen: Stamp = None
        self._read: Stamp = None

    def look(self) -> None:
        """See whether the file has changed, in a thread of its own."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def leave(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()

    def lasting(self) -> str:
        """What has to be said as long as it is so: that the file cannot be read, or holds what does not run."""
        scene = self._current()
        if scene.preset != self._name:
            return ""
        name = harmless(label_of(self._name))
        if self._trouble:
            return f"✗ {name}: {self._trouble}. What runs goes on as it is."
        if self._in_file is None or self._in_file == scene.saved:
            return ""
        waiting = [entry for entry in self.disagreements() if entry.changed_in_file]
        if not waiting:
            return ""
        first, more = waiting[0], f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        here = f"{_value(first.key, first.here)}{', changed on both sides' if first.changed_here else ''}"
        return f"{name} has {_named(first.key, first.in_file)}, here it is {here}{more}: D decides."

    def disagreements(self) -> list[Disagreement]:
        """Every key whose values in the file and here differ."""
        scene = self._current()
        return disagreements(scene.saved, self._file_side(), scene.hyperparameters)

    def take(self, keys: list[str]) -> None:
        """Take the file's values for these keys. Raises HyperparameterError."""
        in_file = self._file_side()
        self._change(with_values(self._current().hyperparameters, in_file, keys))
        self._agree(in_file)

    def keep(self, keys: list[str]) -> None:
        """Keep what runs for these keys, whatever the file holds: that is a change to be saved now."""
        scene = self._current()
        self._show(replace(scene, saved=with_values(scene.saved, self._file_side(), keys)))

    async def compare(self, path: Path) -> bool:
        """Read the file now; whether there is nothing in it that what runs has not followed. Raises FileError."""
        await self._catch_up()
        in_file = await in_thread(lambda: parse_preset(path, read_text(path, MAX_BYTES)))
        self._path, self._trouble = path, ""
        self._follow(in_file)
        scene = self._current()
        return not open_keys(scene.saved, in_file, scene.hyperparameters)

    def path_of(self, name: str) -> Path | None:
        """The file that is followed, if it is of this preset, even where it is gone; else that of a user's preset."""
        return self._path if name == self._name and self._path is not None else _path_of(name)

    def last_read(self, name: str) -> Hyperparameters | None:
        """What the file of this preset held when it was read last, if it has been."""
        return self._in_file if name == self._name else None

    def note_saved(self, hyperparameters: Hyperparameters) -> None:
        """Take note that the file holds this now."""
        self._in_file, self._trouble = hyperparameters, ""
        self._agree(hyperparameters)

    def forget(self) -> None:
        """Follow the file no more: it has been deleted here."""
        self._path, self._in_file, self._trouble = None, None, ""

    async def _look(self) -> None:
        async with self.lock:
            await self._catch_up()
            path = self._path
            if path is None:
                return
            before, self._seen = self._seen, await in_thread(lambda: _stamp(path))
            if self._seen != before or self._seen == self._read:
                return
            try:
                in_file = await in_thread(lambda: parse_preset(path, read_text(path, MAX_BYTES)))
            except FileError as error:
                self._read = self._seen
                self._tell(error)
            else:
                self._read = self._seen
                if self._current().preset == self._name:
                    self._follow(in_file)
            self._on_change()

    def _tell(self, error: FileError) -> None:
        """Say that the file cannot be read, as long as that is so, or once where there is none any more."""
        if self._seen != _NOWHERE:
            self._trouble = error.reason
            self._show(self._current())
            self._say(self.lasting())  # in place of what was said before
        elif self._in_file is not None:
            self._trouble = ""
            self._show(self._current())
            self._say(f"✗ {harmless(label_of(self._name))}: {error.reason}. What runs goes on; Ctrl+S writes it anew.")

    async def _catch_up(self) -> None:
        """Turn to the file of another preset once that is open."""
        name = self._current().preset
        if name != self._name:
            self._name, self._path, self._in_file, self._trouble = name, None, None, ""
            self._seen = self._read = None
            self._path = await in_thread(lambda: _path_of(name))

    def _follow(self, in_file: Hyperparameters) -> None:
        """Take what the file alone has changed and needs no new network; at first nothing, for nobody has seen it."""
        scene, mended = self._current(), bool(self._trouble)
        here, is_first = scene.hyperparameters, self._in_file is None
        self._in_file, self._trouble = in_file, ""
        taken = with_texts(here if is_first else followed(scene.saved, in_file, here), in_file)
        try:
            if taken != here:
                self._change(taken)
        except HyperparameterError as error:
            self._say(f"✗ {harmless(label_of(self._name))}: {error}")
        self._agree(in_file)
        name, keys = harmless(label_of(self._name)), [entry.key for entry in disagreements(here, here, taken)]
        news = f"Taken from {name}: {_listed(keys, taken)}." if keys else f"{name} can be read again." if mended else ""
        if news or self.lasting():
            self._say(" ".join(filter(None, [news, self.lasting()])))

    def _file_side(self) -> Hyperparameters:
        """What the file holds, as far as that is known."""
        scene = self._current()
        return self._in_file if self._in_file is not None and scene.preset == self._name else scene.saved

    def _agree(self, in_file: Hyperparameters) -> None:
        scene = self._current()
        held = with_texts(agreed(scene.saved, in_file, scene.hyperparameters), in_file)
        self._show(replace(scene, saved=held))


def _path_of(name: str) -> Path | None:
    """The file of a user's preset; None for a pipe, which can be read but once."""
    try:
        path = find_preset(name) if is_users(name) else None
        return path if path is not None and (path.is_file() or not path.exists()) else None
    except (FileError, OSError):
        return None


def _stamp(path: Path) -> Stamp:
    """What differs between two states of a file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return _NOWHERE
    return status.st_ino, status.st_mtime_ns, status.st_size


def _listed(keys: list[str], values: Hyperparameters) -> str:
    named = [_named(key, values.get(key)) for key in keys[:_MOST_NAMED]]
    return ", ".join(named) + (f" and {len(keys) - len(named)} more" if len(keys) > len(named) else "")


def _named(key: str, value: object) -> str:
    return f"{declaration_of(key).label} {_value(key, value)}"


def _value(key: str, value: object) -> str:
    return declaration_of(key).kind.format(value)
