"""Opening the window, and staying until it is closed."""

import signal
import tkinter as tk

from desktopchat.ui.app import Window
from desktopchat.ui.look import scale
from desktopchat.ui.start_request import NoDisplay, StartRequest

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_window(start: StartRequest) -> int:
    """Open the window and stay until it is closed; gives the exit code.

    Raises NoDisplay where there is no screen to open it on.
    """
    scale.before_tk()
    try:
        root = tk.Tk(className="DesktopChat")
    except tk.TclError as error:
        raise NoDisplay("There is no display to open a window on.") from error
    window = Window(root, start)
    before = {number: signal.signal(number, window.stop) for number in _SIGNALS}
    try:
        window.begin()
        root.mainloop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return window.exit_code
