"""The window's icon, on the title bar and where the system lists programs."""

import tkinter as tk

from desktopchat.assets import asset


def put_on(root: tk.Tk) -> None:
    """Give the window and all later ones its icon. Without the files the window does without."""
    try:
        files = [str(asset(name)) for name in ("icon.png", "icon-48.png")]
        images = [tk.PhotoImage(master=root, file=file) for file in files]
        root.iconphoto(True, *images)
    except (tk.TclError, OSError) as error:
        import logging

        logging.getLogger(__name__).warning("No icon for the window: %s", error)
