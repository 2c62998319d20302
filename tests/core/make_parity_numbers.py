"""Write PyTorch's numbers for the cases of parity.py to parity_numbers.json. By hand, where PyTorch is installed:

python tests/core/make_parity_numbers.py
"""

import json
from dataclasses import asdict
from typing import Any

import torch
import torch_parity
from parity import CASES, NUMBERS, PLANS, Run

from nntui.core.schedules import SCHEDULES


def _short(run: Run) -> dict[str, Any]:
    """The same numbers with the nine digits that tell every float32 from the next."""
    return {
        "losses": [float(f"{loss:.9g}") for loss in run.losses],
        "parameters": [[float(f"{value:.9g}") for value in step] for step in run.parameters],
    }


def _table(rows: dict[str, Any]) -> str:
    """A JSON object with an entry a line."""
    lines = [f"{json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}" for name, row in rows.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def main() -> None:
    tables = {
        "float32": {name: _short(torch_parity.run(case, "float32")) for name, case in CASES.items()},
        "float64": {name: asdict(torch_parity.run(case, "float64")) for name, case in CASES.items()},
        "schedules": {
            name: {str(epochs): torch_parity.schedule_factors(name, epochs) for epochs in PLANS} for name in SCHEDULES
        },
    }
    version = json.dumps(torch.__version__.partition("+")[0])
    rooms = [f'"torch":{version}', *(f"{json.dumps(name)}:{_table(rows)}" for name, rows in tables.items())]
    NUMBERS.write_text("{\n" + ",\n".join(rooms) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
