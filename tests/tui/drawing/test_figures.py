"""Figures keep their width, and are not rounded to what they are not."""

import pytest

from nntui.tui.drawing.figures import loss_text


@pytest.mark.parametrize(
    ("loss", "short", "long"),
    [
        (0.0, "0.000", "0.00000"),
        (3e-12, "3e-12", "3.0e-12"),
        (4e-4, "4e-04", "0.00040"),
        (6e-4, "0.001", "0.00060"),
        (2.5, "2.500", "2.50000"),
        (9.99999, "10.00", "9.99999"),
        (31.4159, "31.42", "31.4159"),
        (99.99999, "100.0", "100.000"),
        (271.828, "271.8", "271.828"),
        (999.99999, "1e+03", "1.0e+03"),
        (12345.0, "1e+04", "1.2e+04"),
        (float("nan"), "    –", "      –"),
    ],
)
def test_a_loss_has_its_width_and_a_tiny_one_is_not_said_to_be_none(loss: float, short: str, long: str) -> None:
    assert (loss_text(loss), loss_text(loss, 5)) == (short, long)
