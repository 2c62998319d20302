"""Two rows of cells to a line of text."""

import numpy as np

from nntui.tui.drawing.half_blocks import half_blocks


def test_each_pair_of_cells_has_its_block():
    assert half_blocks(np.array([[0, 1, 0, 1], [0, 0, 1, 1]], bool)) == [" ▀▄█"]


def test_an_odd_row_fills_half_a_line():
    assert half_blocks(np.ones((3, 2), bool)) == ["██", "▀▀"]
