"""Tooltips: a word or two beside the pointer, after half a second."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from weakref import WeakKeyDictionary

from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme

DELAY = 500  # milliseconds
_WIDE = 320  # pixels at 100 % of a line


_TIPS: "WeakKeyDictionary[tk.Misc, Tip]" = WeakKeyDictionary()


def tip_of(widget: tk.Misc) -> str:
    """What the tip of a widget says wherever the pointer is; "" where it depends on that."""
    tip = _TIPS.get(widget)
    return tip.fixed if tip is not None else ""


class Tip:
    """Shows `text` (or what a function gives for the pointer's place) over a widget."""

    def __init__(
        self, widget: tk.Misc, theme: Theme, text: str | Callable[[int, int], str]
    ) -> None:
        self._widget = widget
        self._theme = theme
        self._text = text
        self._timer: str | None = None
        self._window: tk.Toplevel | None = None
        self._shown = ""
        _TIPS[widget] = self
        if isinstance(widget, ttk.Label):  # Tk goes by Tab to whatever has a key bound
            widget.configure(takefocus=False)
        widget.bind("<Motion>", self._moved, add="+")
        for sequence in ("<Leave>", "<ButtonPress>", "<Key>", "<Destroy>"):
            widget.bind(sequence, self._hide, add="+")

    def say(self, text: str) -> None:
        """Change what a tip with a fixed text says."""
        self._text = text

    @property
    def fixed(self) -> str:
        return self._text if isinstance(self._text, str) else ""

    def _words(self, x: int, y: int) -> str:
        return self._text if isinstance(self._text, str) else self._text(x, y)

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        words = self._words(event.x, event.y)
        if self._window is not None and words == self._shown:
            return
        self._hide()
        if words:
            place = (event.x_root, event.y_root)
            self._timer = self._widget.after(DELAY, lambda: self._show(words, *place))

    def _show(self, words: str, x: int, y: int) -> None:
        self._timer = None
        palette, px = self._theme.palette, self._theme.px
        window = tk.Toplevel(self._widget, background=palette.line)
        window.wm_overrideredirect(True)
        tk.Label(
            window,
            text=bidi.wrapped(words, px(_WIDE), self._theme.font("small").measure),
            font=self._theme.font("small"),
            foreground=palette.text,
            background=palette.side,
            padx=px(8),
            pady=px(4),
            justify="left",
            wraplength=px(_WIDE),
        ).pack(padx=1, pady=1)
        window.update_idletasks()
        # Keep the whole tip on the screen.
        left = max(0, min(x + px(8), window.winfo_screenwidth() - window.winfo_reqwidth()))
        below = y + px(16)
        if below + window.winfo_reqheight() > window.winfo_screenheight():
            below = y - px(8) - window.winfo_reqheight()
        window.wm_geometry(f"+{left}+{below}")
        self._window, self._shown = window, words

    def _hide(self, _event: "tk.Event[tk.Misc] | None" = None) -> None:
        if self._timer is not None:
            self._widget.after_cancel(self._timer)
            self._timer = None
        if self._window is not None:
            self._window.destroy()
            self._window = None
