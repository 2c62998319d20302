"""Every hyperparameter, declared once.

The row of the form, the flag `--set section.key=value`, the key of a preset, the range check, the help text and the
README's table all come from the one declaration here. The parts of a goal are declared in the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

from nntui.core.activations import ACTIVATIONS
from nntui.core.initializers import INITIALIZERS
from nntui.core.losses import LOSSES, OUTPUTS
from nntui.core.optimizers import OPTIMIZERS
from nntui.core.schedules import SCHEDULES
from nntui.experiment.files import harmless
from nntui.experiment.kinds import Choice, ChoiceEach, Integer, Kind, Layers, Names, Real, Text, did_you_mean, shown
from nntui.tasks import TASKS
from nntui.tasks.digits import STYLE_CHOICES
from nntui.tasks.features import FEATURES

AUTO = "auto"
LARGEST_SEED = 2**63 - 1


_LONGEST_KEY = 60  # characters of one that nobody declared: the reason behind it has to be seen


class HyperparameterError(ValueError):
    """A value that cannot be used: `key` names the field, the text says what was expected and what came."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key if len(key) <= _LONGEST_KEY else f'{key[:_LONGEST_KEY]}...'}: {reason}")
        self.key = key
        self.reason = reason


_LABELS = {"task.name": "problem", "task.seed": "data seed"}


@dataclass(frozen=True)
class Declaration:
    """One hyperparameter: where it stands, what it may be, and whether it applies between two minibatches."""

    section: str
    name: str
    kind: Kind
    default: Any
    live: bool
    help: str

    @property
    def label(self) -> str:
        """What the form calls it."""
        return _LABELS.get(self.key, self.name.replace("_", " "))

    @property
    def key(self) -> str:
        """`section.name`, as on the command line."""
        return f"{self.section}.{self.name}"


def _declare(kind: Kind, default: Any, help: str, live: bool = False) -> Any:  # noqa: A002
    return field(default=default, metadata={"kind": kind, "help": help, "live": live})


def _choice(registry: Mapping[str, object], *first: str) -> Choice:
    return Choice(lambda: (*first, *registry))


_PENALTIES = (0, 0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1)


@dataclass(frozen=True)
class TaskParameters:
    """The problem and its data."""

    name: str = _declare(_choice(TASKS), "digits", "The problem to learn.")
    path: str = _declare(
        Text(),
        "",
        "The CSV file of the problem table: numbers, in the last column classes (text, or up to 20 different whole "
        "numbers) or values (numbers with a decimal point; any with the loss mae or huber, or the output linear).",
    )
    samples: int = _declare(
        Integer(1, 100_000, (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000)),
        500,
        "How many samples to make, for training and testing together.",
    )
    noise: float = _declare(
        Real(0, 1, (0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1)),
        0.0,
        "How far samples stray from the ideal; at 0 and, or and xor are their four corners alone.",
    )
    test_fraction: float = _declare(
        Real(0, 0.9, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)), 0.2, "The part of the samples kept for testing."
    )
    features: tuple[str, ...] = _declare(
        Names(lambda: tuple(FEATURES)), ("x1", "x2"), "What the network is given of a point on the plane."
    )
    points: str = _declare(
        Choice(lambda: ("random", "centres")), "random", "Draw points at random, or take the four centres."
    )
    styles: str = _declare(
        _choice(STYLE_CHOICES), "many", "How digits are written: in many ways, or one glyph for each."
    )
    seed: int = _declare(
        Integer(0, LARGEST_SEED), 0, "Decides the draw of the data alone; 0: training.seed decides that too."
    )


@dataclass(frozen=True)
class NetworkParameters:
    """The shape of the network."""

    hidden: tuple[int, ...] = _declare(
        Layers(64, 4096, ((), (2,), (4,), (6,), (8,), (16,), (32,), (4, 4), (8, 8), (16, 16), (32, 16), (8, 8, 8))),
        (8,),
        "Units of each hidden layer; none for a network without.",
    )
    activation: str | tuple[str, ...] = _declare(
        ChoiceEach(_choice(ACTIVATIONS)), "tanh", "Activation of the hidden layers: one name, or one a layer."
    )
    output: str = _declare(
        Choice(lambda: (AUTO, *OUTPUTS)),
        AUTO,
        "Activation of the output layer; auto takes the one that suits the loss.",
    )
    initializer: str = _declare(_choice(INITIALIZERS), "xavier", "How the first weights are drawn.")
    dropout: float = _declare(
        Real(0, 0.9, (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)),
        0.0,
        "The share of hidden units left out of each training step.",
        live=True,
    )


