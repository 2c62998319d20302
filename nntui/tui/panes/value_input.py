"""The line that a value is typed in: no key is lost, however fast they come."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import Input
from textual.widgets.input import Selection

if TYPE_CHECKING:
    from nntui.tui.panes.hyperparameters import HyperparameterForm

_IDLE = ("up", "down")  # there is one line only: these must not move the form below it


class ValueInput(Input):
    """Belongs to a form, over which it opens and closes.

    Textual carries out the bindings of a key only after its event has gone up through all widgets, while the next key
    is on its way down already. So the line carries its bindings out itself, in the order of the keys.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "accept", key_display="↵"),
        Binding("escape", "cancel", "keep the old value", key_display="Esc"),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.display = False

    def open(self, text: str, selected: bool) -> None:
        """Show a text, all of it selected or the cursor behind it, and take the keys from now on."""
        self.value = text
        self.selection = Selection(0, len(text)) if selected else Selection.cursor(len(text))
        self.display = True
        self.screen.set_focus(self)

    def close(self) -> None:
        """Hand the keys back to the form."""
        self.display = False
        self.screen.set_focus(self._form)

    async def on_key(self, event: Key) -> None:
        """Do what the key is bound to; once closed, leave what still comes to whatever has the focus."""
        bound = self._bindings.key_to_bindings.get(event.key, [])
        if not self.display:
            event.prevent_default()
        elif bound or event.key in _IDLE:
            event.stop()
            event.prevent_default()
            for binding in bound[:1]:
                await self.run_action(binding.action)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key in self._bindings.key_to_bindings or key in _IDLE or super().check_consume_key(key, character)

    async def action_submit(self) -> None:
        self._form.accept(self.value)

    def action_cancel(self) -> None:
        """Keep the old value."""
        self.close()

    @property
    def _form(self) -> "HyperparameterForm":
        return cast("HyperparameterForm", self.parent)
