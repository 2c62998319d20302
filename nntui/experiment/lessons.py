"""Lessons: samples that the user has labelled, learned beside those that the problem makes."""

from dataclasses import dataclass
from math import nan

import numpy as np

from nntui.experiment.build import Columns

STUDY_STEPS = 500
"""Minibatches of the study that follows a new lesson: a fraction of a second for a network of a playground's size."""

_WEIGHT = 0.02
"""What a lesson counts, as a share of the samples that the problem made: one among thousands would not be heard."""

_MOST = 0.5
"""What all lessons together may count: beyond it each counts less, so that the problem itself is not forgotten."""


def study_batch(batch_size: int) -> int:
    """Samples to a minibatch of a study: with fewer it would see too little, with more it would take too long."""
    return min(max(batch_size, 16), 128)


@dataclass(frozen=True)
class Progress:
    """What came of the last study.

    accuracy_before, accuracy_after: from 0 to 1, on the test data (the training data where there are no tests); the
    latter is nan until the study is over. studies: the number of that study, which tells one from the next.
    """

    accuracy_before: float = nan
    accuracy_after: float = nan
    studies: int = 0


def copies_of_each(lessons: int, made: int) -> int:
    """How often each of so many lessons is repeated beside so many samples that the problem made."""
    return max(round(made * min(_WEIGHT, _MOST / lessons)), 1) if lessons else 0


def with_lessons(made: Columns, lessons: Columns) -> Columns:
    """Both together, each lesson repeated until it has its weight; `made` itself where there are no lessons."""
    if not lessons.count:
        return made
    copies = copies_of_each(lessons.count, made.count)
    inputs, targets = (
        np.hstack([ours, np.repeat(theirs, copies, axis=1)])
        for ours, theirs in ((made.inputs, lessons.inputs), (made.targets, lessons.targets))
    )
    return Columns(inputs, targets, None)
