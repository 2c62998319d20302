"""A preset's description and goal in sentences, and the word that is said when the goal is reached."""

from collections.abc import Iterator

from nntui.experiment.goals import NO_GOAL, goal_in_words
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.tui.scene import Scene

_ENDS = (".", "!", "?", ":")


def preset_in_words(preset: Hyperparameters) -> list[str]:
    """Description and goal of a preset, as far as there are such."""
    goal = goal_in_words(preset.goal)
    return [*filter(None, [*_sentences(preset.description), goal and f"Goal: {goal}."])]


def about_in_words(scene: Scene) -> list[str]:
    """What the open preset is about, and how far its goal is."""
    title = scene.saved.title
    return [*filter(None, [title and f"{title}."]), *preset_in_words(scene.saved), *_progress(scene)]


def news_of_goal(before: Scene, after: Scene) -> str:
    """A line for the moment at which the goal is reached, once in a run; "" for any other."""
    if after.reached is None or after.reached == before.reached:
        return ""
    return f"✓ Goal reached: {_achievement(after)}."


def _sentences(text: str) -> list[str]:
    """The lines of a text; those that break off in the middle of a sentence go on, to be broken where there is room."""
    found: list[str] = []
    for line in filter(None, text.splitlines()):
        if found and not found[-1].endswith(_ENDS):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def _progress(scene: Scene) -> Iterator[str]:
    verdict = scene.verdict()
    if scene.saved.goal == NO_GOAL or verdict is None:
        return
    if scene.has_reached_goal:
        yield "The goal is reached." if verdict.is_reached else "The goal was reached earlier in this run."
    if verdict.missing:
        yield f"Missing for the goal: {'; '.join(verdict.missing)}."


def _achievement(scene: Scene) -> str:
    verdict = scene.verdict()
    return ", ".join(map(str, verdict.parts)) if verdict is not None else ""
