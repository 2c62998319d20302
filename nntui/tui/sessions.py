"""The screen's side of sessions: what the screen wants kept, and going on with a session that is there."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nntui.experiment.files import FileError
from nntui.experiment.hyperparameters import HyperparameterError
from nntui.experiment.session_folders import folders_in, is_cut_off
from nntui.tui.in_thread import in_thread
from nntui.tui.panes.pane import Pane
from nntui.tui.resume_offer import ANSWERS, RESUME, START_NEW, resume_offer
from nntui.tui.resumption import GOAL_REACHED, Resumed, Search, cut_off_session, described, resumed, session_at
from nntui.tui.session_keeper import LOOK_SECONDS, SessionKeeper

if TYPE_CHECKING:
    from nntui.tui.playground import Playground


class Sessions:
    """Keeps the playground's session, and brings others to it.

    root: where sessions are. going_on: the one that the playground began with, if it is none of its own.
    is_looking: whether an offer may come any moment.
    """

    def __init__(self, playground: "Playground", root: Path, going_on: Resumed | None) -> None:
        self._playground, self._root, self._going_on = playground, root, going_on
        found = going_on.found if going_on is not None else None
        self._keeper = SessionKeeper(
            root, lambda: playground.scene, self._screen, playground.training, self._say, found
        )
        self.is_looking = going_on is None and any(map(is_cut_off, self._folders()))

    def start(self) -> None:
        """Put the screen back as it was, or offer a session; then keep what changes. The playground is set up."""
        if self._going_on is not None:
            self._take_back(self._going_on)
        elif self.is_looking:
            self._playground.run_worker(self._offer(), group="offer")
        self._playground.set_interval(LOOK_SECONDS, self._keeper.look)

    @property
    def trouble(self) -> str:
        """Why the session cannot be kept; "" while it can."""
        return self._keeper.trouble

    async def finish(self, in_order: bool, seconds: float) -> None:
        """Write all that has changed, see SessionKeeper."""
        await self._keeper.finish(in_order, seconds)

    def others(self) -> list[tuple[Path, str]]:
        """The folders of other sessions and what they are of, the newest first."""
        others = [(path, described(path)) for path in self._folders() if path != self._keeper.folder]
        return [(path, what) for path, what in others if what]

    def expects(self, key: str) -> bool:
        """Whether a key is likely to be meant for an offer that is not to be seen yet."""
        return self.is_looking and key in ANSWERS

    async def resume(self, path: Path) -> None:
        """Go on with the session in this folder, if no program uses it."""
        await self._go_on(await in_thread(lambda: session_at(path)))

    async def _offer(self) -> None:
        search = await in_thread(lambda: cut_off_session(self._root))
        self.is_looking = False
        if search.found is None:
            self._say_all(search.notes)
            return
        self._playground.put_up(resume_offer(str(search.found), lambda answer: self._heed(search, answer)))

    def _heed(self, search: Search, answer: str | None) -> None:
        if answer == RESUME:
            self._playground.run_worker(self._go_on(search), group="offer")
            return
        self._say_all(search.notes)
        if search.found is not None:
            search.found.folder.let_go(cut_off=answer != START_NEW)

    async def _go_on(self, search: Search) -> None:
        if search.found is None:
            self._say_all(search.notes or ("✗ This session is in use, or gone.",))
            return
        scene = self._playground.scene
        try:
            session = resumed(search, scene.run + 1, scene.taught)
        except HyperparameterError as error:
            search.found.folder.let_go(search.found.folder.was_cut_off)
            self._playground.say(f"✗ The session cannot go on, and stays as it is: {error}")
            return
        await self._keeper.adopt(search.found, lambda: self._playground.enter(session.scene))
        self._playground.edits.forget()
        self._playground.training.set_wanted(session.session.training)
        self._take_back(session)

    def _say(self, text: str) -> None:
        self._playground.say(text)
        self._playground.show_kept(not self.trouble)

    def _screen(self) -> dict[str, Any]:
        """All that differs from a screen just opened, and would be missed."""
        playground = self._playground
        panes = {pane.kept_as: pane.kept() for pane in playground.query(Pane) if pane.kept_as}
        return {
            "pane": playground.focused_pane().number,
            "zoomed": playground.zoomed,
            "theme": playground.app.theme,
            "panes": panes,
            GOAL_REACHED: playground.scene.has_reached_goal,
        }

    def _take_back(self, session: Resumed) -> None:
        playground, kept = self._playground, session.session.screen
        if kept.get("theme") in playground.app.available_themes:
            playground.app.theme = kept["theme"]
        panes = kept.get("panes")
        for pane in playground.query(Pane):
            with suppress(ValueError, TypeError, KeyError, AttributeError):  # of another version: as it is, then
                pane.take_back(panes[pane.kept_as])  # type: ignore[index]
        if type(kept.get("pane")) is int:
            playground.action_pane(kept["pane"])
        playground.zoom(kept.get("zoomed") is True)
        self._say_all(session.notes or (f"Resumed the session of {session.found}.",))

    def _say_all(self, notes: tuple[str, ...]) -> None:
        if notes:
            self._playground.say(" ".join(notes))

    def _folders(self) -> list[Path]:
        try:
            return folders_in(self._root)
        except FileError:  # said when something is to be written there
            return []
