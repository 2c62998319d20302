"""The pages that tell about a playground: what it shows, in words, and which keys it has."""

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen

from nntui.experiment.hyperparameters import Declaration
from nntui.tui.description import Description
from nntui.tui.goal_words import about_in_words
from nntui.tui.help import HelpScreen
from nntui.tui.panes.pane import Pane
from nntui.tui.scene import Scene
from nntui.tui.words import state_in_words


def description_of(scene: Scene, trouble: str | None, panes: Sequence[Pane], lasting: Sequence[str]) -> Description:
    """What the screen shows, in words. trouble: what keeps the worker from speaking. lasting: messages, or ""."""
    sentences = state_in_words(scene, trouble)
    for pane in panes:
        sentences += pane.in_words(scene)
    return Description([*sentences, *filter(None, lasting), "", *about_in_words(scene)])


def help_of(screen: Screen[Any], panes: Sequence[Pane], fields: Sequence[Declaration]) -> HelpScreen:
    """Every key of the screen, of its panes and of the application; then the fields of the form."""
    own = ((f"{pane.number} {pane.heading}", pane) for pane in panes)
    return HelpScreen([("Everywhere", screen), *own, ("In dialogs too", screen.app)], fields)
