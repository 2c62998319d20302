"""What is on show: the settings, the newest snapshot, and the screen's own network that the snapshot fills.

Because the screen has a network of its own, classifying a drawing or colouring the plane is a forward pass on the
spot, and never waits for the training.
"""

from dataclasses import dataclass, replace

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.core.network import Network
from nntui.experiment.build import (
    Ends,
    class_answers,
    dataset_of,
    ends_of,
    network_inputs,
    network_of,
    predicted_classes,
    task_of,
)
from nntui.experiment.drawings import Drawing, samples_of
from nntui.experiment.goals import NO_GOAL, Attempt, Verdict, judged_on
from nntui.experiment.hyperparameters import GoalParameters, Hyperparameters
from nntui.experiment.lessons import copies_of_each
from nntui.tasks.task import Dataset, Samples, Task
from nntui.tui.view_settings import ViewSettings
from nntui.worker.protocol import ProtocolError, Snapshot

_MOST_TESTED = 5000


@dataclass(frozen=True, eq=False)
class Scene:
    """A state of the screen; a change makes a new one. Every pane draws from it and from nothing else.

    preset: name of the preset that is open, `saved` its hyperparameters. run: which network this is; it goes up with
    each rebuild. taught: the drawings that the user labelled. snapshot: None until the worker has spoken of this run.
    reached: the goal that this run has reached, be it only for a moment.
    """

    preset: str
    saved: Hyperparameters
    hyperparameters: Hyperparameters
    view: ViewSettings
    run: int
    task: Task
    data: Dataset
    ends: Ends
    network: Network
    taught: tuple[Drawing, ...] = ()
    snapshot: Snapshot | None = None
    reached: GoalParameters | None = None

    def with_view(self, view: ViewSettings) -> "Scene":
        """The same run, looked at in another way."""
        return replace(self, view=view)

    def with_snapshot(self, snapshot: Snapshot) -> "Scene":
        """The same run, further on."""
        self.network.parameters[:] = snapshot.parameters
        further = replace(self, snapshot=snapshot)
        is_trained = snapshot.steps > 0  # the first weights may happen to be right
        verdict = further.verdict() if is_trained and not self.has_reached_goal else None
        return further if verdict is None or not verdict.is_reached else replace(further, reached=self.saved.goal)

    @property
    def has_reached_goal(self) -> bool:
        """Whether this run has reached the goal of the open preset."""
        return self.reached == self.saved.goal

    def verdict(self) -> Verdict | None:
        """How far the network on show is from the goal of the open preset; None without a goal or a snapshot."""
        if self.saved.goal == NO_GOAL or self.snapshot is None:
            return None
        attempt = Attempt(self.network, self.snapshot.metrics, self.snapshot.epoch)
        return judged_on(self.saved, self.hyperparameters, self.ends, attempt)

    def check(self, snapshot: Snapshot) -> None:
        """Raise ProtocolError for a snapshot of this run that is of another network, or of a run yet to come."""
        if snapshot.run > self.run:
            raise ProtocolError(f"a snapshot of run {snapshot.run}, expected {self.run} at the most")
        wanted, got = len(self.network.parameters), len(snapshot.parameters)
        if snapshot.run == self.run and got != wanted:
            raise ProtocolError(f"{got:,} parameters, expected {wanted:,}: is its data another than here?")

    def rebuilt(self, hyperparameters: Hyperparameters) -> "Scene":
        """A new run. Raises HyperparameterError where the hyperparameters do not fit together."""
        return self.of_preset(self.preset, self.saved, hyperparameters)

    def of_preset(self, preset: str, saved: Hyperparameters, hyperparameters: Hyperparameters) -> "Scene":
        """A new run of another preset, looked at in the same way. Raises HyperparameterError like rebuilt()."""
        return new_scene(preset, saved, hyperparameters, self.view, self.taught, self.run + 1)

    def lessons(self) -> Samples | None:
        """What the user taught, as training takes it: nothing where that is switched off; None for other problems."""
        if self.task.view != "drawing":
            return None
        return samples_of(self.taught if self.view.my_drawings == "on" else ())

    def steps_per_second(self) -> float:
        """The pace that the view asks for in minibatches a second, 0 for no limit."""
        settings, made, lessons = self.hyperparameters.training, len(self.data.train), self.lessons()
        count = len(lessons) if lessons is not None else 0
        samples = made + count * copies_of_each(count, made)
        planned_steps = settings.epochs * -(-samples // settings.batch_size)
        return self.view.steps_per_second(planned_steps, self.task.view)

    def answers(self, samples: Array) -> Array:
        """What the network says to samples (n × features), n × outputs; of two classes always both, 1 − p and p."""
        outputs = self._predict(samples)
        return class_answers(outputs) if self.ends.classes else outputs

    def classify(self, samples: Array) -> IntArray:
        """The class numbers that the network gives to samples (n × features)."""
        return predicted_classes(self._predict(samples).T)

    def classify_surely(self, samples: Array) -> tuple[IntArray, Array]:
        """The classes of samples (n × features), and how sure they are: from 0, all classes alike, to 1, certain."""
        answers = self.answers(samples)
        chance = 1 / answers.shape[1]
        winners = np.nan_to_num(answers.max(axis=1), nan=chance)
        return answers.argmax(axis=1), np.clip((winners - chance) / (1 - chance), 0, 1)

    def layer_values(self, samples: Array) -> list[Array]:
        """What every layer puts out for samples (n × features), n × units each, what the network is given first."""
        inputs = network_inputs(self.hyperparameters, samples)
        return [inputs, *self.network.layer_values(inputs)]

    def tested(self) -> Samples:
        """The samples to judge the network by: the test data, or where there are none the training data; not all of
        very many, which would cost time at each snapshot.
        """
        samples = self.data.test if len(self.data.test) else self.data.train
        return Samples(samples.inputs[:_MOST_TESTED], samples.targets[:_MOST_TESTED])

    def _predict(self, samples: Array) -> Array:
        return self.network.predict(network_inputs(self.hyperparameters, samples))


def new_scene(
    preset: str,
    saved: Hyperparameters,
    hyperparameters: Hyperparameters,
    view: ViewSettings,
    taught: tuple[Drawing, ...] = (),
    run: int = 1,
) -> Scene:
    """The scene of a new run. Raises HyperparameterError where the hyperparameters do not fit together."""
    data = dataset_of(hyperparameters)
    ends = ends_of(hyperparameters, data)
    return Scene(
        preset=preset,
        saved=saved,
        hyperparameters=hyperparameters,
        view=view,
        run=run,
        task=task_of(hyperparameters),
        data=data,
        ends=ends,
        network=network_of(hyperparameters, ends),
        taught=taught,
    )
