"""A session in files: what is read is what was written, a run goes on exactly, and nothing damaged passes for whole."""

import asyncio
import json
from contextlib import suppress
from dataclasses import asdict, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_files import SMALL, client_of, kept, session_of, state_of, worker_with

from nntui.core.optimizers import OPTIMIZERS
from nntui.experiment.hyperparameters import HyperparameterError
from nntui.experiment.presets import load_preset
from nntui.experiment.session_folders import RUN, SETTINGS, sealed
from nntui.experiment.trainer import Trainer
from nntui.tasks.task import Samples
from nntui.tui.resumption import newest_session, resumed
from nntui.tui.session import Session, run_bytes, session_in, settings_bytes, with_run
from nntui.tui.view_settings import ViewSettings
from nntui.worker.client import WorkerClient
from nntui.worker.main import Worker
from nntui.worker.protocol import Frame, encode

HARD = {
    "network.dropout": 0.2,
    "training.schedule": "cosine",
    "training.l1": 0.0001,
    "training.patience": 50,
    "training.batch_size": 16,
    "training.learning_rate": 0.02,
    "training.epochs": 12,
}
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
SCREENS = st.dictionaries(
    st.text(), st.recursive(PLAIN, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=5)
)


def given_values(start, changes):
    for key, value in changes.items():
        start = start.with_value(key, value)
    return start


def check_same(first, second):
    for field in fields(Session):
        if field.name != "snapshot":
            assert getattr(first, field.name) == getattr(second, field.name), field.name
    if first.snapshot is not None:
        np.testing.assert_equal(asdict(second.snapshot), asdict(first.snapshot))


@settings(max_examples=30)
@given(
    screen=SCREENS,
    training=st.booleans(),
    preset=st.text(),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    steps=st.integers(0, 70),
    pace=st.sampled_from(["full", "60 s"]),
    rate=st.floats(0, 1e6),
)
def test_what_is_read_equals_what_was_written(screen, training, preset, optimizer, steps, pace, rate):
    hyperparameters = given_values(SMALL, {**HARD, "training.optimizer": optimizer})
    snapshot = state_of(worker_with(hyperparameters, steps))
    session = session_of(
        hyperparameters.with_value("training.learning_rate", rate),
        snapshot,
        screen=screen,
        training=training,
        preset=preset,
        view=ViewSettings(pace=pace, fresh_points=7),
    )
    again = with_run(session_in(settings_bytes(session)), run_bytes("key", snapshot))
    check_same(session, again)


