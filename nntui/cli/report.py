"""The result of a training run, for people and for programs."""

import json
from math import isfinite
from typing import Any

from nntui.experiment.build import resolved
from nntui.experiment.fields import finite_or_none
from nntui.experiment.files import harmless
from nntui.experiment.goals import Verdict
from nntui.experiment.trainer import Trainer


def as_json(preset: str, trainer: Trainer, seconds: float, verdict: Verdict | None = None) -> str:
    """One object in one line; null where there is no such number, never NaN. With a verdict, it is in "goal"."""
    metrics = trainer.measure()
    result: dict[str, Any] = {
        "preset": preset,
        "seed": trainer.hyperparameters.training.seed,
        "epochs": trainer.epoch,
        "steps": trainer.steps,
        "seconds": round(seconds, 6),
        **metrics.plain(),
        "config": resolved(trainer.hyperparameters, trainer.ends).plain(),
    }
    if verdict is not None:
        result["goal"] = _goal(verdict)
    return json.dumps(result, allow_nan=False)


def _goal(verdict: Verdict) -> dict[str, Any]:
    """Each part with what was asked for and what came of it."""
    parts = {
        part.name: {"wanted": part.wanted, "value": finite_or_none(part.value), "reached": part.is_reached}
        for part in verdict.parts
    }
    return {"reached": verdict.is_reached, "missing": list(verdict.missing), "parts": parts}


def as_text(preset: str, trainer: Trainer, seconds: float, verdict: Verdict | None = None) -> str:
    """Three lines: how much was trained, and loss and, for classes, accuracy on both parts of the data.

    A fourth one tells of a goal that was reached; what is missing of one is an error, and told as such.
    """
    metrics = trainer.measure()
    trained = f"{_counted(trainer.epoch, 'epoch')}, {_counted(trainer.steps, 'step')} in {seconds:.2f} s"
    early = f", stopped early at epoch {trainer.epoch}" if trainer.stopped else ""
    classifies = bool(trainer.ends.classes)
    lines = [
        f"{harmless(preset)}: {trained}{early}",
        part_in_figures("train", metrics.train_loss, metrics.train_accuracy, classifies),
        part_in_figures("test", metrics.test_loss, metrics.test_accuracy, classifies),
    ]
    if verdict is not None and verdict.is_reached:
        lines.append(f"  goal   reached: {', '.join(map(str, verdict.parts))}")
    return "\n".join(lines)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def part_in_figures(name: str, loss: float, accuracy: float, classifies: bool) -> str:
    """Loss and, for classes, accuracy of one part of the data."""
    shown = f"  {name:5}  loss {f'{loss:.4g}' if isfinite(loss) else '–'}"
    return f"{shown:23}  accuracy {f'{accuracy:.1%}' if isfinite(accuracy) else '–'}" if classifies else shown
