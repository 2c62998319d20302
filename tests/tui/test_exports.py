"""Curves and screen as files: through the command palette, asked for a name, nothing written over without a word."""

import csv
from xml.etree import ElementTree

import pytest
from textual.widgets import Input, Static

from nntui.experiment.run_log import HEADER
from nntui.tui import exports
from nntui.tui.abilities import Abilities, Depth, Glyphs
from nntui.tui.name_dialog import NameDialog
from nntui.tui.panes.key_line import KeyLine


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Files are suggested in the folder of the moment."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def ask(pg, title):
    """Choose a command of the palette."""
    await pg.choose(title)
    await pg.until(lambda: isinstance(pg.app.screen, NameDialog))


@pytest.mark.soak
async def test_the_curves_are_those_of_the_chart(opened, here):
    async with opened("xor", size=(80, 24)) as pg:
        await pg.press("e", "e")
        await pg.until(lambda: pg.epoch == 2)
        await ask(pg, "savethecurves")
        assert pg.app.screen.query_one(Input).value == "nntui-xor.csv"
        await pg.press("enter")
        await pg.until(lambda: (here / "nntui-xor.csv").exists())
        with (here / "nntui-xor.csv").open() as file:
            header, *rows = csv.reader(file)
        assert tuple(header) == HEADER
        assert [row[0] for row in rows] == ["0", "1", "2"]
        assert [float(row[1]) for row in rows] == pg.playground.scene.snapshot.history[:, 1].tolist()


@pytest.mark.soak
async def test_the_screen_as_a_picture_and_as_text(opened, here):
    async with opened("xor", size=(80, 24)) as pg:
        await ask(pg, "screenasapicture")
        await pg.press("enter")
        await pg.until(lambda: (here / "nntui-xor.svg").exists())
        root = ElementTree.fromstring((here / "nntui-xor.svg").read_text())
        assert root.tag.endswith("svg")
        assert "activation" in "".join(root.itertext()).replace("\xa0", " ")
        await ask(pg, "screenastext")
        await pg.press("enter")
        await pg.until(lambda: (here / "nntui-xor.txt").exists())
        lines = (here / "nntui-xor.txt").read_text().splitlines()
        assert len(lines) == 24
        assert any("learning rate" in line for line in lines)
        assert not any("Save the screen" in line for line in lines)


@pytest.mark.soak
async def test_nothing_is_written_over_without_a_word(opened, here):
    taken = here / "taken.csv"
    taken.write_text("mine")
    async with opened("xor", size=(80, 24)) as pg:
        await ask(pg, "savethecurves")
        pg.app.screen.query_one(Input).value = "taken.csv"
        await pg.press("enter")
        assert "There is a file of this name" in str(pg.app.screen.query_one(Static).render())
        await pg.press("escape")
        assert taken.read_text() == "mine"
        await ask(pg, "savethecurves")
        pg.app.screen.query_one(Input).value = "taken.csv"
        await pg.press("enter", "enter")
        await pg.until(lambda: taken.read_text().startswith("epoch,"))


@pytest.mark.soak
async def test_a_file_that_comes_once_the_name_is_accepted_stays(opened, here, monkeypatch):
    path = here / "nntui-xor.csv"
    monkeypatch.setattr(exports, "_check", lambda _: path.write_text("theirs") and "")
    async with opened("xor", size=(80, 24)) as pg:
        await ask(pg, "savethecurves")
        await pg.press("enter")
        await pg.until(lambda: "there is such a file by now" in pg.text(KeyLine))
        assert path.read_text() == "theirs"


@pytest.mark.soak
async def test_where_nothing_can_be_written_the_line_says_why(opened, here):
    async with opened("xor", size=(80, 24)) as pg:
        await ask(pg, "savethecurves")
        for name, reason in (("none/run.csv", "no such directory"), ("", "expected the name"), (".", "regular file")):
            pg.app.screen.query_one(Input).value = name
            await pg.press("enter")
            assert reason in str(pg.app.screen.query_one(Static).render())
        assert list(here.iterdir()) == []


@pytest.mark.soak
async def test_text_has_the_characters_of_the_terminal(opened, here):
    async with opened("xor", size=(80, 24), abilities=Abilities(Depth.BASIC, Glyphs.ASCII)) as pg:
        await ask(pg, "screenastext")
        await pg.press("enter")
        await pg.until(lambda: (here / "nntui-xor.txt").exists())
        assert (here / "nntui-xor.txt").read_text().isascii()
