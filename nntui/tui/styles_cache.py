"""Textual's cache of the lines of a widget, mended: what a dialog showed is gone when the dialog is.

StylesCache.get_inner_outer() is meant to be a class method, as the name of its parameter says, but is not declared as
one. So the cache of what it returns has the widgets' own caches among its keys, and keeps the lines of a thousand
widgets that are gone, tens of megabytes in an afternoon.
"""

from typing import Any, cast

from textual._styles_cache import StylesCache


def mend_styles_cache() -> None:
    """Have the backgrounds that widgets are drawn on remembered by colours alone; in a Textual where that is so, or
    that does it in another way, nothing is changed.
    """
    found = vars(StylesCache).get("get_inner_outer")
    if found is not None and not isinstance(found, classmethod):
        cast(Any, StylesCache).get_inner_outer = classmethod(found)
