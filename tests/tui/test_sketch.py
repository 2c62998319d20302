"""The sketch: each operation makes a valid one, and every change can be taken back and made again."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.tasks.digits import GLYPHS
from nntui.tui.sketch import blank_sketch

CHANGES = [
    lambda s: s.move(1, 0),
    lambda s: s.move(-1, 0),
    lambda s: s.move(0, 1),
    lambda s: s.move(0, -1),
    lambda s: s.toggle(),
    lambda s: s.take_pen("ink"),
    lambda s: s.take_pen("erase"),
    lambda s: s.lift_pen(),
    lambda s: s.clear(),
    lambda s: s.invert(),
    lambda s: s.shift(1, 0),
    lambda s: s.shift(0, -1),
    lambda s: s.load(GLYPHS[4]),
]
OPERATIONS = [*CHANGES, lambda s: s.undo(), lambda s: s.redo()]


def lists_of(operations):
    return st.lists(st.sampled_from(operations), max_size=60)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(lists_of(OPERATIONS))
def test_any_operations_keep_the_sketch_valid_and_its_history_a_chain_of_changes(operations):
    sketch = blank_sketch(5)
    for operation in operations:
        sketch = operation(sketch)
        assert 0 <= sketch.x < 5 and 0 <= sketch.y < 5
        assert sketch.pen in ("", "ink", "erase")
        assert len(sketch.ink) == 25 and {type(cell) for cell in sketch.ink} == {bool}
        chain = [*sketch.before, sketch.ink, *reversed(sketch.after)]
        assert all(one != next_one for one, next_one in pairwise(chain))
        assert sketch.undo().redo() == sketch or not sketch.before
        assert sketch.redo().undo() == sketch or not sketch.after


@settings(derandomize=True, deadline=None, max_examples=60)
@given(lists_of(CHANGES))
def test_undo_leads_back_to_the_empty_pad_and_redo_to_the_drawing(operations):
    sketch = blank_sketch(5)
    for operation in operations:
        sketch = operation(sketch)
    back = sketch
    for _ in operations:
        back = back.undo()
    assert back.empty and not back.before
    for _ in operations:
        back = back.redo()
    assert back == sketch


def test_a_change_after_undo_drops_what_was_undone():
    sketch = blank_sketch(5).toggle().move(1, 0).toggle().undo()
    assert sketch.after
    changed = sketch.invert()
    assert not changed.after and changed.redo() is changed


def test_moving_without_a_pen_keeps_what_was_undone():
    sketch = blank_sketch(5).toggle().undo().move(1, 1)
    assert sketch.redo().at(0, 0)


def test_shifting_does_not_wrap():
    corner = blank_sketch(5).move_to(4, 4).toggle()
    assert corner.shift(1, 0).empty and corner.shift(0, 1).empty
    assert corner.shift(-1, -1).at(3, 3)
    assert (corner.shift(-1, -1).x, corner.shift(-1, -1).y) == (4, 4)


def test_inputs_are_one_sample_of_zeros_and_ones():
    inputs = blank_sketch(5).move(2, 1).toggle().inputs()
    assert inputs.shape == (1, 25) and inputs.dtype == np.float32
    assert np.flatnonzero(inputs[0]).tolist() == [7]
