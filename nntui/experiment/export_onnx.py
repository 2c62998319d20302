"""A trained network as an ONNX file: raw samples in, what `nntui predict --json` calls output, and the class, out."""

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

import nntui
from nntui.core.activations import LEAK
from nntui.experiment.build import resolved, task_of
from nntui.experiment.model_file import Model
from nntui.tasks.task import FARTHEST, Scaling

OPSET = 20
"""The first that has gelu."""
_IR_VERSION = 9
"""As old as the opset allows, so that older runtimes take it."""


@dataclass
class _Graph:
    """Nodes and constants, in the order in which they are made; values are known by their names."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Apply an operator; return the name of what comes out."""
        output = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, value: npt.ArrayLike, dtype: npt.DTypeLike) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def cast(self, value: str, kind: int, output: str = "") -> str:
        return self.add("Cast", value, to=kind, output=output)


_Step = tuple[str, tuple[float, ...], dict[str, Any]]
"""An operator, the constants that it takes besides the value, and its attributes."""

ACTIVATIONS: dict[str, tuple[_Step, ...]] = {
    "relu": (("Relu", (), {}),),
    "tanh": (("Tanh", (), {}),),
    "sigmoid": (("Sigmoid", (), {}),),
    "leaky_relu": (("LeakyRelu", (), {"alpha": LEAK}),),
    "elu": (("Elu", (), {}),),
    "gelu": (("Gelu", (), {}),),
    "linear": (),
    "step": (("GreaterOrEqual", (0.0,), {}), ("Cast", (), {"to": TensorProto.FLOAT})),
    "softmax": (("Softmax", (), {"axis": 1}),),
}
"""What is done to a value of n × units, one after the other."""

FEATURES: dict[str, tuple[str, ...]] = {
    "x1": ("Identity", "x1"),
    "x2": ("Identity", "x2"),
    "x1^2": ("Mul", "x1", "x1"),
    "x2^2": ("Mul", "x2", "x2"),
    "x1*x2": ("Mul", "x1", "x2"),
    "sin(x1)": ("Sin", "x1"),
    "sin(x2)": ("Sin", "x2"),
}
"""The operator, and which coordinates of points it is applied to."""


def onnx_model(model: Model) -> bytes:
    """The file. Its input is `input`, n × raw inputs: float32, or for a table, whose numbers may be large, float64.

    Its outputs are `output`, n × outputs, and for classes `class`, n numbers from 0; the names of inputs and classes
    are in its metadata, as JSON.
    """
    graph = _Graph()
    scaling, classes = model.scaling, model.ends.classes
    value = "input" if scaling is None else _scaled(graph, scaling)
    if "features" in task_of(model.hyperparameters).knobs:
        value = _features(graph, value, model.ends.input_names)
    names = (*model.network.activations, resolved(model.hyperparameters, model.ends).network.output)
    for name, weights in zip(names, model.network.weights, strict=True):
        matrix, biases = (graph.constant(part, np.float32) for part in (weights[:, :-1], weights[:, -1]))
        value = graph.add("Gemm", value, matrix, biases, transB=1)
        for operator, constants, attributes in ACTIVATIONS[name]:
            value = graph.add(operator, value, *(graph.constant(each, np.float32) for each in constants), **attributes)
    kind = TensorProto.FLOAT
    if scaling is not None and not classes:
        value, kind = _raw_outputs(graph, value, scaling), TensorProto.DOUBLE
    graph.add("Identity", value, output="output")
    outputs = [helper.make_tensor_value_info("output", kind, ["n", model.network.sizes[-1]])]
    if classes:
        _add_class(graph, model.network.sizes[-1])
        outputs.append(helper.make_tensor_value_info("class", TensorProto.INT64, ["n"]))
    return _file(model, graph, outputs)


def _scaled(graph: _Graph, scaling: Scaling) -> str:
    shift, scale = (graph.constant(part, np.float64) for part in (scaling.input_shift, scaling.input_scale))
    value = graph.add("Div", graph.add("Sub", "input", shift), scale)
    ends = (graph.constant(end, np.float64) for end in (-FARTHEST, FARTHEST))
    return graph.cast(graph.add("Clip", value, *ends), TensorProto.FLOAT)


def _features(graph: _Graph, value: str, names: tuple[str, ...]) -> str:
    x1, x2 = (graph.add("Gather", value, graph.constant([column], np.int64), axis=1) for column in range(2))
    place = {"x1": x1, "x2": x2}
    columns = [
        graph.add(operator, *(place[each] for each in coordinates))
        for operator, *coordinates in (FEATURES[name] for name in names)
    ]
    return graph.add("Concat", *columns, axis=1)


def _raw_outputs(graph: _Graph, value: str, scaling: Scaling) -> str:
    exact = graph.cast(value, TensorProto.DOUBLE)
    scale, shift = (graph.constant(part, np.float64) for part in (scaling.output_scale, scaling.output_shift))
    return graph.add("Add", graph.add("Mul", exact, scale), shift)


def _add_class(graph: _Graph, outputs: int) -> None:
    if outputs > 1:
        graph.add("ArgMax", "output", axis=1, keepdims=0, output="class")
        return
    is_second = graph.add("Greater", "output", graph.constant(0.5, np.float32))
    flat = graph.add("Squeeze", is_second, graph.constant([1], np.int64))
    graph.cast(flat, TensorProto.INT64, output="class")


def _file(model: Model, graph: _Graph, outputs: list[Any]) -> bytes:
    kind = TensorProto.FLOAT if model.scaling is None else TensorProto.DOUBLE
    inputs = [helper.make_tensor_value_info("input", kind, ["n", len(model.raw_inputs)])]
    made = helper.make_graph(graph.nodes, "network", inputs, outputs, graph.constants)
    document: ModelProto = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="nntui",
        producer_version=nntui.__version__,
    )
    names = {"inputs": list(model.raw_inputs), "classes": list(model.ends.classes)}
    helper.set_model_props(document, {key: json.dumps(value) for key, value in names.items()})
    checker.check_model(document)
    return bytes(document.SerializeToString())
