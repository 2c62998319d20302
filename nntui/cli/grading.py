"""`nntui train --goal`: whose goal it is, and what became of it."""

from collections.abc import Callable

from nntui.cli.command import InputError
from nntui.experiment.configs import load_config, tells_of_run
from nntui.experiment.files import harmless
from nntui.experiment.goals import NO_GOAL, Attempt, Verdict, judged, judged_on
from nntui.experiment.presets import load_assignment
from nntui.experiment.trainer import Trainer


def grader_of(preset: str) -> Callable[[Trainer], Verdict]:
    """What judges a run at its end: by the goal of a preset, or of a run that JSON tells of.

    The goal is as the file has it, and counts on the problem there: a run cannot make it easier. Where the file says
    nothing of a problem it counts on any. Raises FileError, or InputError where there is no goal.
    """
    asked, has_problem = (load_config(preset), True) if tells_of_run(preset) else load_assignment(preset)
    if asked.goal == NO_GOAL:
        raise InputError(f"--goal: {harmless(preset)} has no [goal]")

    def grade(trainer: Trainer) -> Verdict:
        attempt = Attempt(trainer.network, trainer.measure(), trainer.epoch)
        if not has_problem:
            return judged(asked.goal, attempt)
        return judged_on(asked, trainer.hyperparameters, trainer.ends, attempt)

    return grade
