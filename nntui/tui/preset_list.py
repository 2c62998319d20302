"""The list of presets to choose from."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nntui.experiment.files import FileError
from nntui.experiment.preset_folders import known_presets
from nntui.experiment.presets import load_preset
from nntui.tui.dialog import Dialog


class _Options(OptionList):
    def action_page_up(self) -> None:
        self.action_first()  # a page of a list that has no height makes Textual fail

    def action_page_down(self) -> None:
        self.action_last()


class PresetList(Dialog[str]):
    """Presets by name and title; the answer is a name, or None."""

    BINDINGS = [Binding("escape,q,o", "close", "close", key_display="Esc")]

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """One line a preset."""
        names = list(known_presets())
        width = max(map(len, names))
        presets = _Options(*(Option(_line(name, width), id=name) for name in names), classes="dialog", compact=True)
        presets.border_title = "Presets"
        presets.border_subtitle = "Enter open · Esc close"
        presets.highlighted = names.index(self._current) if self._current in names else 0
        yield presets

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.close(event.option_id)


def _line(name: str, width: int) -> Content:
    try:
        title = load_preset(name).title
    except FileError as error:
        title = f"✗ {error}"
    return Content.assemble((f"{name:<{width}}  ", "bold"), title)
