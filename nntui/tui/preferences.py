"""What is remembered from one start to the next, whatever the session: the theme, and that the user has been here."""

import json
from contextlib import suppress
from pathlib import Path

from nntui.experiment.files import FileError, read_text, write_bytes

_NAME = "preferences.json"
_MAX_BYTES = 4096
_THEME = "theme"


class Preferences:
    """Read once, and written when something is chosen. What cannot be read or written is done without, silently.

    sessions_root: beside which the file is; None: nothing is remembered.
    is_first_start: whether no earlier start is known, and this one will be. So a hint that is shown then is not shown
    again and again where nothing can be written.
    """

    def __init__(self, sessions_root: Path | None) -> None:
        self._path = sessions_root.parent / _NAME if sessions_root is not None and sessions_root.is_absolute() else None
        self.theme = self._read_theme()
        self.is_first_start = sessions_root is not None and not self._is_known(sessions_root) and self._write()

    def remember_theme(self, name: str) -> None:
        """Have the next start begin with this theme."""
        if name != self.theme:
            self.theme = name
            self._write()

    def _read_theme(self) -> str | None:
        with suppress(FileError, ValueError, RecursionError, OSError):
            if self._path is not None and self._path.exists():
                content = json.loads(read_text(self._path, _MAX_BYTES))
                if isinstance(content, dict) and isinstance(content.get(_THEME), str):
                    return str(content[_THEME])
        return None

    def _is_known(self, sessions_root: Path) -> bool:
        """Whether the user has been here, as far as one may look."""
        with suppress(OSError):
            return sessions_root.exists() or (self._path is not None and self._path.exists())
        return True

    def _write(self) -> bool:
        if self._path is None:
            return False
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_bytes(self._path, json.dumps({_THEME: self.theme} if self.theme else {}).encode() + b"\n")
        except (FileError, OSError):
            return False
        return True
