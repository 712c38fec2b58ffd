"""How a widget leaves a window in which somebody may be typing."""

import tkinter as tk


def take_away(widget: tk.Misc) -> None:
    """Take a widget out of sight, and destroy it once every key that was pressed has come.

    X addresses a key to the widget under the pointer, wherever the focus is. Tk hands it on to the
    focus, but drops it when that widget is gone by then: letters would be lost when something goes
    from beneath the pointer while somebody types.
    """
    if not widget.winfo_exists():
        return
    if manager := widget.winfo_manager():
        widget.tk.call(manager, "forget", widget)
    widget.winfo_pointerxy()  # the server answers: what it still sends to the widget is here
    # Idle is when all of that was handed on.
    widget.winfo_toplevel().after_idle(widget.destroy)
