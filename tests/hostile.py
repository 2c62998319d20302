"""Text that would do harm if a terminal were sent it as it is, and what must never reach one."""

import json

TEXT = "\x1b]0;pwned\x07\x1b[31m\x9b32m\u202egood\u2066[/b][link=http://x]\r\x08\u200f[bold]"
"""A title for the window, colours, directions of writing, markup."""

FORBIDDEN = (b"\x1b]0;", b"pwned\x07", b"\x1b[31m", *(char.encode() for char in "\x9b\u202e\u2066\u200f"))
"""As bytes in UTF-8."""

NAME = TEXT.replace("/", "|")
"""For a file: a path has no slash in a name."""

PRESET = f"""
title = {json.dumps(TEXT)}
description = {json.dumps(TEXT)}
[task]
name = "table"
path = {{path}}
[training]
epochs = 3
"""


def write_table(folder):
    """A CSV file with hostile names of the file, the columns and the classes; return its path."""
    path = folder / "[bold] [|b].csv"  # a path of data has to be printable
    quoted = TEXT.replace('"', '""')
    rows = [f'{x},{x % 7},"{quoted} {"low" if x < 20 else "high"}"' for x in range(40)]
    path.write_text("\n".join([f'"{quoted} a","{quoted} b","{quoted} c"', *rows]) + "\n", newline="")
    return path


def write_preset(folder):
    """A preset with a hostile name, texts and data; return its path."""
    path = folder / f"{NAME}.toml"
    path.write_text(PRESET.format(path=json.dumps(str(write_table(folder)))))
    return path


def leaks(output):
    """What of the forbidden is in some output."""
    return [found for found in FORBIDDEN if found in output]
