"""The list of presets to choose from, which typing searches, and what the one under the cursor is about."""

from collections.abc import Mapping
from typing import Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nntui.experiment.files import FileError, harmless
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.preset_folders import known_presets, path_of_name, user_presets
from nntui.experiment.presets import load_preset
from nntui.tui.dialog import Dialog, Options
from nntui.tui.goal_words import preset_in_words
from nntui.tui.name_dialog import NameDialog
from nntui.tui.question import Question

_DELETE, _KEEP = "delete", "keep"
_NONE = "No preset of this name or title."


class Actions(Protocol):
    """What can be done with presets besides opening one."""

    def save_as(self) -> None:
        """Ask for a name, and save the settings."""

    def rename(self, old: str, new: str) -> None:
        """Raises FileError, or ValueError where it can be no name."""

    def delete(self, name: str) -> None:
        """Raises FileError."""


class PresetList(Dialog[str]):
    """Presets by name and title, the user's own first, with the description of the one under the cursor.

    The answer is a name, or None.
    """

    BINDINGS = [
        Binding("escape", "close", "close", key_display="Esc"),
        Binding("f2,ctrl+r", "rename", "rename", key_display="F2"),
        Binding("delete,ctrl+x", "delete", "delete", key_display="Del"),
        Binding("ctrl+s", "save_as", "save as"),
        Binding("backspace", "erase", show=False),
    ]

    def __init__(self, current: str, actions: Actions) -> None:
        super().__init__()
        self._current, self._actions = current, actions
        self._search = ""
        self._presets: Mapping[str, Hyperparameters | FileError] = {}
        self._own: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        """One line a preset; below them the description."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_subtitle = Content("Enter open · type: search · F2 rename · Del delete · ^S save as")
            yield Options(compact=True)
            yield Static(id="about")

    def on_mount(self) -> None:
        """List what there is."""
        self._read(self._current)

    def on_key(self, event: Key) -> None:
        """Search for what is typed."""
        if event.is_printable and event.character is not None:
            event.stop()
            self._look_for(self._search + event.character)

    def action_erase(self) -> None:
        """Take back the last character of the search."""
        self._look_for(self._search[:-1])

    def action_save_as(self) -> None:
        """Leave, and save the settings under a name."""
        self.close()
        self.app.call_later(self._actions.save_as)

    def action_rename(self) -> None:
        """Ask for another name of the preset under the cursor, if it is the user's."""
        if name := self._own_chosen():
            dialog = NameDialog(f"Rename {name}", name, lambda new: self._rename(name, new))
            self.app.push_screen(dialog, lambda named: self._read(named.name if named else None))

    def action_delete(self) -> None:
        """Delete the preset under the cursor, if it is the user's, once that is confirmed."""
        if name := self._own_chosen():
            answers = {_KEEP: "Keep it", _DELETE: "Delete it"}
            question = Question(f"Delete {name}", f"The file of {name} will be gone for good.", answers)
            self.app.push_screen(question, lambda answer: self._delete(name, answer))

    @on(OptionList.OptionHighlighted)
    def _describe(self, event: OptionList.OptionHighlighted) -> None:
        name = event.option_id or ""
        preset = self._presets.get(name)
        about = [] if preset is None or isinstance(preset, FileError) else preset_in_words(preset)
        where = [harmless(str(path_of_name(name)))] if name in self._own else []
        for box in self.query("#about").results(Static):
            box.update(Content("\n".join([*about, *where])))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.close(event.option_id)

    def _rename(self, old: str, new: str) -> str:
        path_of_name(new)
        if new != old:
            self._actions.rename(old, new)
        return ""

    def _delete(self, name: str, answer: str | None) -> None:
        if answer == _DELETE:
            try:
                self._actions.delete(name)
            except FileError as error:
                self._say(f"✗ {error}")
                return
            self._read(None)

    def _own_chosen(self) -> str | None:
        chosen = next((options.highlighted_option for options in self.query(OptionList)), None)
        name = chosen.id if chosen is not None else None
        if name is None or name in self._own:
            return name
        self._say(f"{name} comes with nntui: Ctrl+S saves a copy of what runs.")
        return None

    def _read(self, highlighted: str | None) -> None:
        """Read the folders anew; the cursor goes to this preset, or stays where it is."""
        self._own = frozenset(user_presets())
        self._presets = {name: _loaded(name) for name in known_presets()}
        self._list(highlighted)

    def _look_for(self, search: str) -> None:
        """List what matches; the cursor goes to a name before a title."""
        self._search, words = search, search.casefold()
        names = [name for name in self._presets if words in name.casefold()]
        self._list(min(names, key=lambda name: not name.casefold().startswith(words), default=None) if words else None)

    def _list(self, highlighted: str | None) -> None:
        if not self.query(OptionList):
            return  # it was closed before it could open
        options, words = self.query_one(OptionList), self._search.casefold()
        at = options.highlighted or 0
        found = [name for name in self._presets if words in f"{name}  {self._title(name)}".casefold()]
        width = max(map(len, self._presets), default=0)
        options.clear_options()
        for heading, is_own in (("Yours", True), ("Shipped", False)):
            names = [name for name in found if (name in self._own) is is_own]
            if names and self._own:
                options.add_option(Option(Content.styled(heading, "dim"), disabled=True))
            options.add_options([Option(self._line(name, width), id=name) for name in names])
        if not found:
            options.add_option(Option(Content(_NONE), disabled=True))
        self._say("")
        self._place_cursor(highlighted, at)

    def _place_cursor(self, highlighted: str | None, at: int) -> None:
        options = self.query_one(OptionList)
        ids = [option.id for option in options.options]
        if highlighted in ids:
            at = ids.index(highlighted)
        possible = [index for index, name in enumerate(ids) if name is not None]
        options.highlighted = min(possible, key=lambda index: abs(index - at), default=None)

    def _say(self, text: str) -> None:
        """Put a line into the title, beside what is searched for."""
        search = f": {self._search}▏" if self._search else ""
        self.query_one(Vertical).border_title = Content(text or f"Presets{search}")

    def _line(self, name: str, width: int) -> Content:
        return Content.assemble((f"{name:<{width}}  ", "bold"), self._title(name))

    def _title(self, name: str) -> str:
        preset = self._presets[name]
        return f"✗ {preset}" if isinstance(preset, FileError) else preset.title


def _loaded(name: str) -> Hyperparameters | FileError:
    try:
        return load_preset(name)
    except FileError as error:
        return error
