"""How well the preset digits reads drawings that it was not trained on, seed by seed and digit by digit.

`python tests/measure_digit_styles.py FILE [--seeds N] [--preset NAME] [--wrong]` trains the preset once for each seed from
0. FILE is JSON: a list of {"label": digit, "rows": five strings of five cells, 0 or 1}.
"""

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads, as the program does

import numpy as np
from digit_drawings import flipped_glyphs, read_drawings

from nntui.core.network import Network
from nntui.experiment.presets import load_preset
from nntui.experiment.trainer import Trainer
from nntui.tasks.digits import GLYPHS, SIDE


def trained(preset: str, seed: int) -> tuple[Network, float]:
    """The trained network, and the seconds of the processor that it took from the making of the data on."""
    start = time.process_time()
    trainer = Trainer(load_preset(preset).with_value("training.seed", seed))
    while not trainer.finished:
        trainer.train_epoch()
    return trainer.network, time.process_time() - start


def main() -> None:
    arguments = parsed_arguments()
    try:
        drawings, labels = read_drawings(arguments.file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{arguments.file}: expected drawings, got {error!r}") from None
    flipped, flipped_labels = flipped_glyphs()
    answers, others = [], []
    print("seed  drawings  classic  one flipped  seconds")
    for seed in range(arguments.seeds):
        network, seconds = trained(arguments.preset, seed)
        answers.append(network.predict(drawings).argmax(axis=1))
        clean = np.count_nonzero(network.predict(GLYPHS).argmax(axis=1) == np.arange(10))
        others.append((clean, np.mean(network.predict(flipped).argmax(axis=1) == flipped_labels)))
        right = np.mean(answers[-1] == labels)
        print(f"{seed:4}  {right:8.1%}  {clean:4}/10  {others[-1][1]:11.1%}  {seconds:7.2f}")
    right = np.array(answers) == labels
    print(f"mean  {right.mean():8.1%}  {np.mean(others, axis=0)[0]:4.3g}/10  {np.mean(others, axis=0)[1]:11.1%}")
    print("\ndigit  drawings  read right")
    for digit in range(10):
        print(f"{digit:5}  {np.count_nonzero(labels == digit):8}  {right[:, labels == digit].mean():10.1%}")
    if arguments.wrong:
        print_wrong(drawings, labels, np.array(answers))


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how a preset reads drawings that it was not trained on.")
    parser.add_argument("file", type=Path, help="the drawings, JSON")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--preset", default="digits")
    parser.add_argument(
        "--wrong", action="store_true", help="show the drawings read wrong, with the answer of each seed"
    )
    return parser.parse_args()


def print_wrong(drawings: np.ndarray, labels: np.ndarray, answers: np.ndarray) -> None:
    for drawing, label, answer in zip(drawings, labels, answers.T, strict=True):
        if (answer != label).any():
            print(f"\n{label}, read as {' '.join(map(str, answer))}")
            print("\n".join("".join(".#"[int(cell)] for cell in row) for row in drawing.reshape(SIDE, SIDE)))


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # the reader has all that it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
