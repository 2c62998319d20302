"""Going on with a session that was kept: which one there is, what is wrong with it, and the scene that comes of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from nntui.experiment.build import checksum_of
from nntui.experiment.drawings import Drawing
from nntui.experiment.files import FileError, harmless
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters
from nntui.experiment.preset_folders import label_of
from nntui.experiment.session_folders import (
    RUN,
    SETTINGS,
    DamagedError,
    NewerError,
    SessionFolder,
    folders_in,
    held,
    is_cut_off,
    read_part,
    written_at,
)
from nntui.tui.scene import Scene, new_scene
from nntui.tui.session import Session, session_in, with_run

GOAL_REACHED = "goal_reached"
"""What a session calls it that its run has reached the goal of its preset, be it only for a moment."""


@dataclass(frozen=True, eq=False)
class Found:
    """A session, and its folder, which this program holds."""

    session: Session
    folder: SessionFolder

    def __str__(self) -> str:
        snapshot = self.session.snapshot
        epoch = snapshot.epoch if snapshot is not None else 0
        return f"{_moment(written_at(self.folder.path))}: {harmless(label_of(self.session.preset))}, epoch {epoch:,}"


@dataclass(frozen=True, eq=False)
class Search:
    """What was found, if anything, and what there is to say of what was not, a line each."""

    found: Found | None
    notes: tuple[str, ...] = ()


def newest_session(root: Path) -> Search:
    """The newest session that no program uses. Raises FileError where sessions cannot be listed."""
    return _first(folders_in(root))


def cut_off_session(root: Path) -> Search:
    """The newest session that no program uses, that was not left in order, and in which something was done; those in
    which nothing was are not looked at again. Raises FileError like newest_session.
    """
    notes: list[str] = []
    for path in filter(is_cut_off, folders_in(root)):
        search = _first([path])
        notes += search.notes
        if search.found is None:
            continue
        if not search.found.session.is_untouched:
            return Search(search.found, tuple(notes))
        search.found.folder.let_go(cut_off=False)
    return Search(None, tuple(notes))


def session_at(path: Path) -> Search:
    """The session in this folder, unless a program uses it."""
    return _first([path])


@dataclass(frozen=True, eq=False)
class Resumed:
    """A session as it goes on."""

    session: Session
    scene: Scene
    notes: tuple[str, ...]
    found: Found | None
    """None where only the settings of the screen go on, so that the session stays as it is."""


def resumed(search: Search, run: int = 1, taught: tuple[Drawing, ...] = ()) -> Resumed:
    """The session that was found, as the run of this number. Raises HyperparameterError where its data are gone."""
    assert search.found is not None
    session, notes = search.found.session, list(search.notes)
    if session.left_out:
        notes.append(f"✗ Not known here, and left out: {harmless(', '.join(session.left_out))}.")
    scene = new_scene(session.preset, session.saved, session.hyperparameters, session.view, taught, run)
    snapshot = session.snapshot
    if snapshot is not None and snapshot.parameters.shape != scene.network.parameters.shape:
        notes.append("✗ The data have other columns or classes than the session's: its network starts anew.")
    elif snapshot is not None:
        if checksum_of(scene.data) != session.data_mark:
            notes.append("✗ The data are not those of the session: its network goes on, and learns the new ones.")
            snapshot = replace(snapshot, trainer={})
        elif session.screen.get(GOAL_REACHED) is True:
            scene = replace(scene, reached=session.saved.goal)
        scene = scene.with_snapshot(replace(snapshot, run=run))
    return Resumed(session, scene, tuple(notes), search.found)


def without_data(search: Search, error: HyperparameterError, preset: str, hyperparameters: Hyperparameters) -> Resumed:
    """Another preset in place of a session whose data are gone, on a screen set as it was."""
    assert search.found is not None
    search.found.folder.let_go(search.found.folder.was_cut_off)
    scene = new_scene(preset, hyperparameters, hyperparameters, search.found.session.view)
    note = f"✗ The session of {search.found} stays as it is, to be resumed by Ctrl+P when its data are back: {error}"
    return Resumed(search.found.session, scene, (*search.notes, note), None)


def described(path: Path) -> str:
    """When the session in this folder was written, and what it is of; "" where that cannot be read."""
    try:
        content = read_part(path, SETTINGS) or b""
        return f"{_moment(written_at(path))}: {harmless(label_of(session_in(content).preset))}"
    except ValueError:
        return ""


def _first(paths: Iterable[Path]) -> Search:
    """The first session that can be had; damaged ones are set aside."""
    notes: list[str] = []
    for path in paths:
        try:
            folder = held(path)
        except FileError as error:
            notes.append(f"✗ {error}")
            continue
        if folder is None:
            continue
        session = _session_of(folder, notes)
        if session is not None:
            return Search(Found(session, folder), tuple(notes))
    return Search(None, tuple(notes))


def _session_of(folder: SessionFolder, notes: list[str]) -> Session | None:
    """The session, or as much of it as can be read; a note says what cannot."""
    try:
        session = session_in(folder.read(SETTINGS) or b"")
    except ValueError as error:
        notes.append(_refused(folder.path, error, folder.set_aside))
        folder.let_go(cut_off=folder.was_cut_off)
        return None
    try:
        run = folder.read(RUN)
        return session if run is None else with_run(session, run)
    except ValueError as error:
        note = _refused(folder.path / RUN, error, lambda mark: folder.set_part_aside(RUN, mark))
        notes.append(f"{note} Its settings are here, its network starts anew.")
        return session


def _refused(path: Path, error: ValueError, set_aside: Callable[[str], Path]) -> str:
    """What to say of a session that cannot be used; it is set aside, unless it cannot even be read."""
    if isinstance(error, FileError):
        return f"✗ {error}."
    mark = "newer" if isinstance(error, NewerError) else "damaged"
    why = str(error) if isinstance(error, NewerError | DamagedError) else f"makes no sense: {error}"
    try:
        done = f"set aside as {set_aside(mark).name}"
    except FileError as failure:
        done = f"it could not be set aside: {failure}"
    return harmless(f"✗ A session {why}: {path}; {done}.")


def _moment(time: float) -> str:
    when, now = datetime.fromtimestamp(time), datetime.now()
    return f"{when:%H:%M}" if when.date() == now.date() else f"{when:%Y-%m-%d %H:%M}"
