"""The shapes of points by class: hollow where the network is right, filled where it is wrong; test points are small."""

RIGHT_POINTS = "○△□◇▽☆"
WRONG_POINTS = "●▲■◆▼★"
TRAINING_SHAPES = RIGHT_POINTS, WRONG_POINTS

TEST_SHAPES = "◦▵▫⋄▿⋆", "•▴▪❖▾✦"
TEST_LETTERS = "ctznuy", "CTZNUY"
"""What stands for test points where the small shapes have no counterpart that differs from the large ones'."""
