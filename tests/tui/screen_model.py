"""What a terminal shows after all that was sent to it: enough of one to read the playground's output."""

import re

_PIECE = re.compile(r"\x1b\[(?P<codes>[0-?]*)(?P<final>[@-~])|\x1b[=>78]|(?P<char>[^\x1b])", re.DOTALL)


class ScreenModel:
    """Rows of characters. Of escape sequences those count that move the cursor; characters are one cell wide."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.cells = [[" "] * width for _ in range(height)]
        self.x = self.y = 0

    def feed(self, output: bytes) -> "ScreenModel":
        for piece in _PIECE.finditer(output.decode(errors="replace")):
            if piece["final"] == "H":
                row, _, column = (piece["codes"] or "1;1").partition(";")
                self.y, self.x = int(row or 1) - 1, int(column or 1) - 1
            elif piece["char"]:
                self._write(piece["char"])
        return self

    def _write(self, char: str) -> None:
        if char == "\r":
            self.x = 0
        elif char == "\n":
            self.y += 1
        else:
            if self.x < self.width and self.y < self.height:
                self.cells[self.y][self.x] = char
            self.x += 1

    @property
    def rows(self) -> list[str]:
        return ["".join(row) for row in self.cells]
