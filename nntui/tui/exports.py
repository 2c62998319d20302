"""What of the playground can be taken away as a file: the curves of the run, and the screen."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.segment import Segment, Segments
from textual.app import SystemCommand

from nntui.experiment.files import check_writable, harmless, write_text
from nntui.experiment.history import completed
from nntui.experiment.preset_folders import label_of
from nntui.experiment.run_log import history_csv
from nntui.tui.in_thread import in_thread
from nntui.tui.name_dialog import Named, NameDialog
from nntui.tui.scene import Scene

if TYPE_CHECKING:
    from textual.screen import Screen

    from nntui.tui.playground import Playground


@dataclass(frozen=True)
class _Export:
    """One kind of file. text: what it holds of the moment; None where there is nothing to write yet."""

    title: str
    help: str
    suffix: str
    text: "Callable[[Screen[Any], Scene], str | None]"


class Exports:
    """The commands that write files, each asked for its name. Nothing is written over without a word.

    current: gives the scene of the moment.
    """

    def __init__(self, playground: "Playground", current: Callable[[], Scene]) -> None:
        self._playground, self._current = playground, current

    def commands(self) -> Iterator[SystemCommand]:
        """What the command palette offers."""
        for export in _EXPORTS:
            yield SystemCommand(export.title, export.help, lambda export=export: self._begin(export))

    def _begin(self, export: _Export) -> None:
        """Take what is there once the palette is gone, then ask where to."""
        self._playground.call_after_refresh(self._ask, export)

    def _ask(self, export: _Export) -> None:
        scene = self._current()
        text = export.text(self._playground, scene)
        if text is None:
            self._playground.say("✗ There is nothing to save yet.")
            return
        name = f"nntui-{Path(label_of(scene.preset)).stem}{export.suffix}"

        def take(chosen: Named | None) -> None:
            if chosen is not None:
                self._playground.run_worker(self._write(chosen, text), group="export")

        self._playground.app.push_screen(NameDialog(export.title, name, _check, str(Path.cwd())), take)

    async def _write(self, chosen: Named, text: str) -> None:
        path = _path(chosen.name)
        try:
            await in_thread(lambda: write_text(path, text, may_replace=chosen.is_confirmed))
        except ValueError as error:
            self._playground.say(f"✗ {error}")
            return
        self._playground.say(f"Saved {harmless(str(path.absolute()))}.")


def _path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # there is no such user
        return Path(name)


def _check(name: str) -> str:
    """What is to be said before a file of this name is written. Raises ValueError where none can be."""
    if not name.strip():
        raise ValueError("expected the name of a file")
    path = _path(name)
    check_writable(path)
    return "There is a file of this name, which will be lost." if path.exists() else ""


def _curves(screen: "Screen[Any]", scene: Scene) -> str | None:
    if (snapshot := scene.snapshot) is None:
        return None
    return history_csv(completed(snapshot.history, snapshot.epoch, snapshot.metrics))


def _lines(screen: "Screen[Any]") -> list[list[Segment]]:
    return [list(strip) for strip in screen._compositor.render_strips()]


def _svg(screen: "Screen[Any]", scene: Scene) -> str:
    width, height = screen.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
    )
    for line in _lines(screen):
        console.print(Segments([*line, Segment.line()]), end="")
    return console.export_svg(title=f"nntui {harmless(label_of(scene.preset))}")


def _text(screen: "Screen[Any]", scene: Scene) -> str:
    return "".join("".join(segment.text for segment in line).rstrip() + "\n" for line in _lines(screen))


_EXPORTS = (
    _Export("Save the curves", "A row an epoch that the chart keeps, as CSV", ".csv", _curves),
    _Export("Save the screen as a picture", "As it is now, as SVG", ".svg", _svg),
    _Export("Save the screen as text", "As it is now, without colours", ".txt", _text),
)
