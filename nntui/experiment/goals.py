"""Goals: how far a network has come towards what a preset asks for, and whether it did so on the same problem."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from nntui.core.network import Network
from nntui.experiment.build import Ends, resolved, task_of
from nntui.experiment.history import Metrics
from nntui.experiment.hyperparameters import GoalParameters, Hyperparameters, declaration_of

NO_GOAL = GoalParameters()

_FREE = ("features", "seed")
"""What may be another of the problem: how the network is given its points, and which are drawn."""


@dataclass(frozen=True)
class Attempt:
    """What a goal is compared with: a network, how good it is, and after how many epochs."""

    network: Network
    metrics: Metrics
    epoch: int


@dataclass(frozen=True)
class _Measure:
    """What one part of a goal is about. is_least: whether more is better; is_share: whether it is a share of one."""

    label: str
    of: Callable[[Attempt], float]
    is_least: bool = False
    is_share: bool = False

    def shown(self, value: float) -> str:
        return f"{100 * value:.4g} %" if self.is_share else f"{value:,}" if isinstance(value, int) else f"{value:.4g}"

    def bound(self, wanted: float) -> str:
        return f"at {'least' if self.is_least else 'most'} {self.shown(wanted)}"


_MEASURES: dict[str, _Measure] = {
    "train_loss": _Measure("training loss", lambda attempt: attempt.metrics.train_loss),
    "test_loss": _Measure("test loss", lambda attempt: attempt.metrics.test_loss),
    "train_accuracy": _Measure("training accuracy", lambda attempt: attempt.metrics.train_accuracy, True, True),
    "test_accuracy": _Measure("test accuracy", lambda attempt: attempt.metrics.test_accuracy, True, True),
    "most_hidden_units": _Measure("hidden units", lambda attempt: sum(attempt.network.sizes[1:-1])),
    "most_hidden_layers": _Measure("hidden layers", lambda attempt: len(attempt.network.sizes) - 2),
    "most_parameters": _Measure("weights and biases", lambda attempt: len(attempt.network.parameters)),
    "most_epochs": _Measure("epochs", lambda attempt: attempt.epoch),
}


@dataclass(frozen=True)
class Part:
    """One part of a goal, and what a network has there. value: not a number where there is nothing to measure."""

    name: str
    wanted: float
    value: float

    @property
    def is_reached(self) -> bool:
        """Whether the value is as large, or as small, as it is to be."""
        return self.value >= self.wanted if self._measure.is_least else self.value <= self.wanted

    @property
    def _measure(self) -> _Measure:
        return _MEASURES[self.name]

    def __str__(self) -> str:
        """What was reached against what was asked for, or by how much it was missed."""
        measure = self._measure
        if not isfinite(self.value):
            return f"{measure.label}: there is none, expected {measure.bound(self.wanted)}"
        if self.is_reached:
            return f"{measure.label} {measure.shown(self.value)} ({measure.bound(self.wanted)})"
        return f"{measure.label} {measure.shown(self.value)}, {self._shortage()} {measure.shown(self.wanted)}"

    def _shortage(self) -> str:
        gap = abs(self.value - self.wanted)
        if self._measure.is_share:
            points = f"{100 * gap:.2g}"
            return f"{points} point{'' if points == '1' else 's'} short of"
        return f"{gap:,} more than" if isinstance(gap, int) else f"{gap:.2g} above"


@dataclass(frozen=True)
class Verdict:
    """What became of a goal. strays: how the run differs from the problem that the goal is about, one line each."""

    parts: tuple[Part, ...]
    strays: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps the goal from being reached, one line each."""
        return (*self.strays, *(str(part) for part in self.parts if not part.is_reached))


def goal_in_words(goal: GoalParameters) -> str:
    """What is asked for: "test accuracy at least 95 %, hidden units at most 8"; "" for no goal."""
    return ", ".join(f"{_MEASURES[name].label} {_MEASURES[name].bound(wanted)}" for name, wanted in _asked(goal))


def judged(goal: GoalParameters, attempt: Attempt) -> Verdict:
    """How far the network has come, whatever the problem."""
    return Verdict(tuple(Part(name, wanted, _MEASURES[name].of(attempt)) for name, wanted in _asked(goal)))


def judged_on(asked: Hyperparameters, done: Hyperparameters, ends: Ends, attempt: Attempt) -> Verdict:
    """How far the network has come towards the goal in `asked`, which counts on the problem there and no easier one.

    done: what the network was trained by. ends: those of its problem.
    """
    return Verdict(judged(asked.goal, attempt).parts, (*_other_problem(asked, done), *_other_loss(asked, done, ends)))


def _asked(goal: GoalParameters) -> list[tuple[str, float]]:
    return [(name, wanted) for name, wanted in vars(goal).items() if wanted is not None]


def _other_problem(asked: Hyperparameters, done: Hyperparameters) -> list[str]:
    knobs = [name for name in vars(asked.task) if name == "name" or name in task_of(asked).knobs.difference(_FREE)]
    return [_stray(f"task.{name}", asked, done) for name in knobs if vars(asked.task)[name] != vars(done.task)[name]]


def _stray(key: str, asked: Hyperparameters, done: Hyperparameters) -> str:
    shown = declaration_of(key).kind.format
    return f"{key} is {shown(done.get(key))}, the goal is about {shown(asked.get(key))}"


def _other_loss(asked: Hyperparameters, done: Hyperparameters, ends: Ends) -> list[str]:
    """Losses of two kinds cannot be compared."""
    if asked.goal.train_loss is None and asked.goal.test_loss is None:
        return []
    theirs, ours = resolved(asked, ends).training.loss, resolved(done, ends).training.loss
    return [] if theirs == ours else [f"training.loss is {ours}, the goal is about {theirs}"]
