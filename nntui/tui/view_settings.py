"""What the screen itself can be told: fields of the form that no preset holds, because they change no result."""

from dataclasses import dataclass
from typing import Any

from nntui.experiment.hyperparameters import Declaration, Hyperparameters
from nntui.experiment.kinds import Choice, Integer

_PACES = {"full": 0.0, "5 s": 5.0, "15 s": 15.0, "60 s": 60.0, "5 min": 300.0}
_AUTO = "auto"
_AUTO_PACES = {"drawing": "full"}  # by the task's view: who wants to draw waits for the network
_USUAL = "15 s"
_SLOWEST = 10.0  # minibatches a second: one for each snapshot


@dataclass(frozen=True)
class ViewSettings:
    """pace: how long a whole run may take. fresh_points: how many new points `f` draws. my_drawings: "on" where the
    network is to learn what the user taught.
    """

    pace: str = _AUTO
    fresh_points: int = 100
    my_drawings: str = "on"

    def steps_per_second(self, planned_steps: int, view: str) -> float:
        """The pace in minibatches a second, 0 for no limit; a short run is not stretched to a slide show.

        view: the kind of picture that suits the task.
        """
        seconds = _PACES[_AUTO_PACES.get(view, _USUAL) if self.pace == _AUTO else self.pace]
        return max(planned_steps / seconds, _SLOWEST) if seconds else 0.0


VIEW_DECLARATIONS = (
    Declaration(
        "view",
        "my_drawings",
        Choice(lambda: ("on", "off")),
        ViewSettings.my_drawings,
        live=True,
        help="Learn the drawings that you taught (key l on the pad) beside the problem's own; L lists them.",
    ),
    Declaration(
        "view",
        "pace",
        Choice(lambda: (_AUTO, *_PACES)),
        ViewSettings.pace,
        live=True,
        help="Time to spread a run over; full: as fast as it goes; auto: full for digits, else 15 s.",
    ),
    Declaration(
        "view",
        "fresh_points",
        Integer(1, 2000, (10, 20, 50, 100, 200, 500, 1000, 2000)),
        ViewSettings.fresh_points,
        live=True,
        help="New points, apart from the training points, that the key f draws and classifies.",
    ),
)


def value_of(hyperparameters: Hyperparameters, view: ViewSettings, field: Declaration) -> Any:
    """The value of a field of the form, wherever it is kept."""
    return getattr(view, field.name) if field.section == "view" else hyperparameters.get(field.key)
