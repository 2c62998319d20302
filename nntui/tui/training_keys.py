"""The keys of the playground that train and pause."""

from collections.abc import Callable
from dataclasses import replace

from nntui.tui.panes.status_line import StatusLine
from nntui.tui.scene import Scene
from nntui.tui.training import Training

DIVERGED = "✗ The weights have run away: lower the learning rate, then r starts over."


class TrainingKeys:
    """Tells the worker what the keys ask for, and the person where that means nothing.

    current: gives the scene of the moment. show: puts a state of the same run on show. follow: starts a worker.
    say: shows a line of text.
    """

    def __init__(
        self,
        current: Callable[[], Scene],
        show: Callable[[Scene], None],
        follow: Callable[[], object],
        say: Callable[[str], None],
        status: StatusLine,
        training: Training,
    ) -> None:
        self._current, self._show, self._follow, self._say = current, show, follow, say
        self._status, self._training = status, training

    def toggle(self) -> None:
        """Train or pause; start a worker if there is none."""
        snapshot = self._current().snapshot
        if not self._training.has_worker:
            self._training.expect()
            self._status.trouble = self._training.trouble
            self._show(self._current())
            self._follow()
        elif snapshot is not None and snapshot.state == "finished":
            self._say("All epochs are done: r starts over, more epochs in the form go on.")
        elif snapshot is not None and snapshot.state == "diverged":
            self._say(DIVERGED)
        else:
            self._training.set_wanted(not self._training.is_wanted)
            self._show_wanted()

    def epoch(self) -> None:
        """Train to the end of the epoch, or one epoch."""
        self._train(self._training.epoch)

    def minibatch(self) -> None:
        """Train one minibatch."""
        self._train(self._training.minibatch)

    def lasting(self) -> str:
        """What has to be said as long as it is so: that the worker is gone, or the run has diverged."""
        snapshot = self._current().snapshot
        if self._training.reason:
            offer, epoch = "p restarts" if self._training.trouble == "gone" else "Restarting", self._training.next_epoch
            return f"✗ {self._training.reason} {offer} {'it' if epoch is None else f'from epoch {epoch}'}."
        return DIVERGED if snapshot is not None and snapshot.state == "diverged" else ""

    def _train(self, command: Callable[[], None]) -> None:
        if not self._training.has_worker:
            self._say("✗ There is no worker to train: p starts one.")
            return
        command()
        self._show_wanted()

    def _show_wanted(self) -> None:
        """Show at once what the worker will confirm in a moment; if it is so already, its answer is the next to see."""
        scene = self._current()
        state = "training" if self._training.is_wanted else "paused"
        if scene.snapshot is not None and scene.snapshot.state != state:
            self._show(replace(scene, snapshot=replace(scene.snapshot, state=state)))
