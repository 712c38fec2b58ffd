"""Opening the window, and staying until it is closed."""

import signal
import tkinter as tk

from desktopchat.ui import garbage, input_method, waiting_window
from desktopchat.ui.app import Window
from desktopchat.ui.last_word import last_word
from desktopchat.ui.look import scale
from desktopchat.ui.start_request import NoDisplay, StartRequest
from desktopchat.words import tr

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_window(start: StartRequest) -> int:
    """Open the window and stay until it is closed; gives the exit code. One that waits in the tray
    comes up instead, where no certain place is asked for.

    Raises NoDisplay where there is no screen to open it on, or no font to write with.
    """
    if start.mode == "choose" and not start.hidden and waiting_window.call():
        return 0
    scale.before_tk()
    input_method.before_tk()
    try:
        root = tk.Tk(className="DesktopChat")
    except tk.TclError as error:
        raise NoDisplay(tr("There is no display to open a window on.")) from error
    _check_fonts(root)
    garbage.only_here()
    window = Window(root, start)
    with last_word():
        before = {number: signal.signal(number, window.stop) for number in _SIGNALS}
        try:
            window.begin()
            root.mainloop()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return window.exit_code


def _check_fonts(root: tk.Tk) -> None:
    try:
        root.tk.call("font", "actual", "TkDefaultFont")
    except tk.TclError as error:
        root.destroy()
        raise NoDisplay(
            tr(
                "There are no fonts to write with. Install some (Debian, Ubuntu: fonts-dejavu;"
                " Fedora: dejavu-sans-fonts), or use: desktopchat serve"
            )
        ) from error
