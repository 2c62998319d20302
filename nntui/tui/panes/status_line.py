"""One line that tells at a glance whether it trains, and how well."""

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

Text = list[tuple[str, Style]]


class StatusLine(CellWidget):
    """Preset, goal, shape, state, epoch, speed, losses, for classes accuracies, and what is sent to the terminal.

    What matters less gives way first.
    """

    trouble: str | None = None
    """What the worker cannot say itself: "starting" or "gone"; None while it speaks."""

    def draw(self, canvas: Canvas, palette: Palette, scene: Scene) -> None:
        ranked = self._parts(palette, scene)
        while sum(_length(part) + 2 for _, part in ranked) > canvas.width and any(rank for rank, _ in ranked):
            ranked.remove(max(ranked, key=lambda entry: entry[0]))
        room = canvas.width - sum(_length(part) for _, part in ranked) - 2
        gap = min(max(room // max(len(ranked) - 1, 1), 1), 4)
        x = 1
        for _, part in ranked:
            for text, style in part:
                x = canvas.text(x, 0, text, style)
            x += gap

    def _parts(self, palette: Palette, scene: Scene) -> list[tuple[int, Text]]:
        """The parts from left to right, each with its rank: 0 always stays, the highest goes first."""
        snapshot = scene.snapshot
        state = self.trouble or (snapshot.state if snapshot else "starting")
        colors = {"training": palette.accent, "finished": palette.good, "diverged": palette.bad, "gone": palette.bad}
        metrics = snapshot.metrics if snapshot else Metrics()
        epochs = str(scene.hyperparameters.training.epochs)
        epoch = str(snapshot.epoch if snapshot else 0).rjust(len(epochs))
        of = " past " if int(epoch) > int(epochs) else "/"  # the field was lowered below what is done already
        changed = "*" if scene.hyperparameters != scene.saved else ""
        classes = scene.ends.classes
        decimals = _DECIMALS if classes else _DECIMALS_ALONE
        losses = _pair(loss_text(metrics.train_loss, decimals), loss_text(metrics.test_loss, decimals), palette)
        accuracies = _pair(accuracy_text(metrics.train_accuracy), accuracy_text(metrics.test_accuracy).strip(), palette)
        parts: list[tuple[int, Text]] = [
            (1, [(label_of(scene.preset) + changed, palette.strong)]),
            *([] if scene.saved.goal == NO_GOAL else [(2, _goal(scene, palette))]),
            (5, [("→".join(map(str, scene.network.sizes)), palette.muted)]),
            (0, [(f"{_STATES[state]:<11}", colors.get(state, palette.second))]),
            (0, [("epoch ", palette.muted), (epoch, palette.strong), (f"{of}{epochs}", palette.muted)]),
            (3, [(_rate(snapshot.rate if snapshot else 0.0), palette.muted)]),
            (0, [("loss ", palette.muted), *losses]),
        ]
        if classes:
            parts.append((0, [("acc ", palette.muted), *accuracies, (" % ", palette.muted)]))
        if figures := link_figures(self.app):
            parts.append((4, [(figures, palette.muted)]))
        return parts


def _goal(scene: Scene, palette: Palette) -> Text:
    return [("goal ✓", palette.good)] if scene.has_reached_goal else [("goal –", palette.muted)]


def _length(part: Text) -> int:
    return sum(len(text) for text, _ in part)


def _pair(train: str, test: str, palette: Palette) -> Text:
    return [(train, palette.accent), ("/", palette.faint), (test, palette.second)]


def _rate(samples_a_second: float) -> str:
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if samples_a_second >= size:
            return f"{samples_a_second / size:5.1f}{unit} samples/s"
    return f"{samples_a_second:5.0f}  samples/s"
