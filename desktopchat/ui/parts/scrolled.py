"""A part of a page that scrolls where it does not fit, and labels that keep to its width."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import Any

from desktopchat.ui.look import bidi, emoji, line_breaks
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.wheel import EVENTS, turned

GUTTER = 16  # pixels at 100 % at the right that are free for the scrollbar, shown or not
_NOTCH = 48  # pixels at 100 % that a notch of the wheel scrolls
ROUND = 4  # pixels that a label may be wider than its lines
_NEVER_SHOWN = 1  # Tk's size of what was not laid out yet


@dataclass(slots=True)
class _Elastic:
    widget: tk.Canvas | ttk.Frame
    wish: int
    least: int


class Scrolled(ttk.Frame):
    """`inner` is for the owner to fill: as wide as this, and as high as what is in it.

    Where there is too little room, first the lists that `give` named become smaller, then the rest
    scrolls. What gets the focus is scrolled into sight. `middle`: how the room above and below is
    shared where there is more than needed, 0 for none above.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, *, middle: float = 0.0) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._middle = theme, middle
        self._most: int | None = None
        self._offset = 0
        self._pending = ""  # the idle callback that will lay out
        self._elastic: list[_Elastic] = []
        self._view = tk.Frame(self, background=theme.palette.page, takefocus=False)
        self._view.pack(fill="both", expand=True)
        self.inner = ttk.Frame(self._view, style="TFrame")
        self.inner.place(x=0, y=0, relwidth=1, width=-theme.px(GUTTER))
        self._bar = ttk.Scrollbar(self, orient="vertical", command=self._dragged)
        self._tag = f"Scrolled{self}"  # no words: a tag
        for sequence in EVENTS:
            self.bind_class(self._tag, sequence, self._turned)
        self.bind_class(self._tag, "<FocusIn>", lambda event: self.see(event.widget))
        self.inner.bind("<Configure>", self._changed)
        self._view.bind("<Configure>", self._changed)
        theme.on_change(self._restyle)

    def give(self, widget: tk.Canvas | ttk.Frame, wish: int, least: int) -> None:
        """A list that wants to be `wish` pixels high, and may be as low as `least`."""
        self._elastic = [one for one in self._elastic if one.widget is not widget]
        self._elastic.append(_Elastic(widget, wish, min(wish, least)))
        widget.configure(height=wish)
        self._fit_soon()

    def bound(self, most: int) -> None:
        """Be as high as what is inside, up to so many pixels."""
        if most != self._most:
            self._most = most
            self._fit_soon()

    def see(self, widget: tk.Misc) -> None:
        """Scroll so far that a widget inside is in sight."""
        top = widget.winfo_rooty() - self.inner.winfo_rooty()
        free = self._room - widget.winfo_height()
        if free >= 0:
            edge = min(self._theme.px(8), free // 2)
            low = top + edge - free
            self._scroll_to(min(max(self._offset, low), max(0, top - edge)))

    # how it is laid out

    def _fit_soon(self) -> None:
        if not self._pending:
            self._pending = self.after_idle(self._fit)

    def _fit(self) -> None:
        """Share the room that there is."""
        # What is inside asks for its height step by step, from the lists outwards: only at the end
        # of that is the height that all of it asks for one with the heights that the lists have.
        self.update_idletasks()
        if not self.winfo_exists():
            return
        self._pending = ""
        self._adopt(self.inner)
        if self._view.winfo_height() <= _NEVER_SHOWN and self._most is None:
            return
        shown = [one for one in self._elastic if self._is_there(one.widget)]
        now = sum(int(str(one.widget.cget("height"))) for one in shown)
        lack = self.inner.winfo_reqheight() - now + sum(one.wish for one in shown) - self._room
        for one in shown:
            height = max(one.least, min(one.wish, one.wish - lack))
            lack -= one.wish - height
            if height != int(str(one.widget.cget("height"))):
                one.widget.configure(height=height)
        if self._most is not None:
            self._view.configure(height=min(self.inner.winfo_reqheight(), self._most))
        self._scroll_to(self._offset)

    @property
    def _room(self) -> int:
        return self._view.winfo_height() if self._most is None else self._most

    def _is_there(self, widget: tk.Misc) -> bool:
        """Whether a widget takes room: neither it nor what it is in was taken away."""
        while widget is not self.inner:
            if not widget.winfo_manager():
                return False
            assert widget.master is not None
            widget = widget.master
        return True

    def _changed(self, _event: "tk.Event[tk.Misc]") -> None:
        self._fit_soon()

    def destroy(self) -> None:
        if self._pending:
            self.after_cancel(self._pending)
        super().destroy()

    def _adopt(self, widget: tk.Misc) -> None:
        """Let the wheel scroll this also over widgets inside that do not scroll by themselves."""
        tags = widget.bindtags()
        if self._tag not in tags:
            widget.bindtags((*tags, self._tag))
        for child in widget.winfo_children():
            self._adopt(child)

    def _scroll_to(self, offset: int) -> None:
        height, room = self.inner.winfo_reqheight(), self._room
        self._offset = max(0, min(offset, height - room))
        spare = max(0, room - height) if self._most is None else 0
        self.inner.place_configure(y=round(spare * self._middle) - self._offset)
        if height > room:
            self._bar.place(relx=1, rely=0, relheight=1, anchor="ne")
            self._bar.lift()
            self._bar.set(self._offset / height, (self._offset + room) / height)
        else:
            self._bar.place_forget()

    def _turned(self, event: "tk.Event[tk.Misc]") -> None:
        if not isinstance(event.widget, tk.Canvas | tk.Text):
            self._scroll_to(self._offset + round(turned(event) * self._theme.px(_NOTCH)))

    def _dragged(self, *command: str) -> None:
        """The scrollbar's words: "moveto" fraction, or "scroll" number "units" or "pages"."""
        if command[0] == "moveto":
            self._scroll_to(round(float(command[1]) * self.inner.winfo_reqheight()))
        else:
            step = self._room if command[2].startswith("page") else self._theme.px(_NOTCH)
            self._scroll_to(self._offset + int(command[1]) * step)

    def _restyle(self) -> None:
        if self.winfo_exists():
            self._view.configure(background=self._theme.palette.page)


_NARROW = 48
"""Pixels that words are wrapped to until their room is known: less than there ever is, and not so
few that a page of them, with a letter a line, is larger than a screen can draw (BadAlloc)."""


class WrappedLabel(ttk.Label):
    """A label that wraps its words to the width that it is given (so grid it with "ew"). beside:
    pixels that a picture takes before the words."""

    def __init__(
        self, parent: tk.Misc, text: str = "", style: str = "TLabel", *, beside: int = 0
    ) -> None:
        self._words, self._room = text, _NARROW
        super().__init__(parent, text=text, style=style, justify="left", wraplength=_NARROW)
        self._around = ROUND + beside
        self.bind("<Configure>", self._resized)

    def configure(self, cnf: Any = None, **options: Any) -> Any:
        if "text" in options:
            self._words = str(options["text"])
            options["text"] = self._broken()
        return super().configure(cnf, **options)

    def _broken(self) -> str:
        """The words, broken here where Tk would do it in the wrong order or place."""
        font = ttk.Style(self).lookup(str(self.cget("style")), "font")

        def measure(words: str) -> int:
            return int(self.tk.call("font", "measure", font, words))

        words, room = self._words, self._room
        wide = line_breaks.has_wide(words) or line_breaks.has_long_code(words, room, measure)
        if wide and not bidi.has_rtl(words):
            return line_breaks.broken(emoji.drawable(words), room, measure)
        return bidi.wrapped(words, room, measure)

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        # Within what is not laid out yet it has a pixel: a letter a line would make all so high
        # that the screen has no such pictures, and X11 ends the program for that.
        if event.width <= self._around:
            return
        self._room = event.width - self._around
        self.configure(wraplength=self._room)
        words = self._words
        if "-" in words or bidi.has_rtl(words) or line_breaks.has_wide(words):
            self.configure(text=self._words)


class SideBySide(ttk.Frame):
    """Two parts beside each other, or below each other where both are not `least` pixels wide.

    The parts are made as its children and then given to `put`. `weights` share the width.
    """

    def __init__(
        self, parent: tk.Misc, *, least: int, gap: int, weights: tuple[int, int] = (1, 1)
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._least, self._gap, self._weights = least, gap, weights
        self._parts: tuple[tk.Widget, ...] = ()
        self.below = False
        self.on_turned: Callable[[], object] = lambda: None
        """They are beside each other now, or below, which they were not before."""
        self.bind("<Configure>", self._resized)

    def put(self, first: tk.Widget, second: tk.Widget) -> None:
        self._parts = (first, second)
        self._lay_out()

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        below = event.width < self._least
        if below != self.below:
            self.below = below
            self._lay_out()
            self.on_turned()

    def _lay_out(self) -> None:
        first, second = self._parts
        left, right = (1, 0) if self.below else self._weights
        uniform = "parts" if left == right else ""
        self.columnconfigure(0, weight=left, uniform=uniform)
        self.columnconfigure(1, weight=right, uniform=uniform)
        self.rowconfigure(0, weight=1)
        half = self._gap // 2
        if self.below:
            first.grid(row=0, column=0, sticky="nsew", padx=0, pady=(0, half))
            second.grid(row=1, column=0, sticky="nsew", padx=0, pady=(half, 0))
        else:
            first.grid(row=0, column=0, sticky="nsew", padx=(0, half), pady=0)
            second.grid(row=0, column=1, sticky="nsew", padx=(half, 0), pady=0)