@dataclass(frozen=True)
class TrainingParameters:
    """How the network learns."""

    loss: str = _declare(_choice(LOSSES, AUTO), AUTO, "What is made small; auto takes the one that suits the problem.")
    optimizer: str = _declare(_choice(OPTIMIZERS), "sgd", "The rule that turns a gradient into a step.")
    learning_rate: float = _declare(
        Real(0, 1e6, (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)),
        0.1,
        "The length of a step down the gradient.",
        live=True,
    )
    momentum: float = _declare(
        Real(0, 0.9999, (0, 0.5, 0.8, 0.9, 0.95, 0.99)),
        0.9,
        "How much of the last step the next one keeps (momentum, nesterov).",
        live=True,
    )
    schedule: str = _declare(
        _choice(SCHEDULES), "constant", "How the learning rate changes over the epochs.", live=True
    )
    l1: float = _declare(
        Real(0, 10, _PENALTIES), 0.0, "Strength of the L1 penalty, which drives weights to zero.", live=True
    )
    l2: float = _declare(
        Real(0, 10, _PENALTIES), 0.0, "Strength of the L2 penalty, which keeps weights small.", live=True
    )
    clip_norm: float = _declare(
        Real(0, 1000, (0, 0.1, 0.3, 1, 3, 10)), 0.0, "Longest gradient that is taken as it is; 0: any.", live=True
    )
    batch_size: int = _declare(
        Integer(1, 100_000, (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)), 32, "Samples to a step.", live=True
    )
    epochs: int = _declare(
        Integer(0, 10_000_000, (1, 10, 30, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 30_000, 100_000)),
        200,
        "How many times to go through the training data.",
        live=True,
    )
    patience: int = _declare(
        Integer(0, 1_000_000, (0, 5, 10, 20, 50, 100)),
        0,
        "Stop after so many epochs without a lower test loss and keep the best; 0: never.",
        live=True,
    )
    seed: int = _declare(Integer(0, LARGEST_SEED), 0, "Decides every random draw: data, first weights, shuffling.")


_LOSS = Real(0, 1e6, ())
_SHARE = Real(0, 1, ())
_COUNT = Integer(0, 10_000_000)


@dataclass(frozen=True)
class GoalParameters:
    """What a run is to reach; None asks for nothing."""

    train_loss: float | None = _declare(_LOSS, None, "The training loss, at the most.", live=True)
    test_loss: float | None = _declare(_LOSS, None, "The test loss, at the most.", live=True)
    train_accuracy: float | None = _declare(_SHARE, None, "The training accuracy from 0 to 1, at the least.", live=True)
    test_accuracy: float | None = _declare(_SHARE, None, "The test accuracy from 0 to 1, at the least.", live=True)
    most_hidden_units: int | None = _declare(_COUNT, None, "How many hidden units there may be in all.", live=True)
    most_hidden_layers: int | None = _declare(_COUNT, None, "How many hidden layers there may be.", live=True)
    most_parameters: int | None = _declare(_COUNT, None, "How many weights and biases there may be.", live=True)
    most_epochs: int | None = _declare(_COUNT, None, "How many epochs it may take.", live=True)


