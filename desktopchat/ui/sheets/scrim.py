"""What lies between a sheet and the page: a scrim that dims the page, and the sheet's shadow."""

import tkinter as tk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.corners import RADIUS
from desktopchat.x11.connection import XError
from desktopchat.x11.scrim import Scrim, Veil
from desktopchat.x11.shape import Rectangle

_SPREAD = 28  # pixels at 100 % of the shadow
_DIM, _SHADOW = 0.4, 0.35
_CALM = 60  # milliseconds between two looks at a page that goes on changing


class SheetBackdrop(tk.Frame):
    """Of a sheet in a window: has the window's size, and so tells when that changes.

    Where the screen can't mix colours (other systems than X11 do that between windows only, not
    within one) it stays below the page, out of sight.
    """

    def __init__(self, root: tk.Misc, theme: Theme) -> None:
        # A class of its own: a theme that changes must not give it a colour.
        super().__init__(root, background=theme.palette.page, takefocus=False, class_="Scrim")
        self._theme = theme
        self._possible = self.tk.call("tk", "windowingsystem") == "x11"
        self._scrim: Scrim | None = None
        self._veil: Veil | None = None
        self._sheet: tk.Misc | None = None
        self._covered: dict[int, Rectangle] = {}
        self._fitting = self._due = ""  # what is to be done soon
        self.place(x=0, y=0, relwidth=1, relheight=1)
        self.lower()

    def fit(self, sheet: tk.Misc, place: Rectangle) -> None:
        """The window or the sheet, which is on the screen, has another size or place now."""
        px, root = self._theme.px, self.winfo_toplevel()
        size, radius = (root.winfo_width(), root.winfo_height()), px(RADIUS)
        veil = Veil(size, place, radius, px(_SPREAD), _DIM, _SHADOW)
        if not self._possible or veil == self._veil or min(place[2:]) <= 2 * radius:
            return  # the last: it is still being filled
        self._veil, self._sheet = veil, sheet
        if not self._fitting:  # a sheet that opens has several sizes before it rests
            self._fitting = self.after_idle(self._fit)

    def _fit(self) -> None:
        self._fitting = ""
        try:
            self._show()
        except XError:
            self._give_up()

    def _show(self) -> None:
        if self._veil is None or self._sheet is None:
            return
        below = self._below(str(self._sheet))
        if self._scrim is None:
            self.configure(background="")  # the scrim is what the server puts there
        self.winfo_pointerxy()  # answered once the server knows the page, the frame and the sheet
        if self._scrim is None:
            self._scrim = Scrim(self.winfo_id())
            self.tk.createfilehandler(self._scrim, tk.READABLE, self._changed)
        self._scrim.cover(below, self._veil)
        self._covered = below
        tk.Misc.lower(self, self._sheet)
        self._soon()  # for what happened meanwhile

    def _below(self, sheet: str) -> dict[int, Rectangle]:
        """What is in the window and where, the lowest first. By names, as not all of it is
        Python's."""
        root, look = str(self.winfo_toplevel()), self.tk.call
        names = self.tk.splitlist(look("winfo", "children", root))

        def side(name: str, which: str) -> int:
            return int(look("winfo", which, name))

        return {
            int(look("winfo", "id", name), 16): (
                side(name, "x"),
                side(name, "y"),
                side(name, "width"),
                side(name, "height"),
            )
            for name in names
            if name not in (str(self), sheet)
            and look("winfo", "ismapped", name)
            and look("winfo", "toplevel", name) == root
        }

    def _changed(self, _file: object, _mask: int) -> None:
        try:
            if self._scrim is not None:
                self._scrim.wait_for_change()
                self._soon()
        except XError:
            self._give_up()

    def _soon(self) -> None:
        if not self._due:
            self._due = self.after(_CALM, self._draw)

    def _draw(self) -> None:
        self._due = ""
        try:
            if self._scrim is None:
                return
            if self._below(str(self._sheet)) == self._covered:
                self._scrim.draw()
            else:  # another page
                self._show()
        except XError:
            self._give_up()

    def _give_up(self) -> None:
        self._possible = False
        self._end()
        self.configure(background=self._theme.palette.page)
        self.lower()

    def _end(self) -> None:
        for job in filter(None, (self._fitting, self._due)):
            self.after_cancel(job)
        self._fitting = self._due = ""
        if self._scrim is not None:
            self.tk.deletefilehandler(self._scrim)
            self._scrim.close()
            self._scrim = None

    def destroy(self) -> None:
        self._end()
        super().destroy()
