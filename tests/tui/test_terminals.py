"""What reaches terminals of every kind, on real pseudo-terminals."""

import re

import pytest
from pseudo_terminal import PLAYGROUND, PseudoTerminal
from screen_model import ScreenModel

_SEQUENCE = re.compile(rb"\x18|\x1b(?:\\|\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>78])")
_STYLE = re.compile(rb"\x1b\[([\d;]*)m")
_A_SEVEN = ("i", *["\x1b[C"] * 4, *["\x1b[B"] * 3, "w")

_OTHERS = pytest.mark.soak
TERMINALS = [
    {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    {"TERM": "xterm-256color", "COLORTERM": ""},
    pytest.param({"TERM": "xterm", "COLORTERM": ""}, marks=_OTHERS),
    {"TERM": "screen", "COLORTERM": ""},
    pytest.param({"TERM": "tmux-256color", "COLORTERM": ""}, marks=_OTHERS),
    {"TERM": "vt100", "COLORTERM": ""},
]


def shown(preset="digits", *options, keys=(), expect=b"%", **variables):
    """All that a playground sends while it starts, trains, and keys are pressed, and after it is left."""
    with PseudoTerminal([*PLAYGROUND, *options, preset], **variables) as terminal:
        terminal.until(lambda: expect in terminal.output)
        for key in keys:
            size = len(terminal.output)
            terminal.type(key)
            terminal.until(lambda size=size: len(terminal.output) > size)
        terminal.process.terminate()
        terminal.end()
        return terminal.output


def colours(output):
    """The numbers of all colours that were set."""
    found = set()
    for codes in _STYLE.findall(output):
        numbers = [int(code or 0) for code in codes.split(b";")]
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                del numbers[: 2 if numbers[0] == 5 else 4]
            if 30 <= number <= 49 or 90 <= number <= 107:
                found.add(number)
    return found


def text_of(output):
    """What stands between the escape sequences."""
    return _SEQUENCE.sub(b"", output)


@pytest.mark.soak
@pytest.mark.parametrize("variables", TERMINALS, ids=lambda variables: "-".join(filter(None, variables.values())))
def test_every_terminal_gets_colours_of_its_own_kind(variables):
    output = shown(**variables)
    deep, cube = re.search(rb"[34]8;2;", output), re.search(rb"[34]8;5;", output)
    assert bool(deep) == bool(variables["COLORTERM"])
    assert bool(cube) == ("256color" in variables["TERM"] and not variables["COLORTERM"])
    assert bool(colours(output)) == (variables["TERM"] != "vt100")


@pytest.mark.soak
@pytest.mark.parametrize("preset", ["digits", pytest.param("quadrants", marks=pytest.mark.soak), "plane"])
def test_no_color_means_not_one_colour(preset):
    output = shown(preset, keys="?", expect=b"epoch", NO_COLOR="1", COLORTERM="truecolor")
    assert colours(output) == set()
    assert b"\x1b[1m" in output


@pytest.mark.soak
def test_an_empty_no_color_means_nothing():
    assert colours(shown(NO_COLOR="", COLORTERM="truecolor")) == {38, 48}


@pytest.mark.soak
@pytest.mark.parametrize(
    "preset", ["plane", *(pytest.param(preset, marks=pytest.mark.soak) for preset in ("digits", "quadrants", "sine"))]
)
def test_a_locale_without_utf_8_gets_ascii(preset):
    text = text_of(shown(preset, keys="?", expect=b"epoch", LANG="POSIX", LC_ALL=""))
    assert {byte for byte in text if not 0x20 <= byte < 0x7F} <= set(b"\r\n")
    assert b"Hyperparameters" in text


@pytest.mark.soak
def test_ascii_can_be_forced():
    output = shown("digits", "--ascii", keys=(*_A_SEVEN, "L"), LC_ALL="C.UTF-8")
    assert max(text_of(output)) < 0x7F
    rows = ScreenModel(80, 24).feed(output.rpartition(b"\x1b[?1049l")[0]).rows
    assert any("[#" in row for row in rows)
    assert any("My drawings" in row for row in rows)


@pytest.mark.soak
def test_the_linux_console_gets_characters_of_its_font_and_eight_grounds():
    output = shown(TERM="linux", COLORTERM="truecolor", LC_ALL="C.UTF-8")
    text = text_of(output).decode()
    assert set(filter(str.isprintable, text)) - set(map(chr, range(0x20, 0x100))) <= set("─│┌┐└┘├┤┬┴┼█▀▄▌▐░▒▓↑↓→←")
    assert "┌─" in text
    assert not colours(output) & {38, 48, *range(100, 108)}
