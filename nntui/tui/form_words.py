"""What the form says of its rows, beside their values: what they mean, and in words what is changed."""

from collections.abc import Iterable

from nntui.experiment.hyperparameters import Declaration
from nntui.tasks import TASKS
from nntui.tui.form_rows import Row, saved_value_of
from nntui.tui.scene import Scene
from nntui.tui.view_settings import value_of


def about_row(scene: Scene, row: Row, problem: str) -> str:
    """What a row means. problem: the one that the form shows."""
    if row.key == "task.name":
        return TASKS[problem].help
    samples = clamped_batch(scene) if row.key == "training.batch_size" else 0
    return f"There are {samples} training samples: all of them make one step." if samples else row.help


def clamped_batch(scene: Scene) -> int:
    """To how many samples the batch is clamped; 0 where it is not."""
    samples = len(scene.data.train)
    return samples if scene.hyperparameters.training.batch_size > samples else 0


def changes_in_words(scene: Scene, fields: Iterable[Declaration]) -> list[str]:
    """A sentence on the fields that differ from the preset; none where none does."""
    told = [
        f"{field.label} {field.kind.format(now) or 'none'} instead of {field.kind.format(saved) or 'none'}"
        for field in fields
        if (now := value_of(scene.hyperparameters, scene.view, field)) != (saved := saved_value_of(scene, field))
    ]
    return [f"Not as in the preset: {'; '.join(told)}."] if told else []
