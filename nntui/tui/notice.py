"""A box in the corner, over the panes, that is in nobody's way.

It is no screen of its own: Textual would draw all that is beneath one again, tinted, for every snapshot.
"""

from collections.abc import Callable, Mapping

from textual.content import Content
from textual.geometry import Offset, Size
from textual.widgets import Static

from nntui.tui.layout import is_too_small

_FRAME = Size(4, 2)
_BELOW, _BESIDE = 4, 1  # above the most lines that a message takes at the foot of the screen


class Notice(Static):
    """Takes no focus. Any key or click takes it away, and does what it does, unless it is an answer; one that cannot
    be seen, for want of room, takes no answer.

    answers: what the keys that are answers stand for; help: tells them. heed: is given the answer, or None for another
    key or a click.
    """

    def __init__(
        self,
        title: str,
        content: Content,
        help: str = "",  # noqa: A002
        answers: Mapping[str, str] | None = None,
        heed: Callable[[str | None], None] | None = None,
    ) -> None:
        super().__init__(content)
        self.border_title, self.border_subtitle = title, help
        self._content, self._answers, self._heed = content, answers or {}, heed

    def stand(self, screen: Size) -> None:
        """Take the lower right corner of a screen of this size."""
        lines = self._content.wrap(max(screen.width - _FRAME.width - 2 * _BESIDE, 1))
        size = Size(max(line.cell_length for line in lines), len(lines)) + _FRAME
        self.styles.width, self.styles.height = size
        place = screen - size - Size(_BESIDE, _BELOW)
        self.styles.offset = Offset(place.width, place.height)
        self.display = not is_too_small(screen)

    def take(self, key: str | None) -> bool:
        """Go away for a key, or for a click; whether the key was an answer, and has done what it does."""
        answer = self._answers.get(key or "") if self.display else None
        self.remove()
        if self._heed is not None:
            self._heed(answer)
        return answer is not None
