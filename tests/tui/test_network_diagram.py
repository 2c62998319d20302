"""The network pane in the real playground."""

import pytest

from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.drawing.canvas import style_id
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.network_diagram import NetworkDiagram
from nntui.tui.panes.pane import palette_for


def hidden(app):
    return app.playground.scene.hyperparameters.network.hidden


def chosen(app):
    return app.pane(NetworkDiagram).chosen


def subtitle(app):
    return str(app.pane(NetworkDiagram).border_subtitle)


async def test_arrows_go_from_unit_to_unit_and_tell_its_equation(opened):
    async with opened("spiral") as app:
        await app.press("4")
        assert "unit h1·1 " in app.text(NetworkDiagram)
        await app.press("down", "down", "right")
        assert chosen(app)[0] == 2
        await app.press("home", *["down"] * 15)
        assert "unit h2·16 " in app.text(NetworkDiagram)
        assert "h2·16 = tanh(" in app.text(NetworkDiagram)
        assert "more" in app.text(NetworkDiagram)
        await app.press("down", "right", "right")
        assert "output B (1 of 1)" in app.text(NetworkDiagram)
        assert "B = sigmoid(" in app.text(NetworkDiagram)
        await app.press(*["left"] * 9, "down")
        assert "input x2 (2 of 2)" in app.text(NetworkDiagram)
        assert "weights to" in app.text(NetworkDiagram)


@pytest.mark.soak
async def test_what_is_left_out_is_said(opened):
    async with opened("spiral") as app:
        await app.pilot.pause()
        assert "of 592" in subtitle(app)
        assert "/32" in app.text(NetworkDiagram) and "/16" in app.text(NetworkDiagram)
    async with opened("quadrants", network__hidden=(3,) * 20) as app:
        await app.press("4")
        assert "/22" in str(app.pane(NetworkDiagram).border_title)
        await app.press(*["right"] * 21)
        assert "–22/22" in str(app.pane(NetworkDiagram).border_title)
    async with opened("xor") as app:
        await app.pilot.pause()
        assert "all 12" in subtitle(app)


async def test_a_single_output_gives_up_its_name_for_a_layer(opened):
    async with opened("multi-gauss") as app:
        await app.pilot.pause()
        assert str(app.pane(NetworkDiagram).border_title).endswith("Network")
        assert "linear" in app.text(NetworkDiagram)


FLOWERS = "petal length,petal width,比率の比率の,kind\n" + "1,2,3,a rather long name\n3,4,1,b\n" * 20


async def test_a_long_name_is_in_full_where_there_is_room_and_else_cut_visibly_and_by_cells(opened, tmp_path):
    table = tmp_path / "flowers.csv"
    long = FLOWERS.replace("petal width", "width of a petal in the middle").replace("比率の比率の", "比率の" * 5)
    table.write_text(long)
    async with opened("quadrants", task__name="table", task__path=str(table), size=(200, 60)) as app:
        await app.pilot.pause()
        text = app.text(NetworkDiagram)
        assert "petal length ●" in text and "width of a petal in… ●" in text and f"{'比率の' * 3}… ●" in text


async def test_names_with_one_beginning_are_told_apart(opened, tmp_path):
    table = tmp_path / "flowers.csv"
    table.write_text(FLOWERS)
    async with opened("quadrants", task__name="table", task__path=str(table), size=(100, 30)) as app:
        await app.pilot.pause()
        cut = [row.split("●")[0].strip() for row in app.text(NetworkDiagram).split("\n") if "●" in row]
        assert len(set(cut)) == 3 and all("…" in name for name in cut)


@pytest.mark.soak
async def test_a_table_too_wide_for_numbers_of_five_cells_has_them_in_three(opened, tmp_path):
    table = tmp_path / "flowers.csv"
    table.write_text(FLOWERS)
    hidden = (16, 8)
    changes = {"task__name": "table", "task__path": str(table), "network__hidden": hidden}
    async with opened("quadrants", size=(100, 30), **changes) as app:
        await app.press("4")
        text = app.text(NetworkDiagram)
        assert "░" not in text and "▒" not in text and "▓" not in text
        assert str(app.pane(NetworkDiagram).border_title) in ("4 Network", "4 Network, 1–3/4")


@pytest.mark.soak
async def test_names_are_shorter_where_that_leaves_room_for_all_layers_and_for_numbers(opened, tmp_path):
    table = tmp_path / "flowers.csv"
    table.write_text(FLOWERS)
    for size in ((120, 40), (100, 30)):
        async with opened("quadrants", task__name="table", task__path=str(table), size=size) as app:
            await app.pilot.pause()
            assert str(app.pane(NetworkDiagram).border_title) == "4 Network"
            assert "●" in app.text(NetworkDiagram) and "0.00" in app.text(NetworkDiagram)


