import os
import subprocess
import sys

import pytest

from nntui.tui.abilities import Depth, Glyphs, abilities_of, is_utf_8


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Depth.TRUE),
        ({"TERM": "xterm-256color"}, Depth.CUBE),
        ({"TERM": "tmux-256color"}, Depth.CUBE),
        ({"TERM": "alacritty"}, Depth.CUBE),
        ({"TERM": "xterm-direct"}, Depth.TRUE),
        ({"TERM": "xterm"}, Depth.BASIC),
        ({"TERM": "screen"}, Depth.BASIC),
        ({"TERM": "linux"}, Depth.BASIC),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, Depth.BASIC),
        ({"TERM": "vt100"}, Depth.NONE),
        ({"TERM": "vt220", "COLORTERM": "truecolor"}, Depth.NONE),
        ({"TERM": "xterm-mono"}, Depth.NONE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Depth.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Depth.CUBE),
    ],
)
def test_colours_go_by_the_terminal_and_by_no_color(environ, depth):
    assert abilities_of(environ).depth is depth


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "de_DE"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "C"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_ALL": "en_US.UTF-8"}, True),
        ({"LANG": "C", "LC_CTYPE": "", "LC_ALL": ""}, False),
    ],
)
def test_the_first_variable_that_is_set_decides_on_utf_8(environ, expected):
    assert is_utf_8(environ) is expected


@pytest.mark.parametrize(
    ("variables", "glyphs"),
    [
        ({"LANG": "C"}, Glyphs.ASCII),
        ({"LANG": "POSIX"}, Glyphs.ASCII),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, Glyphs.ASCII),
        ({"LC_CTYPE": "C"}, Glyphs.ASCII),
        ({"LC_CTYPE": "C", "LANG": "en_US.UTF-8"}, Glyphs.ASCII),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, Glyphs.UNICODE),
        ({"LANG": "C.UTF-8"}, Glyphs.UNICODE),
        ({"TERM": "linux"}, Glyphs.CONSOLE),
        ({}, Glyphs.UNICODE),
    ],
)
def test_a_locale_that_python_puts_in_place_of_c_is_not_the_users(variables, glyphs):
    code = "import os; from nntui.tui.abilities import abilities_of; print(abilities_of(os.environ).glyphs.name)"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TERM"))}
    done = subprocess.run([sys.executable, "-c", code], env={**kept, **variables}, capture_output=True, check=True)
    assert done.stdout.decode().strip() == glyphs.name


@pytest.mark.soak
def test_ascii_can_be_forced():
    assert abilities_of({"LANG": "en_US.UTF-8"}, only_ascii=True).glyphs is Glyphs.ASCII
