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

    def recall(self) -> None:
        """Take up the drawings taught in earlier runs."""
        self._take((), lambda: load_drawings(drawings_path()))

    def teach(self, drawing: Drawing) -> None:
        """Keep a drawing and have it learned at once, and used from now on."""
        self._lesson = Lesson(drawing, self._current())
        self.keep(drawing)
        self._show(replace(self._current(), view=replace(self._current().view, my_drawings="on")))
        self._training.study()

    def keep(self, drawing: Drawing) -> Drawings:
        """Keep a drawing, in place of one with the same cells; return all that there are now."""
        others = tuple(other for other in self._current().taught if other.cells != drawing.cells)
        return self._take((*others, drawing), lambda: add_drawing(drawings_path(), drawing))

    def forget(self, drawing: Drawing) -> Drawings:
        """Forget a drawing for good; return those that are left."""
        others = tuple(other for other in self._current().taught if other != drawing)
        return self._take(others, lambda: remove_drawing(drawings_path(), drawing))

    def heed_snapshot(self) -> None:
        """Say what came of the lesson, if the scene's snapshot tells."""
        if self._lesson is not None and (outcome := self._lesson.outcome(self._current())) is not None:
            self._lesson = None
            self._say(outcome)

    def _take(self, otherwise: Drawings, change: Callable[[], Taught]) -> Drawings:
        """Show and train on what the change of the file gives; where it cannot be changed, `otherwise`, and say so."""
        try:
            taught = change()
        except FileError as error:
            taught = Taught(otherwise, f"Your drawings last until you quit: {error}")
        self._show(replace(self._current(), taught=taught.drawings))
        self._training.configure()
        if taught.note:
            self._say(f"✗ {taught.note}")
        return taught.drawings


class Lesson:
    """One drawing, from the moment it is taught until the worker has studied it."""

    def __init__(self, drawing: Drawing, scene: Scene) -> None:
        self._drawing = drawing
        self._run, self._studies = scene.run, _studies(scene)

    def outcome(self, scene: Scene) -> str | None:
        """What came of it and what it cost, in one line; None until that is known, "" if it never will be."""
        if scene.run != self._run:
            return ""  # the new run trains on it from its start
        progress = scene.snapshot.lessons if scene.snapshot is not None else None
        if progress is None or progress.studies <= self._studies or isnan(progress.accuracy_after):
            return None
        label = int(scene.classify(samples_of([self._drawing]).inputs)[0])
        told = self._drawing.label
        verdict = f"✓ Learned: a {told}." if label == told else f"✗ Not learned yet, it still reads {label}."
        return f"{verdict} Test accuracy {_percent(progress.accuracy_before)} → {_percent(progress.accuracy_after)} %."


def _studies(scene: Scene) -> int:
    progress = scene.snapshot.lessons if scene.snapshot is not None else None
    return progress.studies if progress is not None else 0


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
