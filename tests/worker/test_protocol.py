import contextlib
import io
import json
import math
import struct
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.experiment.history import CAPACITY, Metrics
from nntui.worker.protocol import (
    PREFIX_BYTES,
    Frame,
    ProtocolError,
    Snapshot,
    content_lengths,
    decode,
    encode,
    find_hello,
    read_frame,
    snapshot_frame,
    snapshot_of,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=8,
)
SHAPES = st.lists(st.integers(0, 4), max_size=3)


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray:
    shape, dtype = draw(SHAPES), draw(st.sampled_from(["<f4", "<f8", ">f4", ">f8"]))
    return np.random.default_rng(0).normal(size=shape).astype(dtype)


FRAMES = st.builds(
    Frame,
    st.text(max_size=10),
    st.dictionaries(st.text(max_size=6).filter(lambda key: key not in {"type", "arrays"}), PLAIN, max_size=4),
    st.dictionaries(st.text(max_size=6), arrays(), max_size=3),
)


def read(content: bytes) -> Frame | None:
    return read_frame(io.BytesIO(content).read)


@given(FRAMES)
def test_what_is_encoded_is_decoded(frame: Frame) -> None:
    copy = read(encode(frame))
    assert copy is not None
    assert (copy.type, copy.values) == (frame.type, frame.values)
    assert list(copy.arrays) == list(frame.arrays)
    for name, array in frame.arrays.items():
        np.testing.assert_array_equal(copy.arrays[name], array)
        assert copy.arrays[name].dtype == array.dtype.newbyteorder("<")


def test_arrays_of_any_layout_are_encoded() -> None:
    array = np.arange(24, dtype=np.float32).reshape(4, 6)
    for view in (array.T, array[::2, 1::3], np.asfortranarray(array)):
        copy = read(encode(Frame("x", {}, {"a": view})))
        assert copy is not None
        np.testing.assert_array_equal(copy.arrays["a"], view)


def test_frames_follow_each_other_to_the_end_of_the_stream() -> None:
    stream = io.BytesIO(encode(Frame("one", {"a": 1}, {"b": np.ones(3)})) + encode(Frame("two")))
    first, second, third = (read_frame(stream.read) for _ in range(3))
    assert first is not None
    assert second is not None
    assert (first.type, second.type, third) == ("one", "two", None)


@given(FRAMES, st.data())
def test_a_frame_cut_short_is_the_end_of_the_stream(frame: Frame, data: st.DataObject) -> None:
    content = encode(frame)
    assert read(content[: data.draw(st.integers(0, len(content) - 1))]) is None


def check_read(content: bytes) -> None:
    try:
        frame = read(content)
    except ProtocolError:
        return
    assert frame is None or encode(frame)


@given(st.binary(max_size=60))
def test_random_bytes_are_no_frame_and_raise_nothing_else(content: bytes) -> None:
    check_read(content)
    with pytest.raises(ProtocolError):
        content_lengths((b"X" + content).ljust(PREFIX_BYTES, b"\0")[:PREFIX_BYTES])


@settings(max_examples=400)
@given(FRAMES, st.data())
def test_a_frame_with_bytes_exchanged_raises_nothing_else(frame: Frame, data: st.DataObject) -> None:
    content = bytearray(encode(frame))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    check_read(bytes(content))