@pytest.mark.soak
async def test_headings_that_find_no_room_are_cut_visibly(opened):
    async with opened("multi-gauss", network__hidden=(4,) * 6, size=(80, 24)) as app:
        await app.press("4")
        counts, kinds = app.text(NetworkDiagram).split("\n")[:2]
        assert counts.split() == ["2", *["4"] * 6, "1"]
        assert kinds.split()[-1] == "linear" and all(
            kind in ("tanh", "relu", "ta…", "re…") for kind in kinds.split()[:-1]
        )


@pytest.mark.soak
async def test_no_number_moves_what_is_beside_it(opened):
    headings = set()
    async with opened("spiral") as app:  # negative values too
        await app.press("4")
        for _ in range(9):
            heading = next(row for row in app.text(NetworkDiagram).split("\n") if row.startswith("unit h1·"))
            headings.add((heading.index("="), len(heading), "at ╋" in heading))
            await app.press("down")
    assert len(headings) == 1


async def test_connections_that_are_all_zero_are_said_to_be(opened):
    async with opened("initializer-zeros") as app:
        await app.pilot.pause()
        assert subtitle(app) == "24 connections, all 0"


async def test_units_come_and_go_by_key(opened):
    async with opened("xor") as app:
        assert hidden(app) == (4,)
        await app.press("4", "plus")
        await app.until(lambda: hidden(app) == (5,))
        await app.press("minus", "minus", "minus")
        await app.until(lambda: hidden(app) == (2,))
        await app.press("minus", "minus")
        assert hidden(app) == (1,)
        assert "at least one unit" in app.text(KeyLine)
        await app.press("left", "plus")
        assert hidden(app) == (1,)
        assert "Only hidden layers" in app.text(KeyLine)


async def test_layers_come_and_go_by_key(opened):
    async with opened("digits") as app:
        await app.press("4", "right", "a")
        await app.until(lambda: hidden(app) == (32, 16, 16))
        assert chosen(app)[0] == 3
        await app.press("left", "left", "x")
        await app.until(lambda: hidden(app) == (16, 16))
        await app.press("x", "x")
        await app.until(lambda: hidden(app) == ())
        await app.press("x")
        assert "←→ go to a hidden layer" in app.text(KeyLine)
        await app.press("a")
        await app.until(lambda: hidden(app) == (4,))


@pytest.mark.soak
async def test_layers_come_and_go_with_the_activations_of_their_own(opened):
    async with opened("digits", network__activation=["tanh", "relu"]) as app:
        network = lambda: app.playground.scene.hyperparameters.network  # noqa: E731
        await app.press("4", "a")
        await app.until(lambda: network().activation == ("tanh", "tanh", "relu"))
        await app.press("left", "left", "a")
        await app.until(lambda: network().activation == ("tanh", "tanh", "tanh", "relu"))
        assert network().hidden == (32, 32, 32, 16)
        await app.press("right", "right", "right", "x")
        await app.until(lambda: network().activation == "tanh")
        assert network().hidden == (32, 32, 32)
        await app.press("u", "u", "u")
        assert app.playground.scene.hyperparameters == app.playground.scene.saved


@pytest.mark.soak
async def test_more_units_than_there_may_be_are_refused_in_words(opened):
    async with opened("xor", network__hidden=(4096,)) as app:
        await app.press("4", "plus")
        await app.until(lambda: "✗ network.hidden" in app.text(KeyLine))
        assert hidden(app) == (4096,)


@pytest.mark.soak
async def test_the_cursor_stays_where_it_is_if_a_layer_is_refused(opened):
    async with opened("xor", network__hidden=(900, 900)) as app:
        await app.press("4", "a")
        await app.until(lambda: "✗ network.hidden" in app.text(KeyLine))
        assert hidden(app) == (900, 900) and chosen(app) == (1, 0)
        await app.press("right", "right", "x")
        assert "go to a hidden layer" in app.text(KeyLine) and chosen(app) == (3, 0)
        await app.press("left", "x")
        await app.until(lambda: hidden(app) == (900,))
        assert chosen(app)[0] == 1


@pytest.mark.soak
async def test_a_click_chooses_a_unit_and_the_wheel_goes_on(opened):
    async with opened("xor") as app:
        pane = app.pane(NetworkDiagram)
        column = pane._diagram.column(1)
        await app.pilot.click(pane, offset=(column.x + 2, column.row_of(3) + 1))
        assert chosen(app) == (1, 3) and app.app.focused is pane
        pane.on_mouse_scroll_up(None)
        assert chosen(app) == (1, 2)
        pane.on_mouse_scroll_down(None)
        assert chosen(app) == (1, 3)
        await app.pilot.click(pane, offset=(pane._diagram.column(0).x + 2, pane._diagram.column(0).row_of(1) + 1))
        assert chosen(app) == (0, 1)


