"""A window that waits in the tray, and another start of the same person, which shows that one.

The window that is hidden keeps a small file beside its data, and looks at each tick whether it is
there still; who starts the program again takes the file away, and is done. Where the window does
not answer, the file is gone and the next start opens a window of its own.
"""

import contextlib
import os
from pathlib import Path

from desktopchat.store.files import private
from desktopchat.store.lock import claim
from desktopchat.store.paths import data_dir

WINDOW_LOCK = "window.lock"
"""Held by the window that comes back with its places: one of a person."""
_HIDDEN = "window.hidden"


def call() -> bool:
    """Have the hidden window of this person come up; False where none waits on this screen."""
    file = data_dir() / _HIDDEN
    try:
        if file.read_text("utf-8") != _screen() or _free():
            return False
        file.unlink()  # of two starts at once one succeeds
    except (OSError, UnicodeDecodeError):
        return False
    return True


class WaitingWindow:
    """The hidden window's side."""

    def __init__(self) -> None:
        self._file: Path | None = None

    def wait(self) -> bool:
        """Keep the file, from the first call on; whether somebody has called."""
        if self._file is not None:
            return not self._file.exists()
        self._file = data_dir() / _HIDDEN
        with (
            contextlib.suppress(OSError),
            open(self._file, "w", encoding="utf-8", opener=private) as made,
        ):
            made.write(_screen())
        return False

    def end(self) -> None:
        """The window is seen, or ends."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)
            self._file = None


def _free() -> bool:
    """Whether no window holds the lock: then the file was left by one that crashed."""
    held = claim(data_dir() / WINDOW_LOCK)
    if held is not None:
        held.close()
    return held is not None


def _screen() -> str:
    """Where windows are shown: one on another screen would not be seen."""
    return os.environ.get("DISPLAY", "")
