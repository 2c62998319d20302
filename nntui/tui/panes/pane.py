"""What all panes share: they draw a scene on a canvas, and send the terminal only the cells that changed."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, TypeVar, TypeVarTuple

from rich.style import Style
from textual.app import App
from textual.content import Content
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from nntui.tui.abilities import EVERYTHING, Abilities
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette, palette_of

Given = TypeVarTuple("Given")
Made = TypeVar("Made")

_MOST_MADE = 8  # results that a pane keeps: of two kinds of samples and of the frames just before

_WHOLE_FROM = 1 / 3
"""Share of changed cells from which sending the whole pane is shorter than sending the runs."""

_GRACE_SECONDS = 0.25
"""While it trains, what is due waits so long for the next snapshot, to go with it: a frame of its own costs more."""


class CellWidget(Widget):
    """A widget that draws itself on a canvas.

    least_size: of the canvas, below which nothing is drawn: in a terminal that is about to be told too small, panes may
    have a row, or no columns at all. interval: seconds from one drawing of a run to the next, for what costs more than
    it shows when drawn for every snapshot; another run, or another state of it, is drawn at once.
    """

    least_size = Size(1, 1)
    interval = 0.0
    _drawn_at = float("-inf")
    _later: Timer | None = None
    _canvas: Canvas | None = None
    _strips: dict[int, Strip]
    _ground: Style | None = None
    """What the style sheet says of the widget, beneath the styles of its cells; worked out once for all rows."""
    scene: Scene | None = None

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        """Draw the scene on an empty canvas of the widget's size."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Draw another scene, or later if the interval is not over."""
        before, self.scene = self.scene, scene
        wait = self._drawn_at + self.interval - monotonic()
        if wait <= 0 or before is None or _stage(before) != _stage(scene):
            self.redraw()
        elif self._later is None:
            is_followed = scene.snapshot is not None and scene.snapshot.state == "training"
            self._later = self.set_timer(wait + (_GRACE_SECONDS if is_followed else 0), self.redraw)

    def forget(self) -> None:
        """Keep no scene, nor its data and network: another problem is on show, and other panes with it."""
        self.scene, self._canvas, self._strips = None, None, {}

    def redraw(self) -> None:
        """Draw, and have the cells sent that differ from the last time."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._drawn_at = monotonic()
        size = self.content_size
        if self.scene is None or not size.area or not self.is_on_screen:
            self._canvas = None
            return
        before, canvas = self._canvas, self._draw(self.scene)
        if before is None or (before.width, before.height) != size:
            self.refresh()
            return
        runs = [Region(x, y, width, 1) for x, y, width in canvas.changes_from(before)]
        if sum(run.width for run in runs) > size.area * _WHOLE_FROM:
            self.refresh(size.region)
        elif runs:
            self.refresh(*runs)

    def repaint(self) -> None:
        """Draw and send everything, after a change of colours."""
        self._canvas = None
        self.refresh()

    def get_line_filters(self) -> list[LineFilter]:
        """Without Textual's own, which turns the basic colours into shades: no cell has any."""
        return [one for one in self.app.get_line_filters() if not isinstance(one, ANSIToTruecolor)]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._ground, self._strips = None, {}

    def render_line(self, y: int) -> Strip:
        """Row y of the canvas, as Textual asks for it."""
        canvas, size = self._canvas, self.content_size
        if self.scene is None:
            return Strip.blank(size.width, self.rich_style)
        if canvas is None or (canvas.width, canvas.height) != size:  # it was out of sight, or of another size
            canvas = self._draw(self.scene)
        if self._ground is None:
            self._ground = self.rich_style
        if y not in self._strips:
            self._strips[y] = Strip(canvas.segments(y, self._ground), size.width)
        return self._strips[y]

    def _draw(self, scene: Scene) -> Canvas:
        canvas = self._canvas = Canvas(*self.content_size)
        self._strips = {}
        if canvas.width >= self.least_size.width and canvas.height >= self.least_size.height:
            self.draw(canvas, palette_for(self.app), scene)
        return canvas


class Pane(CellWidget, can_focus=True):
    """A bordered, numbered part of the playground."""

    least_size = Size(12, 4)
    number = 0
    heading = ""
    kept_as = ""
    """What a session calls it; "" for a pane that has nothing to keep."""

    _titles = ("", "")

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[tuple[object, ...], Any] = {}

    def show(self, scene: Scene) -> None:
        """As in CellWidget; of other data nothing is kept that was worked out from those before."""
        if self.scene is not None and scene.data is not self.scene.data:
            self.drop()
        super().show(scene)

    def forget(self) -> None:
        super().forget()
        self.drop()

    def drop(self) -> None:
        """Keep nothing that was worked out from the data of a run: they were left."""
        self._made.clear()

    def once(self, make: Callable[[*Given], Made], *given: *Given) -> Made:
        """What a function makes of these, worked out once for all snapshots; the latest few results are kept."""
        key = (make, *given)
        if key not in self._made:
            while len(self._made) >= _MOST_MADE:
                del self._made[next(iter(self._made))]
            self._made[key] = make(*given)
        made: Made = self._made[key]
        return made

    def kept(self) -> dict[str, Any]:
        """What a session is to keep, in plain values."""
        return {}

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """Be as kept() had it. Raises ValueError, TypeError, KeyError or AttributeError for what it could not have."""

    def watch_has_focus(self, has_focus: bool) -> None:
        """Cursors show in the focused pane."""
        super().watch_has_focus(has_focus)
        self.redraw()

    def in_words(self, scene: Scene) -> list[str]:
        """What this pane shows and no other says, in sentences."""
        return []

    def entitle(self, title: str, subtitle: str = "") -> None:
        """Put the number and a title in the upper border, a subtitle in the lower one."""
        if (title, subtitle) != self._titles:  # setting either sends the whole pane
            self._titles = title, subtitle
            self.call_later(self._write_titles)  # Textual takes no other border while it renders this one

    def _write_titles(self) -> None:
        title, subtitle = self._titles
        self.border_title = Content(f"{self.number} {title}")
        self.border_subtitle = Content(subtitle)


def _stage(scene: Scene) -> tuple[int, str]:
    """The run, and whether it trains, pauses or has ended."""
    return scene.run, scene.snapshot.state if scene.snapshot is not None else ""


def palette_for(app: App[Any]) -> Palette:
    """The styles of the app's theme on its terminal."""
    abilities = getattr(app, "abilities", EVERYTHING)
    key = app.current_theme.name, abilities
    if key not in _palettes:
        _palettes[key] = palette_of(app.current_theme, abilities)
    return _palettes[key]


_palettes: dict[tuple[str, Abilities], Palette] = {}
