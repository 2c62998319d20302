"""Where the settings that run differ from the preset's file, and which of the two is to give way."""

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nntui.experiment.files import harmless
from nntui.experiment.hyperparameters import HyperparameterError, declaration_of
from nntui.experiment.merging import Disagreement
from nntui.experiment.preset_folders import label_of
from nntui.tui.dialog import Dialog, Options
from nntui.tui.open_preset import OpenPreset

SAVE = "save"
_KEYS = "Enter the file's · k what runs · a all the file's · ^S save · Esc"
_CHANGED = {
    (False, True): "changed here",
    (True, False): "file changed",
    (True, True): "both changed",
    (False, False): "",
}
_KEY_WIDTH, _VALUE_WIDTH = 22, 13


class Differences(Dialog[str]):
    """One line a key; what is decided is done at once. The answer is SAVE or None."""

    BINDINGS = [
        Binding("escape,q,D", "close", "close", key_display="Esc"),
        Binding("space,backspace", "take", "take the file's value", key_display="↵"),
        Binding("a", "take_all", "take all of the file's"),
        Binding("k", "keep", "keep what runs"),
        Binding("ctrl+s", "answer('save')", "save what runs"),
    ]

    def __init__(self, preset: str, open_preset: OpenPreset) -> None:
        super().__init__()
        self._preset, self._open_preset = preset, open_preset
        self._rows: list[Disagreement] = []
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """A list, and below it what to do."""
        rows = Options(classes="dialog", compact=True)
        rows.border_title = Content(f"{harmless(label_of(self._preset))}: the file → what runs")
        rows.border_subtitle = Content(_KEYS)
        yield rows

    def on_mount(self) -> None:
        """List what there is."""
        self.show()

    def show(self) -> None:
        """List what differs now; the cursor stays where it is."""
        if not self.query(OptionList):
            return  # it was closed before it could open
        rows = self.query_one(OptionList)
        at, self._rows = rows.highlighted or 0, self._open_preset.disagreements()
        rows.clear_options()
        rows.add_options([Option(Content(_line(row))) for row in self._rows])
        if not self._rows:
            rows.add_option(Option(Content("Nothing differs."), disabled=True))
        if self._trouble:
            rows.add_option(Option(Content(f"✗ {self._trouble}"), disabled=True))
        rows.highlighted = min(at, len(self._rows) - 1) if self._rows else None

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Take the file's value for the key under the cursor."""
        if (row := self._chosen()) is not None:
            self._take([row.key])

    def action_take_all(self) -> None:
        """Take the file's value for every key."""
        self._take([row.key for row in self._rows])

    def action_keep(self) -> None:
        """Keep what runs for the key under the cursor: it differs from the file until it is saved."""
        if (row := self._chosen()) is not None:
            self._open_preset.keep([row.key])
            self.show()

    def action_answer(self, answer: str) -> None:
        """Keep what runs for every key, and leave to save it."""
        self._open_preset.keep([row.key for row in self._rows])
        self.close(answer)

    def _take(self, keys: list[str]) -> None:
        self._trouble = ""
        try:
            self._open_preset.take(keys)
        except HyperparameterError as error:
            self._trouble = str(error)
        self.show()

    def _chosen(self) -> Disagreement | None:
        at = next((rows.highlighted for rows in self.query(OptionList)), None)
        return self._rows[at] if at is not None and at < len(self._rows) else None


def _line(row: Disagreement) -> str:
    in_file, here = (_short(row.key, value) for value in (row.in_file, row.here))
    changed = _CHANGED[row.changed_in_file, row.changed_here]
    return f"{row.key:<{_KEY_WIDTH}} {in_file:>{_VALUE_WIDTH}} → {here:<{_VALUE_WIDTH}} {changed}".rstrip()


def _short(key: str, value: Any) -> str:
    text = declaration_of(key).kind.format(value)
    return text if len(text) <= _VALUE_WIDTH else text[: _VALUE_WIDTH - 1] + "…"