@pytest.mark.parametrize("steps", [0, 3, 5, 22, 60], ids=["start", "early", "epoch's end", "mid-epoch", "end"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_goes_on_from_files_as_if_it_had_never_stopped(tmp_path, optimizer, steps):
    hyperparameters = given_values(SMALL, {**HARD, "training.optimizer": optimizer})
    whole = Trainer(hyperparameters)
    whole.train_steps(60)
    kept(tmp_path, session_of(hyperparameters, state_of(worker_with(hyperparameters, steps))))
    session = resumed(newest_session(tmp_path), run=7)
    scene = session.scene
    assert session.notes == ()
    again = Worker()
    client_of(again).configure(7, scene.hyperparameters, resume_from=scene.snapshot)
    np.testing.assert_array_equal(scene.network.parameters, scene.snapshot.parameters)
    again._trainer.train_steps(60 - steps)
    np.testing.assert_array_equal(again._trainer.network.parameters, whole.network.parameters)
    np.testing.assert_equal(again._trainer.state(), whole.state())


def test_a_run_with_lessons_goes_on(tmp_path):
    hyperparameters = given_values(load_preset("digits"), {"task.samples": 50, "training.optimizer": "adam"})
    lessons = Samples(np.eye(25, dtype=np.float32)[:3], np.array([1, 2, 3]))
    first, again = Worker(), Worker()
    client_of(first).configure(1, hyperparameters, lessons)
    first._trainer.train_steps(4)
    kept(tmp_path, session_of(hyperparameters, state_of(first)))
    client_of(again).configure(1, hyperparameters, lessons, newest_session(tmp_path).found.session.snapshot)
    for worker in (first, again):
        worker._trainer.train_steps(20)
    np.testing.assert_equal(again._trainer.state(), first._trainer.state())


def test_a_run_that_diverged_stays_so(tmp_path):
    worker = worker_with(SMALL, 5)
    worker._trainer.network.parameters[0] = np.nan
    snapshot = state_of(worker)
    assert (snapshot.state, snapshot.trainer) == ("diverged", {})
    kept(tmp_path, session_of(SMALL, snapshot))
    again = Worker()
    client_of(again).configure(1, SMALL, resume_from=newest_session(tmp_path).found.session.snapshot)
    assert state_of(again).state == "diverged"


async def test_a_real_worker_tells_its_state_while_it_trains():
    client = WorkerClient()
    await client.start()
    try:
        client.configure(1, given_values(SMALL, {"training.epochs": 1_000_000}))
        client.train()
        heard = client.snapshots()
        while not (first := await asyncio.wait_for(anext(heard), 10)).steps:
            client.acknowledge()
        for _ in range(3):
            client.save()
            while (state := await asyncio.wait_for(anext(heard), 10)).trainer is None:
                client.acknowledge()
            assert state.steps > first.steps
            assert state.trainer["steps"] == state.steps
            again = Trainer(SMALL)
            again.restore(state.parameters, state.trainer)
            np.testing.assert_array_equal(again.history.table(), state.history)
    finally:
        await client.stop()


def test_another_runs_parameters_are_not_taken(tmp_path):
    path = kept(tmp_path, session_of(SMALL, state_of(worker_with(SMALL, 5))))
    (path / SETTINGS).write_bytes(sealed(settings_bytes(session_of(SMALL, run_key="a newer one"))))
    search = newest_session(tmp_path)
    assert search.notes == ()
    assert search.found.session.snapshot is None


@pytest.mark.soak
@pytest.mark.parametrize("part", [SETTINGS, RUN])
@settings(max_examples=25)
@given(data=st.data())
def test_no_damage_makes_it_fail_or_goes_unsaid(tmp_path_factory, part, data):
    root = tmp_path_factory.mktemp("sessions")
    older = kept(root, session_of(SMALL))
    path = kept(root, session_of(SMALL, state_of(worker_with(SMALL, 5)), training=False))
    content = bytearray((path / part).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[place:]
    else:
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    (path / part).write_bytes(content)
    search = newest_session(root)
    (note,) = search.notes
    damaged = path / "run.damaged-1" if part == RUN else path.with_name(f"{path.name}.damaged-1") / SETTINGS
    if not damaged.exists():
        damaged = damaged.with_name("run.newer-1") if part == RUN else path.with_name(f"{path.name}.newer-1") / SETTINGS
    assert damaged.read_bytes() == bytes(content)
    assert ("damaged-1" if "damaged-1" in str(damaged) else "newer-1") in note
    assert search.found.folder.path == (path if part == RUN else older)
    assert resumed(search).scene.snapshot is None
    search.found.folder.let_go(cut_off=False)
    assert newest_session(root).notes == (), "it is said once"


def values_of(session):
    content = settings_bytes(session)
    values = json.loads(content[content.index(b"{") :])
    return {name: value for name, value in values.items() if name not in ("type", "arrays")}


def test_what_a_later_version_added_is_left_out_and_told(tmp_path):
    path = kept(tmp_path, session_of(SMALL))
    values = values_of(session_of(SMALL))
    values |= {"later": 1}
    values["config"] |= {"mood": "good"}
    values["config"]["training"] |= {"optimizer": "later", "warmth": 3}
    values["config"]["rack"] = {"a": 1}
    values["view"] |= {"pace": "100 years", "angle": 3}
    (path / SETTINGS).write_bytes(sealed(encode(Frame("settings", values))))
    session = resumed(newest_session(tmp_path))
    assert session.scene.hyperparameters == SMALL
    assert session.scene.view == ViewSettings()
    (note,) = session.notes
    assert note == (
        "✗ Not known here, and left out: training.optimizer, training.warmth, mood, rack.a, view.pace, view.angle."
    )


def test_an_empty_table_of_settings_is_damage(tmp_path):
    path = kept(tmp_path, session_of(SMALL))
    (path / SETTINGS).write_bytes(sealed(encode(Frame("settings", {}))))
    search = newest_session(tmp_path)
    assert search.found is None
    assert f"makes no sense: run_key is missing: {path}; set aside as {path.name}.damaged-1." in search.notes[0]


@given(data=st.data())
def test_settings_of_any_shape_are_read_or_refused(data):
    values = values_of(session_of(SMALL))
    inside, key = values, data.draw(st.sampled_from(sorted(values)))
    if isinstance(values[key], dict) and values[key] and data.draw(st.booleans()):
        inside, key = values[key], data.draw(st.sampled_from(sorted(values[key])))
    inside[key] = data.draw(PLAIN | st.lists(PLAIN) | st.dictionaries(st.text(), PLAIN))
    with suppress(ValueError):
        session_in(encode(Frame("settings", values)))


def table(path, rows=30, columns=2):
    path.write_text(
        "".join(f"{','.join(str((x * (c + 3)) % 11) for c in range(columns))},{x * 0.37}\n" for x in range(rows))
    )
    return given_values(SMALL, {"task.path": str(path), "task.name": "table"})


def test_a_table_that_is_gone_is_told_and_the_session_stays(tmp_path):
    csv = tmp_path / "mine.csv"
    hyperparameters = table(csv)
    path = kept(tmp_path / "sessions", session_of(hyperparameters, state_of(worker_with(hyperparameters, 3))))
    csv.unlink()
    search = newest_session(tmp_path / "sessions")
    with pytest.raises(HyperparameterError, match=r"mine.csv: No such file or directory"):
        resumed(search)
    assert sorted(file.name for file in path.iterdir()) == ["lock", "run", "settings"]


@pytest.mark.parametrize(
    ("change", "note", "goes_on"),
    [
        ({}, "", True),
        ({"rows": 25}, "✗ The data are not those of the session: its network goes on, and learns the new ones.", True),
        (
            {"columns": 3},
            "✗ The data have other columns or classes than the session's: its network starts anew.",
            False,
        ),
    ],
    ids=["same", "other rows", "other columns"],
)
def test_a_table_that_has_changed_is_told(tmp_path, change, note, goes_on):
    csv = tmp_path / "mine.csv"
    hyperparameters = table(csv)
    worker = worker_with(hyperparameters, 3)
    kept(tmp_path / "sessions", session_of(hyperparameters, state_of(worker)))
    table(csv, **change)
    session = resumed(newest_session(tmp_path / "sessions"))
    assert session.notes == ((note,) if note else ())
    assert (session.scene.snapshot is not None) == goes_on
    if goes_on:
        again = Worker()
        client_of(again).configure(1, hyperparameters, resume_from=session.scene.snapshot)
        np.testing.assert_array_equal(again._trainer.network.parameters, worker._trainer.network.parameters)
        assert again._trainer.steps == 3
