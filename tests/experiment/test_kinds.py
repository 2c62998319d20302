import math
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.experiment.hyperparameters import Declaration, declarations
from nntui.experiment.kinds import Choice, ChoiceEach, Integer, Kind, Layers, Names, Real, Text, did_you_mean, shown

INTEGER = Integer(1, 100, (1, 10, 100))
REAL = Real(0, 1e9, (0, 0.1, 1.0))
CHOICE = Choice(lambda: ("sgd", "momentum", "adam"))
EACH = ChoiceEach(Choice(lambda: ("relu", "tanh")))
LAYERS = Layers(3, 64, ((), (4,), (8,), (4, 4)))
NAMES = Names(lambda: ("x1", "x2", "x1*x2"))
TEXT = Text()
KINDS: list[Kind] = [INTEGER, REAL, CHOICE, EACH, LAYERS, NAMES]

ids = [type(kind).__name__ for kind in KINDS]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=ids)
every_declaration = pytest.mark.parametrize("declaration", declarations().values(), ids=declarations())


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Integer():
            return st.integers(kind.minimum, kind.maximum)
        case Real():
            return st.floats(kind.minimum, kind.maximum)
        case Choice():
            return st.sampled_from(list(kind.names()))
        case ChoiceEach():
            name = values_of(kind.one)
            return name | st.lists(name, min_size=1, max_size=4).map(tuple)
        case Layers():
            return st.lists(st.integers(1, kind.max_units), max_size=min(kind.max_layers, 5)).map(tuple)
        case Names():
            chosen = st.lists(st.sampled_from(list(kind.known())), min_size=1, unique=True)
            return chosen.map(lambda names: tuple(name for name in kind.known() if name in names))
        case Text():
            return st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
    raise AssertionError(f"no values for {kind}")


HOSTILE = [
    None,
    True,
    False,
    math.nan,
    math.inf,
    -math.inf,
    1e999,
    10**5000,
    -(10**5000),
    -1,
    10**400,
    "",
    "nan",
    b"1",
    {},
    {"a": 1},
    [None],
    [[]],
    [True],
    [1.0],
    [10**5000],
    ["relu", 3],
    [0],
    [-1],
    [65],
    [1] * 100_000,
    object(),
]


@every_kind
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_check_refuses_what_is_no_value_in_one_short_line(kind: Kind, value: object) -> None:
    with pytest.raises(ValueError, match=r"^expected .*, got ") as refusal:
        kind.check(value)
    assert len(str(refusal.value)) < 250
    assert str(refusal.value).isprintable()
    assert type(refusal.value) is ValueError


@every_kind
@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "9" * 5000, "-1", "1..2", "relu tanh", "4, x", "\0", "٣x", "None"]
)
def test_parse_refuses_in_one_short_line(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r"^expected .*, got ") as refusal:
        kind.parse(text)
    assert len(str(refusal.value)) < 250
    assert str(refusal.value).isprintable()


@every_kind
@given(text=st.text(max_size=12))
def test_parse_of_any_text_gives_a_value_that_checks_or_a_value_error(kind: Kind, text: str) -> None:
    try:
        value = kind.parse(text)
    except ValueError:
        return
    assert kind.check(value) == value


