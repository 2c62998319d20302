"""A session: what a person would miss if the program were gone, and how it stands in files.

It has two parts. The settings are small, and written as soon as something is changed; what was trained can be large,
and is written every few seconds. Each names the run, so that a new run's settings never meet an old one's parameters.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from typing import Any

from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, from_plain
from nntui.tui.view_settings import VIEW_DECLARATIONS, ViewSettings
from nntui.worker.protocol import Frame, ProtocolError, Snapshot, encode, read_frame, snapshot_frame, snapshot_of

_SETTINGS, _RUN_KEY = "settings", "run_key"


@dataclass(frozen=True, eq=False)
class Session:
    """What is kept.

    run_key: a name for the run, no other has the same. preset: name of the preset that was open, `saved` what it held.
    training: whether it trained, or was paused. data_mark: stands for the data, see build.checksum_of(). screen:
    what the panes want kept. snapshot: the run's, with a trainer; None where nothing of it was kept. left_out: the keys
    of what is not known here, or cannot be used.
    """

    run_key: str
    preset: str
    saved: Hyperparameters
    hyperparameters: Hyperparameters
    view: ViewSettings
    training: bool
    data_mark: str
    screen: Mapping[str, Any]
    snapshot: Snapshot | None = None
    left_out: tuple[str, ...] = ()

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was trained, set or drawn: nobody would miss it."""
        is_trained = self.snapshot is not None and self.snapshot.steps > 0
        panes = self.screen.get("panes")
        pad = panes.get("pad") if isinstance(panes, Mapping) else None
        is_drawn = isinstance(pad, Mapping) and "1" in str(pad.get("ink"))
        return not is_trained and not is_drawn and self.hyperparameters == self.saved


def settings_bytes(session: Session) -> bytes:
    """All but the snapshot."""
    values = {
        _RUN_KEY: session.run_key,
        "preset": session.preset,
        "saved": session.saved.plain(),
        "config": session.hyperparameters.plain(),
        "view": asdict(session.view),
        "training": session.training,
        "data_mark": session.data_mark,
        "screen": dict(session.screen),
    }
    return encode(Frame(_SETTINGS, values))


def run_bytes(run_key: str, snapshot: Snapshot) -> bytes:
    """A snapshot with a trainer. Raises ProtocolError where it is too large."""
    frame = snapshot_frame(snapshot)
    return encode(replace(frame, values={**frame.values, _RUN_KEY: run_key}))


def session_in(settings: bytes) -> Session:
    """The session without its snapshot; what is not known in it is left out. Raises ValueError for no such thing."""
    values = _frame_in(settings).values
    left_out: list[str] = []
    try:
        return Session(
            run_key=str(values[_RUN_KEY]),
            preset=str(values["preset"]),
            saved=_hyperparameters_in(values["saved"], left_out),
            hyperparameters=_hyperparameters_in(values["config"], left_out),
            view=_view_in(values["view"], left_out),
            training=values["training"] is True,
            data_mark=str(values["data_mark"]),
            screen=_mapping(values["screen"]),
            left_out=tuple(dict.fromkeys(left_out)),
        )
    except KeyError as error:
        raise ValueError(f"{error.args[0]} is missing") from None


def with_run(session: Session, run: bytes) -> Session:
    """The session with its snapshot, if that is of its run. Raises ValueError for what is no snapshot."""
    frame = _frame_in(run)
    if frame.values.get(_RUN_KEY) != session.run_key:
        return session
    snapshot = snapshot_of(frame)
    if snapshot.trainer is None:
        raise ProtocolError("there is no trainer in it")
    return replace(session, snapshot=snapshot)


def _frame_in(content: bytes) -> Frame:
    frame = read_frame(BytesIO(content).read)
    if frame is None:
        raise ProtocolError("it is cut off")
    return frame


def _hyperparameters_in(tables: object, left_out: list[str]) -> Hyperparameters:
    """Hyperparameters with each value that can be used; the keys of others are added to `left_out`."""
    found = Hyperparameters()
    for section, table in _mapping(tables).items():
        for name, value in table.items() if isinstance(table, Mapping) else [("", table)]:
            try:
                found = found.with_value(f"{section}.{name}", value) if name else _with_text(found, section, value)
            except HyperparameterError as error:
                left_out.append(error.key)
    return found


def _with_text(start: Hyperparameters, name: str, value: object) -> Hyperparameters:
    text: dict[str, Any] = {name: getattr(from_plain({name: value}), name)}
    return replace(start, **text)


def _view_in(values: object, left_out: list[str]) -> ViewSettings:
    """View settings with each value that can be used; the keys of others are added to `left_out`."""
    found, kinds = ViewSettings(), {declaration.name: declaration.kind for declaration in VIEW_DECLARATIONS}
    for name, value in _mapping(values).items():
        try:
            change: dict[str, Any] = {name: kinds[name].check(value)}
            found = replace(found, **change)
        except (KeyError, ValueError):
            left_out.append(f"view.{name}")
    return found


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("expected a table")
    return value
