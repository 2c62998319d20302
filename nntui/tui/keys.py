"""Which keys work for what is on show, and what they do: for the line of keys, the help and the command palette."""

from collections.abc import Container
from typing import Any

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input


def working_bindings(node: DOMNode) -> list[Binding]:
    """The node's own bindings whose actions mean something now."""
    return [binding for binding in Binding.make_bindings(type(node).BINDINGS) if _works(node, binding)]


def _works(node: DOMNode, binding: Binding) -> bool:
    namespace, action, parameters = parse(binding.action)
    targets: dict[str, DOMNode] = {"": node, "screen": node.screen, "app": node.app}
    return bool(targets[namespace].check_action(action, parameters))


def keys_of(node: DOMNode, but: Container[str] = ()) -> list[tuple[str, str]]:
    """Each key of a node that works now, with what it does. but: actions of the screen to leave out of its own."""
    own = "screen." if isinstance(node, Screen) else ""
    bindings = [one for one in working_bindings(node) if not own or own + one.action not in but]
    return once_each([(node.app.get_key_display(binding), binding.description) for binding in bindings])


def actions_of(node: DOMNode) -> list[str]:
    """What the keys of a node do that work now, as its bindings call it."""
    return [binding.action for binding in working_bindings(node)]


def keys_in_focus(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Each key that works now and is worth showing, with what it does; the focused widget's come first."""
    pairs = []
    typing = isinstance(screen.focused, Input)
    own = [binding.key for binding in Binding.make_bindings(type(screen).BINDINGS)]
    place = {key: number for number, key in enumerate(own)}  # Textual has put a key of its own class first
    actives = screen.active_bindings.values()
    for active in sorted(actives, key=lambda one: place.get(one.binding.key, -1) if one.node is screen else -1):
        binding = active.binding
        if typing and active.node is not screen.focused:
            continue  # letters are text there
        if binding.show and active.enabled:
            pairs.append((screen.app.get_key_display(binding), binding.description))
    return once_each(pairs)


def key_of(screen: Screen[Any], shown: tuple[str, str]) -> str | None:
    """The key that a pair of keys_in_focus() stands for, as it is called in an event."""
    for key, active in screen.active_bindings.items():
        if (screen.app.get_key_display(active.binding), active.binding.description) == shown:
            return key
    return None


def once_each(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first key for each thing to do; what has no description goes with another key."""
    first: dict[str, str] = {}
    for key, text in pairs:
        if text:
            first.setdefault(text, key)
    return [(key, text) for text, key in first.items()]
