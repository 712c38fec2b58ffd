"""Opening the window, and what is said where there can be none."""

import gc
from typing import TYPE_CHECKING

from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.ui.start_request import StartRequest


def open_window(request: "StartRequest") -> int:
    """Stay until the window is closed; the exit code."""
    gc.disable()  # nothing dies while all is loaded; then `ui.garbage` sees to it
    try:
        import tkinter  # noqa: F401
    except ImportError:
        return _refuse(
            tr(
                "This Python has no tkinter, which the window needs. Install it (Debian, Ubuntu:"
                " python3-tk; Fedora: python3-tkinter; Homebrew: python-tk), or use: desktopchat"
                " serve"
            )
        )
    _restore_what_waits()
    from desktopchat.ui.run import run_window
    from desktopchat.ui.start_request import NoDisplay

    try:
        return run_window(request)
    except NoDisplay as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 130


def _restore_what_waits() -> None:
    """Take in the backup that an earlier window was given to restore, if any."""
    from desktopchat.store.paths import staged_restore

    if staged_restore().exists():
        from desktopchat.store.errors import StoreError
        from desktopchat.store.person.backup import take_in

        try:
            take_in()
        except StoreError as error:
            _refuse(str(error))


def _refuse(why: str) -> int:
    from .typed import say

    say(why)
    return 1
