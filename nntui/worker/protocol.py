"""What goes between the screen and the worker: frames of a JSON header and raw little-endian arrays.

A frame is the four bytes `nntu`, the lengths of header and arrays as two unsigned 32-bit little-endian numbers, the
header (JSON with a `type`, and under `arrays` the name, dtype and shape of each array), and the arrays one after the
other.

Down go `configure` (run, config, lesson_inputs and lesson_labels; to resume also state, epoch, steps, history and
parameters, and trainer), `study`, `train`, `pause`, `epoch`, `minibatch`, `pace` (steps_per_second), `acknowledge`,
`save` and `ping` (number). Up come `hello` (version, protocol) once, `snapshot`, `state` (the answer to `save`: a
snapshot with trainer), `refused` (a configuration that cannot be built), and `pong` (number) from the loop that trains,
when it has come as far as this ping.

trainer is what Trainer.state() says, a tree of plain values and arrays: the plain ones stand in the header, and the
array of a branch such as best.parameters is called `trainer/best/parameters`.
"""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, astuple, dataclass, field
from math import prod
from typing import Any

import numpy as np

from nntui.core.arrays import Array
from nntui.experiment.history import CAPACITY, Metrics, whole
from nntui.experiment.kinds import shown
from nntui.experiment.lessons import Progress
from nntui.experiment.trainer import RUNAWAY
from nntui.worker.trees import divided, united

PROTOCOL = 4
SNAPSHOT_INTERVAL = 0.1
"""Seconds from one snapshot to the next at the least."""

