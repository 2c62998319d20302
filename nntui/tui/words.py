"""What the screen shows, in sentences: for people who cannot see it, and for their screen readers.

Pure functions from a scene, and from what a pane knows besides, to sentences.
"""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from nntui.core.arrays import Array
from nntui.experiment.history import Metrics, completed
from nntui.experiment.preset_folders import label_of
from nntui.tasks.task import Samples
from nntui.tui.drawing.confusion import confusion_matrix
from nntui.tui.drawing.digit_answer import DigitAnswer
from nntui.tui.scene import Scene
from nntui.tui.sketch import Sketch
from nntui.tui.why import explain

_STATES = {"gone": "there is no worker"}
_LOOKED_BACK = 0.1  # share of the epochs so far over which a loss falls, rises or is steady
_STEADY = 0.02  # a smaller relative change counts as none
_GRID = 40  # places on each axis to measure the regions of the plane at
_PENS = {"": "", "ink": " The pen is down: moving draws.", "erase": " The eraser is down: moving erases."}


def state_in_words(scene: Scene, trouble: str | None = None) -> list[str]:
    """Which network is trained, how far it has come, and how well it does."""
    snapshot = scene.snapshot
    state = trouble or (snapshot.state if snapshot else "starting")
    epoch, epochs = snapshot.epoch if snapshot else 0, scene.hyperparameters.training.epochs
    layers = ", ".join(map(str, scene.network.sizes))
    changed = ", with changes that are not saved" if scene.hyperparameters != scene.saved else ""
    sentences = [
        f"Epoch {epoch} of {epochs}, {_STATES.get(state, state)}.",
        f"Preset {label_of(scene.preset)}{changed}; layers of {layers} units.",
    ]
    if snapshot is None:
        return sentences
    metrics, history = snapshot.metrics, completed(snapshot.history, snapshot.epoch, snapshot.metrics)
    sentences.insert(1, _losses(metrics, history))
    if scene.ends.classes:
        sentences.insert(2, _accuracies(metrics))
        sentences.insert(3, mistakes_in_words(scene))
    return sentences


def curves_in_words(shown: Sequence[str], logarithmic: bool, first: float, last: float) -> str:
    """What the chart shows, and from which epoch to which.

    shown: names of quantities, each a word of the field or "rate".
    """
    names = {"loss": "loss on a logarithmic axis" if logarithmic else "loss", "rate": "learning rate"}
    what = ", ".join(names.get(quantity, quantity) for quantity in shown) or "nothing"
    return f"The chart shows {what}, from epoch {first:.0f} to {last:.0f}."


def moment_in_words(point: Array) -> str:
    """One point of a history, read off by the cursor."""
    epoch, train_loss, test_loss, train_accuracy, test_accuracy, rate = point.tolist()
    parts = [f"{name} {value:.4g}" for name, value in (("training loss", train_loss), ("test loss", test_loss))]
    accuracies = (("training accuracy", train_accuracy), ("test accuracy", test_accuracy))
    parts += [f"{name} {100 * value:.1f} %" for name, value in accuracies if isfinite(value)]
    if isfinite(rate):
        parts.append(f"learning rate {rate:.3g}")
    return f"The chart's cursor is at epoch {epoch:.0f}: {', '.join(parts)}."


def _losses(metrics: Metrics, history: Array) -> str:
    parts = [
        f"{what} loss {value:.3g}{trend(history[:, 0], history[:, column])}"
        for what, value, column in (("training", metrics.train_loss, 1), ("test", metrics.test_loss, 2))
        if isfinite(value)
    ]
    return _sentence(", ".join(parts) or "no loss that is a number")


def trend(epochs: Array, losses: Array) -> str:
    """How a loss has changed in the last tenth of the epochs: " and falling", rising or steady; "" where unknown."""
    usable = np.isfinite(losses)
    epochs, losses = epochs[usable], losses[usable]
    if len(epochs) < 2:
        return ""
    before = float(np.interp(epochs[-1] - max(_LOOKED_BACK * epochs[-1], 1.0), epochs, losses))
    change = float(losses[-1]) - before
    if abs(change) <= _STEADY * abs(before):
        return " and steady"
    return " and rising" if change > 0 else " and falling"


def _accuracies(metrics: Metrics) -> str:
    parts = [
        f"{what} accuracy {share_in_words(value)}"
        for what, value in (("training", metrics.train_accuracy), ("test", metrics.test_accuracy))
        if isfinite(value)
    ]
    return _sentence(", ".join(parts) or "no accuracy yet")


