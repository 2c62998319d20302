"""The offer to go on with a session that was cut off."""

from collections.abc import Callable

from textual.content import Content

from nntui.tui.notice import Notice

RESUME, START_NEW, LATER = "resume", "start new", "later"
ANSWERS = {"enter": RESUME, "n": START_NEW, "escape": LATER}


def resume_offer(session: str, heed: Callable[[str | None], None]) -> Notice:
    """An offer to which RESUME, START_NEW and LATER are the answers; any other key means later, too."""
    return Notice(
        "Resume",
        Content(f"A session was cut off at {session}."),
        "Enter resume · n start new · Esc later",
        ANSWERS,
        heed,
    )
