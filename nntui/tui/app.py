"""The application around the playground: themes, what the command palette offers, and how it ends."""

import gc
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import ClassVar

from rich.color import ColorSystem
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.driver import Driver
from textual.events import Event, Key, MouseDown, Resize
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.preset_folders import known_presets
from nntui.experiment.session_folders import sessions_path
from nntui.tui.abilities import EVERYTHING, Abilities, Depth, Glyphs
from nntui.tui.crash_log import CrashError, crashed
from nntui.tui.dialog import Options
from nntui.tui.glyphs import KEYS_IN_WORDS
from nntui.tui.keys import working_bindings
from nntui.tui.layout import is_too_small
from nntui.tui.paced_app import PacedApp
from nntui.tui.playground import Playground
from nntui.tui.preferences import Preferences
from nntui.tui.resumption import Resumed
from nntui.tui.terminal_filter import TerminalFilter
from nntui.tui.themes import THEMES
from nntui.tui.tight_compositor import TightCompositor
from nntui.tui.welcome import welcome
from nntui.worker.client import COMMAND

if sys.platform != "win32":
    from textual.drivers.linux_driver import LinuxDriver

    from nntui.tui.terminal_driver import TerminalDriver
    from nntui.tui.terminal_guard import TerminalGuard


_COLOR_SYSTEMS = {
    Depth.BASIC: ColorSystem.STANDARD,
    Depth.CUBE: ColorSystem.EIGHT_BIT,
    Depth.TRUE: ColorSystem.TRUECOLOR,
}
"""What Textual's console makes of colours, by how many of them the terminal has."""

_LEAVING_SECONDS = 3.0
"""That the worker has to tell how far it came when the person quits; a signal grants less."""


_RESIZE_INTERVAL, _RESIZE_PAUSE = 0.5, 0.04
"""Seconds between two layouts while the size keeps changing, and after which it has ceased to."""


class _Commands(CommandList):
    """The palette's list, which Textual makes itself: see Palette.on_mount()."""

    on_click = Options.on_click


class Palette(CommandPalette):
    """Textual's palette, which fails on Page Down while its list is still empty or has no height."""

    def __init__(self) -> None:
        super().__init__(id="--command-palette")
        self._compositor = TightCompositor()

    def on_mount(self) -> None:
        """Have its list pass over clicks on what is gone, as the other lists do."""
        self.query_one(CommandList).__class__ = _Commands

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError, IndexError, ValueError):
            super()._action_command_list(action)


