"""The program's own themes, dark and light, and the palette of styles that drawing code takes from a theme.

The class colours begin with the hues of Okabe and Ito (2008); each is as light or dark as it takes for the colour-blind
to tell any two apart. Shapes differ anyway.
"""

from dataclasses import dataclass, replace

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from nntui.tui.abilities import EVERYTHING, Abilities, Depth, Glyphs
from nntui.tui.drawing.chart import BRAILLE_MARKERS, LETTER_MARKERS, MIXED_MARKERS, ChartMarkers
from nntui.tui.drawing.shapes import TEST_LETTERS, TEST_SHAPES
from nntui.tui.few_colors import BASIC, CUBE, Shades, numbered

_CLASSES_ON_DARK = ("#f1c51d", "#2ebaff", "#05ffa2", "#ff93be", "#b0a864", "#ffc3f7", "#f88215", "#96e1b8")
_CLASSES_ON_LIGHT = ("#985e00", "#006fb0", "#004021", "#6d0450", "#483e01", "#5f0ae5", "#b54457", "#804f77")

_RAMP_STEPS, _RAMP_SHARE = 8, 0.5  # steps to each side of zero, and how much of the colour the last one has
_WEAK_INK, _WEAK_PAPER, _STRONG_PAPER = 0.5, 0.12, 0.3  # how much of a mark's colour the ground under it has

_STRENGTHS = (0.25, 0.5, 0.75, 1.0, 1.25)  # of a region's tint, from where the network is unsure to where it is sure

_TINT = {True: 0.30, False: 0.22}  # how much of a class's colour its region has, by whether the ground is dark
_DEEPER = 0.4  # how much of the foreground the marks on light paper have
_MUTED = 0.70  # how much of the foreground a label has

_MARKS = 6  # styles in on_ink and on_paper
_BASIC_ROLES = {True: (14, 11, 10, 9), False: (4, 5, 2, 1)}  # training, test, good, bad, by whether the ground is dark

THEMES = (
    Theme(
        name="nntui-dark",
        primary="#5fb8ff",
        secondary="#f2a65a",
        accent="#5fb8ff",
        foreground="#d6dde6",
        background="#11151a",
        surface="#11151a",
        panel="#1b2129",
        success="#7ae8b4",
        warning="#f2c14e",
        error="#ff6b6b",
        dark=True,
    ),
    Theme(
        name="nntui-light",
        primary="#005fb8",
        secondary="#a05000",
        accent="#005fb8",
        foreground="#20262d",
        background="#fbfaf7",
        surface="#fbfaf7",
        panel="#eeeeee",
        success="#006b52",
        warning="#8a6100",
        error="#c02626",
        dark=False,
    ),
)


@dataclass(frozen=True)
class Palette:
    """Styles by role. `classes`, `points`, `regions` and `wrong` go by class number, modulo their length.

    points: what a point's style adds to that of the region it lies in.
    shades: for each class as in regions, the region from where the network is unsure to where it is sure; one alone
    where there are too few colours.
    ramp: grounds for values from -1 to 1, from the colour of class 0 through the background to that of class 1.

    text: what is read. strong: the most important thing. muted, faint: labels, and lines behind the data.
    accent, second: training and test. selected: the row or cell under the cursor of the focused pane.
    on_ink, on_paper: marks on a cell of a drawing that has ink, or has none: what speaks strongly and weakly against
    the answer, no mark, what speaks weakly and strongly for it, and what would change it.
    on_ramp: what a point's style adds to that of the ramp it lies on.
    patterned: whether patterns have to tell how high a value is, for want of colours. halves: whether a cell can have
    two grounds, one above the other. markers: of the chart's curves. test_points: shapes of test points by class, of
    those that are right and of those that are wrong.
    """

    text: Style
    strong: Style
    muted: Style
    faint: Style
    accent: Style
    second: Style
    good: Style
    bad: Style
    selected: Style
    raised: Style
    classes: tuple[Style, ...]
    points: tuple[Style, ...]
    regions: tuple[Style, ...]
    shades: tuple[tuple[Style, ...], ...]
    wrong: tuple[Style, ...]
    ramp: tuple[Style, ...]
    on_ink: tuple[Style, ...]
    on_paper: tuple[Style, ...]
    on_ramp: Style
    patterned: bool = False
    halves: bool = True
    markers: ChartMarkers = BRAILLE_MARKERS
    test_points: tuple[str, str] = TEST_SHAPES

    @property
    def braille(self) -> bool:
        """Whether the terminal has dots finer than cells."""
        return self.markers is not LETTER_MARKERS

    def of_class(self, number: int) -> Style:
        """The text style of a class."""
        return self.classes[number % len(self.classes)]


def palette_of(theme: Theme, abilities: Abilities = EVERYTHING) -> Palette:
    """The styles that a theme gives rise to on a terminal."""
    palette = _PALETTES[abilities.depth](theme)
    if abilities.glyphs is Glyphs.UNICODE:
        return palette
    halves = palette.halves and abilities.glyphs is Glyphs.CONSOLE
    return replace(palette, halves=halves, markers=LETTER_MARKERS, test_points=TEST_LETTERS)


