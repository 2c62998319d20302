"""The application around the playground: themes, and what the command palette offers."""

from collections.abc import Iterable, Sequence

from textual.app import App, SystemCommand
from textual.screen import Screen

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.presets import shipped_presets
from nntui.tui.playground import Playground
from nntui.tui.themes import THEMES
from nntui.worker.client import COMMAND


class NntuiApp(App[None]):
    """One playground. `training` says whether it trains from the start, `command` how its worker is run."""

    TITLE = "nntui"
    ENABLE_COMMAND_PALETTE = True

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

    async def action_quit(self) -> None:
        """End the worker, then the program."""
        await self._playground.leave()
        self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Presets and actions, then what Textual offers."""
        playground = self._playground
        for name in shipped_presets():
            yield SystemCommand(f"Open {name}", "Open this preset", lambda name=name: playground.open_preset(name))
        for _, binding in playground._bindings:
            if binding.description and not binding.action.startswith(("pane", "next_pane", "app.")):
                yield SystemCommand(
                    binding.description.capitalize(),
                    f"Key {self.get_key_display(binding)}",
                    lambda action=binding.action: playground.run_action(action),
                )
        light = self.theme == THEMES[0].name
        name = THEMES[1 if light else 0].name
        yield SystemCommand("Light or dark", f"Change to {name}", lambda: setattr(self, "theme", name))
        yield from super().get_system_commands(screen)


def run_playground(preset: str, hyperparameters: Hyperparameters) -> int:
    """Open the playground on a preset; returns the exit status."""
    app = NntuiApp(preset, hyperparameters)
    app.run()
    return app.return_code or 0
