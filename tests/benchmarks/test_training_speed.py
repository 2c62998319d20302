"""What a training step costs, next to its peers on one thread. A peer that is not installed is skipped.

A step's time is the difference between a long and a short run, divided by the steps between them, so that it holds all
that happens in an epoch (shuffling, history, metrics) and nothing of the start. Both are the beginning of the same run,
of as many planned epochs, so that nothing but their length differs. Each pair is timed several times in
turn, and the median of the ratios is what counts on a machine that others use too.
"""

import shutil
import subprocess
from statistics import median
from time import perf_counter

import numpy as np
import pytest

from nntui.experiment.hyperparameters import from_plain
from nntui.experiment.trainer import Trainer

ROUNDS = 7
SHORT, LONG = 20, 400  # the first epochs, each of which is measured for the history, count too


def hyperparameters(dropout=0.0, **training):
    return from_plain(
        {
            "task": {"name": "digits", "samples": 1250, "noise": 0.15, "test_fraction": 0.2},
            "network": {"hidden": [32, 16], "activation": "relu", "dropout": dropout},
            "training": {"optimizer": "sgd", "learning_rate": 0.01, "batch_size": 32, "epochs": LONG, **training},
        }
    )


def run_seconds(epochs, **changes):
    trainer = Trainer(hyperparameters(**changes))
    start = perf_counter()
    while trainer.epoch < epochs:
        trainer.train_epoch()
    return perf_counter() - start, trainer.steps


def step_microseconds(**changes):
    short, few = run_seconds(SHORT, **changes)
    long, many = run_seconds(LONG, **changes)
    return (long - short) / (many - few) * 1e6


def report(benchmark, name, ours, theirs):
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    benchmark.extra_info[name] = round(ratio, 2)
    print(f"\n{name}: {ratio:.2f} (median of {len(ours)} pairs; {median(ours):.1f} and {median(theirs):.1f} µs a step)")


def paired(benchmark, name, ours, theirs, rounds=ROUNDS):
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    benchmark.pedantic(ours, rounds=1)
    report(benchmark, name, *zip(*pairs, strict=True))


def test_plain_step_over_the_floor_in_c(benchmark, request, tmp_path):
    source = request.config.getoption("--step-floor")
    if source is None or shutil.which("gcc") is None:
        pytest.skip("needs --step-floor FILE.c and gcc")
    floor = tmp_path / "floor"
    subprocess.run(["gcc", "-O3", "-march=native", "-ffast-math", source, "-o", floor, "-lm"], check=True)

    def floor_microseconds():
        return float(subprocess.run([floor], capture_output=True, text=True, check=True).stdout.split()[0])

    paired(benchmark, "plain step / C", step_microseconds, floor_microseconds)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (
            "momentum, L2, dropout 0.2, cosine",
            {"optimizer": "momentum", "l2": 1e-4, "dropout": 0.2, "schedule": "cosine"},
        ),
        ("adam", {"optimizer": "adam"}),
    ],
)
def test_more_over_the_plain_step(benchmark, name, changes):
    paired(benchmark, f"{name} / plain", lambda: step_microseconds(**changes), step_microseconds)


def test_pytorch_eager_over_the_plain_step(benchmark):
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    layers = [
        torch.nn.Linear(25, 32),
        torch.nn.ReLU(),
        torch.nn.Linear(32, 16),
        torch.nn.ReLU(),
        torch.nn.Linear(16, 10),
    ]
    model = torch.nn.Sequential(*layers)
    optimizer, loss = torch.optim.SGD(model.parameters(), 0.01), torch.nn.CrossEntropyLoss()
    inputs, labels = torch.rand(1000, 25), torch.randint(0, 10, (1000,))

    def torch_microseconds():
        start, steps = perf_counter(), 0
        for _ in range(20):
            order = torch.randperm(1000)
            for first in range(0, 1000, 32):
                batch = order[first : first + 32]
                optimizer.zero_grad()
                loss(model(inputs[batch]), labels[batch]).backward()
                optimizer.step()
                steps += 1
        return (perf_counter() - start) / steps * 1e6

    torch_microseconds()
    paired(benchmark, "PyTorch eager / plain step", torch_microseconds, step_microseconds)


def test_scikit_learn_over_the_plain_step(benchmark):
    neural = pytest.importorskip("sklearn.neural_network")
    inputs, labels = np.random.default_rng(0).random((1000, 25)), np.arange(1000) % 10

    def sklearn_microseconds():
        model = neural.MLPClassifier((32, 16), solver="sgd", learning_rate_init=0.01, momentum=0, batch_size=32)
        model.partial_fit(inputs, labels, classes=np.arange(10))
        start = perf_counter()
        for _ in range(20):
            model.partial_fit(inputs, labels, classes=np.arange(10))
        return (perf_counter() - start) / (20 * 32) * 1e6

    paired(benchmark, "scikit-learn / plain step", sklearn_microseconds, step_microseconds)


def test_a_large_network_over_pytorch(benchmark):
    """784→512→512→10 at batch 128, forward, backward and update: what matters there is BLAS."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    from nntui.core.initializers import INITIALIZERS
    from nntui.core.losses import LOSSES
    from nntui.core.network import Network
    from nntui.core.optimizers import SGD

    network = Network((784, 512, 512, 10), ("relu", "relu"), LOSSES["cross_entropy"]("softmax"))
    network.initialize(INITIALIZERS["xavier"], np.random.default_rng(0))
    sgd = SGD(network.parameters)
    inputs = np.ones((785, 128), np.float32)
    inputs[:-1] = np.random.default_rng(1).random((784, 128))
    targets = np.eye(10, dtype=np.float32)[np.arange(128) % 10].T.copy()

    def ours():
        start = perf_counter()
        for _ in range(50):
            network.forward(inputs)
            network.backward(targets)
            sgd.step(network.parameters, network.gradient, 0.01)
        return (perf_counter() - start) / 50 * 1e6

    layers = [
        torch.nn.Linear(784, 512),
        torch.nn.ReLU(),
        torch.nn.Linear(512, 512),
        torch.nn.ReLU(),
        torch.nn.Linear(512, 10),
    ]
    model = torch.nn.Sequential(*layers)
    optimizer, loss = torch.optim.SGD(model.parameters(), 0.01), torch.nn.CrossEntropyLoss()
    their_inputs, labels = torch.tensor(inputs[:-1].T.copy()), torch.arange(128) % 10

    def theirs():
        start = perf_counter()
        for _ in range(50):
            optimizer.zero_grad()
            loss(model(their_inputs), labels).backward()
            optimizer.step()
        return (perf_counter() - start) / 50 * 1e6

    ours(), theirs()
    paired(benchmark, "large network, PyTorch's time / ours", theirs, ours)
