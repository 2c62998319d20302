"""Drawings to measure a network by: a file of other people's, and the classic glyphs with a cell flipped."""

import json
from pathlib import Path

import numpy as np

from nntui.core.arrays import Array, IntArray
from nntui.tasks.digits import GLYPHS, SIDE


def read_drawings(path: Path) -> tuple[Array, IntArray]:
    """n × 25 drawings and their n digits, of a JSON list of {"label": digit, "rows": five strings of 0 and 1}."""
    entries = json.loads(path.read_text())
    cells = [[cell == "1" for cell in "".join(entry["rows"])] for entry in entries]
    labels = np.array([entry["label"] for entry in entries])
    return np.array(cells, np.float32).reshape(len(labels), SIDE * SIDE), labels


def flipped_glyphs() -> tuple[Array, IntArray]:
    """Each classic glyph with each one of its cells flipped, 250 × 25, and their 250 digits."""
    cells = GLYPHS.shape[1]
    flipped = np.abs(GLYPHS[:, np.newaxis] - np.eye(cells, dtype=np.float32)).reshape(-1, cells)
    return flipped, np.repeat(np.arange(10), cells)