@dataclass(frozen=True)
class Hyperparameters:
    """All that defines a run, and what it is to reach. Frozen: a change makes a new one, with `with_value`."""

    title: str = ""
    description: str = ""
    task: TaskParameters = TaskParameters()
    network: NetworkParameters = NetworkParameters()
    training: TrainingParameters = TrainingParameters()
    goal: GoalParameters = GoalParameters()

    def get(self, key: str) -> Any:
        """The value of `section.name`."""
        declaration = declaration_of(key)
        return getattr(getattr(self, declaration.section), declaration.name)

    def with_value(self, key: str, value: object) -> "Hyperparameters":
        """A copy in which `key` has `value`, given as TOML would. Raises HyperparameterError."""
        declaration = declaration_of(key)
        try:
            checked = declaration.kind.check(value)
        except ValueError as error:
            raise HyperparameterError(key, str(error)) from None
        changes: dict[str, Any] = {declaration.name: checked}
        sections: dict[str, Any] = {declaration.section: replace(getattr(self, declaration.section), **changes)}
        return replace(self, **sections)

    def with_text(self, key: str, text: str) -> "Hyperparameters":
        """A copy in which `key` has the value that a person typed. Raises HyperparameterError."""
        try:
            value = declaration_of(key).kind.parse(text)
        except HyperparameterError:
            raise
        except ValueError as error:
            raise HyperparameterError(key, str(error)) from None
        return self.with_value(key, value)

    def plain(self) -> dict[str, Any]:
        """Nested tables of plain values, as TOML and JSON have them; of the goal what is asked for, if anything."""
        tables: dict[str, Any] = {"title": self.title, "description": self.description}
        for key, declaration in declarations().items():
            table = tables.setdefault(declaration.section, {})
            table[declaration.name] = declaration.kind.plain(self.get(key))
        goal = {name: value for name, value in vars(self.goal).items() if value is not None}
        return {**tables, GOAL: goal} if goal else tables


def from_plain(tables: Mapping[str, object]) -> Hyperparameters:
    """Hyperparameters from nested tables of plain values; what is left out takes its default.

    Raises HyperparameterError for a value that does not fit and for a key that is not known.
    """
    result = Hyperparameters()
    for name, content in tables.items():
        if name in _HARMLESS_TEXTS:
            if not isinstance(content, str):
                raise HyperparameterError(name, f"expected text, got {shown(content)}")
            texts: dict[str, Any] = {name: _HARMLESS_TEXTS[name](content)}
            result = replace(result, **texts)
        elif name not in (*SECTIONS, GOAL):
            known = [*_HARMLESS_TEXTS, *SECTIONS, GOAL]
            raise HyperparameterError(name, "no such table or key" + did_you_mean(name, known))
        elif not isinstance(content, Mapping):
            raise HyperparameterError(name, f"expected a table, got {shown(content)}")
        else:
            for key, value in content.items():
                result = result.with_value(f"{name}.{key}", value)
    return result


def _harmless_lines(text: str) -> str:
    return "\n".join(harmless(line) for line in text.splitlines())


_HARMLESS_TEXTS: dict[str, Callable[[str], str]] = {"title": harmless, "description": _harmless_lines}
# made fit for a terminal here, where presets and model files alike come through


SECTIONS: tuple[str, ...] = ("task", "network", "training")
"""The tables of a preset that define a run, in the order in which they are shown."""

GOAL = "goal"
"""The table of what the run is to reach, which changes nothing about how it goes."""


@cache
def declarations() -> dict[str, Declaration]:
    """Every hyperparameter by its key, in the order of the form."""
    return _declared_in(*SECTIONS)


@cache
def goal_declarations() -> dict[str, Declaration]:
    """Every part that a goal can have, by its key."""
    return _declared_in(GOAL)


def _declared_in(*sections: str) -> dict[str, Declaration]:
    found = {}
    for section in sections:
        for entry in fields(getattr(Hyperparameters, section)):
            declaration = Declaration(section, entry.name, default=entry.default, **entry.metadata)
            found[declaration.key] = declaration
    return found


def declaration_of(key: str) -> Declaration:
    """The declaration of `section.name`. Raises HyperparameterError that names the nearest known key."""
    known = {**declarations(), **goal_declarations()}
    if key not in known:
        raise HyperparameterError(key, "no such key" + did_you_mean(key, list(known)))
    return known[key]


def needs_rebuild(old: Hyperparameters, new: Hyperparameters) -> bool:
    """Whether the change needs a new network or new data; otherwise it applies between two minibatches."""
    return any(old.get(key) != new.get(key) for key, declaration in declarations().items() if not declaration.live)
