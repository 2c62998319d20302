"""Five steps equal PyTorch's: those it takes now where it is installed, those that it once took elsewhere."""

from dataclasses import asdict
from importlib.util import find_spec

import numpy as np
import pytest
from parity import CASES, PLANS, STEPS, Run, run, stored_numbers

from nntui.core.schedules import SCHEDULES

TOLERANCES = {"float32": 1e-5, "float64": 1e-10}
HAS_TORCH = find_spec("torch") is not None
STORED = stored_numbers()
IF_MISSING = "run tests/core/make_parity_numbers.py where PyTorch is installed"


def torch_run(name: str, dtype: str) -> Run:
    if HAS_TORCH:
        import torch_parity

        return torch_parity.run(CASES[name], dtype)
    assert name in STORED[dtype], IF_MISSING
    return Run(**STORED[dtype][name])


def torch_factors(name: str, epochs: int) -> list[float]:
    if HAS_TORCH:
        import torch_parity

        return torch_parity.schedule_factors(name, epochs)
    assert name in STORED["schedules"], IF_MISSING
    return STORED["schedules"][name][str(epochs)]


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("name", CASES)
def test_five_steps_equal_pytorchs(name: str, dtype: str) -> None:
    found, expected = run(CASES[name], dtype), torch_run(name, dtype)
    for part in ("losses", "parameters"):
        np.testing.assert_allclose(getattr(found, part), getattr(expected, part), rtol=0, atol=TOLERANCES[dtype])
    assert len(found.losses) == STEPS + 1
    assert np.abs(np.subtract(found.parameters[-1], CASES[name].start())).max() > 1e-3  # it was no standstill


@pytest.mark.parametrize("epochs", PLANS)
@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_equal_pytorchs(name: str, epochs: int) -> None:
    factors = [SCHEDULES[name](epoch, epochs) for epoch in range(epochs)]
    np.testing.assert_allclose(factors, torch_factors(name, epochs), rtol=0, atol=1e-12)


@pytest.mark.skipif(not HAS_TORCH, reason="PyTorch is not installed")
def test_the_stored_numbers_are_pytorchs() -> None:
    import torch_parity

    for dtype, tolerance in TOLERANCES.items():
        assert list(STORED[dtype]) == list(CASES), IF_MISSING
        for name, case in CASES.items():
            for part, numbers in asdict(torch_parity.run(case, dtype)).items():
                np.testing.assert_allclose(STORED[dtype][name][part], numbers, rtol=0, atol=tolerance, err_msg=name)


def test_only_what_means_the_same_gives_the_same_numbers() -> None:
    """A case whose knob does nothing would prove nothing."""
    names: dict[str, list[str]] = {}
    for name, case in CASES.items():
        names.setdefault(str(run(case, "float64")), []).append(name)
    assert [same for same in names.values() if len(same) > 1] == [
        [
            "loss cross_entropy softmax",
            "optimizer sgd",
            "clip short",
        ],  # the defaults, and a limit that is never reached
        ["optimizer momentum", "schedule constant"],
        ["optimizer adam", "optimizer adamw"],  # without L2 they are one
        ["l1 adam", "l1 adamw"],
    ]
