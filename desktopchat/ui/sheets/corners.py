"""The round corners of a sheet: cut out of its window where the screen can do that."""

import tkinter as tk
from typing import Literal

from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme
from desktopchat.x11.connection import XError
from desktopchat.x11.shape import rounded, shape_window

RADIUS = 12  # pixels at 100 %
_ANCHORS: list[tuple[int, int, Literal["nw", "ne", "sw", "se"]]] = [
    (0, 0, "nw"), (1, 0, "ne"), (0, 1, "sw"), (1, 1, "se"),
]  # fmt: skip


class Corners:
    """Of a frame with an edge of one pixel. On other systems than X11 they stay square: there a
    window within a window has no shape."""

    def __init__(self, frame: tk.Frame, theme: Theme) -> None:
        self._frame, self._theme = frame, theme
        self._plates = Plates(frame)
        self._cut: tuple[int, int, int] | None = None
        self._possible = frame.tk.call("tk", "windowingsystem") == "x11"
        self._pieces = [
            (tk.Canvas(frame, highlightthickness=0, borderwidth=0, takefocus=False), x, y, anchor)
            for x, y, anchor in _ANCHORS
        ]

    def fit(self, width: int, height: int) -> None:
        """The frame has another size now, in pixels; it is on the screen."""
        radius = self._theme.px(RADIUS)
        if not self._possible or (width, height, radius) == self._cut:
            return
        if min(width, height) <= 2 * radius:
            return  # it is still being filled
        self._frame.winfo_pointerxy()  # answered once the server knows the frame and its size
        try:
            shape_window(self._frame.winfo_id(), rounded(width, height, radius))
        except XError:
            self._possible = False
            return
        self._cut = width, height, radius
        self.draw()

    def draw(self) -> None:
        """Draw the edge around the corners in the theme's colours."""
        if self._cut is None:
            return
        palette, radius = self._theme.palette, self._cut[2]
        size = 2 * radius + 2
        plate = self._plates.plate(
            palette.edge, (size, size), radius, palette.page, palette.edge, 1
        )
        for piece, x, y, anchor in self._pieces:
            piece.configure(width=radius, height=radius)
            piece.delete("all")
            piece.create_image(x * (radius - size), y * (radius - size), image=plate, anchor="nw")
            piece.place(relx=x, rely=y, anchor=anchor)
            tk.Misc.lift(piece)
