"""`nntui sweep`: every combination of some values, each with several seeds, side by side."""

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from nntui.cli.arguments import (
    add_format_arguments,
    add_preset_arguments,
    add_quiet_argument,
    check_apart,
    hyperparameters_of,
    path_of,
)
from nntui.cli.command import Command, InputError, Status
from nntui.cli.streams import is_terminal, say

if TYPE_CHECKING:
    from nntui.experiment.grid import Grid
    from nntui.experiment.sweep import Place, Row
    from nntui.experiment.sweep_file import SweepFile
    from nntui.experiment.sweep_summary import Summary

_NAME = "nntui sweep"
_MOST_JOBS = 1024
_PATIENCE, _LONGEST_PATIENCE = 60, 1_000_000  # seconds


def add_arguments(parser: ArgumentParser) -> None:
    """PRESET, --set, and what of it varies."""
    parser.description = f"{COMMAND.help}\n\n{_TABLE}"
    add_preset_arguments(parser)
    parser.add_argument(
        "--vary",
        metavar="KEY=V1,V2…",
        action="append",
        default=[],
        help="try each of these values; brackets hold those of a list together: network.hidden=[8],[8,8]",
    )
    parser.add_argument("--repeats", metavar="N", default="1", help="seeds for each combination (default: 1)")
    parser.add_argument("--epochs", metavar="N", help="the same as --set training.epochs=N")
    parser.add_argument("--seed", metavar="N", help="the first seed, the same as --set training.seed=N")
    parser.add_argument("--jobs", metavar="N", help="runs at a time (default: one for each core)")
    parser.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster whose scheduler is there")
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        help=f"how long to wait where the cluster at --dask has no workers (default: {_PATIENCE})",
    )
    parser.add_argument(
        "--out", metavar="FILE", help="append each run to FILE, as a line of JSON; what is there is not run again"
    )
    parser.add_argument("--save-best", metavar="FILE", help="write the best combination to FILE, as a preset")
    add_format_arguments(parser, "the runs and what comes of them, one object,", "a row a run")
    add_quiet_argument(parser)


def run(arguments: Namespace) -> int:
    """Try everything, print what came of it. Raises FileError, HyperparameterError or InputError."""
    from nntui.cli.training import interruption
    from nntui.experiment.files import FileError, check_writable
    from nntui.experiment.sweep import SweepError
    from nntui.experiment.sweep_file import SweepFile
    from nntui.experiment.sweep_summary import summaries

    grid = _grid(arguments)
    place = _place(arguments)
    if arguments.save_best is not None:
        check_writable(Path(arguments.save_best))
    others = {"--out": arguments.out, "PRESET": path_of(arguments.preset), "task.path": grid.combinations[0].task.path}
    check_apart("--save-best", arguments.save_best, others)
    file = None if arguments.out is None else SweepFile(Path(arguments.out))
    rows: list[list[Row]] = [[] for _ in grid.combinations]
    trouble: SweepError | FileError | None = None
    with interruption() as noted:
        try:
            _run(arguments, grid, rows, file, place, lambda: bool(noted()))
        except (SweepError, FileError) as error:
            trouble = error
        number = noted()
    for own in rows:  # they have come in any order
        own.sort(key=_seed)
    found = summaries(grid, rows)
    if any(rows):
        _save_best(arguments, found[0])
        _print(arguments, grid, rows, found)
    if trouble is not None:  # told last: what is done may have taken hours
        raise InputError(str(trouble))
    if sum(map(len, rows)) < len(grid.combinations) * grid.repeats:
        say(_NAME, f"interrupted after {sum(map(len, rows))} of {len(grid.combinations) * grid.repeats} runs")
        return Status.SIGNALLED + number
    return Status.DIVERGED if all(row["diverged"] for own in rows for row in own) else Status.DONE


def _grid(arguments: Namespace) -> "Grid":
    from nntui.experiment.grid import grid_of, parse_variation

    base = hyperparameters_of(arguments, epochs="training.epochs", seed="training.seed")
    repeats = _count("--repeats", arguments.repeats, 1_000_000)
    if not arguments.vary and repeats == 1:
        raise InputError("expected --vary KEY=V1,V2… or --repeats N; see nntui sweep --help")
    try:
        return grid_of(base, [parse_variation(text) for text in arguments.vary], repeats)
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise InputError(f"--vary: {error}") from None


def _count(flag: str, text: str, most: int) -> int:
    from nntui.experiment.kinds import Integer

    try:
        return Integer(1, most).parse(text)
    except ValueError as error:
        raise InputError(f"{flag}: {error}") from None


def _place(arguments: Namespace) -> "Place":
    """Where the runs are done. Raises InputError."""
    from nntui.experiment.sweep import cores, processes

    if arguments.dask is not None:
        return _cluster(arguments)
    if arguments.wait is not None:
        raise InputError("--wait: there are workers to wait for only with --dask")
    return processes(cores() if arguments.jobs is None else _count("--jobs", arguments.jobs, _MOST_JOBS))


def _cluster(arguments: Namespace) -> "Place":
    from nntui.experiment.sweep import SweepError

    if arguments.jobs is not None:
        raise InputError("--jobs: the cluster at --dask decides that")
    patience = _PATIENCE if arguments.wait is None else _count("--wait", arguments.wait, _LONGEST_PATIENCE)
    try:
        from nntui.experiment.dask_cluster import dask_cluster
    except ModuleNotFoundError as error:
        raise InputError(f"--dask: needs the package {error.name}: pip install 'nntui[dask]'") from None
    try:
        return dask_cluster(arguments.dask, patience, lambda line: None if arguments.quiet else say(_NAME, line))
    except SweepError as error:
        raise InputError(str(error)) from None