_PREFIX = struct.Struct("<4sII")
_MAGIC = b"nntu"
_MAX_HEADER = 1024 * 1024
_MAX_HELLO = 1024
_MAX_ARRAYS = 64 * 1024 * 1024
_DTYPES = {"<f4", "<f8"}
_STATES = {"training", "paused", "finished", "diverged"}
_MAX_COUNT = 2**53
_LARGEST_LOSS = 1e40  # a mean of what float32 can hold
_ROUNDING = 1e-3  # how far below zero a loss of zero may come out
_TRAINER = "trainer"


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
    second. history: as History.table() has it. parameters: the network's flat vector. lessons: what the
    network makes of what the user taught it; None where that is nothing. trainer: where it was asked for, all else that
    decides how the run goes on, as Trainer.state() has it; empty for a run that cannot.
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
    trainer: Mapping[str, Any] | None = None


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. Raises ProtocolError where it is too large to be read at the other end."""
    arrays = {name: np.ascontiguousarray(array) for name, array in frame.arrays.items()}
    little = {name: array.astype(array.dtype.newbyteorder("<"), copy=False) for name, array in arrays.items()}
    listed = [[name, array.dtype.str, list(array.shape)] for name, array in little.items()]
    header = json.dumps({"type": frame.type, **frame.values, "arrays": listed}).encode()
    size = sum(array.nbytes for array in little.values())
    _check_lengths(len(header), size)
    # in one go: a state is large enough for a second copy to be felt
    return b"".join([_PREFIX.pack(_MAGIC, len(header), size), header, *(array.data for array in little.values())])


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
                raise ProtocolError(f"expected arrays of float, got {shown(dtype)}")
            if not all(type(length) is int and 0 <= length <= _MAX_ARRAYS for length in shape):
                raise ProtocolError(f"expected the shape of an array, got {shown(shape)}")
            count = prod(shape)
            array = np.frombuffer(body, dtype, count, start).reshape(shape)
            arrays[str(name)] = array
            start += array.nbytes
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ProtocolError(f"a frame that cannot be read: {error}") from None
    return Frame(kind, values, arrays)


def find_hello(heard: bytes | bytearray) -> tuple[Frame, int] | None:
    """The first hello, whatever stands before it, and where it ends; None while there is none that is complete.

    A short header and no arrays mean zero bytes after the magic, which no text has.
    """
    start = heard.find(_MAGIC)
    while start >= 0:
        if (hello := _hello_at(heard, start)) is not None:
            return hello
        start = heard.find(_MAGIC, start + 1)
    return None


def _hello_at(heard: bytes | bytearray, start: int) -> tuple[Frame, int] | None:
    if len(heard) < start + PREFIX_BYTES:
        return None
    _, header_length, body_length = _PREFIX.unpack_from(heard, start)
    end = start + PREFIX_BYTES + header_length
    if header_length > _MAX_HELLO or body_length or len(heard) < end:
        return None
    try:
        frame = decode(bytes(heard[start + PREFIX_BYTES : end]), b"")
    except ProtocolError:
        return None
    return (frame, end) if frame.type == "hello" else None


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
    """The snapshot as a frame: a `state` where it has all that the trainer knows."""
    values = {name: getattr(snapshot, name) for name in ("run", "state", "epoch", "steps", "rate")}
    values |= {name: _plain(getattr(snapshot, name)) for name in ("metrics", "lessons")}
    arrays = {"history": snapshot.history, "parameters": snapshot.parameters}
    if snapshot.trainer is None:
        return Frame("snapshot", values, arrays)
    values[_TRAINER], inside = divided(snapshot.trainer, _TRAINER)
    return Frame("state", values, arrays | inside)


def snapshot_of(frame: Frame) -> Snapshot:
    """The snapshot in a frame. Raises ProtocolError."""
    try:
        values = dict(frame.values)
        metrics = Metrics(**{name: _number(value) for name, value in values.pop("metrics").items()})
        snapshot = Snapshot(
            run=_count(values["run"]),
            state=str(values["state"]),
            epoch=_count(values["epoch"]),
            steps=_count(values["steps"]),
            rate=_number(values["rate"]),
            metrics=metrics,
            history=whole(frame.arrays["history"]),
            parameters=frame.arrays["parameters"],
            lessons=_progress(values.get("lessons")),
            trainer=trainer_in(frame),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ProtocolError(f"a snapshot that makes no sense: {error!r}") from None
    if snapshot.state not in _STATES:
        raise ProtocolError(f"a snapshot in the state {shown(snapshot.state)}")
    if not 0 <= snapshot.rate < np.inf:
        raise ProtocolError(f"a snapshot with the rate {snapshot.rate}")
    _check_history(snapshot.history)
    _check_figures(np.array([astuple(metrics)]))
    if snapshot.parameters.ndim != 1 or not _is_near(snapshot.parameters):
        raise ProtocolError("a snapshot with parameters that are no vector, or past all bounds")
    return snapshot


def _is_near(parameters: Array) -> bool:
    """Whether the parameters are within twice the bound at which a run is stopped for having diverged."""
    with np.errstate(all="ignore"):
        return bool(parameters @ parameters <= (2 * RUNAWAY) ** 2 * parameters.size)  # not so for what is no number


def resume_frame_parts(snapshot: Snapshot) -> tuple[dict[str, Any], dict[str, Array]]:
    """Values and arrays that tell a worker where to take a run up again."""
    whole = snapshot_frame(snapshot)
    names = ("state", "epoch", "steps", _TRAINER)
    return {name: whole.values[name] for name in names if name in whole.values}, dict(whole.arrays)


def trainer_in(frame: Frame) -> dict[str, Any] | None:
    """What Trainer.state() said, if the frame has it. Raises ValueError."""
    plain = frame.values.get(_TRAINER)
    return None if plain is None else united(dict(plain), frame.arrays, _TRAINER)


def _check_history(history: Array) -> None:
    if len(history) > CAPACITY:
        raise ProtocolError(f"a snapshot with a history of {len(history)} points")
    epochs = history[:, 0]
    if not (np.isfinite(epochs).all() and (epochs >= 0).all() and (np.diff(epochs) > 0).all()):
        raise ProtocolError("a snapshot with a history whose epochs do not go up")
    _check_figures(history[:, 1:])


def _check_figures(figures: Array) -> None:
    """figures: points × 5, two losses, two accuracies and a learning rate; nan for what there is not."""
    wild = np.isfinite(figures) & (figures > _LARGEST_LOSS)
    if wild.any() or (figures < -_ROUNDING).any() or (figures[:, 2:4] > 1 + _ROUNDING).any():
        raise ProtocolError("a snapshot with figures that no training has")


def _plain(figures: Metrics | Progress | None) -> dict[str, float | None] | None:
    if figures is None:
        return None
    return {name: value if np.isfinite(value) else None for name, value in asdict(figures).items()}  # JSON has no nan


def _progress(values: Mapping[str, Any] | None) -> Progress | None:
    if values is None:
        return None
    return Progress(
        accuracy_before=_number(values["accuracy_before"]),
        accuracy_after=_number(values["accuracy_after"]),
        studies=_count(values["studies"]),
    )


def _number(value: object) -> float:
    return float("nan") if value is None else float(value)  # type: ignore[arg-type]


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _MAX_COUNT:
        raise ValueError(f"expected a whole number from 0, got {shown(value)}")
    return value


def _check_lengths(header: int, body: int) -> None:
    if header > _MAX_HEADER or body > _MAX_ARRAYS:
        raise ProtocolError(f"a frame of {header + body:,} bytes is too large")