class NntuiApp(PacedApp):
    """One playground. `training` says whether it trains from the start, `command` how its worker is run.

    abilities: what the terminal can show.
    sessions_root: where its session is kept; None: nowhere. resumed: the session that it goes on with, if any.
    """

    TITLE = "nntui"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "stop; fg in the shell comes back", show=False, priority=True),
        Binding("ctrl+l", "draw_anew", "draw the screen anew", show=False, priority=True),
    ]

    def __init__(
        self,
        preset: str,
        hyperparameters: Hyperparameters,
        training: bool = True,
        command: Sequence[str] = COMMAND,
        abilities: Abilities = EVERYTHING,
        sessions_root: Path | None = None,
        resumed: Resumed | None = None,
    ) -> None:
        super().__init__()
        self.abilities = abilities
        self.no_color = abilities.depth is Depth.NONE
        self.console._color_system = _COLOR_SYSTEMS.get(abilities.depth)
        self._line_filter = TerminalFilter(abilities)
        self._preferences = Preferences(sessions_root)
        self._playground = Playground(preset, hyperparameters, training, command, sessions_root, resumed)
        self.guard: TerminalGuard | None = None  # where there is a real terminal
        self.crash: CrashError | None = None
        self._resizes = 0  # since the last layout
        self._resized_at = self._laid_out_at = 0.0

    def on_mount(self) -> None:
        """Put the playground up."""
        for theme in THEMES:
            self.register_theme(theme)
        remembered = self._preferences.theme
        self.theme = remembered if remembered in self.available_themes else THEMES[0].name
        self.push_screen(self._playground)
        if self._preferences.is_first_start and not is_too_small(self.size):
            self._playground.call_after_refresh(lambda: self._playground.put_up(welcome()))

    def choose_theme(self, name: str) -> None:
        """Take a theme, and have the next start begin with it; one that comes with a session is no such choice."""
        self.theme = name
        self._preferences.remember_theme(name)

    def on_resize(self, event: Resize) -> None:
        """Close dialogs in a terminal too small for the playground: Textual cannot lay them out in no width at all."""
        self._resizes, self._resized_at = self._resizes + 1, monotonic()
        while isinstance(self.screen, ModalScreen) and is_too_small(event.size):
            self.screen.dismiss()

    def _check_resize(self) -> None:
        """Lay out anew: at once, but of many sizes in a row only a few, and the last."""
        now = monotonic()
        goes_on = self._resizes > 1 and now - self._resized_at < _RESIZE_PAUSE
        if self._resize_timer is not None and goes_on and now - self._laid_out_at < _RESIZE_INTERVAL:
            self._resize_timer.stop()
            self._resize_timer = self.set_timer(_RESIZE_PAUSE, self._check_resize)
        else:
            self._resizes, self._laid_out_at = 0, now
            if self._resize_event is not None and self._screen_stack and self._resize_event.size == self.screen.size:
                self.draw_anew()  # it was another size meanwhile: to Textual nothing has changed
            super()._check_resize()

    def action_help_quit(self) -> None:
        """Tell those who press Ctrl+C which key ends the program."""
        self._playground.say("q quits.")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What lines go through on their way to the terminal; Textual's own would turn colours into greys."""
        return [*([] if self.no_color else super().get_line_filters()), self._line_filter]

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse's pointer as it is: terminals that know nothing of its shapes print what asks for them."""

    def get_key_display(self, binding: Binding) -> str:
        """Keys as the terminal can show them, in words where a sign of their own is missing."""
        display = super().get_key_display(binding)
        if self.abilities.glyphs is not Glyphs.UNICODE:
            for sign, word in KEYS_IN_WORDS.items():
                display = display.replace(sign, word)
        return display

    async def on_event(self, event: Event) -> None:
        """Note each key before anything comes of it; a notice has those that are answers to it, and goes."""
        if isinstance(event, (Key, MouseDown)) and not event.is_forwarded:
            if isinstance(event, Key):
                self._playground.heed_key()
            is_answer = isinstance(event, Key) and not isinstance(self.focused, Input)  # there it is text
            key = event.key if isinstance(event, Key) and is_answer else None
            if self.screen is self._playground and self._playground.take_notice(key):
                return
        await super().on_event(event)

    def on_key(self, event: Key) -> None:
        """Give a line that has opened since the key was pressed what is text there."""
        line = self.focused
        if isinstance(line, Input) and line.check_consume_key(event.key, event.character):
            event.prevent_default()
            line._forward_event(Key(event.key, event.character))

    async def action_quit(self) -> None:
        """Keep the session, end the worker, then the program."""
        await self._playground.leave(in_order=True, seconds=_LEAVING_SECONDS)
        self.exit()

    async def on_exit_app(self) -> None:
        """Keep the session however the program was told to end: later the worker is not heard any more."""
        await self._playground.leave()

    def action_draw_anew(self) -> None:
        """Repair a screen that somebody else has written to."""
        self.draw_anew()

    def action_suspend_process(self) -> None:
        """Stop, and leave the terminal to the shell until `fg`."""
        if self.guard is not None:
            self.guard.suspend()

    def get_driver_class(self) -> type[Driver]:
        """Our own driver where Textual would take the one that it is made from."""
        driver_class = super().get_driver_class()
        if sys.platform != "win32" and driver_class is LinuxDriver:
            return TerminalDriver
        return driver_class

    def tell_what_is_lost(self) -> None:
        """Say on standard error, once the terminal is the shell's again, that the session was not kept."""
        if trouble := self._playground.sessions and self._playground.sessions.trouble:
            print(f"nntui: {trouble.removeprefix('✗ ')}", file=sys.stderr)

    def note_crash(self, error: BaseException) -> None:
        """Write down an error that the program ends with: the first one, and none of an end that was asked for."""
        if self.crash is None and (self.guard is None or self.guard.status is None):
            self.crash = crashed(error)
            if self.guard is not None:
                self.guard.last_words = f"nntui: {self.crash}"
                self.guard.leave_within(1)

    def _handle_exception(self, error: Exception) -> None:
        """End, without Textual's page on the source and the variables; a test gets the exception itself."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        self.note_crash(error)
        self._return_code = 1
        self._close_messages_no_wait()

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None) -> Driver:
        driver = super()._build_driver(headless, inline, mouse, size)
        if sys.platform != "win32" and isinstance(driver, TerminalDriver):
            self.guard = TerminalGuard(self, driver, self._kill_worker)
            self.guard.watch()
        return driver

    def _kill_worker(self) -> None:
        pid = self._playground.training.pid
        if pid is not None:
            with suppress(OSError):
                os.killpg(pid, signal.SIGKILL)  # it leads a group of its own

    def action_command_palette(self) -> None:
        """Open the palette, once, and where there is room for it."""
        if not isinstance(self.screen, CommandPalette) and not is_too_small(self.size):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Presets, actions and themes."""
        playground = self._playground
        for name in known_presets():
            yield SystemCommand(
                f"Open {name}", "Open this preset", lambda name=name: playground.edits.open_preset(name)
            )
        yield SystemCommand("Save as", "Save the settings as a preset of yours", playground.presets.save_as)
        yield from playground.exports.commands()
        for binding in working_bindings(playground):
            if not binding.action.startswith(("pane", "next_pane", "app.")):
                yield SystemCommand(
                    binding.description.capitalize(),
                    f"Key {self.get_key_display(binding)}",
                    lambda action=binding.action: playground.run_action(action),
                )
        if (sessions := playground.sessions) is not None:
            for path, what in sessions.others():
                yield SystemCommand(
                    f"Resume session {what}", "Go on with what was kept", lambda path=path: sessions.resume(path)
                )
        for theme in THEMES:
            yield SystemCommand(
                f"Theme {theme.name}", "Change the colours", lambda name=theme.name: self.choose_theme(name)
            )
        yield SystemCommand("Quit", "Key q", self.action_quit)


def run_playground(
    preset: str,
    hyperparameters: Hyperparameters,
    abilities: Abilities,
    command: Sequence[str] = COMMAND,
    resumed: Resumed | None = None,
) -> int:
    """Open the playground on a preset, or where a session was; returns the exit status, 128 + n after the signal n.

    command: how its worker is run. Raises CrashError.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is a screen to put back, no loop to interrupt midway
    app = NntuiApp(
        preset,
        hyperparameters,
        command=command,
        abilities=abilities,
        sessions_root=sessions_path(),
        resumed=resumed,
    )
    try:
        app.run()
    except Exception as error:  # on the way out, after Textual has ceased to look
        app.note_crash(error)
    finally:
        if app.guard is not None:
            app.guard.finish()
            app.tell_what_is_lost()
        gc.freeze()  # otherwise Python goes through every object again on its way out, for a third of a second
    if app.crash is not None:
        raise app.crash
    return (app.guard and app.guard.status) or app.return_code or 0