def _run(
    arguments: Namespace,
    grid: "Grid",
    rows: "list[list[Row]]",
    file: "SweepFile | None",
    place: "Place",
    stopping: Callable[[], bool],
) -> None:
    """Fill `rows`, those of each combination: with what the file has, and with what is run.

    Raises FileError and SweepError; what is in `rows` by then is good.
    """
    from nntui.cli.sweep_progress import progress_of
    from nntui.experiment.sweep import run_all
    from nntui.experiment.sweep_file import key_of

    with ExitStack() as stack:
        if file is not None:
            stack.enter_context(file.held())
        left: dict[str, list[int]] = {}
        configs = []
        for each in grid.runs():
            config = each.hyperparameters.plain()
            if file is not None and (done := file.row_of(config)) is not None:
                rows[each.combination].append(done)
            else:
                left.setdefault(key_of(config), []).append(each.combination)
                configs.append(config)
        show = stack.enter_context(progress_of(grid, rows, arguments.quiet))
        for row in run_all(configs, place, stopping):
            if row is not None:
                rows[left[key_of(row["config"])].pop(0)].append(row)
                if file is not None:
                    file.append(row)
            show()


def _save_best(arguments: Namespace, best: "Summary") -> None:
    from nntui.experiment.files import write_text
    from nntui.experiment.presets import to_toml

    if arguments.save_best is not None:
        write_text(Path(arguments.save_best), to_toml(best.hyperparameters))


def _print(arguments: Namespace, grid: "Grid", rows: "Sequence[Sequence[Row]]", found: "Sequence[Summary]") -> None:
    from nntui.cli.sweep_table import table_lines
    from nntui.experiment.files import harmless

    if arguments.json:
        print(json.dumps(_plain(arguments, grid, found), allow_nan=False))
    elif arguments.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(_csv_rows(grid, rows))
    else:
        width = get_terminal_size().columns if is_terminal(sys.stdout) else None
        print("\n".join(map(harmless, table_lines(grid, found, width))))
        if arguments.save_best is not None:
            print(f"best  {harmless(arguments.save_best)}")


def _plain(arguments: Namespace, grid: "Grid", found: "Sequence[Summary]") -> dict[str, Any]:
    combinations = [
        {
            "values": {key: _value(summary, key) for key in _keys(grid)},
            "part": summary.part,
            **{name: _spread(getattr(summary, name)) for name in ("loss", "accuracy", "seconds")},
            "diverged": summary.diverged,
            "runs": list(summary.rows),
        }
        for summary in found
    ]
    best = found[0].hyperparameters.plain()
    return {"preset": arguments.preset, "repeats": grid.repeats, "best": best, "combinations": combinations}


def _spread(spread: Any) -> dict[str, float] | None:
    return None if spread is None else asdict(spread)


def _keys(grid: "Grid") -> list[str]:
    return [variation.key for variation in grid.variations]


def _value(summary: "Summary", key: str) -> Any:
    from nntui.experiment.hyperparameters import declaration_of

    return declaration_of(key).kind.plain(summary.hyperparameters.get(key))


def _csv_rows(grid: "Grid", rows: "Sequence[Sequence[Row]]") -> Iterator[list[Any]]:
    from nntui.experiment.hyperparameters import declaration_of

    figures = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    yield [*_keys(grid), "seed", "epochs", "steps", "seconds", *figures, "diverged"]
    for hyperparameters, own in zip(grid.combinations, rows, strict=True):
        texts = [declaration_of(key).kind.format(hyperparameters.get(key)) for key in _keys(grid)]
        for row in own:
            measured = [row[what][part] for what in ("loss", "accuracy") for part in ("train", "test")]
            yield [
                *texts,
                _seed(row),
                row["epochs"],
                row["steps"],
                row["seconds"],
                *measured,
                str(row["diverged"]).lower(),
            ]


def _seed(row: "Row") -> int:
    return int(row["config"]["training"]["seed"])


_TABLE = """\
Runs are as nntui train has them: the same numbers for the same settings. The table has the medians over the seeds,
the lowest and the highest in parentheses, and the best first: by accuracy, then by loss, on the test samples. In the
chart ● is the median and ─ what the seeds range over, between the lowest and the highest of all. ✗2 says that two
runs have diverged. Ctrl-C ends it and keeps what is done; --out FILE goes on where the last sweep to FILE ended."""

COMMAND = Command(
    name="sweep",
    help="Try every combination of some values, each with several seeds, on all cores.",
    example="nntui sweep spiral --vary training.learning_rate=0.01,0.03,0.1 --repeats 5",
    add_arguments=add_arguments,
    run=run,
    more=(
        "nntui sweep digits --vary training.l2=0,1e-4,1e-3 --repeats 20 --dask tcp://scheduler:8786",
        "nntui sweep xor --vary network.hidden='[2],[4],[4,4]' --vary network.activation=tanh,relu --out rows.jsonl",
        "nntui sweep moons --vary training.l2=0,0.001,0.01 --repeats 3 --save-best moons-best.toml --csv > runs.csv",
    ),
)
