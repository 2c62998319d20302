import numpy as np

from nntui.tui.drawing.braille import braille


def test_each_dot_has_its_place_in_its_cell():
    shown = []
    for row in range(4):
        for column in range(2):
            dots = np.zeros((4, 2), bool)
            dots[row, column] = True
            shown.append(str(braille(dots)[0][0, 0]))
    assert "".join(shown) == "⠁⠈⠂⠐⠄⠠⡀⢀"


def test_cells_are_told_from_those_without_dots():
    dots = np.zeros((8, 6), bool)
    dots[4:, 2:4] = True
    chars, written = braille(dots)
    assert chars[1, 1] == "⣿" and written.tolist() == [[False] * 3, [False, True, False]]
