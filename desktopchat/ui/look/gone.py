"""Learning that a window is gone."""

import tkinter as tk
from collections.abc import Callable


def when_gone(window: tk.Misc, act: Callable[[], object]) -> None:
    """Call `act` when `window` itself is destroyed, a Tk or a Toplevel.

    What is bound to a window is bound to each widget in it, too: a sheet of a hundred widgets would
    call it a hundred times. So it is bound to a name that only the window answers to.
    """
    tag = f"Gone{window}"
    if tag not in window.bindtags():
        window.bindtags((tag, *window.bindtags()))
    window.tk.call("bind", tag, "<Destroy>", f"+{window.register(act)}")
