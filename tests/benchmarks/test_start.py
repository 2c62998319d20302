"""How long it takes until the commands that do nothing heavy have answered: the least of ten, in seconds."""

import subprocess
import sys
from time import perf_counter

import pytest


@pytest.mark.parametrize(("words", "wanted"), [(("--help",), 0.15), (("presets",), 0.3), (("--version",), 0.15)])
def test_start(words, wanted):
    taken = []
    for _ in range(10):
        start = perf_counter()
        subprocess.run([sys.executable, "-m", "nntui", *words], stdout=subprocess.DEVNULL, check=True)
        taken.append(perf_counter() - start)
    print(f"nntui {' '.join(words)}: {min(taken):.3f} s, wanted {wanted}")
