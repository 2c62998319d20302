"""The worker: commands in on stdin, snapshots out on stdout, training in between.

One thread reads commands, one writes snapshots, and the main one trains: neither a slow reader nor a full pipe ever
holds up the training. A snapshot is made only when the last one was acknowledged, so nothing queues, and over a link
with a long way to go there are fewer snapshots, not fewer steps.
"""

import os
import queue
import sys
import threading
from dataclasses import replace
from time import monotonic, sleep
from typing import BinaryIO, NoReturn

import numpy as np

import nntui
from nntui.experiment.history import Metrics
from nntui.experiment.hyperparameters import HyperparameterError, Hyperparameters, from_plain
from nntui.experiment.trainer import Trainer
from nntui.tasks.task import Samples
from nntui.worker.protocol import (
    PROTOCOL,
    SNAPSHOT_INTERVAL,
    Frame,
    ProtocolError,
    Snapshot,
    encode,
    read_frame,
    snapshot_frame,
    trainer_in,
)

_CHUNK = 0.01
"""Seconds of training between two looks at the commands, about."""

_FORGOTTEN_SECONDS = 900.0


class Worker:
    """One run at a time, and what the screen has asked to be done with it."""

    def __init__(self) -> None:
        self._trainer: Trainer | None = None
        self._run = 0
        self._training = False
        self._owed_minibatches = 0  # to train although paused, after
        self._owed_epoch = 0  # this one, to be reached first
        self._pace = _Pace()
        self._chunk_steps = 1
        self._rate = _Rate()
        self._acknowledged = True
        self._changed = False  # since the last snapshot
        self._metrics: Metrics | None = None  # as last measured
        self._sent_at = 0.0

    def obey(self, frame: Frame) -> Frame | None:
        """Carry out one command; the answer is a refusal, a pong or the state that was asked for, if there is one."""
        match frame.type:
            case "configure":
                return self._configure(frame)
            case "save":
                return self._whole_state()
            case "acknowledge":
                self._acknowledged = True
                return None
            case "ping":
                return Frame("pong", frame.values)
            case "train" | "pause":
                self._training = frame.type == "train"
                self._owe_nothing()
                self._rate.restart()
                self._pace.restart()
            case "study":
                if self._trainer is not None:
                    self._trainer.begin_study(int(frame.values["number"]))
            case "epoch" | "minibatch":
                self._training = False
                self._owe(frame.type)
            case "pace":
                self._pace = _Pace(float(frame.values["steps_per_second"]))
                self._rate.restart()
            case _:
                raise ProtocolError(f"no such command: {frame.type}")
        self._changed = True
        return None

    def seconds_to_wait(self) -> float | None:
        """How long there is nothing to do unless a command comes: 0 for not at all, None for ever."""
        if self._owed or self._is_studying():
            return 0
        waits = []
        if self._is_training():
            waits.append(self._pace.seconds_to_wait())
        if self._trainer is not None and self._changed and self._acknowledged:
            waits.append(max(self._sent_at + SNAPSHOT_INTERVAL - monotonic(), 0))
        return min(waits) if waits else None

    def train(self) -> None:
        """Train for a moment: lessons to study first, and then as far as the pace allows."""
        trainer = self._trainer
        if trainer is None or (steps := self._steps_due(trainer)) == 0:
            return
        start, is_lesson, was_owed_epoch = monotonic(), self._is_studying(), self._owed_epoch - trainer.epoch
        self._rate.add(trainer.study(steps) if is_lesson else trainer.train_steps(steps))
        seconds = monotonic() - start
        self._changed = True
        if trainer.diverged:
            self._owe_nothing()
        elif was_owed_epoch <= 0 and not is_lesson:
            self._owed_minibatches = max(self._owed_minibatches - steps, 0)
        if seconds > _CHUNK * 2 or (seconds < _CHUNK / 2 and steps == self._chunk_steps):
            self._chunk_steps = max(int(self._chunk_steps * min(_CHUNK / max(seconds, 1e-6), 4)), 1)

    def snapshot(self) -> Snapshot | None:
        """The state of the run, if there is something new to tell and somebody ready to hear it."""
        trainer, now = self._trainer, monotonic()
        due = now - self._sent_at >= SNAPSHOT_INTERVAL
        if trainer is None or not (self._changed and self._acknowledged and due):
            return None
        self._acknowledged = self._changed = False
        self._sent_at = now
        trainer.notice_divergence()
        self._metrics = trainer.measure()
        return self._snapshot_of(trainer, self._metrics)

    def _snapshot_of(self, trainer: Trainer, metrics: Metrics) -> Snapshot:
        return Snapshot(
            run=self._run,
            state=self._state(trainer),
            epoch=trainer.epoch,
            steps=trainer.steps,
            rate=self._rate.value() if self._is_training() else 0.0,
            metrics=metrics,
            history=trainer.history.table(),
            parameters=trainer.network.parameters.copy(),
            lessons=trainer.progress(),
        )

    def _whole_state(self) -> Frame | None:
        if (trainer := self._trainer) is None:
            return None
        trainer.notice_divergence()
        # the figures may be those of a moment before: to measure all the data again would hold up the training
        snapshot = self._snapshot_of(trainer, self._metrics or trainer.measure())
        return snapshot_frame(replace(snapshot, trainer={} if trainer.diverged else trainer.state()))

    def _configure(self, frame: Frame) -> Frame | None:
        run = int(frame.values["run"])
        try:
            hyperparameters = from_plain(frame.values["config"])
            lessons = _lessons_in(frame)
            if self._trainer is None or run != self._run:
                self._trainer = _trainer_of(hyperparameters, lessons, frame)
                self._owe_nothing()
                self._metrics = None
                self._rate.restart()
                self._pace.restart()
                self._chunk_steps = 1
            else:
                self._trainer.change(hyperparameters)
                self._chunk_steps = 1  # a minibatch may be a thousand times as large as before
                if lessons is not None:
                    self._trainer.teach(lessons)
        except HyperparameterError as error:
            return Frame("refused", {"run": run, "key": error.key, "reason": error.reason})
        except ValueError as error:  # parameters of another network, or a change that needs a new run
            return Frame("refused", {"run": run, "key": "", "reason": str(error)})
        self._run = run
        self._changed = True
        return None

    @property
    def _owed(self) -> int:
        """Minibatches to train although paused; to the end of an epoch they are counted anew, for it may begin anew."""
        if self._trainer is None:
            return 0
        epochs = self._owed_epoch - self._trainer.epoch
        if epochs <= 0:
            return self._owed_minibatches
        return self._trainer.steps_left_in_epoch + (epochs - 1) * self._trainer.steps_per_epoch

    def _owe(self, what: str) -> None:
        """Add an epoch, or the rest of the one under way, or a minibatch, to what is to be trained while paused."""
        if self._trainer is None or self._trainer.diverged:
            return
        if what == "epoch":
            self._owed_epoch = max(self._owed_epoch, self._trainer.epoch) + 1
        else:
            self._owed_minibatches += 1
        self._changed = True

    def _owe_nothing(self) -> None:
        self._owed_minibatches = self._owed_epoch = 0

    def _steps_due(self, trainer: Trainer) -> int:
        if self._owed or trainer.study_left:
            return min(trainer.study_left or self._owed, self._chunk_steps)
        return min(self._pace.steps_due(self._chunk_steps), trainer.steps_left) if self._is_training() else 0

    def _is_training(self) -> bool:
        return self._training and self._trainer is not None and not self._trainer.finished

    def _is_studying(self) -> bool:
        return self._trainer is not None and self._trainer.study_left > 0

    def _state(self, trainer: Trainer) -> str:
        if trainer.diverged:
            return "diverged"
        if trainer.finished:
            return "finished"
        return "training" if self._training else "paused"


