"""A part of the screen is what the whole of it has there, whatever lies in front of what."""

import random
from itertools import product

import pytest
from rich.cells import get_character_cell_size
from textual.color import Color
from textual.geometry import Region

from nntui.tui.notice import Notice
from nntui.tui.panes.pane import Pane
from nntui.tui.welcome import welcome

SIZE = (100, 30)
KEYS = {
    "panes": (),
    "a line of input over the form": ("1", "enter"),
    "a dialog": ("question_mark",),
    "the palette": ("ctrl+p",),
    "zoomed": ("z",),
}


def cells(strip):
    """The characters by cell; "" where a wide one reaches into the next."""
    parts = ((char, segment.style) for segment in strip for char in segment.text)
    return [(text, style) for char, style in parts for text in (char, "")[: get_character_cell_size(char)]]


def dirty(rng):
    """Some regions, many of one row, as panes have them; some over the edges of panes."""
    for _ in range(rng.randint(1, 12)):
        x, y = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
        height = rng.choice((1, 1, 1, 8))
        yield Region(x, y, rng.randint(1, SIZE[0] - x), min(height, SIZE[1] - y))


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
@pytest.mark.soak
async def test_a_part_is_what_the_whole_has_there(opened, keys):
    async with opened("quadrants", size=SIZE) as app:
        await app.press(*keys)
        await app.pilot.pause(0.3)
        compositor = app.app.screen._compositor
        whole = [cells(row) for row in compositor.render_strips()]
        rng = random.Random(0)
        for _ in range(40):
            compositor._dirty_regions.clear()
            regions = list(dirty(rng))
            compositor._dirty_regions.update(regions)
            update = compositor.render_partial_update()
            shown = {}
            for span in update.spans:
                for piece in update._pieces(span):
                    part = cells(piece.strip)[piece.start : piece.stop]
                    shown |= {(piece.x + piece.start + x, piece.y): cell for x, cell in enumerate(part)}
            wanted = {
                (x, y) for region in regions for x, y in product(range(region.x, region.right), region.line_range)
            }
            assert shown == {(x, y): whole[y][x] for x, y in wanted}


async def test_a_part_is_what_the_whole_has_where_a_notice_lies_over_panes(opened):
    async with opened("quadrants", size=SIZE) as app:
        app.playground.put_up(welcome())
        await app.pilot.pause(0.3)
        compositor = app.playground._compositor
        corner = app.playground.query_one(Notice).region.grow((2, 5, 2, 5)).intersection(Region(0, 0, *SIZE))
        whole = [cells(row) for row in compositor.render_strips()]
        compositor._dirty_regions.clear()
        compositor._dirty_regions.update(Region(corner.x, y, corner.width, 1) for y in corner.line_range)
        update = compositor.render_partial_update()
        compositor.put_back(update.spans)
        again = compositor.render_partial_update()
        for span in again.spans:
            shown = [cell for piece in again._pieces(span) for cell in cells(piece.strip)[piece.start : piece.stop]]
            assert shown == whole[span[0]][corner.x : corner.right]
        assert [span[0] for span in again.spans] == list(corner.line_range)


async def test_of_a_pane_only_the_rows_are_made_that_have_changed(opened, monkeypatch):
    async with opened("quadrants", size=SIZE) as app:
        pane = app.playground.focused_pane()
        made = []
        render = pane.render_lines
        monkeypatch.setattr(pane, "render_lines", lambda crop: made.append(crop) or render(crop))
        compositor = app.playground._compositor
        compositor._dirty_regions.clear()
        compositor._dirty_regions.update([Region(pane.region.x + 3, pane.region.y + row, 2, 1) for row in (2, 3, 7)])
        compositor.render_partial_update()
        assert [(crop.y, crop.height) for crop in made] == [(2, 2), (7, 1)]


async def test_panes_have_the_ground_of_the_theme_at_once(opened):
    async with opened("quadrants", size=SIZE) as app:
        for name in ("nntui-light", "nntui-dark", "nntui-light"):
            app.app.theme = name
            await app.pilot.pause(0.1)
            ground = Color.parse(app.app.current_theme.background).rich_color
            for pane in app.playground.query(Pane):
                if pane.is_on_screen:
                    blank = pane.render_line(pane.content_size.height - 1)._segments[-1]
                    assert blank.style.bgcolor == ground, pane
