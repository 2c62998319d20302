"""PyTorch's way through the cases of parity.py, written with PyTorch's own functions, optimizers and schedulers."""

from math import ceil

import numpy as np
import torch
from parity import STEPS, Case, Run
from torch import Tensor
from torch.nn import functional
from torch.optim import lr_scheduler

torch.set_num_threads(1)


def _step(z: Tensor) -> Tensor:
    return (z >= 0).to(z.dtype) + 0 * z  # a gradient of 0, where the comparison alone has none


def _perceptron(z: Tensor, targets: Tensor) -> Tensor:
    return ((_step(z) - targets).detach() * z).sum(dim=1).mean()  # its gradient is step(z) − y


ACTIVATIONS = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "linear": lambda z: z,
    "step": _step,
}
OF_LOGITS = {
    "cross_entropy": functional.cross_entropy,
    "binary_cross_entropy": functional.binary_cross_entropy_with_logits,
    "perceptron": _perceptron,
}
OF_OUTPUTS = {"mse": functional.mse_loss, "mae": functional.l1_loss, "huber": functional.huber_loss}
OPTIMIZERS = {
    "sgd": lambda groups, rate, _: torch.optim.SGD(groups, rate),
    "momentum": lambda groups, rate, momentum: torch.optim.SGD(groups, rate, momentum),
    "nesterov": lambda groups, rate, momentum: torch.optim.SGD(groups, rate, momentum, nesterov=True),
    "rmsprop": lambda groups, rate, _: torch.optim.RMSprop(groups, rate),
    "adam": lambda groups, rate, _: torch.optim.Adam(groups, rate),
    "adamw": lambda groups, rate, _: torch.optim.AdamW(groups, rate),
}
SCHEDULES = {
    "constant": lambda optimizer, _: lr_scheduler.ConstantLR(optimizer, factor=1),
    "step": lambda optimizer, epochs: lr_scheduler.MultiStepLR(optimizer, [ceil(epochs / 2), ceil(epochs * 3 / 4)]),
    "linear": lambda optimizer, epochs: lr_scheduler.LinearLR(optimizer, 1, 0, total_iters=epochs),
    "cosine": lambda optimizer, epochs: lr_scheduler.CosineAnnealingLR(optimizer, epochs),
    "one_cycle": lambda optimizer, epochs: lr_scheduler.OneCycleLR(
        optimizer, optimizer.param_groups[0]["lr"], total_steps=epochs, cycle_momentum=False
    ),
}


class _Net:
    """A list of weights and one of biases, which start where nntui's do."""

    def __init__(self, case: Case, dtype: torch.dtype) -> None:
        self._case = case
        self._masks = [torch.tensor(mask.T, dtype=dtype) for mask in case.masks()]
        self.weights, self.biases, start = [], [], 0
        for fan_in, units in zip(case.sizes, case.sizes[1:], strict=False):
            layer = case.start()[start : start + units * (fan_in + 1)].reshape(units, fan_in + 1)
            self.weights.append(torch.tensor(layer[:, :-1], dtype=dtype, requires_grad=True))
            self.biases.append(torch.tensor(layer[:, -1], dtype=dtype, requires_grad=True))
            start += layer.size

    def loss(self, samples: Tensor, targets: Tensor) -> Tensor:
        case, values = self._case, samples
        for layer in range(len(case.hidden)):
            values = ACTIVATIONS[case.activation](functional.linear(values, self.weights[layer], self.biases[layer]))
            if case.dropout:
                values = values * self._masks[layer]
        logits = functional.linear(values, self.weights[-1], self.biases[-1])
        if case.loss in OF_LOGITS:
            return OF_LOGITS[case.loss](logits, targets)
        return OF_OUTPUTS[case.loss](ACTIVATIONS[case.output](logits), targets)

    def flat(self) -> list[float]:
        """All parameters in nntui's order."""
        layers = zip(self.weights, self.biases, strict=True)
        return np.concatenate([torch.column_stack(layer).detach().numpy().ravel() for layer in layers]).tolist()


def run(case: Case, dtype: str) -> Run:
    kind = getattr(torch, dtype)
    net = _Net(case, kind)
    samples, targets = torch.tensor(case.samples(), dtype=kind), torch.tensor(case.targets(), dtype=kind)
    groups = [{"params": net.weights, "weight_decay": case.l2}, {"params": net.biases, "weight_decay": 0}]
    optimizer = OPTIMIZERS[case.optimizer](groups, case.learning_rate, case.momentum)
    scheduler = SCHEDULES[case.schedule](optimizer, STEPS)
    found = Run()
    for epoch in range(STEPS):
        if epoch:
            scheduler.step()
        optimizer.zero_grad()
        loss = net.loss(samples, targets)
        (loss + case.l1 * sum(weights.abs().sum() for weights in net.weights)).backward()
        if case.clip_norm:
            torch.nn.utils.clip_grad_norm_([*net.weights, *net.biases], case.clip_norm)
        optimizer.step()
        found.losses.append(loss.item())
        found.parameters.append(net.flat())
    found.losses.append(net.loss(samples, targets).item())
    return found


def schedule_factors(name: str, epochs: int) -> list[float]:
    """The factor on the learning rate in each of the planned epochs."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, factors = SCHEDULES[name](optimizer, epochs), []
    for _ in range(epochs):
        factors.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return factors