def _lessons_in(frame: Frame) -> Samples | None:
    if "lesson_inputs" not in frame.arrays:
        return None
    return Samples(frame.arrays["lesson_inputs"], frame.arrays["lesson_labels"].astype(np.int64))


def _trainer_of(hyperparameters: Hyperparameters, lessons: Samples | None, frame: Frame) -> Trainer:
    """A trainer at its start, or where the frame says; exactly there if it can be. Raises ValueError."""
    trainer = Trainer(hyperparameters, lessons=lessons)
    if "parameters" not in frame.arrays:
        return trainer
    parameters = frame.arrays["parameters"]
    if state := trainer_in(frame):
        try:
            trainer.restore(parameters, state)
            return trainer
        except (ValueError, TypeError, KeyError):  # of another version, or of other data: the weights are of use
            trainer = Trainer(hyperparameters, lessons=lessons)
    trainer.resume(int(frame.values["epoch"]), int(frame.values["steps"]), parameters, frame.arrays["history"])
    trainer.diverged = frame.values.get("state") == "diverged"
    return trainer


class _Pace:
    """Holds training to so many steps a second, 0 for as fast as it goes."""

    def __init__(self, steps_per_second: float = 0.0) -> None:
        self._steps_per_second = steps_per_second
        self.restart()

    def restart(self) -> None:
        self._since, self._done = monotonic(), 0

    def steps_due(self, at_most: int) -> int:
        if not self._steps_per_second:
            return at_most
        due = int((monotonic() - self._since) * self._steps_per_second) + 1 - self._done
        if due > at_most * 4:  # fallen behind: the machine cannot keep the pace, so forget what is owed
            self.restart()
            due = at_most
        steps = min(due, at_most)
        self._done += steps
        return steps

    def seconds_to_wait(self) -> float:
        if not self._steps_per_second:
            return 0.0
        # at a fast pace several steps at a time, rather than to wake up for each
        batch = _CHUNK if self._steps_per_second * _CHUNK > 1 else 0
        return max(self._since + self._done / self._steps_per_second + batch - monotonic(), 0)


