"""Fewer points, where all of them would hide what lies under them."""

import numpy as np

from nntui.core.arrays import Array, IntArray

_TOO_MANY, _ENOUGH = 0.5, 0.25  # shares of the cells: from the first on points are thinned, to the second at the most
_BLOCKS = ((2, 1), (4, 1), (3, 2), (4, 2), (6, 3), (8, 4), (12, 6), (16, 8))  # columns × rows


def thinned(columns: IntArray, rows: IntArray, kinds: IntArray, room: int) -> IntArray:
    """Which of the points to draw, ascending: all, or where these would hide most of `room` cells the one nearest to
    the middle of each block of cells, of each kind; blocks are laid like bricks, and as small as can be.

    columns, rows: the cell of each point, from 0. kinds: small numbers, of what must not vanish beside another. The
    choice depends on nothing else, so that it stays while a network learns.
    """
    if len(_first_of_each(columns, rows, kinds)) <= _TOO_MANY * room:
        return np.arange(len(columns))
    for width, height in _BLOCKS:
        chosen = one_a_block(columns, rows, kinds, width, height)
        if len(chosen) <= _ENOUGH * room:
            break
    return chosen


def one_a_block(columns: IntArray, rows: IntArray, kinds: IntArray, width: int, height: int) -> IntArray:
    """The points of each kind that are nearest to the middles of blocks of width × height cells, ascending."""
    block_rows = rows // height
    shifted = columns + block_rows % 2 * (width // 2)
    away = np.abs(_off_centre(shifted, width)) + 2 * np.abs(_off_centre(rows, height))  # a cell is twice as high
    order = np.argsort(away, kind="stable")
    return np.sort(order[_first_of_each(shifted[order] // width, block_rows[order], kinds[order])])


def _off_centre(places: IntArray, length: int) -> Array:
    """How far each cell is from the middle of its block."""
    return places % length - (length - 1) / 2


def _first_of_each(columns: IntArray, rows: IntArray, kinds: IntArray) -> IntArray:
    """The index of the first point of each column, row and kind that occurs."""
    wide, deep = int(columns.max(initial=0)) + 1, int(kinds.max(initial=0)) + 1
    codes = (rows * wide + columns) * deep + kinds
    first = np.full(int(codes.max(initial=0)) + 1, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first[first >= 0]
