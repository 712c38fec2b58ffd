"""Sheets: cards over the window for jumping, settings, help and the few questions.

A sheet is a frame in the window itself, not a window of its own: it is centred whatever the
window manager does, and goes with the window. Esc or a click beside it leaves, Tab stays
inside, and the focus returns where it was. Where the window is too small for all of a sheet, what
is between its heading and its buttons scrolls.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui import keys
from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.scrolled import GUTTER, Scrolled, WrappedLabel
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.sheets.corners import Corners
from desktopchat.ui.sheets.scrim import SheetBackdrop
from desktopchat.ui.sheets.sheets import Cover

_PAD = 20  # pixels at 100 % around what is in a sheet
_EDGE = 8  # pixels at 100 % of the window that stay free around a sheet
_TOP = 56  # pixels at 100 % above a sheet that one types into
_HIGH = 0.45  # of the window's height, for the sheet's middle


class Sheet(Cover):
    """A card with a `heading`, a `body` to fill and buttons at the foot (`add_button`). Subclasses
    add these and then call `open`. What stays in sight above the buttons is gridded into the first
    row of the `foot`."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        width: int,
    ) -> None:
        px = theme.px
        super().__init__(root, theme.palette.edge)
        self._theme = theme
        self._wide = width
        self._top = False
        self._beside: tuple[int, int] | None = None
        self._ground = SheetBackdrop(root, theme)
        card = ttk.Frame(self, padding=(px(_PAD), px(_PAD), px(_PAD - GUTTER), px(_PAD)))
        card.pack(fill="both", expand=True, padx=1, pady=1)
        beside = (0, px(GUTTER))  # of the scrollbar, in line with the body
        self.head = ttk.Frame(card, style="TFrame")
        self.head.pack(fill="x", padx=beside)
        self.scrolled = Scrolled(card, theme)
        self.scrolled.pack(fill="x")
        self.body = self.scrolled.inner
        self.foot = ttk.Frame(card, style="TFrame")
        self.foot.columnconfigure(0, weight=1)
        self.foot.pack(fill="x", padx=beside)
        self._fixed = (self.head, self.foot)
        for part in self._fixed:
            part.bind("<Configure>", self._settle)
        self._corners = Corners(self, theme)
        self.bind("<Button-1>", self._clicked)
        theme.on_change(self.restyle)

    def heading(self, words: str) -> ttk.Label:
        """Say at the top what the sheet is, in sight however far one scrolls."""
        label = ttk.Label(self.head, text=bidi.visual(words, 0), style="Heading.TLabel")
        label.pack(anchor="w", pady=(0, self._theme.px(12)))
        return label

    def add_button(
        self, words: str, command: Callable[[], object], style: str = "TButton"
    ) -> ttk.Button:
        """A button at the foot, right of those that are there."""
        px, before = self._theme.px, self.foot.grid_size()[0]
        button = ttk.Button(self.foot, text=words, style=style, command=command)
        button.bind("<Return>", lambda _event: button.invoke())
        button.grid(row=1, column=max(1, before), padx=(px(8), 0), pady=(px(16), 0), sticky="e")
        return button

    def foot_words(self) -> ttk.Label:
        """A line at the foot, left of the buttons, to say how it goes."""
        label = WrappedLabel(self.foot, style="Dim.TLabel")
        label.grid(row=1, column=0, sticky="ew", pady=(self._theme.px(16), 0))
        return label

    def open(self, first: tk.Misc, *, top: bool = False, at: tuple[int, int] | None = None) -> None:
        """Show the sheet, in the middle, near the top or at a place of the screen (as near as it
        fits into the window), with the focus in `first`."""
        self._top, self._beside = top, at
        self._ground.bind("<Configure>", self._settle)
        self.bind("<Configure>", self._settle, add=True)
        for part in self._fixed:
            if not part.winfo_children():
                part.pack_forget()  # a frame keeps the height that it was first given
        self._settle()
        self.lift()
        for widget in self._all(self):
            self.bind_keys(widget)
        self.update_idletasks()
        self._settle()
        self.grab_set()
        first.focus_set()

    def _settle(self, _event: "tk.Event[tk.Misc] | None" = None) -> None:
        """Be as wide and high as it may be, and in its place. Depends on nothing but the window
        and what the parts ask for, so that it comes to rest."""
        root, px = self.winfo_toplevel(), self._theme.px
        edge, across, down = px(_EDGE), root.winfo_width(), root.winfo_height()
        width = max(1, min(px(self._wide), across - 2 * edge))
        around = 2 * (px(_PAD) + 1) + sum(
            part.winfo_reqheight() for part in self._fixed if part.winfo_manager()
        )
        self.scrolled.bound(max(1, down - 2 * edge - around))
        height = self.winfo_reqheight()
        lowest = down - height - edge
        x, y = (across - width) // 2, round(down * _HIGH - height / 2)
        if self._beside is not None:
            x, y = self._beside[0] - root.winfo_rootx(), self._beside[1] - root.winfo_rooty()
            x = max(edge, min(x, across - width - edge))
        elif self._top:
            y = px(_TOP)
        elif y < edge:  # a little above the middle looks best, where there is room for that
            y = (down - height) // 2
        y = max(edge, min(y, lowest))
        self.place_configure(x=x, y=y, width=width, anchor="nw")
        if self.winfo_ismapped():
            self._corners.fit(width, height)
            self._ground.fit(self, (x, y, width, height))

    def leave(self) -> None:
        super().leave()
        take_away(self._ground)

    def has_unsaved(self) -> bool:
        """Whether something was changed in it that leaving would lose: a click beside the sheet,
        which is easily made unawares, does not close it then."""
        return False

    def restyle(self) -> None:
        """Keep the border's colour when the theme changes."""
        self.configure(background=self._theme.palette.edge)
        self._corners.draw()

    def _all(self, widget: tk.Misc) -> list[tk.Misc]:
        found = [widget]
        for child in widget.winfo_children():
            found.extend(self._all(child))
        return found

    def bind_keys(self, widget: tk.Misc) -> None:
        """Leave by Esc, and go round by Tab, from a widget that came after `open`."""
        widget.bind("<Escape>", self._left)
        widget.bind("<Tab>", lambda event: self._round(event, 1))
        back = "<Shift-Tab>"
        widget.bind(back, lambda event: self._round(event, -1))
        if self.tk.call("tk", "windowingsystem") == "x11":
            widget.bind("<ISO_Left_Tab>", lambda event: self._round(event, -1))

    def type_into(self, field: Field, widget: tk.Misc) -> None:
        """Let what is typed while this widget has the keyboard go there, unless it is a field."""
        if not isinstance(widget, ttk.Entry):
            widget.bind("<Key>", lambda event: self._typed_beside(field, event))

    def _typed_beside(self, field: Field, event: "tk.Event[tk.Misc]") -> str | None:
        if event.char == " " or not keys.types_text(event):
            return None
        field.focus_entry()
        field.entry.selection_clear()
        field.entry.insert("end", event.char)
        return "break"

    def _left(self, _event: "tk.Event[tk.Misc]") -> str:
        self.escape()
        return "break"

    def _round(self, event: "tk.Event[tk.Misc]", step: int) -> str:
        """Tab within the sheet only."""
        self.update_idletasks()  # what was just shown or hidden counts
        ways = [w for w in self._all(self) if w.winfo_viewable() and self._takes_focus(w)]
        if ways:
            at = ways.index(event.widget) if event.widget in ways else -1
            ways[(at + step) % len(ways)].focus_set()
        return "break"

    def _takes_focus(self, widget: tk.Misc) -> bool:
        if isinstance(widget, ttk.Entry | ttk.Button | ttk.Checkbutton):
            return not widget.instate(["disabled"]) and str(widget.cget("takefocus")) != "0"
        return isinstance(widget, tk.Canvas | tk.Text) and bool(
            str(widget.cget("takefocus")) not in ("0", "")
        )

    def _clicked(self, event: "tk.Event[tk.Misc]") -> None:
        # With the grab, clicks beside the sheet arrive here with places outside of it.
        inside = 0 <= event.x < self.winfo_width() and 0 <= event.y < self.winfo_height()
        if event.widget is self and not inside and not self.has_unsaved():
            self.escape()
