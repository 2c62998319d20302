"""One line that tells at a glance whether it trains, and how well."""

from rich.cells import cell_len
from rich.style import Style

from nntui.experiment.goals import NO_GOAL
from nntui.experiment.history import Metrics
from nntui.experiment.preset_folders import label_of
from nntui.tui.drawing.canvas import Canvas
from nntui.tui.drawing.figures import accuracy_text, loss_text
from nntui.tui.paced_app import link_figures
from nntui.tui.panes.pane import CellWidget
from nntui.tui.scene import Scene
from nntui.tui.themes import Palette

_STATES = {
    "training": "▶ training",
    "paused": "‖ paused",
    "finished": "✓ finished",
    "diverged": "✗ diverged",
    "starting": "… starting",
    "gone": "✗ no worker",
}

_DECIMALS, _DECIMALS_ALONE = 3, 5  # of a loss beside an accuracy, and of one that has to tell everything

_LEAST_GAP, _MOST_GAP = 2, 3  # cells between two parts

Text = list[tuple[str, Style]]


class StatusLine(CellWidget):
    """Preset, goal, shape, state, epoch, speed, losses, for classes accuracies, and what is sent to the terminal; and
    that the session is not kept, as long as that is so.

    What matters less gives way first.
    """

    trouble: str | None = None
    """What the worker cannot say itself: "starting" or "gone"; None while it speaks."""
    is_kept = True
    """Whether what changes is written to the session."""

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        about, course = self._about(palette, scene), self._course(palette, scene)
        while (room := _room(canvas.width, about + course)) < _LEAST_GAP and any(rank for rank, _ in about + course):
            highest = max(about + course, key=lambda part: part[0])
            (about if highest in about else course).remove(highest)
        gap = min(max(room, 1), _MOST_GAP)
        x = 1
        for _, text in about:
            x = _write(canvas, x, text) + gap
        x = max(x, canvas.width - 1 - sum(_length(text) + gap for _, text in course) + gap)
        for _, text in course:
            x = _write(canvas, x, text) + gap

    def _about(self, palette: Palette, scene: Scene) -> list[tuple[int, Text]]:
        """What is trained, with ranks: 0 always stays, the highest goes first."""
        changed = "*" if scene.hyperparameters != scene.saved else ""
        return [
            *([] if self.is_kept else [(1, [("✗ not kept", palette.bad)])]),
            (2, [(label_of(scene.preset) + changed, palette.text)]),
            *([] if scene.saved.goal == NO_GOAL else [(3, _goal(scene, palette))]),
            (6, [("→".join(map(str, scene.network.sizes)), palette.muted)]),
        ]

    def _course(self, palette: Palette, scene: Scene) -> list[tuple[int, Text]]:
        """How it goes, with ranks too; at the right end, where no name of a preset moves it."""
        snapshot = scene.snapshot
        metrics = snapshot.metrics if snapshot else Metrics()
        classes = scene.ends.classes
        decimals = _DECIMALS if classes else _DECIMALS_ALONE
        test_loss = loss_text(metrics.test_loss, decimals)
        losses = _pair(loss_text(metrics.train_loss, decimals), test_loss.strip().ljust(len(test_loss)), palette)
        parts: list[tuple[int, Text]] = [
            (0, [self._state(palette, scene)]),
            (0, _epoch(palette, scene)),
            (4, [(_rate(snapshot.rate if snapshot else 0.0), palette.muted)]),
            (0, [("loss ", palette.muted), *losses]),
        ]
        if classes:
            accuracies = _pair(_accuracy(metrics.train_accuracy), _accuracy(metrics.test_accuracy), palette)
            parts.append((0, [("acc ", palette.muted), *accuracies, (" %", palette.muted)]))
        is_training = self.trouble is None and snapshot is not None and snapshot.state == "training"
        if figures := link_figures(self.app, at_rest=not is_training):
            parts.append((5, [(figures, palette.muted)]))
        return parts

    def _state(self, palette: Palette, scene: Scene) -> tuple[str, Style]:
        state = self.trouble or (scene.snapshot.state if scene.snapshot else "starting")
        colors = {"training": palette.accent, "finished": palette.good, "diverged": palette.bad, "gone": palette.bad}
        return f"{_STATES[state]:<11}", colors.get(state, palette.second) + Style(bold=True)


def _room(width: int, parts: list[tuple[int, Text]]) -> int:
    """Cells that are left for each gap between the parts."""
    return (width - 2 - sum(_length(text) for _, text in parts)) // max(len(parts) - 1, 1)


def _write(canvas: Canvas, x: int, text: Text) -> int:
    for piece, style in text:
        x = canvas.text(x, 0, piece, style)
    return x


def _epoch(palette: Palette, scene: Scene) -> Text:
    epochs = str(scene.hyperparameters.training.epochs)
    epoch = str(scene.snapshot.epoch if scene.snapshot else 0).rjust(len(epochs))
    of = " past " if int(epoch) > int(epochs) else "/"  # the field was lowered below what is done already
    return [("epoch ", palette.muted), (epoch, palette.strong), (f"{of}{epochs}", palette.muted)]


def _goal(scene: Scene, palette: Palette) -> Text:
    return [("goal ✓", palette.good)] if scene.has_reached_goal else [("goal open", palette.muted)]


def _length(part: Text) -> int:
    return sum(cell_len(text) for text, _ in part)


def _pair(train: str, test: str, palette: Palette) -> Text:
    return [(train, palette.accent), ("/", palette.faint), (test, palette.second)]


def _accuracy(share: float) -> str:
    """Per cent in four cells: all of them is no more exact with a decimal."""
    return accuracy_text(share).removesuffix(".0").strip().rjust(4) if share >= 0.9995 else accuracy_text(share)[1:]


def _rate(samples_a_second: float) -> str:
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if samples_a_second >= size:
            return f"{samples_a_second / size:5.1f}{unit} samples/s"
    return f"{samples_a_second:6.0f} samples/s"
