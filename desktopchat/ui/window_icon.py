"""The window's icon, on the title bar and where the system lists programs; with a dot while there
is something to read."""

import io
import tkinter as tk

from desktopchat.assets import asset
from desktopchat.ui.look.palette import LIGHT

_FILES = ("icon.png", "icon-48.png")
_DOT, _EDGE = 0.42, 0.06  # of the icon's width


def put_on(root: tk.Tk, *, unread: bool = False) -> None:
    """Give the window and all later ones its icon. Without the files the window does without."""
    try:
        files = [asset(name) for name in _FILES]
        if unread:
            images = [
                tk.PhotoImage(master=root, data=_dotted(file.read_bytes()), format="png")
                for file in files
            ]
        else:
            images = [tk.PhotoImage(master=root, file=str(file)) for file in files]
        root.iconphoto(True, *images)
    except (tk.TclError, OSError) as error:
        import logging

        logging.getLogger(__name__).warning("No icon for the window: %s", error)


def _dotted(png: bytes) -> bytes:
    """An icon with a dot in the corner at the top right, as a PNG."""
    # Imported here: the first page needs none.
    from PIL import Image, ImageDraw

    icon = Image.open(io.BytesIO(png)).convert("RGBA")
    wide, fine = icon.width, 4  # drawn larger and made small: Pillow draws hard edges
    dot = Image.new("RGBA", (wide * fine, wide * fine))
    draw, across, edge = ImageDraw.Draw(dot), wide * fine * _DOT, wide * fine * _EDGE
    right = wide * fine - 1
    draw.ellipse((right - across, 0, right, across), fill="white")
    draw.ellipse((right - across + edge, edge, right - edge, across - edge), fill=LIGHT.danger)
    icon.alpha_composite(dot.resize(icon.size, Image.Resampling.LANCZOS))
    out = io.BytesIO()
    icon.save(out, "PNG")
    return out.getvalue()
