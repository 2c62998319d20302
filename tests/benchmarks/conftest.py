"""Benchmarks are run by `pytest tests/benchmarks`; they print ratios and judge nothing."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads, as in the worker


def pytest_addoption(parser):
    parser.addoption(
        "--step-floor",
        metavar="FILE.c",
        help="C source of the floor: prints the microseconds of one step of 25-32-16-10, batch 32",
    )
