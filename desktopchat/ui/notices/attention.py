"""The window's button in the system's bar shows that somebody wrote."""

import sys
import tkinter as tk

from desktopchat.x11.attention import ask_for_attention
from desktopchat.x11.connection import XError


def ask(root: tk.Tk) -> None:
    """Where the system knows such a thing."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.FlashWindow(int(root.wm_frame(), 16), True)
    elif root.tk.call("tk", "windowingsystem") == "x11":
        try:
            ask_for_attention(root.winfo_id())
        except XError:
            return  # what is seen and heard elsewhere tells it
