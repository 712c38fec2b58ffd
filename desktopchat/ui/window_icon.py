"""The window's icon, on the title bar and where the system lists programs; with a dot while there
is something to read."""

import io
import tkinter as tk

from desktopchat.assets import asset
from desktopchat.ui.look.palette import LIGHT

_FILES = ("icon.png", "icon-48.png")
_DOT, _EDGE = 0.42, 0.06  # of the icon's width
_FINE = 4  # the dot is drawn larger and made small, as Pillow draws hard edges
_QUICKLY = 1  # of zlib's levels: Tk unpacks it at once


class WindowIcon:
    """The icon of `root` and of all its later windows. Without the files they do without."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root
        self._images: dict[bool, list[tk.PhotoImage]] = {}
        """By whether they have the dot; made once, as words come and are read all day."""

    def show(self, *, unread: bool) -> None:
        try:
            if unread not in self._images:
                self._images[unread] = [self._image(name, dot=unread) for name in _FILES]
            self._root.iconphoto(True, *self._images[unread])
        except (tk.TclError, OSError) as error:
            import logging

            logging.getLogger(__name__).warning("No icon for the window: %s", error)

    def _image(self, name: str, *, dot: bool) -> tk.PhotoImage:
        png = asset(name).read_bytes()
        data = _dotted(png) if dot else png
        return tk.PhotoImage(master=self._root, data=data, format="png")


def _dotted(png: bytes) -> bytes:
    """An icon with a dot in the corner at the top right, as a PNG."""
    # Imported here: the first page needs none.
    from PIL import Image, ImageDraw

    icon = Image.open(io.BytesIO(png)).convert("RGBA")
    across, edge = round(icon.width * _DOT), round(icon.width * _EDGE) * _FINE
    dot = Image.new("RGBA", (across * _FINE, across * _FINE))
    draw, last = ImageDraw.Draw(dot), across * _FINE - 1
    draw.ellipse((0, 0, last, last), fill="white")
    draw.ellipse((edge, edge, last - edge, last - edge), fill=LIGHT.danger)
    icon.alpha_composite(dot.reduce(_FINE), (icon.width - across, 0))
    out = io.BytesIO()
    icon.save(out, "PNG", compress_level=_QUICKLY)
    return out.getvalue()
