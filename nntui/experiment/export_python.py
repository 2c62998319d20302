"""A trained network as a program of its own: numpy alone, and the samples and answers of `nntui predict`."""

import inspect
import json
from collections.abc import Iterator
from types import ModuleType

import nntui
from nntui.core.activations import LEAK
from nntui.experiment import drawn_samples, typed_samples
from nntui.experiment.build import resolved, task_of
from nntui.experiment.fields import plain_numbers
from nntui.experiment.model_file import Model
from nntui.tasks.task import FARTHEST

ACTIVATIONS: dict[str, str] = {
    "relu": "np.maximum(z, 0)",
    "tanh": "np.tanh(z)",
    "sigmoid": "0.5 * np.tanh(0.5 * z) + 0.5",
    "leaky_relu": f"np.maximum(z, {LEAK} * z)",
    "elu": "np.maximum(z, 0) + np.expm1(np.minimum(z, 0))",
    "gelu": "(z * 0.5 * (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2)))).astype(z.dtype)",
    "linear": "z",
    "step": "(z >= 0).astype(z.dtype)",
    "softmax": "np.exp(z - z.max()) / np.exp(z - z.max()).sum()",
}
"""What each does to the vector z."""

FEATURES: dict[str, str] = {
    "x1": "x1",
    "x2": "x2",
    "x1^2": "x1 * x1",
    "x2^2": "x2 * x2",
    "x1*x2": "x1 * x2",
    "sin(x1)": "np.sin(x1)",
    "sin(x2)": "np.sin(x2)",
}
"""What each is of a point on the plane."""


def python_program(model: Model) -> str:
    """The source text of the program, in ASCII but for what draws a digit."""
    drawn = task_of(model.hyperparameters).view == "drawing"
    reader = "drawn_samples" if drawn else "number_samples"
    parts = [
        _head(model),
        *(_without_imports(module) for module in ([typed_samples, drawn_samples] if drawn else [typed_samples])),
        "\n".join(_constants(model)),
        _ANSWER.replace("PREPARED", "\n".join(f"    {line}" for line in _prepared(model))),
        _MAIN.replace("READ", reader),
    ]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def _head(model: Model) -> str:
    sizes = " -> ".join(map(str, model.network.sizes))
    title = f" {model.hyperparameters.title!a}," if model.hyperparameters.title else ""
    return f"""#!/usr/bin/env python3
# A network{title} {sizes}, written by nntui {nntui.__version__}. It needs numpy alone.
# Samples come on standard input, {len(model.raw_inputs)} numbers a line; each is answered on a line.
# With --json, each answer is an object with output and label.

import json
import math
import os
import re
import sys
from collections.abc import Iterable, Iterator
from math import isfinite, isqrt
from typing import NamedTuple

import numpy as np"""


def _without_imports(module: ModuleType) -> str:
    """The source of a module below its imports."""
    lines = inspect.getsource(module).splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith(("import ", "from ")))
    return "\n".join(lines[last + 1 :])


def _constants(model: Model) -> Iterator[str]:
    names = (*model.network.activations, resolved(model.hyperparameters, model.ends).network.output)
    yield f"INPUTS = {len(model.raw_inputs)}"
    yield f"CLASSES = {list(model.ends.classes)!a}"
    if model.scaling is not None:
        yield f"SHIFT = np.array({list(model.scaling.input_shift)})"
        yield f"SCALE = np.array({list(model.scaling.input_scale)})"
    yield "ACTIVATIONS = {"
    yield from (f'    "{name}": lambda z: {ACTIVATIONS[name]},' for name in dict.fromkeys(names))
    yield "}"
    yield "# of each layer: its activation, its biases, and its weights, a row a unit"
    yield "LAYERS = ["
    for name, weights in zip(names, model.network.weights, strict=True):
        numbers = json.dumps([plain_numbers(weights[:, -1]), plain_numbers(weights[:, :-1])])
        yield f'    ("{name}", *map(np.float32, json.loads("{numbers}"))),'
    yield "]"


def _prepared(model: Model) -> Iterator[str]:
    """How the numbers of a sample become the inputs of the network."""
    if model.scaling is not None:
        yield f"values = np.clip((values - SHIFT) / SCALE, {-FARTHEST}, {FARTHEST})"
    yield "values = values.astype(np.float32)"
    if "features" in task_of(model.hyperparameters).knobs:
        features = ", ".join(FEATURES[name] for name in model.ends.input_names)
        yield "x1, x2 = values"
        yield f"values = np.array([{features}])"
    yield "for name, biases, weights in LAYERS:"
    yield "    values = ACTIVATIONS[name](weights @ values + biases)"
    if model.scaling is not None and not model.ends.classes:
        yield f"values = values.astype(np.float64) * {model.scaling.output_scale!r} + {model.scaling.output_shift!r}"


_ANSWER = '''
def answer(sample):
    """What the network says to the numbers of a sample: one for each of its outputs."""
    values = np.array(sample, np.float64)
PREPARED
    return values


def by_class(output):
    """One number a class, also where two share one output."""
    return [1 - float(output[0]), float(output[0])] if len(output) == 1 else output.tolist()


def as_text(output):
    """The most likely class and the next one, each with its probability; without classes the value."""
    if not CLASSES:
        return "  ".join(f"{value:.6g}" for value in output.tolist())
    values = by_class(output)
    best, second = sorted(range(len(values)), key=lambda index: -values[index])[:2]
    width = max(map(len, CLASSES))
    return f"{CLASSES[best]:{width}}  {values[best]:.4f}  then {CLASSES[second]}  {values[second]:.4f}"


def as_json(output):
    """An object with the outputs and the class."""
    best = int(output[0] > 0.5) if len(output) == 1 else int(output.argmax())
    return json.dumps({"output": output.tolist(), "label": CLASSES[best] if CLASSES else None})
'''

_MAIN = '''
def lines():
    """The lines of standard input."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
        yield Line(number, text.rstrip("\\r\\n"))


def main():
    """Answer each sample as soon as it has come; return the exit status."""
    if sys.argv[1:] not in ([], ["--json"]):
        print(f"{sys.argv[0]}: expected samples on standard input, and --json or no argument", file=sys.stderr)
        return 2
    shown = as_json if sys.argv[1:] else as_text
    np.seterr(all="ignore")
    try:
        for sample in READ(lines(), INPUTS):
            output = answer(sample.inputs)
            if not np.isfinite(output).all():
                raise sample.line.error(0, "the numbers are too large for the network")
            print(shown(output), flush=True)
    except SampleError as error:
        print(f"{sys.argv[0]}: stdin {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has all that it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
'''
