"""Teaching: the drawings that the user labelled are kept in their file, and what came of a lesson is told.

The file is changed in a thread, for a disk may be slow and another program may hold the lock. What could not be written
is tried again with the next change and at the end; until then the drawings last as long as the program, and a note says
why.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import isnan

from nntui.experiment.drawings import (
    MAX_DRAWINGS,
    Change,
    Drawing,
    Taught,
    change_drawings,
    drawings_path,
    load_drawings,
    read_drawings,
    samples_of,
)
from nntui.experiment.files import FileError
from nntui.tui.in_thread import in_thread
from nntui.tui.scene import Scene
from nntui.tui.training import Training

Drawings = tuple[Drawing, ...]

_KNOWN_FROM = 0.9
"""Probability of the label from which on a drawing is not studied: there is nothing to gain, and accuracy to lose."""

_FINISHING_SECONDS = 0.5
"""That the end of the program waits for the file."""


class Teaching:
    """Takes the scene from one set of drawings to the next, keeps them, and tells what came of a lesson.

    current: gives the scene of the moment. show: shows another one. say: shows a line of text.
    """

    def __init__(
        self,
        current: Callable[[], Scene],
        show: Callable[[Scene], None],
        training: Training,
        say: Callable[[str], None],
    ) -> None:
        self._current, self._show, self._training, self._say = current, show, training, say
        self._lesson: Lesson | None = None
        self._forgotten: deque[Drawing] = deque(maxlen=MAX_DRAWINGS)
        self._owed: list[Change] = []  # that the file does not have yet
        self._failed = False  # to change the file, the last time
        self._writing: asyncio.Task[None] | None = None

    def refresh(self) -> None:
        """Take up the drawings taught in earlier runs, or by other programs since."""
        if self._owed or self._writing is not None:
            return
        try:
            taught = read_drawings(drawings_path())
        except FileError as error:
            self._tell_failure(error)
            return
        self._take(taught.drawings)
        if taught.note:
            self._write()  # which sets the damaged file aside

    def teach(self, drawing: Drawing) -> None:
        """Keep a drawing and have it used from now on, and learned at once if the network does not read it yet."""
        before = self._current()
        lesson, change = Lesson(drawing, before), Change(drawing, keeps=True)
        view, taught = replace(before.view, my_drawings="on"), change.applied(before.taught)
        self._show(replace(before, view=view, taught=taught))
        self._training.configure()
        self._owe(change)
        if _probability(before, drawing) >= _KNOWN_FROM:
            self._say(lesson.known())
        else:
            lesson.study, self._lesson = self._training.study(), lesson

    def forget(self, drawing: Drawing) -> Drawings:
        """Forget a drawing, until restore(); return those that are left."""
        self._forgotten.append(drawing)
        return self._change(Change(drawing, keeps=False))

    def restore(self) -> Drawings:
        """Bring back the drawing that was forgotten last, if there is one; return all that there are now."""
        if not self._forgotten:
            return self._current().taught
        return self._change(Change(self._forgotten.pop(), keeps=True))

    def heed_snapshot(self) -> None:
        """Say what came of the lesson, if the scene's snapshot tells."""
        if self._lesson is not None and (outcome := self._lesson.outcome(self._current())) is not None:
            self._lesson = None
            self._say(f"{outcome} It lasts until you quit." if outcome and self._failed else outcome)

    async def finish(self) -> None:
        """Give the file, if it lacks something, another try."""
        if self._owed:
            self._write()
        if (writing := self._writing) is not None:
            await asyncio.wait([writing], timeout=_FINISHING_SECONDS)
            writing.cancel()  # to wait for; the thread goes on as long as the program does

    def _change(self, change: Change) -> Drawings:
        """Show and train on what the change gives, and have the file changed; return the drawings that there are."""
        self._take(change.applied(self._current().taught))
        self._owe(change)
        return self._current().taught

    def _owe(self, change: Change) -> None:
        self._owed.append(change)
        self._write()

    def _take(self, drawings: Drawings) -> None:
        if drawings != self._current().taught:
            self._show(replace(self._current(), taught=drawings))
            self._training.configure()

    def _write(self) -> None:
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        """Make the changes that the file lacks, and take up what it has then; without any, mend a damaged file."""
        try:
            while True:
                changes = tuple(self._owed)
                taught = await in_thread(partial(_changed, changes))
                del self._owed[: len(changes)]
                self._failed = False
                if taught.note:
                    self._say(f"✗ {taught.note}")
                if not self._owed:
                    self._take(taught.drawings)
                    return
        except FileError as error:
            self._failed = True
            self._tell_failure(error)
        finally:
            self._writing = None

    def _tell_failure(self, error: FileError) -> None:
        self._say(f"✗ Your drawings last until you quit: {error}")


def _changed(changes: tuple[Change, ...]) -> Taught:
    path = drawings_path()
    return change_drawings(path, changes) if changes else load_drawings(path)


class Lesson:
    """One drawing, from the moment it is taught until the worker has studied it. study: the number of that study."""

    study = 0

    def __init__(self, drawing: Drawing, scene: Scene) -> None:
        self._drawing = drawing
        self._run = scene.run
        earlier = [other.label for other in scene.taught if other.cells == drawing.cells]
        self._was = f" (was a {earlier[0]})" if earlier and earlier[0] != drawing.label else ""
        self._switched = " My drawings is on again." if scene.view.my_drawings != "on" else ""

    def known(self) -> str:
        """What to say where there is nothing to study."""
        return f"✓ It reads this as a {self._drawing.label} already; kept{self._was}.{self._switched}"

    def outcome(self, scene: Scene) -> str | None:
        """What came of it and what it cost, in one line; None until that is known, "" if it never will be."""
        if scene.run != self._run:
            return ""  # the new run trains on it from its start
        progress = scene.snapshot.lessons if scene.snapshot is not None else None
        if progress is None or progress.studies < self.study or isnan(progress.accuracy_after):
            return None
        label = int(scene.classify(samples_of([self._drawing]).inputs)[0])
        told = self._drawing.label
        verdict = f"✓ Learned: a {told}{self._was}." if label == told else f"✗ Not learned yet, it still reads {label}."
        tested = "Test" if len(scene.data.test) else "Training"
        accuracy = f"{tested} accuracy {_percent(progress.accuracy_before)} → {_percent(progress.accuracy_after)} %"
        others = " (training goes on)" if scene.snapshot is not None and scene.snapshot.state == "training" else ""
        return f"{verdict} {accuracy}{others}.{self._switched}"


def _probability(scene: Scene, drawing: Drawing) -> float:
    """What the network gives to the drawing's label."""
    return float(scene.answers(samples_of([drawing]).inputs)[0, drawing.label])


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
