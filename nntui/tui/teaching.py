"""Teaching: the drawings that the user labelled are kept in their file, and what came of a lesson is told.

Where the file cannot be used, the drawings last as long as the program, and a note says why.
"""

from collections.abc import Callable
from dataclasses import replace
from math import isnan

from nntui.experiment.drawings import (
    Drawing,
    Taught,
    add_drawing,
    drawings_path,
    load_drawings,
    remove_drawing,
    samples_of,
)
from nntui.experiment.files import FileError
from nntui.tui.scene import Scene
from nntui.tui.training import Training

Drawings = tuple[Drawing, ...]

_KNOWN_FROM = 0.9
"""Probability of the label from which on a drawing is not studied: there is nothing to gain, and accuracy to lose."""


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
        self._forgotten: list[Drawing] = []
        self._in_step = True  # whether the file holds what is shown

    def recall(self) -> None:
        """Take up the drawings taught in earlier runs."""
        self._take((), lambda: load_drawings(drawings_path()))

    def refresh(self) -> None:
        """Take up what other programs have taught or removed since."""
        if self._in_step:
            self._take(self._current().taught, lambda: load_drawings(drawings_path()))

    def teach(self, drawing: Drawing) -> None:
        """Keep a drawing and have it used from now on, and learned at once if the network does not read it yet."""
        before = self._current()
        lesson = Lesson(drawing, before)
        self._show(replace(before, view=replace(before.view, my_drawings="on")))
        note = self._keep(drawing)
        if _probability(before, drawing) < _KNOWN_FROM:
            self._lesson = lesson
            self._training.study()
        elif not note:
            self._say(lesson.known())

    def forget(self, drawing: Drawing) -> Drawings:
        """Forget a drawing, until restore(); return those that are left."""
        self._forgotten.append(drawing)
        others = tuple(other for other in self._current().taught if other != drawing)
        self._take(others, lambda: remove_drawing(drawings_path(), drawing))
        return self._current().taught

    def restore(self) -> Drawings:
        """Bring back the drawing that was forgotten last, if there is one; return all that there are now."""
        if self._forgotten:
            self._keep(self._forgotten.pop())
        return self._current().taught

    def heed_snapshot(self) -> None:
        """Say what came of the lesson, if the scene's snapshot tells."""
        if self._lesson is not None and (outcome := self._lesson.outcome(self._current())) is not None:
            self._lesson = None
            self._say(outcome)

    def _keep(self, drawing: Drawing) -> str:
        """Keep a drawing, in place of one with the same cells; return as _take()."""
        others = tuple(other for other in self._current().taught if other.cells != drawing.cells)
        return self._take((*others, drawing), lambda: add_drawing(drawings_path(), drawing))

    def _take(self, otherwise: Drawings, change: Callable[[], Taught]) -> str:
        """Show and train on what the change of the file gives; where it cannot be changed, `otherwise`.

        Return what was said of the file; "" where all went well.
        """
        try:
            taught = change()
        except FileError as error:
            self._in_step = False
            taught = Taught(otherwise, f"Your drawings last until you quit: {error}")
        self._show(replace(self._current(), taught=taught.drawings))
        self._training.configure()
        if taught.note:
            self._say(f"✗ {taught.note}")
        return taught.note


class Lesson:
    """One drawing, from the moment it is taught until the worker has studied it."""

    def __init__(self, drawing: Drawing, scene: Scene) -> None:
        self._drawing = drawing
        self._run, self._studies = scene.run, _studies(scene)
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
        if progress is None or progress.studies <= self._studies or isnan(progress.accuracy_after):
            return None
        label = int(scene.classify(samples_of([self._drawing]).inputs)[0])
        told = self._drawing.label
        verdict = f"✓ Learned: a {told}{self._was}." if label == told else f"✗ Not learned yet, it still reads {label}."
        tested = "Test" if len(scene.data.test) else "Training"
        accuracy = f"{tested} accuracy {_percent(progress.accuracy_before)} → {_percent(progress.accuracy_after)} %"
        others = " (training goes on)" if scene.snapshot is not None and scene.snapshot.state == "training" else ""
        return f"{verdict} {accuracy}{others}.{self._switched}"


def _studies(scene: Scene) -> int:
    progress = scene.snapshot.lessons if scene.snapshot is not None else None
    return progress.studies if progress is not None else 0


def _probability(scene: Scene, drawing: Drawing) -> float:
    """What the network gives to the drawing's label."""
    return float(scene.answers(samples_of([drawing]).inputs)[0, drawing.label])


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
