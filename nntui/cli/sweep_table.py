"""The table of a sweep: a line a combination, its medians, what they range over, and a small chart."""

from collections.abc import Iterator, Sequence
from itertools import product

from nntui.experiment.grid import Grid
from nntui.experiment.sweep_summary import Spread, Summary

_CHARTS = (20, 12, 0)
"""Cells of the chart, the widest first that there is room for."""
_MISSING = "–"

_Cell = tuple[str, bool]
"""A text, and whether it stands on the right."""


def table_lines(grid: Grid, found: Sequence[Summary], width: int | None = None) -> list[str]:
    """The heading and a line each. Where `width` has no room for it all, ranges go first: the chart shows them too."""
    classifies = any(summary.accuracy for summary in found)
    for chart, accuracy_range, loss_range in product(_CHARTS, (True, False), (True, False)):
        rows = [_heading(grid, found[0].part, classifies)]
        rows += [_cells(summary, classifies, (accuracy_range, loss_range), grid.repeats > 1) for summary in found]
        widths = [max(len(text) for text, _ in column) for column in zip(*rows, strict=True)]
        charts = ["", *_charts([summary.accuracy if classifies else summary.loss for summary in found], chart)]
        lines = [_line(row, widths, drawn) for row, drawn in zip(rows, charts, strict=True)]
        if width is None or max(map(len, lines)) <= width:
            break
    return lines


def _heading(grid: Grid, part: str, classifies: bool) -> list[_Cell]:
    names = [variation.key.split(".")[1] for variation in grid.variations]
    keys = [variation.key for variation in grid.variations]
    shown = [name if names.count(name) == 1 else key for name, key in zip(names, keys, strict=True)]
    figures = [*([f"{part} accuracy"] if classifies else []), f"{part} loss", "seconds", "runs"]
    return [*((text, False) for text in shown), *((text, True) for text in figures)]


def _cells(summary: Summary, classifies: bool, ranges: tuple[bool, bool], are_several: bool) -> list[_Cell]:
    accuracy_range, loss_range = (are_several and wanted for wanted in ranges)
    accuracy = [_ranged(summary.accuracy, ".1%", accuracy_range)] if classifies else []
    diverged = f" ✗{summary.diverged}" if summary.diverged else ""
    figures = [*accuracy, _ranged(summary.loss, ".3g", loss_range), _ranged(summary.seconds, ".2f", False)]
    right = [*figures, f"{len(summary.rows)}{diverged}"]
    return [*((text, False) for text in summary.texts), *((text, True) for text in right)]


def _ranged(spread: Spread | None, form: str, is_wanted: bool) -> str:
    """The median and, if wanted, the lowest and the highest."""
    if spread is None:
        return _MISSING
    ends = f" ({spread.low:{form}}…{spread.high:{form}})".replace("%…", "…") if is_wanted else ""
    return f"{spread.median:{form}}{ends}"


def _line(cells: Sequence[_Cell], widths: Sequence[int], chart: str) -> str:
    padded = (
        f"{text:>{width}}" if is_right else f"{text:{width}}"
        for (text, is_right), width in zip(cells, widths, strict=True)
    )
    return "  ".join((*padded, chart)).rstrip()


def _charts(spreads: Sequence[Spread | None], width: int) -> Iterator[str]:
    """Where each median lies between the lowest and the highest of all, and how far its runs range."""
    known = [spread for spread in spreads if spread is not None]
    low = min((spread.low for spread in known), default=0.0)
    span = max((spread.high for spread in known), default=0.0) - low

    def cell(value: float) -> int:
        return round((value - low) / span * (width - 1)) if span else 0

    for spread in spreads:
        if spread is None:
            yield ""
            continue
        first, last, middle = cell(spread.low), cell(spread.high), cell(spread.median)
        yield "".join("●" if at == middle else "─" if first <= at <= last else "·" for at in range(width))