@pytest.mark.soak
async def test_values_follow_the_pad_and_the_cross_hair(opened):
    async with opened("digits") as app:
        blank = app.text(NetworkDiagram)
        await app.press("space")
        await app.pilot.pause()
        assert "██" in app.text(NetworkDiagram)
        assert app.text(NetworkDiagram) != blank
    async with opened("spiral") as app:
        before = app.text(NetworkDiagram)
        await app.press("3", *["left"] * 30)
        assert app.text(NetworkDiagram) != before
        value = app.playground.scene.layer_values(app.pane(NetworkDiagram)._input(app.playground.scene))[1][0, 0]
        assert f"= {value:>5.2f}".replace("-", "−") in app.text(NetworkDiagram)


@pytest.mark.soak
async def test_it_follows_the_training(opened):
    async with opened("xor") as app:
        before = app.text(NetworkDiagram)
        await app.press(*["e"] * 5)
        await app.until(lambda: app.epoch == 5)
        await app.until(lambda: app.text(NetworkDiagram) != before)


@pytest.mark.soak
async def test_the_chosen_unit_is_kept_and_one_that_is_gone_does_no_harm(opened):
    async with opened("xor") as app:
        await app.press("4", "down", "down")
        pane = app.pane(NetworkDiagram)
        kept = pane.kept()
        await app.press("up", "right")
        pane.take_back(kept)
        await app.pilot.pause()
        assert chosen(app) == (1, 2) and "unit h1·3 " in app.text(NetworkDiagram)
        pane.take_back({"layer": 40, "unit": 40})
        await app.pilot.pause()
        assert "output 1 (1 of 1)" in app.text(NetworkDiagram)


async def test_in_words_has_the_chosen_unit(opened):
    async with opened("xor") as app:
        words = " ".join(app.pane(NetworkDiagram).in_words(app.playground.scene))
        assert "unit h1·1 (1 of 4)" in words and "h1·1 = tanh(" in words and "it puts out" in words


@pytest.mark.soak
@pytest.mark.parametrize("preset", ["spiral", "digits", "sine", "plane"])
@pytest.mark.parametrize("abilities", [Abilities(Depth.NONE, Glyphs.ASCII), Abilities(Depth.BASIC, Glyphs.CONSOLE)])
async def test_it_is_drawn_with_what_the_terminal_has(opened, preset, abilities):
    async with opened(preset, abilities=abilities, size=(80, 24)) as app:
        await app.press("4")
        text = app.text(NetworkDiagram).translate(abilities.repertoire)
        assert "?" not in text
        assert not any("\u2800" <= char <= "\u28ff" for char in text)
        assert "=" in text


async def test_what_an_empty_pad_gives_is_said_to_be_that_and_stands_back(opened):
    async with opened("digits") as app:
        await app.press("4", *["right"] * 3)
        pane = app.pane(NetworkDiagram)
        column = pane._diagram.column(3)

        def styles():
            return set(pane._canvas.styles[column.top : pane._diagram.height - 1, column.x : column.right].ravel())

        assert "for a blank pad" in app.text(NetworkDiagram) and "blank" in app.text(NetworkDiagram).split("\n")[1]
        assert "for a blank pad" in " ".join(pane.in_words(app.playground.scene))
        assert styles() == {style_id(palette_for(app.app).muted)}
        await app.press("5", "space", "4")
        assert "blank" not in app.text(NetworkDiagram) and "for the drawing" in app.text(NetworkDiagram)
        assert style_id(palette_for(app.app).muted) not in styles()


async def test_the_border_says_what_the_lines_mean_in_the_pane_of_an_ordinary_screen(opened):
    async with opened("xor") as app:
        await app.pilot.pause()
        assert subtitle(app) == "─ + ┄ −, all 12 drawn"


async def test_headings_are_apart(opened):
    async with opened("sine") as app:
        await app.pilot.pause()
        heading = app.text(NetworkDiagram).split("\n")[0]
        assert heading.split() == ["1", "12/16", "1"] and "12/16  " in heading


async def test_keys_that_come_faster_than_networks_are_built_count_all(opened):
    async with opened("circle", network__hidden=(4, 4)) as app:
        diagram = app.pane(NetworkDiagram)
        await app.press("4")

        def press(*actions):
            for action, *given in actions:
                getattr(diagram, f"action_{action}")(*given)

        press(*[("resize", 1)] * 5)
        await app.until(lambda: app.playground.scene.hyperparameters.network.hidden == (9, 4))
        press(("add_layer",), ("resize", -1), ("add_layer",))
        await app.until(lambda: app.playground.scene.hyperparameters.network.hidden == (9, 8, 8, 4))
        assert diagram.chosen[0] == 3
        press(*[("remove_layer",)] * 4)
        await app.until(lambda: app.playground.scene.hyperparameters.network.hidden == ())
        press(("remove_layer",))
        await app.until(lambda: "Inputs and outputs stay" in app.text(KeyLine))


async def test_what_is_refused_is_not_gone_on_from(opened):
    async with opened("circle", network__hidden=(4,)) as app:
        diagram = app.pane(NetworkDiagram)
        await app.press("4")
        diagram._ask((2000, 2000), (), go_to=1)
        await app.pilot.pause()
        await app.press("+")
        await app.until(lambda: app.playground.scene.hyperparameters.network.hidden == (5,))
