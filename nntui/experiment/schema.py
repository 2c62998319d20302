"""What a preset file may hold: every key with its default, its values, when a change applies, and what it is for."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from nntui.experiment.hyperparameters import GOAL, SECTIONS, declarations, goal_declarations
from nntui.experiment.presets import TEXTS, toml_value

_WIDTH = 100
_TEXT_HELP = {
    "title": "What the lists of presets show.",
    "description": "What to watch and what to try; several lines between three quotation marks.",
}


@dataclass(frozen=True)
class Entry:
    """One key of a preset file; section: its table, "" for none. live: whether a change applies while it trains.

    default: None where the key has none.
    """

    section: str
    name: str
    default: Any
    expected: str
    live: bool
    help: str

    @property
    def key(self) -> str:
        """`section.name`, or the name alone."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def applies(self) -> str:
        """When a change comes into effect."""
        return "live" if self.live else "rebuild"


def entries() -> list[Entry]:
    """Every key, in the order of a preset file."""
    texts = [Entry("", name, "", "text", True, _TEXT_HELP[name]) for name in TEXTS]
    return texts + [
        Entry(known.section, known.name, known.kind.plain(known.default), known.kind.expected, known.live, known.help)
        for known in (*declarations().values(), *goal_declarations().values())
    ]


def as_toml() -> str:
    """Every key with its default as a preset file, each below what there is to say of it."""
    lines = [
        "# Every key that a preset can have, with its default; what is left out takes it.",
        "# The parts of a goal have none. live: a change applies between two minibatches; rebuild: it makes",
        "# a new network or new data.",
    ]
    for section in ("", *SECTIONS, GOAL):
        lines += ["", f"[{section}]"] if section else []
        for entry in entries():
            if entry.section == section:
                lines += ["", *_comment(entry), _assignment(entry)]
    return "\n".join(lines) + "\n"


def as_plain() -> list[dict[str, Any]]:
    """Every key as an object of JSON."""
    return [
        {"key": entry.key, "default": entry.default, "expected": entry.expected, "live": entry.live, "help": entry.help}
        for entry in entries()
    ]


def _assignment(entry: Entry) -> str:
    return f"# {entry.name} =" if entry.default is None else f"{entry.name} = {toml_value(entry.default)}"


def _comment(entry: Entry) -> list[str]:
    told = f"{entry.help} Expected: {entry.expected}. ({entry.applies})"
    return [f"# {line}" for line in wrap(told, _WIDTH - 2, break_on_hyphens=False)]
