"""What goes between the screen and the worker: frames of a JSON header and raw little-endian arrays.

A frame is the four bytes `nntu`, the lengths of header and arrays as two unsigned 32-bit little-endian numbers, the
header (JSON with a `type`, and under `arrays` the name, dtype and shape of each array), and the arrays one after the
other.

Down go `configure` (run, config, lesson_inputs and lesson_labels; to resume also epoch, steps, history and parameters),
`study`, `train`, `pause`, `epoch`,
`minibatch`, `pace` (steps_per_second) and `acknowledge`. Up come `hello` (version, protocol) once, `snapshot` and
`refused` (a configuration that cannot be built).
"""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from math import prod
from typing import Any

import numpy as np

from nntui.core.arrays import Array
from nntui.experiment.history import Metrics
from nntui.experiment.kinds import shown
from nntui.experiment.lessons import Progress

PROTOCOL = 1
SNAPSHOT_INTERVAL = 0.1
"""Seconds from one snapshot to the next at the least."""

_PREFIX = struct.Struct("<4sII")
_MAGIC = b"nntu"
_MAX_HEADER = 1024 * 1024
_MAX_ARRAYS = 64 * 1024 * 1024
_DTYPES = {"<f4", "<f8"}


class ProtocolError(ValueError):
    """Bytes that are no frame, or a frame that makes no sense."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One message: what kind it is, its plain values, its arrays."""

    type: str
    values: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state of a run at one moment; the next one replaces it.

    run: which network this is; the screen counts. state: training, paused, finished or diverged. rate: samples a
    second. history: points × 5, as History.table() has it. parameters: the network's flat vector. lessons: what the
    network makes of what the user taught it; None where that is nothing.
    """

    run: int
    state: str
    epoch: int
    steps: int
    rate: float
    metrics: Metrics
    history: Array
    parameters: Array
    lessons: Progress | None = None


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. Raises ProtocolError where it is too large to be read at the other end."""
    arrays = {name: np.ascontiguousarray(array) for name, array in frame.arrays.items()}
    little = {name: array.astype(array.dtype.newbyteorder("<"), copy=False) for name, array in arrays.items()}
    listed = [[name, array.dtype.str, list(array.shape)] for name, array in little.items()]
    header = json.dumps({"type": frame.type, **frame.values, "arrays": listed}).encode()
    body = b"".join(array.tobytes() for array in little.values())
    _check_lengths(len(header), len(body))
    return _PREFIX.pack(_MAGIC, len(header), len(body)) + header + body


PREFIX_BYTES = _PREFIX.size


def content_lengths(prefix: bytes) -> tuple[int, int]:
    """Lengths of header and arrays, from the first PREFIX_BYTES of a frame. Raises ProtocolError."""
    magic, header, body = _PREFIX.unpack(prefix)
    if magic != _MAGIC:
        raise ProtocolError(f"expected a frame, got {prefix[:4]!r}")
    _check_lengths(header, body)
    return header, body


def decode(header: bytes, body: bytes) -> Frame:
    """The frame with this header and these arrays. Raises ProtocolError."""
    try:
        values = json.loads(header)
        kind, listed = str(values.pop("type")), values.pop("arrays")
        arrays, start = {}, 0
        for name, dtype, shape in listed:
            if dtype not in _DTYPES:
                raise ProtocolError(f"expected arrays of float, got {dtype!r}")
            if not all(type(length) is int and 0 <= length <= _MAX_ARRAYS for length in shape):
                raise ProtocolError(f"expected the shape of an array, got {shown(shape)}")
            count = prod(shape)
            array = np.frombuffer(body, dtype, count, start).reshape(shape)
            arrays[str(name)] = array
            start += array.nbytes
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ProtocolError(f"a frame that cannot be read: {error}") from None
    return Frame(kind, values, arrays)


def read_frame(read_exactly: Callable[[int], bytes]) -> Frame | None:
    """The next frame of a blocking stream, or None at its end. Raises ProtocolError."""
    prefix = read_exactly(PREFIX_BYTES)
    if len(prefix) < PREFIX_BYTES:
        return None
    header_length, body_length = content_lengths(prefix)
    content = read_exactly(header_length + body_length)
    if len(content) < header_length + body_length:
        return None
    return decode(content[:header_length], content[header_length:])


def snapshot_frame(snapshot: Snapshot) -> Frame:
    """The snapshot as a frame."""
    values = {name: getattr(snapshot, name) for name in ("run", "state", "epoch", "steps", "rate")}
    values |= {name: _plain(getattr(snapshot, name)) for name in ("metrics", "lessons")}
    arrays = {"history": snapshot.history, "parameters": snapshot.parameters}
    return Frame("snapshot", values, arrays)


def snapshot_of(frame: Frame) -> Snapshot:
    """The snapshot in a frame. Raises ProtocolError."""
    try:
        values = dict(frame.values)
        metrics = Metrics(**{name: _number(value) for name, value in values.pop("metrics").items()})
        snapshot = Snapshot(
            run=int(values["run"]),
            state=str(values["state"]),
            epoch=int(values["epoch"]),
            steps=int(values["steps"]),
            rate=_number(values["rate"]),
            metrics=metrics,
            history=frame.arrays["history"],
            parameters=frame.arrays["parameters"],
            lessons=_progress(values.get("lessons")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ProtocolError(f"a snapshot that makes no sense: {error!r}") from None
    if snapshot.history.ndim != 2 or snapshot.history.shape[1] != 5 or snapshot.parameters.ndim != 1:
        raise ProtocolError("a snapshot with arrays of the wrong shape")
    return snapshot


def _plain(figures: Metrics | Progress | None) -> dict[str, float | None] | None:
    if figures is None:
        return None
    return {name: value if np.isfinite(value) else None for name, value in asdict(figures).items()}  # JSON has no nan


def _progress(values: Mapping[str, Any] | None) -> Progress | None:
    if values is None:
        return None
    return Progress(
        known=int(values["known"]),
        count=int(values["count"]),
        accuracy_before=_number(values["accuracy_before"]),
        accuracy_after=_number(values["accuracy_after"]),
        studies=int(values["studies"]),
    )


def _number(value: object) -> float:
    return float("nan") if value is None else float(value)  # type: ignore[arg-type]


def _check_lengths(header: int, body: int) -> None:
    if header > _MAX_HEADER or body > _MAX_ARRAYS:
        raise ProtocolError(f"a frame of {header + body:,} bytes is too large")
