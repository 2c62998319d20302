"""The settings as they were before each change, to go back to and forth again."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from nntui.experiment.hyperparameters import Declaration, Hyperparameters, declarations
from nntui.experiment.preset_folders import label_of
from nntui.tui.scene import Scene
from nntui.tui.view_settings import VIEW_DECLARATIONS, ViewSettings, value_of

_MOST_KEPT = 200
_ONE_CHANGE_SECONDS = 1.0
"""Steps on one field that follow each other sooner than this are one change."""
_MOST_TOLD = 2


@dataclass(frozen=True)
class Settings:
    """All of a scene that a person sets."""

    preset: str
    saved: Hyperparameters
    hyperparameters: Hyperparameters
    view: ViewSettings


def settings_of(scene: Scene) -> Settings:
    """The settings of a scene."""
    return Settings(scene.preset, scene.saved, scene.hyperparameters, scene.view)


@dataclass(frozen=True)
class Change:
    """What a person changed at a stroke."""

    before: Settings
    after: Settings

    @property
    def reverse(self) -> "Change":
        """The change that takes it back."""
        return Change(self.after, self.before)

    def applied_to(self, now: Settings) -> Settings:
        """The settings after the change; the preset, where it is not what changed, as it is by now."""
        is_of_preset = (self.before.preset, self.before.saved) != (self.after.preset, self.after.saved)
        return self.after if is_of_preset else replace(self.after, preset=now.preset, saved=now.saved)


class SettingsHistory:
    """Two stacks of changes: those made, and those taken back; the oldest of very many are forgotten.

    clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.made: deque[Change] = deque(maxlen=_MOST_KEPT)
        self.taken_back: deque[Change] = deque(maxlen=_MOST_KEPT)
        self._clock = clock
        self._stepped, self._stepped_at = "", 0.0

    def note(self, change: Change, stepped: str = "") -> None:
        """Keep a change, unless it changes nothing. stepped: the field that it was a step on, if it was one."""
        if change.before == change.after:
            return
        now = self._clock()
        goes_on = stepped != "" and stepped == self._stepped and now - self._stepped_at < _ONE_CHANGE_SECONDS
        first = self.made.pop().before if goes_on else change.before
        self.made.append(Change(first, change.after))
        self.taken_back.clear()
        self._stepped, self._stepped_at = stepped, now

    def move(self, source: deque[Change], goal: deque[Change]) -> None:
        """Let the last change of one stack be the last of the other; the next step is a change of its own."""
        goal.append(source.pop())
        self._stepped = ""

    def forget(self) -> None:
        """Forget all changes."""
        self.made.clear()
        self.taken_back.clear()
        self._stepped = ""


def change_in_words(change: Change) -> str:
    """What it changes: "learning rate 0.3 → 0.03"; of many fields two, and how many more."""
    before, after = change.before, change.after
    told = [f"preset {label_of(before.preset)} → {label_of(after.preset)}"] * (before.preset != after.preset)
    for field in (*declarations().values(), *VIEW_DECLARATIONS):
        old, new = (value_of(settings.hyperparameters, settings.view, field) for settings in (before, after))
        if old != new:
            told.append(f"{field.label} {_shown(field, old)} → {_shown(field, new)}")
    more = len(told) - _MOST_TOLD
    return ", ".join(told[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")


def _shown(field: Declaration, value: object) -> str:
    return field.kind.format(value) or "none"
