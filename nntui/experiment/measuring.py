"""How good a network is on a part of the data."""

from collections.abc import Sequence
from math import nan

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.core.network import Network
from nntui.experiment.build import Columns, predicted_classes

_BLOCK = 4096
"""Samples measured at a time, so that measuring needs little memory however many there are."""


def blocks_of(columns: Columns) -> list[Columns]:
    """The samples in pieces that are measured one after the other."""
    return [columns.part(start, start + _BLOCK) for start in range(0, columns.count, _BLOCK)]


def measure(network: Network, blocks: Sequence[Columns]) -> tuple[float, float]:
    """Mean loss, and accuracy from 0 to 1 (nan for regression); both nan where there are no samples."""
    count = sum(block.count for block in blocks)
    if not count:
        return nan, nan
    loss, right = 0.0, 0
    with np.errstate(all="ignore"):  # weights about to diverge may have a loss past the largest float
        for block in blocks:
            logits = network.forward(block.inputs)
            loss += network.loss.value(logits, block.targets) * block.count
            if block.labels is not None:
                right += _right(network, logits, block.labels)
    return loss / count, nan if blocks[0].labels is None else right / count


def _right(network: Network, logits: Array, labels: IntArray) -> int:
    """How many columns are answered right; `logits` are overwritten.

    By the outputs, as any answer is: many logits have the same output where an activation is flat. Softmax is not, and
    has its largest output where the logit is largest.
    """
    if network.loss.output != "softmax":
        network.loss.outputs(logits, logits)
    if len(logits) == 1:
        return int(np.count_nonzero(predicted_classes(logits) == labels))
    return _right_by_largest(logits, labels)


def _right_by_largest(outputs: Array, labels: IntArray) -> int:
    """How many columns have their largest entry at their label; the first one counts where several are as large.

    argmax() along columns is slow, so it is left for the case of a tie.
    """
    is_largest = np.equal(outputs, np.maximum.reduce(outputs, axis=0))
    if np.count_nonzero(is_largest) != len(labels):
        return int(np.count_nonzero(predicted_classes(outputs) == labels))
    return int(np.count_nonzero(is_largest[labels, np.arange(len(labels))]))