def mistakes_in_words(scene: Scene) -> str:
    """Which two classes are confused most, of the test samples if there are any."""
    samples, names = scene.tested(), scene.ends.classes
    what = "test" if len(scene.data.test) else "training"
    counts = confusion_matrix(samples.targets, scene.classify(samples.inputs), len(names))
    both = np.triu(counts + counts.T, 1)
    one, other = divmod(int(both.argmax()), len(names))
    if not both.any():
        return f"All {len(samples)} {what} samples are right."
    wrong = len(samples) - int(np.trace(counts))
    return (
        f"{names[one]} and {names[other]} are confused most, {_times(int(both.max()))};"
        f" {wrong} of {len(samples)} {what} samples are wrong."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def points_in_words(scene: Scene, samples: Samples, what: str) -> str:
    """How the network does on the samples that a view shows."""
    if scene.ends.classes:
        right = int((scene.classify(samples.inputs) == samples.targets).sum())
        return f"Of {len(samples)} {what} points {right} are right."
    with np.errstate(all="ignore"):  # weights about to diverge
        error = np.square(scene.answers(samples.inputs).astype(np.float64) - samples.targets).mean()
    return f"On {len(samples)} {what} points the mean squared error is {error:.3g}."


def regions_in_words(scene: Scene) -> str:
    """How much of the domain each class has, or between which values the network's answers lie there."""
    low, high = scene.task.domain
    axis = low + (np.arange(_GRID) + 0.5) * (high - low) / _GRID
    grid = np.meshgrid(*[axis] * len(scene.task.input_names))
    places = np.column_stack([values.ravel() for values in grid]).astype(np.float32)
    if not scene.ends.classes:
        values = scene.answers(places)
        return f"The network's values lie between {values.min():.3g} and {values.max():.3g}."
    shares = np.bincount(scene.classify(places), minlength=len(scene.ends.classes)) / len(places)
    parts = [f"{name} {share_in_words(share)}" for name, share in zip(scene.ends.classes, shares, strict=True)]
    return f"Of the plane the network gives {_joined(parts)}."


def projection_in_words(scene: Scene, samples: Samples, places: Array, share: float) -> str:
    """How much of the variance the plane of the last hidden layer shows, and which classes lie nearest to each other.

    places: of the samples on the plane, n × 2.
    """
    shown = f"The plane shows {share_in_words(share)} of the variance of the last hidden layer"
    labels = samples.targets
    present = np.unique(labels).tolist() if scene.ends.classes else []
    if len(present) < 3:
        return f"{shown}."
    centres = np.array([places[labels == number].mean(axis=0) for number in present])
    one, other = np.triu_indices(len(present), 1)
    nearest = int(np.square(centres[one] - centres[other]).sum(axis=1).argmin())
    pair = (scene.ends.classes[present[side[nearest]]] for side in (one, other))
    return f"{shown}; {' and '.join(pair)} lie nearest to each other."


def window_in_words(scene: Scene, ends: tuple[tuple[float, float], ...]) -> str:
    """Which part of the domain a view shows; ends: lowest and highest coordinate of each input."""
    parts = [
        f"{name} from {low:.3g} to {high:.3g}" for name, (low, high) in zip(scene.task.input_names, ends, strict=True)
    ]
    return f"The view shows {_joined(parts)}."


def place_in_words(scene: Scene, point: tuple[float, ...]) -> str:
    """What the network says at the cross-hair, and what is true there."""
    if len(point) != len(scene.task.input_names):
        return ""
    spot = np.array([point], np.float32)
    where = ", ".join(f"{name} {value:.2f}" for name, value in zip(scene.task.input_names, point, strict=True))
    answers, names = scene.answers(spot)[0], scene.ends.classes
    truth = scene.task.truth(spot)[0] if scene.task.truth is not None else None
    if names:
        winner = int(answers.argmax())
        said = f"{names[winner]}, {share_in_words(float(answers[winner]))}"
        true = "" if truth is None else "; that is right" if truth == winner else f"; it is {names[int(truth)]}"
    else:
        said = f"{answers[0]:.3g}"
        true = "" if truth is None else f"; true is {truth[0]:.3g}"
    return f"At {where} the network says {said}{true}."


def drawing_in_words(scene: Scene, sketch: Sketch, explaining: bool = False) -> list[str]:
    """What is drawn, where the cursor is, and what the network makes of it."""
    cursor = f"The cursor is in row {sketch.y + 1}, column {sketch.x + 1}.{_PENS[sketch.pen]}"
    if sketch.empty:
        return ["Nothing is drawn on the pad.", cursor]
    rows = np.array(sketch.ink, np.int64).reshape(sketch.side, sketch.side)
    lines = [f"Row {number}: {''.join(map(str, row))}" for number, row in enumerate(rows.tolist(), 1)]
    sentences = ["Drawn on the pad, with 1 for ink:", *lines, cursor, _reading(scene, sketch)]
    if explaining:
        sentences.append(_turning(scene, sketch))
    return sentences


def _reading(scene: Scene, sketch: Sketch) -> str:
    answer = DigitAnswer(scene.answers(sketch.inputs())[0], scene.ends.classes)
    first, second = (-answer.probabilities).argsort(kind="stable")[:2].tolist()
    best, next_best = (
        f"{answer.names[number]}, {share_in_words(float(answer.probabilities[number]))}" for number in (first, second)
    )
    doubt = "" if answer.sure else " It is not sure."
    return f"The network reads {best}; the next is {next_best}.{doubt}"


def _turning(scene: Scene, sketch: Sketch) -> str:
    """Which flip of a cell changes the answer most, if one does."""
    why = explain(sketch.inputs()[0], scene.answers)
    if not why.turning:
        return "No flip of a single cell changes the answer."
    row, column = divmod(why.turning[0], sketch.side)
    becomes = scene.ends.classes[why.becomes(why.turning[0])]
    return f"Flipping the cell in row {row + 1}, column {column + 1} would make it {becomes}."


def share_in_words(share: float) -> str:
    """A share of one, rounded, but 100 and 0 % for nothing else."""
    percent = 100 * share
    if 0 < percent < 0.5:
        return "under 1 %"
    return "over 99 %" if 99.5 <= percent < 100 else f"{percent:.0f} %"


def _joined(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