def _blended(theme: Theme) -> Palette:
    """All colours are the theme's own, and blends of them; the classes' are this module's."""
    background, foreground = _color(theme.background, theme), _color(theme.foreground, theme)
    accent, second = _color(theme.primary, theme), _color(theme.secondary, theme)
    class_colors = [Color.parse(color) for color in (_CLASSES_ON_DARK if theme.dark else _CLASSES_ON_LIGHT)]
    tint = _TINT[theme.dark]
    on_ink, on_paper = _marks(background, foreground, (accent, second, _color(theme.error, theme)))
    return Palette(
        text=_style(foreground),
        strong=_style(foreground, bold=True),
        muted=_style(background.blend(foreground, _MUTED)),
        faint=_style(background.blend(foreground, 0.30)),
        accent=_style(accent),
        second=_style(second),
        good=_style(_color(theme.success, theme)),
        bad=_style(_color(theme.error, theme)),
        selected=_style(background, on=accent, bold=True),
        raised=_style(background.blend(foreground, 0.45), on=background.blend(foreground, 0.08)),
        classes=tuple(_style(color, bold=True) for color in class_colors),
        points=tuple(_style(color, bold=True) for color in class_colors),
        regions=tuple(_tinted(background, color, tint) for color in class_colors),
        shades=tuple(
            tuple(_tinted(background, color, tint * strength) for strength in _STRENGTHS) for color in class_colors
        ),
        wrong=tuple(_style(background, on=color, bold=True) for color in class_colors),
        ramp=tuple(
            _tinted(background, class_colors[step > 0], abs(step) / _RAMP_STEPS * _RAMP_SHARE)
            for step in range(-_RAMP_STEPS, _RAMP_STEPS + 1)
        ),
        on_ink=on_ink,
        on_paper=on_paper,
        on_ramp=_style(foreground, bold=True),
    )


def _tinted(background: Color, color: Color, share: float) -> Style:
    """A ground with so much of a colour, and its patterns with a little more."""
    return _style(background.blend(color, share + 0.3), on=background.blend(color, share))


def _marks(
    background: Color, foreground: Color, colors: tuple[Color, Color, Color]
) -> tuple[tuple[Style, ...], tuple[Style, ...]]:
    """Marks on ink and on paper. colors: of what speaks for the answer, against it, and of what would turn it."""
    accent, second, error = colors
    marks = ((second, True), (second, False), (foreground, True), (accent, False), (accent, True), (error, True))
    on_ink = tuple(
        _style(background, on=color if strong else foreground.blend(color, _WEAK_INK), bold=True)
        for color, strong in marks
    )
    deeper = 0.0 if background.brightness < foreground.brightness else _DEEPER  # on light paper colours fade
    on_paper = tuple(
        _style(
            foreground if color == error else color.blend(foreground, deeper),
            on=background.blend(color, _STRONG_PAPER if strong else _WEAK_PAPER),
            bold=True,
        )
        for color, strong in marks
    )
    return on_ink, on_paper


def _cube(theme: Theme) -> Palette:
    """Where colours are rounded to those of a cube, the blends that would be the same are others."""
    palette, shades = _blended(theme), CUBE[theme.dark]
    classes = tuple(numbered(color, bold=True) for color in shades.classes)
    wrong = tuple(Style(color=palette.wrong[0].color, bgcolor=style.color, bold=True) for style in classes)
    return replace(_shaded(palette, shades), classes=classes, points=classes, wrong=wrong)


def _basic(theme: Theme) -> Palette:
    """Sixteen colours for text, eight for grounds; nothing is bold on them that would turn grey so."""
    palette, shades = _blended(theme), BASIC[theme.dark]
    classes = tuple(numbered(color, bold=True) for color in shades.classes)
    accent, second, good, bad = (numbered(color) for color in _BASIC_ROLES[theme.dark])
    return replace(
        _shaded(palette, shades),
        accent=accent,
        second=second,
        good=good,
        bad=bad,
        selected=numbered(0, 7),
        classes=classes,
        points=(Style.null(),),
        wrong=(numbered(15, 0, bold=True),),
        on_ink=tuple(Style(color=style.color, bgcolor=style.bgcolor) for style in palette.on_ink),
        on_paper=tuple(Style(color=style.color, bold=True) for style in palette.on_paper),
        on_ramp=Style.null(),
        patterned=True,
    )


def _colorless(theme: Theme) -> Palette:
    """Nothing but bold and reversed characters."""
    plain, strong, reverse = Style.null(), Style(bold=True), Style(bold=True, reverse=True)
    return Palette(
        text=plain,
        strong=strong,
        muted=plain,
        faint=plain,
        accent=strong,
        second=plain,
        good=strong,
        bad=strong,
        selected=reverse,
        raised=plain,
        classes=(strong,),
        points=(strong,),
        regions=(plain,),
        shades=((plain,),),
        wrong=(reverse,),
        ramp=(plain,) * (2 * _RAMP_STEPS + 1),
        on_ink=(reverse,) * _MARKS,
        on_paper=(strong,) * _MARKS,
        on_ramp=strong,
        patterned=True,
        halves=False,
        markers=MIXED_MARKERS,
    )


_PALETTES = {Depth.TRUE: _blended, Depth.CUBE: _cube, Depth.BASIC: _basic, Depth.NONE: _colorless}


def _shaded(palette: Palette, shades: Shades) -> Palette:
    regions = tuple(numbered(ink, ground) for ink, ground in shades.regions)
    return replace(
        palette,
        regions=regions,
        shades=tuple((region,) for region in regions),
        ramp=tuple(numbered(ink, ground) for ink, ground in shades.ramp),
    )


def _color(value: str | None, theme: Theme) -> Color:
    fallback = ("#d6dde6", "#11151a") if theme.dark else ("#20262d", "#fbfaf7")
    return (
        Color.parse(value)
        if value and not value.startswith("ansi")
        else Color.parse(fallback[value != theme.foreground])
    )


def _style(color: Color, on: Color | None = None, bold: bool = False) -> Style:
    return Style(color=_rich(color), bgcolor=_rich(on) if on else None, bold=bold or None)


def _rich(color: Color) -> RichColor:
    return RichColor.from_rgb(*color.rgb)
