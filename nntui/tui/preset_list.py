"""The list of presets to choose from, and what the one under the cursor is about."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.preset_folders import known_presets
from nntui.experiment.presets import load_preset
from nntui.tui.dialog import Dialog
from nntui.tui.goal_words import preset_in_words


class _Options(OptionList):
    def action_page_up(self) -> None:
        self.action_first()  # a page of a list that has no height makes Textual fail

    def action_page_down(self) -> None:
        self.action_last()


class PresetList(Dialog[str]):
    """Presets by name and title, with the description of the one under the cursor; the answer is a name, or None."""

    BINDINGS = [Binding("escape,q,o", "close", "close", key_display="Esc")]

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current
        self._presets = {name: _loaded(name) for name in known_presets()}

    def compose(self) -> ComposeResult:
        """One line a preset; below them the description."""
        names = list(self._presets)
        width = max(map(len, names))
        presets = _Options(
            *(Option(_line(name, preset, width), id=name) for name, preset in self._presets.items()), compact=True
        )
        presets.highlighted = names.index(self._current) if self._current in names else 0
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Presets"
            dialog.border_subtitle = "Enter open · Esc close"
            yield presets
            yield Static(id="about")

    @on(OptionList.OptionHighlighted)
    def _describe(self, event: OptionList.OptionHighlighted) -> None:
        preset = self._presets.get(event.option_id or "")
        about = [] if preset is None or isinstance(preset, FileError) else preset_in_words(preset)
        self.query_one("#about", Static).update(Content("\n".join(about)))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.close(event.option_id)


def _loaded(name: str) -> Hyperparameters | FileError:
    try:
        return load_preset(name)
    except FileError as error:
        return error


def _line(name: str, preset: Hyperparameters | FileError, width: int) -> Content:
    title = f"✗ {preset}" if isinstance(preset, FileError) else preset.title
    return Content.assemble((f"{name:<{width}}  ", "bold"), title)
