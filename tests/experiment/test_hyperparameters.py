from typing import Any

import pytest

from nntui.experiment.hyperparameters import (
    SECTIONS,
    Declaration,
    HyperparameterError,
    Hyperparameters,
    declaration_of,
    declarations,
    from_plain,
    needs_rebuild,
)
from nntui.experiment.kinds import Text

every_declaration = pytest.mark.parametrize("declaration", declarations().values(), ids=declarations())
LIVE = {"network.dropout"} | {
    f"training.{name}"
    for name in (
        "learning_rate",
        "momentum",
        "schedule",
        "l1",
        "l2",
        "clip_norm",
        "batch_size",
        "epochs",
        "patience",
    )
}


def another_value(declaration: Declaration) -> Any:
    kind, default = declaration.kind, declaration.default
    if isinstance(kind, Text):
        return "my data.csv"
    changed = kind.step(default, 1)
    return changed if changed != default else kind.step(default, -1)


# a choice of one name has no other value
changeable = [
    declaration for declaration in declarations().values() if another_value(declaration) != declaration.default
]
every_changeable = pytest.mark.parametrize("declaration", changeable, ids=lambda declaration: declaration.key)


@every_changeable
def test_every_field_can_be_changed_by_value_and_by_text(declaration: Declaration) -> None:
    key, value = declaration.key, another_value(declaration)
    changed = Hyperparameters().with_value(key, declaration.kind.plain(value))
    assert changed.get(key) == value != Hyperparameters().get(key)
    assert changed == Hyperparameters().with_text(key, declaration.kind.format(value))
    others = [other for other in declarations() if other != key]
    assert all(changed.get(other) == Hyperparameters().get(other) for other in others)


@every_declaration
def test_plain_round_trip(declaration: Declaration) -> None:
    for original in (
        Hyperparameters(),
        Hyperparameters("A title", "Two\nlines").with_value(declaration.key, another_value(declaration)),
    ):
        assert from_plain(original.plain()) == original


@every_changeable
def test_only_a_live_field_needs_no_rebuild(declaration: Declaration) -> None:
    old = Hyperparameters()
    new = old.with_value(declaration.key, another_value(declaration))
    assert needs_rebuild(old, new) == needs_rebuild(new, old) == (declaration.key not in LIVE)
    assert declaration.live == (declaration.key in LIVE)


def test_texts_need_no_rebuild() -> None:
    assert not needs_rebuild(Hyperparameters(), Hyperparameters("a", "b"))


@every_declaration
def test_every_field_has_a_help_and_its_place(declaration: Declaration) -> None:
    assert declaration.help.endswith(".")
    assert declaration.section in SECTIONS
    assert declaration_of(declaration.key) is declaration


@every_declaration
def test_a_value_of_no_use_is_refused_by_name(declaration: Declaration) -> None:
    for change in (
        lambda: Hyperparameters().with_value(declaration.key, None),
        lambda: Hyperparameters().with_text(declaration.key, "?\n?"),
        lambda: from_plain({declaration.section: {declaration.name: {}}}),
    ):
        with pytest.raises(HyperparameterError) as refusal:
            change()
        assert refusal.value.key == declaration.key
        assert str(refusal.value) == f"{declaration.key}: {refusal.value.reason}"
        assert refusal.value.reason.startswith("expected ")


@pytest.mark.parametrize(
    ("tables", "key", "hint"),
    [
        ({"training": {"learning_rat": 1}}, "training.learning_rat", "; did you mean training.learning_rate?"),
        ({"trainings": {}}, "trainings", "; did you mean training?"),
        ({"tilte": ""}, "tilte", "; did you mean title?"),
        ({"zzzz": {}}, "zzzz", ""),
        ({"training": {"": 1}}, "training.", None),
    ],
)
def test_an_unknown_key_names_the_nearest(tables: dict[str, Any], key: str, hint: str | None) -> None:
    with pytest.raises(HyperparameterError) as refusal:
        from_plain(tables)
    assert refusal.value.key == key
    assert refusal.value.reason.startswith("no such ")
    assert hint is None or refusal.value.reason.partition(";")[2] == hint[1:]


@pytest.mark.parametrize("key", ["epochs", "training", "training.epochs.x", "title", ""])
def test_an_unknown_key_cannot_be_read_or_written(key: str) -> None:
    for access in (Hyperparameters().get, lambda k: Hyperparameters().with_text(k, "1"), declaration_of):
        with pytest.raises(HyperparameterError, match="no such key"):
            access(key)


@pytest.mark.parametrize("content", [3, None, [], 10**5000, "task"], ids=range(5))
def test_a_section_that_is_no_table_is_refused(content: object) -> None:
    with pytest.raises(HyperparameterError, match=r"^task: expected a table, got "):
        from_plain({"task": content})


@pytest.mark.parametrize("content", [3, None, [], 10**5000, {}], ids=range(5))
def test_a_text_that_is_no_text_is_refused(content: object) -> None:
    with pytest.raises(HyperparameterError, match=r"^title: expected text, got "):
        from_plain({"title": content})


def test_texts_are_made_harmless() -> None:
    wicked = from_plain({"title": "a\x1b[31m\nb", "description": "one\x07\ntwo‮"})
    assert (wicked.title, wicked.description) == ("a�[31m�b", "one�\ntwo�")
    assert from_plain(wicked.plain()) == wicked