class _Rate:
    """Samples a second over the last second or so."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self._since, self._samples, self._value = monotonic(), 0, 0.0

    def add(self, samples: int) -> None:
        self._samples += samples

    def value(self) -> float:
        seconds = monotonic() - self._since
        if seconds >= 1 or not self._value:
            value = self._samples / max(seconds, 1e-3)
            if seconds >= 1:
                self._since, self._samples, self._value = monotonic(), 0, value
            return value
        return self._value


def _read_commands(stream: BinaryIO, commands: "queue.SimpleQueue[Frame]", heard: "_Heard") -> None:
    """Queue every command; when the stream ends, the screen is gone and so is the reason to be here."""
    try:
        while (frame := read_frame(stream.read)) is not None:
            heard.at = monotonic()
            commands.put(frame)
    except ProtocolError as error:
        print(f"nntui worker: {error}", file=sys.stderr)
        os._exit(2)
    os._exit(0)


def _write_frames(stream: BinaryIO, frames: "queue.SimpleQueue[Frame]") -> None:
    try:
        while True:
            stream.write(encode(frames.get()))
            stream.flush()
    except OSError:
        os._exit(0)


class _Heard:
    """When the screen last said anything."""

    def __init__(self) -> None:
        self.at = monotonic()


def _end_when_forgotten(heard: _Heard, seconds: float) -> None:
    """End when no command has come for so long: a link that drops without a word leaves stdin open for hours."""
    while (left := heard.at + seconds - monotonic()) > 0:
        sleep(left)
    print(f"nntui worker: nothing heard from the screen for {seconds:g} s", file=sys.stderr, flush=True)
    os._exit(0)


def main(forgotten_seconds: float = _FORGOTTEN_SECONDS) -> NoReturn:
    """Serve one screen, on stdin and stdout, until it hangs up or has said nothing for so long."""
    try:
        _serve(forgotten_seconds)
    except BaseException as error:
        # the last line on standard error is what the screen tells; no tidy end waits for the thread that reads
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


def _serve(forgotten_seconds: float) -> NoReturn:
    commands: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    heard = _Heard()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the frames
    for target, arguments in (
        (_read_commands, (sys.stdin.buffer, commands, heard)),
        (_write_frames, (output, frames)),
        (_end_when_forgotten, (heard, forgotten_seconds)),
    ):
        threading.Thread(target=target, args=arguments, daemon=True).start()
    frames.put(Frame("hello", {"version": nntui.__version__, "protocol": PROTOCOL}))
    worker = Worker()
    while True:
        wait = worker.seconds_to_wait()
        try:
            while True:
                command = commands.get(block=wait != 0, timeout=wait or None)
                if (answer := worker.obey(command)) is not None:
                    frames.put(answer)
                wait = 0
        except queue.Empty:
            pass
        worker.train()
        if (snapshot := worker.snapshot()) is not None:
            frames.put(snapshot_frame(snapshot))
