"""Writes the README's table of a preset's keys: `python tests/readme_keys.py`, after one has changed."""

from pathlib import Path

from nntui.experiment.schema import Entry, entries

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- keys: written by `python tests/readme_keys.py` -->\n", "<!-- end of keys -->\n"


def table() -> str:
    rows = ["| key | default | | what it is |", "|---|---|---|---|", *map(_row, entries())]
    return "".join(f"{row}\n" for row in rows)


def with_table(readme: str) -> str:
    before, rest = readme.split(START)
    return before + START + table() + END + rest.split(END)[1]


def _row(entry: Entry) -> str:
    default = "" if entry.default is None else str(entry.default).replace("'", "")
    applies = entry.applies if entry.section else ""
    cells = (f"`{entry.key}`", f"`{default}`" if default else "", applies, f"{entry.help} {_values(entry)}")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _values(entry: Entry) -> str:
    return f"{entry.expected[0].upper()}{entry.expected[1:]}."


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
