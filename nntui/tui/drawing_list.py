"""The list of the drawings that the user taught: to look at, to put on the pad, to remove."""

import numpy as np
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nntui.experiment.drawings import Drawing, samples_of
from nntui.tasks.digits import SIDE
from nntui.tui.dialog import Dialog, Options
from nntui.tui.drawing.half_blocks import half_blocks
from nntui.tui.scene import Scene
from nntui.tui.teaching import Teaching

_EMPTY = "Nothing yet: draw a digit on the pad, then l and the digit that it is."


class DrawingList(Dialog[Drawing]):
    """Each drawing with the digit that it is and the one that the network reads; the answer is one for the pad."""

    BINDINGS = [
        Binding("escape,q,L", "close", "close", key_display="Esc"),
        Binding("x,delete,backspace", "remove", "remove", key_display="x"),
        Binding("u", "undo", "undo"),
    ]

    def __init__(self, scene: Scene, teaching: Teaching) -> None:
        super().__init__()
        self._scene, self._drawings = scene, scene.taught
        self._teaching = teaching

    def compose(self) -> ComposeResult:
        """A picture and two digits to a drawing, the newest first."""
        yield Options(classes="dialog", compact=True)

    def on_mount(self) -> None:
        """List what there is."""
        self._list(0)

    def action_remove(self) -> None:
        """Remove the drawing under the cursor; u brings it back."""
        options = self.query_one(OptionList)
        if self._drawings and options.highlighted is not None:
            self._drawings = self._teaching.forget(self._newest_first()[options.highlighted])
            self._list(options.highlighted)

    def action_undo(self) -> None:
        """Bring back the drawing that was removed last, be it before the list was closed."""
        if (drawings := self._teaching.restore()) != self._drawings:
            self._drawings = drawings
            self._list(0)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if self._drawings:
            self.close(self._newest_first()[event.option_index])

    def _newest_first(self) -> tuple[Drawing, ...]:
        return self._drawings[::-1]

    def _list(self, highlighted: int) -> None:
        if not self.query(OptionList):
            return  # it was closed before it could open
        options, drawings = self.query_one(OptionList), self._newest_first()
        answers = self._scene.classify(samples_of(drawings).inputs).tolist() if drawings else []
        options.clear_options()
        options.add_options([Option(_lines(*pair)) for pair in zip(drawings, answers, strict=True)])
        if not drawings:
            options.add_option(Option(Content(_EMPTY), disabled=True))
        off = "" if self._scene.view.my_drawings == "on" else ", switched off in the form"
        options.border_title = Content(f"My drawings: {len(drawings)}{off}")
        options.border_subtitle = Content("Enter onto the pad · x remove · u undo · Esc close")
        options.highlighted = min(highlighted, len(drawings) - 1) if drawings else None


def _lines(drawing: Drawing, answer: int) -> Content:
    """Three lines and an empty one between it and the next."""
    picture = half_blocks(np.array(drawing.cells).reshape(SIDE, SIDE))
    beside = (f"you say {drawing.label}", f"{'✓' if answer == drawing.label else '✗'} the network reads {answer}", "")
    # no colours: the cursor's own stand behind the text
    return Content("\n".join(f" {line}   {text}" for line, text in zip(picture, beside, strict=True)))
