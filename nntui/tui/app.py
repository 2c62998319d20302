"""The application around the playground: themes, and what the command palette offers."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.events import Resize
from textual.screen import ModalScreen, Screen

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.presets import shipped_presets
from nntui.tui.keys import working_bindings
from nntui.tui.layout import is_too_small
from nntui.tui.playground import Playground
from nntui.tui.themes import THEMES
from nntui.worker.client import COMMAND


class Palette(CommandPalette):
    """Textual's palette, which fails on Page Down while its list is still empty or has no height."""

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError, IndexError, ValueError):
            super()._action_command_list(action)


class NntuiApp(App[None]):
    """One playground. `training` says whether it trains from the start, `command` how its worker is run."""

    TITLE = "nntui"

    def __init__(
        self, preset: str, hyperparameters: Hyperparameters, training: bool = True, command: Sequence[str] = COMMAND
    ) -> None:
        super().__init__()
        self._playground = Playground(preset, hyperparameters, training, command)

    def on_mount(self) -> None:
        """Put the playground up."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.push_screen(self._playground)

    def on_resize(self, event: Resize) -> None:
        """Close dialogs in a terminal too small for the playground: Textual cannot lay them out in no width at all."""
        while isinstance(self.screen, ModalScreen) and is_too_small(event.size):
            self.screen.dismiss()

    async def action_quit(self) -> None:
        """End the worker, then the program."""
        await self._playground.leave()
        self.exit()

    def action_command_palette(self) -> None:
        """Open the palette, once."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette(id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Presets, actions and themes."""
        playground = self._playground
        for name in shipped_presets():
            yield SystemCommand(f"Open {name}", "Open this preset", lambda name=name: playground.open_preset(name))
        for binding in working_bindings(playground):
            if not binding.action.startswith(("pane", "next_pane", "app.")):
                yield SystemCommand(
                    binding.description.capitalize(),
                    f"Key {self.get_key_display(binding)}",
                    lambda action=binding.action: playground.run_action(action),
                )
        for theme in THEMES:
            yield SystemCommand(
                f"Theme {theme.name}", "Change the colours", lambda name=theme.name: setattr(self, "theme", name)
            )
        yield SystemCommand("Quit", "Key q", self.action_quit)


def run_playground(preset: str, hyperparameters: Hyperparameters) -> int:
    """Open the playground on a preset; returns the exit status."""
    app = NntuiApp(preset, hyperparameters)
    app.run()
    return app.return_code or 0
