"""Rows of the form in a form too narrow for them."""

import pytest

from nntui.tui.drawing.form import fitted


@pytest.mark.parametrize(
    ("label", "text", "room", "expected"),
    [
        ("noise", "0.1", 12, ("noise", "0.1")),
        ("learning rate", "0.03", 14, ("learning …", "0.03")),
        ("hidden", "32, 16, 8, 4, 2", 14, ("hidden", "32, 16,…")),
        ("path", "/home/me/tables/iris.csv", 14, ("path", "…/iris.csv")),
    ],
)
def test_what_finds_no_room_is_cut_where_it_tells_least(label, text, room, expected):
    assert fitted(label, text, room) == expected
