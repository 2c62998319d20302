"""How far a sweep has come: on standard error a live table, or a few plain lines where that is no terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import islice
from time import monotonic

from nntui.cli.streams import is_terminal
from nntui.cli.sweep_table import table_lines
from nntui.experiment.files import harmless
from nntui.experiment.grid import Grid
from nntui.experiment.sweep import Row
from nntui.experiment.sweep_summary import summaries

Show = Callable[[], None]
"""Called for every row, and now and then; it decides for itself whether there is something to show."""

Rows = Sequence[Sequence[Row]]

_LINES = 10
_INTERVAL = 0.25
"""Seconds between two pictures of the table."""
_BESIDE_TABLE = 4
"""Lines of the terminal that are left to the rest."""


def progress_of(grid: Grid, rows: Rows, quiet: bool) -> AbstractContextManager[Show]:
    """What shows the progress, unless it is to be quiet; `rows` are those of each combination, and grow."""
    if quiet:
        return nullcontext(lambda: None)
    return _table(grid, rows) if is_terminal(sys.stderr) else _lines(grid, rows)


@contextmanager
def _lines(grid: Grid, rows: Rows) -> Iterator[Show]:
    """About ten lines, evenly spread over the runs."""
    total = len(grid.combinations) * grid.repeats
    spacing = -(-total // _LINES)
    told = sum(map(len, rows)) // spacing

    def show() -> None:
        nonlocal told
        done = sum(map(len, rows))
        if done // spacing > told and done < total:
            told = done // spacing
            with suppress(OSError):
                print(f"{done:,} of {total:,} runs", file=sys.stderr, flush=True)

    yield show


@contextmanager
def _table(grid: Grid, rows: Rows) -> Iterator[Show]:
    """The best combinations so far, as many as there is room for."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(stderr=True, no_color=True, highlight=False)
    total, start, shown = len(grid.combinations) * grid.repeats, monotonic(), 0.0

    def picture() -> Text:
        done, room = sum(map(len, rows)), max(console.height - _BESIDE_TABLE, 1)
        lines = [f"{done:,} of {total:,} runs, {monotonic() - start:.0f} s"]
        if done:
            lines += islice(map(harmless, table_lines(grid, summaries(grid, rows), console.width)), room)
        if len(grid.combinations) >= room and done:
            lines.append(f"and {len(grid.combinations) - room + 1:,} more")
        return Text("\n".join(lines), no_wrap=True, overflow="crop")

    live = Live(picture(), console=console, auto_refresh=False, transient=True)

    def show() -> None:
        nonlocal shown
        if monotonic() - shown >= _INTERVAL:
            shown = monotonic()
            with suppress(OSError):
                live.update(picture(), refresh=True)

    with suppress(OSError):
        live.start(refresh=True)
    try:
        yield show
    finally:
        with suppress(OSError):
            live.stop()
