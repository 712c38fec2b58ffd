"""The input method that the session names, where it is there.

Desktops say by XMODIFIERS which one to use. Where its server does not run (a remote desktop, one
that has crashed), Xlib waits for it and composes nothing itself: dead keys give `´e` for `é`.
"""

import os
import re
from collections.abc import Callable, MutableMapping

VARIABLE, NONE = "XMODIFIERS", "@im=none"


def before_tk(
    environ: MutableMapping[str, str] = os.environ,
    is_there: Callable[[str], bool] | None = None,
) -> None:
    """Call before the first `tkinter.Tk()`: fall back to Xlib's own composing where the server of
    the input method is not there. It owns the selection "@server=NAME" (The Input Method Protocol,
    X Consortium Standard, section "Connection Establishment")."""
    named = re.search(r"@im=([^@]+)", environ.get(VARIABLE, ""))
    if named is None or named[1] in ("none", "local") or not environ.get("DISPLAY"):
        return
    from desktopchat.x11.connection import XError
    from desktopchat.x11.selection import has_owner

    try:
        if not (is_there or has_owner)(f"@server={named[1]}"):
            environ[VARIABLE] = NONE
    except XError:
        pass  # Tk will say what is wrong with the display
