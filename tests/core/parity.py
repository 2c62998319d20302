"""The cases in which nntui's arithmetic is compared with PyTorch's, and nntui's way through one of them.

A case is five full-batch steps of a small network. Its first parameters and its data come from the standard library's
generator, whose numbers are the same in every version. PyTorch's way is in torch_parity.py.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
from small_networks import PAIRS

from nntui.core.activations import ACTIVATIONS
from nntui.core.arrays import with_ones
from nntui.core.descent import descend
from nntui.core.losses import LOSSES
from nntui.core.network import Network
from nntui.core.optimizers import OPTIMIZERS
from nntui.core.penalties import Penalties
from nntui.core.schedules import SCHEDULES

STEPS = 5  # one full batch an epoch: as many epochs
INPUTS, SAMPLES, OUTPUTS = 3, 6, 2
NUMBERS = Path(__file__).with_name("parity_numbers.json")
PLANS = (1, 4, 5, 40)
"""Planned epochs over which the schedules themselves are compared."""


@dataclass(frozen=True)
class Case:
    """What one run is made with."""

    hidden: tuple[int, ...] = (3,)
    activation: str = "tanh"
    loss: str = "cross_entropy"
    output: str = "softmax"
    optimizer: str = "sgd"
    learning_rate: float = 0.3
    momentum: float = 0.9
    schedule: str = "constant"
    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float = 0.0
    dropout: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        return INPUTS, *self.hidden, OUTPUTS

    def start(self) -> np.ndarray:
        """The first parameters, in the order of Network.parameters."""
        count = sum((fan_in + 1) * units for fan_in, units in zip(self.sizes, self.sizes[1:], strict=False))
        return _uniform(Random(1), (count,))

    def samples(self) -> np.ndarray:
        """SAMPLES × INPUTS."""
        return 2 * _uniform(Random(2), (SAMPLES, INPUTS))

    def targets(self) -> np.ndarray:
        """SAMPLES × OUTPUTS, of the kind that the loss is for."""
        if self.loss == "cross_entropy":
            return np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]] * (SAMPLES // 3))
        if self.loss in ("binary_cross_entropy", "perceptron"):
            return (_uniform(Random(3), (SAMPLES, OUTPUTS)) > 0).astype(float)
        return 2 * _uniform(Random(3), (SAMPLES, OUTPUTS))  # some of them in either part of Huber's loss

    def masks(self) -> list[np.ndarray]:
        """One for each hidden layer, units × SAMPLES: a quarter dropped; none without dropout."""
        rng = Random(4)
        return [(_uniform(rng, (units, SAMPLES)) > -0.5) / 0.75 for units in self.hidden] if self.dropout else []


@dataclass
class Run:
    """losses: before each step, and after the last. parameters: after each step, in the order of the network's."""

    losses: list[float] = field(default_factory=list)
    parameters: list[list[float]] = field(default_factory=list)


def _uniform(rng: Random, shape: tuple[int, ...]) -> np.ndarray:
    return np.array([rng.uniform(-1, 1) for _ in range(int(np.prod(shape)))]).reshape(shape)


DEEP = (3, 3)
"""Two hidden layers, where it matters that a gradient goes through one."""

SLOW = {"rmsprop": 0.01, "adam": 0.05, "adamw": 0.05}
"""Learning rates of the optimizers that divide by the gradient's size."""


def _optimizer(name: str) -> dict[str, object]:
    return {"optimizer": name, "learning_rate": SLOW.get(name, 0.3)}


CASES: dict[str, Case] = {
    **{f"activation {name}": Case(DEEP, name) for name in ACTIVATIONS},
    **{f"dropout {name}": Case(DEEP, name, dropout=True) for name in ACTIVATIONS},
    **{f"loss {loss} {output}": Case(loss=loss, output=output) for loss, output in PAIRS},
    **{f"optimizer {name}": Case(**_optimizer(name)) for name in OPTIMIZERS},
    **{f"l1 {name}": Case(l1=0.02, **_optimizer(name)) for name in OPTIMIZERS},
    **{f"l2 {name}": Case(l2=0.1, **_optimizer(name)) for name in OPTIMIZERS},
    **{f"schedule {name}": Case(schedule=name, optimizer="momentum") for name in SCHEDULES},
    "no hidden layer": Case(()),
    "clip long": Case(clip_norm=0.1),
    "clip with l1": Case(clip_norm=0.1, l1=0.2),
    "clip with l2": Case(clip_norm=0.1, l2=0.5),
    "clip with l1 and decay": Case(clip_norm=0.1, l1=0.2, l2=5.0, **_optimizer("adamw")),
    "clip short": Case(clip_norm=100.0),
    "all but decay": Case(DEEP, "gelu", "huber", "tanh", "nesterov", 0.2, 0.8, "cosine", 0.02, 0.1, 0.2, True),
    "all with decay": Case(DEEP, "elu", "mse", "sigmoid", "adamw", 0.05, 0.8, "one_cycle", 0.02, 0.1, 0.2, True),
}


def run(case: Case, dtype: str) -> Run:
    """Nntui's way, by the functions that Trainer's step is made of."""
    network = Network(case.sizes, (case.activation,) * len(case.hidden), LOSSES[case.loss](case.output), dtype)
    network.parameters[:] = case.start()
    parameters, gradient = network.parameters, network.gradient
    inputs, targets = with_ones(case.samples(), dtype), np.ascontiguousarray(case.targets().T, dtype)
    masks = [mask.astype(dtype) for mask in case.masks()]
    optimizer = OPTIMIZERS[case.optimizer](parameters, case.momentum)
    penalties = Penalties(network, case.l1, case.l2)
    found = Run()
    for epoch in range(STEPS):
        learning_rate = case.learning_rate * SCHEDULES[case.schedule](epoch, STEPS)
        found.losses.append(network.loss.value(network.forward(inputs, masks), targets))
        network.backward(targets)
        descend(parameters, gradient, learning_rate, optimizer, penalties, case.clip_norm)
        found.parameters.append(parameters.tolist())
    found.losses.append(network.loss.value(network.forward(inputs, masks), targets))
    return found


def stored_numbers() -> dict[str, dict[str, dict[str, list]]]:
    """What make_parity_numbers.py wrote: "float32" and "float64": case -> its Run; "schedules": name -> plan -> factors."""
    return json.loads(NUMBERS.read_text(encoding="utf-8"))
