"""What a terminal shows after all that was sent to it: enough of one to read the playground's output."""

import re
from unicodedata import east_asian_width

_PIECE = re.compile(
    r"\x1b\[(?P<codes>[0-?]*)\$?(?P<final>[@-~])|\x1b\][^\x07]*\x07|\x1b[=>78]|(?P<char>[^\x1b])", re.DOTALL
)
_OFFS = {"22": {"1", "2"}, "23": {"3"}, "24": {"4"}, "27": {"7"}, "29": {"9"}}

Cell = tuple[str, tuple[object, ...]]


class ScreenModel:
    """Cells of a character and the style that can be seen on it; None for what was never written.

    Of escape sequences those count that move the cursor or set a style.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.cells: list[list[Cell | None]] = [[None] * width for _ in range(height)]
        self._x = self._y = 0
        self._reset()

    def feed(self, output: bytes) -> "ScreenModel":
        for piece in _PIECE.finditer(output.decode(errors="replace")):
            if piece["final"] in _MEANINGS and not piece["codes"].startswith(("?", ">", "<", "=")):
                _MEANINGS[piece["final"]](self, piece["codes"])
            elif piece["char"]:
                self._write(piece["char"])
        return self

    @property
    def rows(self) -> list[str]:
        return ["".join(cell[0] if cell else " " for cell in row) for row in self.cells]

    def _write(self, char: str) -> None:
        if char == "\r":
            self._x = 0
        elif char == "\n":
            self._y += 1
        else:
            seen = self._attributes if char != " " else self._attributes & {"4", "7", "9"}
            style = (seen, self._ground, self._color if char != " " or seen else "")
            self._put(char, style)
            if east_asian_width(char) in "WF":
                self._put("", style)

    def _put(self, char: str, style: tuple[object, ...]) -> None:
        if self._x < self.width and self._y < self.height:
            self.cells[self._y][self._x] = (char, style)
        self._x += 1

    def _move(self, codes: str) -> None:
        row, _, column = codes.partition(";")
        self._y, self._x = int(row or 1) - 1, int(column or 1) - 1

    def _move_in_row(self, codes: str) -> None:
        self._x = int(codes or 1) - 1

    def _reset(self) -> None:
        self._attributes: frozenset[str] = frozenset()
        self._color = self._ground = ""

    def _style(self, codes: str) -> None:
        left = codes.split(";")
        while left:
            code = left.pop(0)
            if code in ("", "0"):
                self._reset()
            elif code in ("38", "48"):
                count = 4 if left[0] == "2" else 2
                value, left = ";".join(left[:count]), left[count:]
                if code == "38":
                    self._color = value
                else:
                    self._ground = value
            elif code == "39":
                self._color = ""
            elif code == "49":
                self._ground = ""
            elif code in _OFFS:
                self._attributes -= _OFFS[code]
            elif 30 <= int(code) <= 37 or 90 <= int(code) <= 97:
                self._color = code
            elif 40 <= int(code) <= 47 or 100 <= int(code) <= 107:
                self._ground = code
            else:
                assert code in "123479", code
                self._attributes |= {code}


_MEANINGS = {"H": ScreenModel._move, "G": ScreenModel._move_in_row, "m": ScreenModel._style}