@given(data=st.data())
@every_kind
def test_format_and_parse_round_trip(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    assert kind.parse(kind.format(value)) == value
    assert kind.check(kind.plain(value)) == value


@given(data=st.data())
@every_declaration
def test_declared_kinds_round_trip_and_step_to_values_that_are_allowed(
    declaration: Declaration, data: st.DataObject
) -> None:
    kind = declaration.kind
    value = data.draw(values_of(kind))
    assert kind.parse(kind.format(value)) == value
    assert kind.check(kind.plain(value)) == value
    for direction in (1, -1):
        assert kind.check(kind.plain(kind.step(value, direction))) is not None


@every_declaration
def test_defaults_and_ladders_are_allowed_values(declaration: Declaration) -> None:
    kind = declaration.kind
    assert kind.check(kind.plain(declaration.default)) == declaration.default
    ladder = getattr(kind, "ladder", ())
    assert all(kind.check(rung) == rung for rung in ladder)
    assert not isinstance(kind, Integer | Real) or list(ladder) == sorted(set(ladder))


@given(value=st.integers(1, 100))
def test_steps_of_a_number_go_the_right_way_and_back_to_the_same_rung(value: int) -> None:
    up, down = INTEGER.step(value, 1), INTEGER.step(value, -1)
    assert down <= value <= up
    assert (up > value) == (value < 100)
    assert (down < value) == (value > 1)
    if value in INTEGER.ladder and up != value:
        assert INTEGER.step(up, -1) == value


def test_number_beyond_the_ladder_stays_or_comes_back_to_it() -> None:
    assert REAL.step(5.0, 1) == 5.0
    assert REAL.step(5.0, -1) == 1.0
    assert REAL.step(0.05, 1) == 0.1
    assert REAL.step(0.05, -1) == 0


def test_integer_without_a_ladder_steps_by_one_within_its_bounds() -> None:
    seed = Integer(0, 3)
    assert [seed.step(value, 1) for value in (0, 2, 3)] == [1, 3, 3]
    assert [seed.step(value, -1) for value in (0, 2, 3)] == [0, 1, 2]


def test_integer_takes_whole_numbers_only() -> None:
    assert INTEGER.check(3) == 3
    assert INTEGER.parse(" 3 ") == 3
    for value in (3.0, True, "3", 0, 101):
        with pytest.raises(ValueError, match="expected a whole number from 1 to 100, got "):
            INTEGER.check(value)
    for text in ("3.0", "1e1", "true"):
        with pytest.raises(ValueError, match=f'got "{text}"'):
            INTEGER.parse(text)


def test_real_makes_floats_and_writes_them_in_short() -> None:
    assert type(REAL.check(3)) is float
    assert [REAL.format(value) for value in (0.1, 100.0, 1e-5, 1 / 3)] == ["0.1", "100", "1e-5", repr(1 / 3)]
    with pytest.raises(ValueError, match=r"expected a number from 0 to .*, got -0.5"):
        REAL.check(-0.5)


def test_choice_goes_round() -> None:
    assert CHOICE.parse(" adam ") == "adam"
    assert CHOICE.step("adam", 1) == "sgd"
    assert CHOICE.step("sgd", -1) == "adam"
    with pytest.raises(ValueError, match='expected one of sgd, momentum, adam, got "Adam"'):
        CHOICE.check("Adam")


def test_choice_each_is_one_name_or_a_list() -> None:
    assert EACH.parse("relu") == "relu"
    assert EACH.parse("relu, tanh") == EACH.parse("[relu,tanh]") == ("relu", "tanh")
    assert EACH.parse("[relu]") == EACH.check(["relu"]) == ("relu",)
    assert EACH.plain(("relu", "tanh")) == ["relu", "tanh"]
    assert EACH.step(("relu", "tanh"), 1) == "tanh"
    with pytest.raises(ValueError, match="or a list of these"):
        EACH.check([])


def test_layers_are_read_as_people_write_them() -> None:
    for text in ("32, 16", "32 16", "[32, 16]", "32,16", " 32 ,16 "):
        assert LAYERS.parse(text) == (32, 16)
    for text in ("none", "", "[]"):
        assert LAYERS.parse(text) == ()
    assert LAYERS.format(()) == "none"
    assert LAYERS.check([64, 1, 2]) == (64, 1, 2)
    for value in ([65], [0], [1.0], [True], [1, 1, 1, 1], 3, "32"):
        with pytest.raises(ValueError, match="expected up to 3 layer sizes"):
            LAYERS.check(value)


@pytest.mark.parametrize("kind", [EACH, LAYERS, NAMES], ids=["EACH", "LAYERS", "NAMES"])
@pytest.mark.parametrize(
    "shape", ["[{}", "{}]", "[[{}]", "[{}]]", "[[{}]]", "{0},,{0}", ",{}", "[{0};{0}]", "[{0}],{0}"]
)
def test_lists_with_half_a_bracket_or_a_gap_are_refused(kind: Kind, shape: str) -> None:
    one = {EACH: "relu", LAYERS: "4", NAMES: "x1"}[kind]
    text = shape.format(one)
    with pytest.raises(ValueError, match=rf"^expected .*, got .{re.escape(text)}.$"):
        kind.parse(text)
    assert kind.parse(f"[{one}]") == kind.parse(f" [ {one} , ] ") == kind.check([one] if kind is not LAYERS else [4])


def test_a_comma_alone_is_no_list() -> None:
    for kind in (EACH, LAYERS, NAMES):
        for text in (",", "[,]"):
            with pytest.raises(ValueError, match=rf"got .{re.escape(text)}.$"):
                kind.parse(text)


def test_layers_step_from_fewer_to_more() -> None:
    assert LAYERS.step((), -1) == ()
    assert LAYERS.step((), 1) == (4,)
    assert LAYERS.step((5,), 1) == (8,)
    assert LAYERS.step((5,), -1) == (4,)
    assert LAYERS.step((4, 4), 1) == (4, 4)


def test_names_keep_the_order_of_the_list_and_come_once() -> None:
    for value in (["x2", "x1"], ("x1", "x2"), ["x1", "x2", "x1"], ["x2"] * 1000 + ["x1"]):
        assert NAMES.check(value) == ("x1", "x2")
    for text in ("x2, x1", "x1 x2", "[x1, x2]", " x1 ,x2,", "x1,x1 x2"):
        assert NAMES.parse(text) == ("x1", "x2")
    assert NAMES.format(("x1", "x1*x2")) == "x1, x1*x2"
    assert NAMES.plain(("x1", "x2")) == ["x1", "x2"]
    for wrong in ([], (), "x1", {"x1"}, {"x1": 1}, ["x1", "x3"], [None], [["x1"]]):
        with pytest.raises(ValueError, match=r"^expected one or more of x1, x2, x1\*x2, got "):
            NAMES.check(wrong)


def test_names_step_by_one_more_and_one_less_down_to_one() -> None:
    assert NAMES.step(("x2",), 1) == ("x1", "x2")
    assert NAMES.step(("x1", "x2"), 1) == ("x1", "x2", "x1*x2")
    assert NAMES.step(("x1", "x2", "x1*x2"), 1) == ("x1", "x2", "x1*x2")
    assert NAMES.step(("x1", "x2", "x1*x2"), -1) == ("x1", "x2")
    assert NAMES.step(("x1",), -1) == ("x1",)


def test_text_is_one_line_of_what_can_be_printed() -> None:
    for value in ("", "a b.csv", "日本語 ✓", "/tmp/[x], y", "x" * 4096):
        assert TEXT.check(value) == TEXT.parse(f" {value} ") == TEXT.format(value) == TEXT.step(value, 1) == value
    for wrong in ("a\nb", "a\0", "\x1b[31m", "\u202e", "\ud800", "x" * 4097, None, 3, b"a", ["a"], 10**5000):
        with pytest.raises(ValueError, match=r"^expected a line of text, got ") as refusal:
            TEXT.check(wrong)
        assert len(str(refusal.value)) < 250
        assert str(refusal.value).isprintable()


def test_nearest_word_is_named_if_any_is_near() -> None:
    assert did_you_mean("learning_rat", ["seed", "learning_rate"]) == "; did you mean learning_rate?"
    assert did_you_mean("zzz", ["seed"]) == ""


def test_shown_is_short_and_never_fails() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (
        10**5000,
        "x" * 1000,
        deep,
        {"a": 10**5000},
        [[1] * 1000] * 1000,
        dict.fromkeys(range(1000), 1),
    ):
        assert len(shown(value)) <= 80


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        ('it\'s "so" \\', '"it\'s \\"so\\" \\\\"'),
        ("é…日\u202e\x1b\x7f\U000e0001", r'"é…日\u202e\u001b\u007f\udb40\udc01"'),
        (None, "nothing"),
        (True, "true"),
        (1.0, "1.0"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (date(2024, 1, 2), "2024-01-02"),
        (["a", None, [True], (1, 0.5)], '["a", null, [true], [1, 0.5]]'),
        ({"a": {"b": [date(2024, 1, 2)]}}, '{"a": {"b": [2024-01-02]}}'),
        ([], "[]"),
    ],
)
def test_shown_is_as_toml_or_json_has_it(value: object, text: str) -> None:
    assert shown(value) == text
