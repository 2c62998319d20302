"""One drawing at a time into the file of drawings, and out of it."""

from pathlib import Path

from nntui.experiment.drawings import Change, Drawing, Taught, change_drawings


def add_drawing(path: Path, drawing: Drawing) -> Taught:
    return change_drawings(path, [Change(drawing, keeps=True)])


def remove_drawing(path: Path, drawing: Drawing) -> Taught:
    return change_drawings(path, [Change(drawing, keeps=False)])