@settings(max_examples=400)
@given(st.binary(max_size=40) | PLAIN.map(lambda value: json.dumps(value).encode()), st.binary(max_size=16))
def test_any_header_is_decoded_or_refused(header: bytes, body: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(b"?" + header, body)
    with contextlib.suppress(ProtocolError):
        decode(header, body)


@settings(max_examples=400)
@given(st.lists(st.tuples(PLAIN, st.sampled_from(["<f4", "<f8", "|O", ">f4", 3]), PLAIN | SHAPES), max_size=3) | PLAIN)
def test_any_list_of_arrays_is_decoded_or_refused(listed: Any) -> None:
    try:
        frame = decode(json.dumps({"type": "x", "arrays": listed}).encode(), b"\0" * 64)
    except ProtocolError:
        return
    assert sum(array.nbytes for array in frame.arrays.values()) <= 64 * 3


BAD_SHAPES = [[-1], [-5], [10**30], [2**32, 2**32], [2**63], 3, "abc", None, [1.5], [[1]], True, [True], [3]]


@pytest.mark.parametrize("shape", BAD_SHAPES, ids=repr)
def test_shapes_out_of_range_are_refused(shape: object) -> None:
    header = json.dumps({"type": "x", "arrays": [["a", "<f4", shape]]}).encode()
    with pytest.raises(ProtocolError):
        decode(header, b"\0" * 8)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"null",
        b"[]",
        b"3",
        b'{"type": "x"}',
        b'{"arrays": []}',
        b"[" * 100_000,
        b'{"type": "x", "arrays": [["a", "|O", [1]]]}',
        b'{"type": "x", "arrays": [["a", "<f4"]]}',
        b'{"type": "x", "arrays": ' + b"9" * 5000 + b"}",
        b"\xff\xfe\xfd",
    ],
    ids=range(11),
)
def test_a_header_that_makes_no_sense_is_refused(header: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(header, b"\0" * 8)


@pytest.mark.parametrize(("header", "body"), [(2**20 + 1, 0), (0, 2**26 + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_too_large_is_refused_before_it_is_read(header: int, body: int) -> None:
    prefix = struct.pack("<4sII", b"nntu", header, body)
    with pytest.raises(ProtocolError, match="too large"):
        read_frame(io.BytesIO(prefix).read)


def test_a_frame_too_large_is_not_encoded() -> None:
    with pytest.raises(ProtocolError, match="too large"):
        encode(Frame("x", {}, {"a": np.zeros(2**23 + 1)}))
    with pytest.raises(ProtocolError, match="too large"):
        encode(Frame("x", {"a": "y" * 2**20}))


def test_a_frame_of_the_largest_network_fits() -> None:
    copy = read(encode(Frame("x", {}, {"parameters": np.ones(1_000_000, np.float32), "history": np.ones((1024, 5))})))
    assert copy is not None
    assert copy.arrays["parameters"].size == 1_000_000


HISTORY = np.array([[0, 2.5, np.nan, 0.1, 1, 0.05], [1, 1e38, np.inf, 0, np.nan, 0]])
LOSSES, ACCURACIES = st.floats(0, 1e40) | st.sampled_from([math.nan, math.inf]), st.floats(0, 1) | st.just(math.nan)
METRICS = st.builds(Metrics, LOSSES, LOSSES, ACCURACIES, ACCURACIES, st.floats(0, 1e3) | st.just(float("nan")))


@given(METRICS, st.integers(0, 2**53), st.floats(0, 1e12))
def test_a_snapshot_survives_the_way(metrics: Metrics, number: int, rate: float) -> None:
    snapshot = Snapshot(3, "training", number, number, rate, metrics, HISTORY, np.ones(7, np.float32))
    frame = read(encode(snapshot_frame(snapshot)))
    assert frame is not None
    copy = snapshot_of(frame)
    assert (copy.run, copy.state, copy.epoch, copy.steps, copy.rate) == (3, "training", number, number, rate)
    for value, original in zip(astuple(copy.metrics), astuple(metrics), strict=True):
        assert value == original or (math.isnan(value) and not math.isfinite(original))
    np.testing.assert_array_equal(copy.history, snapshot.history)
    np.testing.assert_array_equal(copy.parameters, snapshot.parameters)
    assert copy.parameters.dtype == np.float32


def snapshot_values(**changes: Any) -> Frame:
    values = {"run": 1, "state": "paused", "epoch": 0, "steps": 0, "rate": 0.0, "metrics": {}, **changes}
    return Frame("snapshot", values, {"history": np.ones((1, 5)), "parameters": np.ones(3)})


NO_NUMBERS = ["x", [], 10**400, {"a": 1}]
PROGRESS = {"accuracy_before": None, "accuracy_after": None, "studies": 0}
NONSENSE = [
    *((name, value) for name in ("run", "epoch", "steps") for value in (*NO_NUMBERS, math.inf, -1, 1.0, True, None)),
    *(("rate", value) for value in (*NO_NUMBERS, -1, math.inf, math.nan, None)),
    *(("state", value) for value in ("", "x", None, [])),
    *(
        ("lessons", value)
        for value in (1, [], {}, {"studies": 1}, {**PROGRESS, "studies": -1}, {**PROGRESS, "studies": 1e9})
    ),
    *(
        ("metrics", value)
        for value in (
            *NO_NUMBERS,
            None,
            {"train_loss": "x"},
            {"train_loss": 10**400},
            {"test_loss": -1},
            {"test_accuracy": 2},
        )
    ),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE, ids=range(len(NONSENSE)))
def test_a_snapshot_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(ProtocolError):
        snapshot_of(snapshot_values(**{name: value}))
    assert snapshot_of(snapshot_values()).run == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"history": np.ones(5)},
        {"history": np.ones((1, 4))},
        {"history": np.ones((2, 5))},
        {"history": -np.ones((1, 5))},
        {"history": np.full((1, 5), np.nan)},
        {"history": np.array([[0, -0.1, 1, 0, 0]])},
        {"history": np.array([[0, 1, 1e41, 0, 0]])},
        {"history": np.array([[0, 1, 1, 0, 1.1]])},
        {"history": np.array([[0, 1, 1, np.inf, 0]])},
        {"history": np.arange(5 * CAPACITY + 5.0).reshape(-1, 5)},
        {"history": None},
        {"parameters": np.ones((3, 1))},
        {"parameters": np.array([1, np.nan])},
        {"parameters": np.array([1, -np.inf], np.float32)},
        {"parameters": np.array([1, 3e3])},
        {"parameters": np.array([1, 1e38], np.float32)},
        {"parameters": None},
    ],
    ids=range(17),
)
def test_a_snapshot_with_arrays_amiss_is_refused(changed: dict[str, np.ndarray | None]) -> None:
    frame = snapshot_values()
    kept = {**frame.arrays, **changed}
    with pytest.raises(ProtocolError):
        snapshot_of(Frame(frame.type, frame.values, {name: a for name, a in kept.items() if a is not None}))


def test_a_snapshot_without_one_of_its_values_is_refused() -> None:
    for name in ("run", "state", "epoch", "steps", "rate", "metrics"):
        frame = snapshot_values()
        values = {key: value for key, value in frame.values.items() if key != name}
        with pytest.raises(ProtocolError):
            snapshot_of(Frame(frame.type, values, frame.arrays))


HELLO = encode(Frame("hello", {"protocol": 1}))


@given(
    st.binary(max_size=40) | st.sampled_from([b"nntu", b"welcome to nntui\n", encode(Frame("x")), HELLO[:-1]]),
    st.binary(),
)
def test_a_hello_is_found_behind_whatever_stands_before_it(before: bytes, after: bytes) -> None:
    found = find_hello(before + HELLO + after)
    assert found is not None
    hello, end = found
    assert (hello.type, hello.values["protocol"], end) == ("hello", 1, len(before + HELLO))


@pytest.mark.parametrize(
    "heard",
    [b"", HELLO[:-1], b"nntu" * 100, encode(Frame("bye")), encode(Frame("hello", {"x": "y" * 2000}))],
    ids=range(5),
)
def test_what_is_no_hello_is_not_taken_for_one(heard: bytes) -> None:
    assert find_hello(heard) is None
