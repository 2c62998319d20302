"""Losses, accuracies and learning rates as text of fixed width."""

from math import isfinite


def loss_text(value: float, decimals: int = 3) -> str:
    """Two cells more than decimals, whatever the loss; one too small for them is not said to be none."""
    width = decimals + 2
    if not isfinite(value):
        return "–".rjust(width)
    if value == 0 or 0.5 * 10**-decimals < value < 1000:
        for places in (decimals, decimals - 1, decimals - 2):
            if len(text := f"{value:.{places}f}") == width:
                return text
    return f"{value:{width}.{max(decimals - 4, 0)}e}"


def accuracy_text(value: float) -> str:
    """Per cent, five cells."""
    return f"{100 * value:5.1f}" if isfinite(value) else "    –"


def rate_text(value: float) -> str:
    """A learning rate in six cells: three digits that count."""
    if not isfinite(value):
        return "     –"
    text = f"{value:.3g}" if value == 0 or value >= 1e-3 else f"{value:.0e}"
    return f"{text:>6}"
