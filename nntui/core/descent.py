"""From the gradient of the loss to a step: penalties, clipping and optimizer, in their order."""

from nntui.core.arrays import Array
from nntui.core.optimizers import Optimizer
from nntui.core.penalties import Penalties, clip_by_norm


def descend(
    parameters: Array,
    gradient: Array,
    learning_rate: float,
    optimizer: Optimizer,
    penalties: Penalties,
    clip_norm: float = 0.0,
) -> None:
    """Take one step in place; `gradient` is used up.

    clip_norm: the longest gradient that is taken as it is; 0: any. The order is PyTorch's, where an L1 penalty is a
    part of the loss and so of what is clipped, and L2, its weight_decay, belongs to the optimizer and is not.
    """
    if penalties.l1:
        penalties.add_l1(gradient, parameters)
    if clip_norm:
        clip_by_norm(gradient, clip_norm)
    if penalties.l2:
        if optimizer.decoupled_decay:
            penalties.decay(parameters, learning_rate)
        else:
            penalties.add_l2(gradient, parameters)
    optimizer.step(parameters, gradient, learning_rate)
