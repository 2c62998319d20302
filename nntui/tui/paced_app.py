"""An application that draws as fast as the terminal takes it, and no faster.

A frame that may not be drawn yet is not kept: its cells count as changed still, and what they are by then is drawn as
soon as the terminal has answered. Keys are handled meanwhile.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from rich.console import RenderableType
from rich.control import Control
from textual.app import App
from textual.driver import Driver
from textual.events import CursorPosition, Event, InputEvent, Resize
from textual.screen import Screen

from nntui.tui.pacer import QUESTION, Pacer
from nntui.tui.styles_cache import mend_styles_cache
from nntui.tui.terminal_cells import TerminalCells
from nntui.tui.tight_compositor import TightCompositor, TightLayoutUpdate, TightUpdate

_KEYS_FIRST_SECONDS = 0.004
"""What a key that came just before an answer needs to have its effect in the next frame."""

_BEHIND_SECONDS = 0.05
"""When to look again whether a terminal that took nothing has gone on."""


def link_figures(app: App[Any], at_rest: bool = False) -> str:
    """Bytes a second that go to the terminal and the time until it answers, as last told; nothing where it is none.

    at_rest: whether nothing is sent, but for what a key does.
    """
    if not isinstance(app, PacedApp) or app.is_headless:
        return ""
    return app.pacer.figures_at_rest if at_rest else app.pacer.figures


class PacedApp(App[None]):
    """Paces what screens with a TightCompositor draw on a real terminal."""

    def __init__(self) -> None:
        mend_styles_cache()
        super().__init__()
        self.pacer = Pacer()
        self._cells = TerminalCells()
        self._held = False  # there are changes that could not be drawn yet
        self._next_wanted: Callable[[], None] | None = None
        self._pace_timer: asyncio.TimerHandle | None = None

    def when_ready(self, callback: Callable[[], None]) -> None:
        """Call back when all that has changed is drawn and the terminal can take another snapshot; the newest only."""
        self._next_wanted = callback
        self._go_on()

    def start_over(self) -> None:
        """Forget what the terminal shows and owes, and draw all of it: somebody else has had it."""
        self.pacer.restart()
        self.draw_anew()

    def draw_anew(self) -> None:
        """Draw everything, for what the terminal shows may not be what it was sent."""
        self._cells.forget(self.size)
        self.refresh(layout=True)

    def on_cursor_position(self, event: CursorPosition) -> None:
        """The terminal has drawn the last frame."""
        self.pacer.answered()
        self._go_on_in(_KEYS_FIRST_SECONDS if self._held else 0)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent):
            self.pacer.note_key()
        elif isinstance(event, Resize):
            self._cells.forget(event.size)
        await super().on_event(event)

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None) -> Driver:
        self.pacer.restart()
        return super()._build_driver(headless, inline, mouse, size)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is None or self.is_headless or self._driver is None:
            super()._display(screen, renderable)
        elif not isinstance(renderable, (TightUpdate, TightLayoutUpdate)):
            self._cells.forget(self.size)
            super()._display(screen, renderable)
        elif self._running and not self._closed and not self._batch_count:
            try:
                self._draw(screen, renderable)
            except Exception as error:
                self._handle_exception(error)

    def _draw(self, screen: Screen[Any], update: TightUpdate | TightLayoutUpdate) -> None:
        if self._seconds_to_frame() <= 0:
            focused = screen.focused
            first = focused.region if focused is not None else None
            text = update.render_within(self.console, self._cells, self.pacer.limit, first)
            if text:
                self._send(text)
        if update.spans:
            assert isinstance(screen._compositor, TightCompositor)
            screen._compositor.put_back(update.spans)
            self._held = True
            self._go_on()

    def _seconds_to_frame(self) -> float:
        behind = getattr(self._driver, "is_behind", False)  # only our own driver knows
        return max(self.pacer.seconds_to_frame(), _BEHIND_SECONDS if behind else 0.0)

    def _send(self, text: str) -> None:
        assert self._driver is not None
        asks = self.pacer.asks
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        frame = f"{text}{Control.move_to(*cursor).segment.text}"
        if self._sync_available:
            frame = f"\x1b[?2026h{frame}\x1b[?2026l"
        if asks:
            frame += QUESTION
        self._driver.write(frame)
        self._driver.flush()
        self.pacer.drew(len(frame.encode()), self.size.area, asks)

    def _go_on(self) -> None:
        """Draw what was held back; when all is drawn, let the next snapshot come; each as soon as it may be."""
        if not self._running or self._closed:
            return
        if self._held:
            if (wait := self._seconds_to_frame()) > 0:
                self._go_on_in(wait)
            else:
                self._held = False
                self._draw_changes()
        elif self._next_wanted is not None:
            if (wait := self.pacer.seconds_to_snapshot()) > 0:
                self._go_on_in(wait)
            else:
                callback, self._next_wanted = self._next_wanted, None
                callback()

    def _draw_changes(self) -> None:
        screen = self.screen
        with screen._context():
            screen._on_timer_update()
            if screen._compositor._dirty_regions:
                screen._compositor_refresh()
        if not self._held:
            self._go_on()

    def _go_on_in(self, seconds: float) -> None:
        if self._pace_timer is not None:
            self._pace_timer.cancel()
        self._pace_timer = asyncio.get_running_loop().call_later(seconds, self.call_later, self._go_on)
