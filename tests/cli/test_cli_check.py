import subprocess
import sys

import pytest

from nntui.cli import main
from nntui.experiment.preset_folders import shipped_presets


@pytest.mark.parametrize("name", shipped_presets())
def test_check_finds_every_gradient_right(capsys, name):
    assert main(["check", name]) == 0
    layers = capsys.readouterr().out.splitlines()[1:]
    assert all(line.startswith(f"layer {number}") and line.endswith("ok") for number, line in enumerate(layers, 1))


def test_check_keeps_off_the_corner_of_relu(nntui):
    assert nntui("check", "xor", "--set", "network.activation=relu").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("digits", "training.seed=6"),  # a difference of the usual length straddles the kink of a ReLU
        ("digits", "training.l2=10"),  # the penalty of all weights would drown the differences
        ("digits", "training.l1=10", "training.l2=1"),
        ("digits", "training.l2=1", "network.activation=tanh"),
        (
            "multi-gauss",  # outputs in the hundreds
            "network.activation=relu",
            "network.initializer=uniform",
            "task.features=x1,x2,x1^2,x2^2,x1*x2",
        ),
    ],
    ids=" ".join,
)
def test_check_takes_neither_kinks_nor_rounding_for_errors(nntui, words):
    preset, *changes = words
    assert nntui("check", preset, *(word for change in changes for word in ("--set", change))).returncode == 0


@pytest.mark.soak
@pytest.mark.parametrize("name", shipped_presets())
def test_check_finds_every_gradient_right_from_any_start(capsys, name):
    for seed in range(20):
        for l1, l2 in ((0, 0), (10, 0), (0, 10), (0.01, 0.1)):
            changes = (f"training.seed={seed}", f"training.l1={l1}", f"training.l2={l2}")
            status = main(["check", name, *(word for change in changes for word in ("--set", change))])
            assert status == 0, (changes, capsys.readouterr().out)


@pytest.mark.parametrize("name", ["sine", "table"])
def test_check_of_values(nntui, values, name):
    assert nntui("check", "xor", "--set", f"task.name={name}", "--set", f"task.path={values}").returncode == 0


MUTATIONS = {
    "derivative of tanh": (
        "from nntui.core.activations import ACTIVATIONS, Activation\n"
        "right = ACTIVATIONS['tanh']\n"
        "ACTIVATIONS['tanh'] = Activation('tanh', right.value, lambda z, a, out, scratch: out.fill(1))\n"
    ),
    "gradient of one layer, by a thousandth": (
        "right = Network.backward\n"
        "def wrong(self, targets):\n"
        "    right(self, targets)\n"
        "    self.weight_gradients[0] *= 1.001\n"
        "Network.backward = wrong\n"
    ),
    "mean over samples": (
        "right = Network.backward\n"
        "def wrong(self, targets):\n"
        "    right(self, targets)\n"
        "    self.gradient *= targets.shape[1]\n"
        "Network.backward = wrong\n"
    ),
    "dropout": (
        "right = Network.backward\n"
        "def wrong(self, targets):\n"
        "    self._current.masks = ()\n"
        "    right(self, targets)\n"
        "Network.backward = wrong\n"
    ),
    "l1": "Penalties.add_l1 = lambda *_: None\n",
    "l2": "Penalties.add_l2 = lambda *_: None\n",
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_check_fails_for_a_wrong(mutation):
    code = (
        "import sys, nntui.cli\n"
        "from nntui.core.network import Network\n"
        "from nntui.core.penalties import Penalties\n"
        f"{MUTATIONS[mutation]}"
        "changes = ('training.l1=0.01', 'training.l2=0.1', 'network.dropout=0.4')\n"
        "sys.exit(nntui.cli.main(['check', 'xor', *(word for change in changes for word in ('--set', change))]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 1
    assert "wrong: expected less than 1e-06" in done.stdout
