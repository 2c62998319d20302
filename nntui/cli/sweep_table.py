"""The table of a sweep: a line a combination, its medians, what they range over, and a small chart."""

from collections.abc import Iterator, Sequence

from nntui.experiment.grid import Grid
from nntui.experiment.sweep_summary import Spread, Summary

_CHART = 20
"""Cells of the chart."""
_MISSING = "–"


def table_lines(grid: Grid, found: Sequence[Summary]) -> Iterator[str]:
    """The heading and a line each; widths are those of the widest cells."""
    classifies = any(summary.accuracy for summary in found)
    cells = [_cells(summary, grid.repeats, classifies) for summary in found]
    heading = _heading(grid, found[0].part, classifies)
    widths = [max(map(len, column)) for column in zip(heading, *cells, strict=True)]
    charts = _charts([summary.accuracy if classifies else summary.loss for summary in found])
    yield _line(heading, widths, len(grid.variations), "")
    for row, chart in zip(cells, charts, strict=True):
        yield _line(row, widths, len(grid.variations), chart)


def _heading(grid: Grid, part: str, classifies: bool) -> list[str]:
    names = [variation.key.split(".")[1] for variation in grid.variations]
    shown = [
        name if names.count(name) == 1 else variation.key
        for name, variation in zip(names, grid.variations, strict=True)
    ]
    return [*shown, *([f"{part} accuracy %"] if classifies else []), f"{part} loss", "seconds", "runs"]


def _cells(summary: Summary, repeats: int, classifies: bool) -> list[str]:
    accuracy = [_ranged(_in_percent(summary.accuracy), repeats, ".1f")] if classifies else []
    diverged = f" ✗{summary.diverged}" if summary.diverged else ""
    seconds = _ranged(summary.seconds, 1, ".2f")
    return [*summary.texts, *accuracy, _ranged(summary.loss, repeats, ".3g"), seconds, f"{len(summary.rows)}{diverged}"]


def _in_percent(spread: Spread | None) -> Spread | None:
    return spread and Spread(100 * spread.median, 100 * spread.low, 100 * spread.high)


def _ranged(spread: Spread | None, repeats: int, form: str) -> str:
    """The median and, of several, the lowest and the highest."""
    if spread is None:
        return _MISSING
    ends = f" ({spread.low:{form}}…{spread.high:{form}})" if repeats > 1 else ""
    return f"{spread.median:{form}}{ends}"


def _line(cells: Sequence[str], widths: Sequence[int], texts: int, chart: str) -> str:
    left = [f"{cell:{width}}" for cell, width in zip(cells[:texts], widths[:texts], strict=True)]
    right = [f"{cell:>{width}}" for cell, width in zip(cells[texts:], widths[texts:], strict=True)]
    return "  ".join((*left, *right, chart)).rstrip()


def _charts(spreads: Sequence[Spread | None]) -> Iterator[str]:
    """Where each median lies between the lowest and the highest of all, and how far its runs range."""
    known = [spread for spread in spreads if spread is not None]
    low = min((spread.low for spread in known), default=0.0)
    span = max((spread.high for spread in known), default=0.0) - low

    def cell(value: float) -> int:
        return round((value - low) / span * (_CHART - 1)) if span else 0

    for spread in spreads:
        if spread is None:
            yield ""
            continue
        first, last, middle = cell(spread.low), cell(spread.high), cell(spread.median)
        yield "".join("●" if at == middle else "─" if first <= at <= last else "·" for at in range(_CHART))
