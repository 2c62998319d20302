"""Sessions written without a playground."""

from dataclasses import replace
from io import BytesIO

from nntui.experiment.build import checksum_of, dataset_of
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.session_folders import RUN, SETTINGS, new_folder
from nntui.tui.session import Session, run_bytes, settings_bytes
from nntui.tui.view_settings import ViewSettings
from nntui.worker.client import WorkerClient
from nntui.worker.main import Worker
from nntui.worker.protocol import Frame, read_frame, snapshot_of

SMALL = (
    Hyperparameters(title="one ✓", description="two\nlines")
    .with_value("task.name", "moons")
    .with_value("task.samples", 100)
    .with_value("network.hidden", [8, 6])
)


def worker_with(hyperparameters, steps=0, run=1):
    worker = Worker()
    worker.obey(Frame("configure", {"run": run, "config": hyperparameters.plain()}))
    worker._trainer.train_steps(steps)
    return worker


def client_of(worker):
    """The screen's side of a worker without a process: what it is told goes there at once."""
    client = WorkerClient()
    client._child.write = lambda content: worker.obey(read_frame(BytesIO(content).read))
    return client


def state_of(worker):
    return snapshot_of(worker.obey(Frame("save")))


def session_of(hyperparameters, snapshot=None, **changes):
    mark = checksum_of(dataset_of(hyperparameters))
    session = Session("key", "moons", SMALL, hyperparameters, ViewSettings(), True, mark, {}, snapshot)
    return replace(session, **changes)


def kept(root, session, cut_off=False):
    """A folder with the session, as a program leaves it."""
    folder = new_folder(root)
    folder.write(SETTINGS, settings_bytes(session))
    if session.snapshot is not None:
        folder.write(RUN, run_bytes(session.run_key, session.snapshot))
    folder.let_go(cut_off)
    return folder.path
