"""What the dialogs share."""

from typing import TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A box over the playground that closes once, however often it is told to."""

    CSS_PATH = "dialogs.tcss"

    def close(self, answer: Answer | None = None) -> None:
        """Leave with an answer; keys pressed faster than the screen changes may ask twice."""
        if self.is_current:
            self.dismiss(answer)

    def action_close(self) -> None:
        """Leave without an answer."""
        self.close()
