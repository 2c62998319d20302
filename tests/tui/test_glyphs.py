import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

import nntui
from nntui.experiment.preset_folders import shipped_presets
from nntui.tui.abilities import EVERYTHING, Abilities, Depth, Glyphs
from nntui.tui.drawing.shapes import TRAINING_SHAPES
from nntui.tui.glyphs import ASCII, CONSOLE, UNICODE
from nntui.tui.terminal_filter import TerminalFilter
from nntui.tui.themes import THEMES, palette_of

HOSTILE = "\x1b]0;owned\x07 \x1b[31m \x9b31m \u202eabc\u2066 \u200f \r\b\x00 \u2028 \ud800"


def characters_of_the_program():
    """Every character beyond ASCII that stands in a string of the program, docstrings aside, or in a preset."""
    found = set("".join(path.read_text() for path in shipped_presets().values()))
    for path in Path(nntui.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text())
        bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
        docs = {id(part.value) for body in bodies for part in body if isinstance(part, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                found |= set(node.value)
    return sorted(char for char in found if not char.isascii() and not "⠀" <= char <= "⣿")


@pytest.mark.soak
def test_everything_that_the_program_writes_has_its_counterpart_in_ascii():
    chars = characters_of_the_program()
    assert len(chars) > 40
    unknown = [char for char in chars if char.translate(ASCII) == "?" and char != "�"]
    assert not unknown


@pytest.mark.parametrize("repertoire", [ASCII, CONSOLE, UNICODE])
@given(text=st.text(st.characters()))
def test_text_stays_as_wide_and_becomes_printable(repertoire, text):
    shown = text.translate(repertoire)
    assert shown.isprintable()
    assert cell_len(shown) == sum(max(get_character_cell_size(char), 0) for char in text)


@pytest.mark.parametrize("ends", [(0, 0x3000), pytest.param((0x3000, sys.maxunicode + 1), marks=pytest.mark.soak)])
def test_ascii_is_ascii_for_every_character_there_is(ends):
    everything = "".join(map(chr, range(*ends)))
    assert set(everything.translate(ASCII)) <= set(map(chr, range(0x20, 0x7F)))


def test_letters_lose_their_accents_and_wide_ones_keep_their_room():
    assert "Käse ×2 – 漢".translate(ASCII) == "Kase x2 - ??"


@pytest.mark.parametrize("glyphs", Glyphs)
def test_points_of_different_classes_and_kinds_stay_different(glyphs):
    palette = palette_of(THEMES[0], Abilities(glyphs=glyphs))
    shapes = "".join(TRAINING_SHAPES + palette.test_points).translate(glyphs.value)
    assert len(set(shapes)) == len(shapes) == 24


@pytest.mark.parametrize("glyphs", Glyphs)
def test_no_escape_sequence_gets_through_the_filter(glyphs):
    line = TerminalFilter(Abilities(glyphs=glyphs)).apply([Segment(HOSTILE)], Color(0, 0, 0))
    shown = "".join(segment.text for segment in line)
    assert shown.isprintable()
    assert "owned" in shown


def test_a_line_without_colours_keeps_what_is_bold_and_what_the_mouse_finds():
    style = Style(color="red", bgcolor="blue", bold=True, reverse=True, meta={"option": 3}, link="http://x")
    (segment,) = TerminalFilter(Abilities(depth=Depth.NONE)).apply([Segment("text", style)], Color(0, 0, 0))
    assert segment.style == Style(bold=True, reverse=True, meta={"option": 3})


def test_no_hyperlink_is_sent():
    (segment,) = TerminalFilter(EVERYTHING).apply([Segment("text", Style(link="http://x", bold=True))], Color(0, 0, 0))
    assert segment.style.link is None
    assert segment.style.bold
