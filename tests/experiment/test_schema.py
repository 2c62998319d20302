"""What is said of a preset's keys is what the declarations say, in the README too."""

import json
import tomllib

from readme_keys import README, with_table

from nntui.experiment.hyperparameters import Hyperparameters, declarations, from_plain, goal_declarations
from nntui.experiment.schema import as_plain, as_toml, entries


def test_the_schema_is_a_preset_of_defaults() -> None:
    assert from_plain(tomllib.loads(as_toml())) == Hyperparameters()


def test_every_key_is_there_with_what_there_is_to_say() -> None:
    text = " ".join(as_toml().replace("\n# ", " ").split())
    for key, known in {**declarations(), **goal_declarations()}.items():
        entry = next(entry for entry in entries() if entry.key == key)
        assert f"{known.help} Expected: {known.kind.expected}. ({'live' if known.live else 'rebuild'})" in text
        if entry.default is not None:
            assert from_plain({known.section: {known.name: entry.default}}).get(key) == known.default
    assert json.loads(json.dumps(as_plain())) == as_plain()
    assert {"title", "description", *declarations()} <= {entry["key"] for entry in as_plain()}


def test_the_table_in_the_readme_is_the_declarations() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_table(readme) == readme, "python tests/readme_keys.py writes it anew"
