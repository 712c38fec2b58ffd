"""Sheets: cards over the window for jumping, settings, help and the few questions.

A sheet is a frame in the window itself, not a window of its own: it is centred whatever the
window manager does, and goes with the window. Esc or a click beside it leaves, Tab stays
inside, and the focus returns where it was.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme

_HIGH = 0.45  # of the window's height, for the sheet's middle


class Sheet(tk.Frame):
    """A card with `body` to fill. Subclasses add widgets to it and then call `open`."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        width: int,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        palette, px = theme.palette, theme.px
        super().__init__(root, background=palette.edge, takefocus=False)
        self._theme = theme
        self._wide = width
        self._on_closed = on_closed
        self._beside: tuple[int, int] | None = None
        self.body = ttk.Frame(self, padding=px(20))
        self.body.pack(fill="both", expand=True, padx=1, pady=1)
        self.bind("<Button-1>", self._clicked)
        theme.on_change(self.restyle)

    def open(self, first: tk.Misc, *, top: bool = False, at: tuple[int, int] | None = None) -> None:
        """Show the sheet, in the middle, near the top or at a place of the screen (as near as it
        fits into the window), with the focus in `first`."""
        root = self.winfo_toplevel()
        width = min(self._theme.px(self._wide), root.winfo_width() - self._theme.px(32))
        if top:
            self.place(relx=0.5, y=self._theme.px(56), anchor="n", width=width)
        else:
            self.place(relx=0.5, rely=_HIGH, anchor="center", width=width)
            self.bind("<Configure>", self._settle, add=True)
        self.lift()
        for widget in self._all(self):
            self._bind_keys(widget)
        self.update_idletasks()
        if at is not None:
            self._beside = at
            self._settle_beside()
        self.grab_set()
        first.focus_set()

    def _settle_beside(self) -> None:
        root, edge = self.winfo_toplevel(), self._theme.px(8)
        if self._beside is not None:
            x, y = self._beside[0] - root.winfo_rootx(), self._beside[1] - root.winfo_rooty()
            x = max(edge, min(x, root.winfo_width() - self.winfo_width() - edge))
            y = max(edge, min(y, root.winfo_height() - self.winfo_reqheight() - edge))
            self.place_configure(relx=0, rely=0, x=x, y=y, anchor="nw")

    def _settle(self, event: "tk.Event[tk.Misc]") -> None:
        """A little above the middle looks best, where there is room for that."""
        if event.widget is self and self._beside is not None:
            self._settle_beside()
        elif event.widget is self:
            room = self.winfo_toplevel().winfo_height()
            high = room * _HIGH - event.height / 2 >= self._theme.px(8)
            self.place_configure(rely=_HIGH if high else 0.5)

    def close(self) -> None:
        """Leave. The owner's `on_closed` puts the focus back."""
        if not self.winfo_exists():
            return
        self.grab_release()
        self.destroy()
        if self._on_closed is not None:
            self._on_closed()

    def escape(self) -> None:
        """What Esc does; a sheet with a question may override it."""
        self.close()

    def restyle(self) -> None:
        """Keep the border's colour when the theme changes."""
        self.configure(background=self._theme.palette.edge)

    def _all(self, widget: tk.Misc) -> list[tk.Misc]:
        found = [widget]
        for child in widget.winfo_children():
            found.extend(self._all(child))
        return found

    def _bind_keys(self, widget: tk.Misc) -> None:
        widget.bind("<Escape>", self._left)
        widget.bind("<Tab>", lambda event: self._round(event, 1))
        back = "<Shift-Tab>"
        widget.bind(back, lambda event: self._round(event, -1))
        if self.tk.call("tk", "windowingsystem") == "x11":
            widget.bind("<ISO_Left_Tab>", lambda event: self._round(event, -1))

    def _left(self, _event: "tk.Event[tk.Misc]") -> str:
        self.escape()
        return "break"

    def _round(self, event: "tk.Event[tk.Misc]", step: int) -> str:
        """Tab within the sheet only."""
        ways = [w for w in self._all(self) if w.winfo_viewable() and self._takes_focus(w)]
        if ways:
            at = ways.index(event.widget) if event.widget in ways else -1
            ways[(at + step) % len(ways)].focus_set()
        return "break"

    def _takes_focus(self, widget: tk.Misc) -> bool:
        if isinstance(widget, ttk.Entry | ttk.Button | ttk.Checkbutton | ttk.Combobox):
            return not widget.instate(["disabled"])
        return isinstance(widget, tk.Canvas | tk.Text) and bool(
            str(widget.cget("takefocus")) not in ("0", "")
        )

    def _clicked(self, event: "tk.Event[tk.Misc]") -> None:
        # With the grab, clicks beside the sheet arrive here with places outside of it.
        inside = 0 <= event.x < self.winfo_width() and 0 <= event.y < self.winfo_height()
        if event.widget is self and not inside:
            self.escape()
