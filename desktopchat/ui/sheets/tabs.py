"""A row of buttons of which one is chosen, with the page of that one below."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme


class Tabs(ttk.Frame):
    """`add` makes a page, a frame to fill; the first is shown.

    Left and Right go to the page beside, while the focus is in the row of buttons.
    """

    def __init__(
        self, parent: tk.Misc, theme: Theme, on_show: Callable[[str], object] = lambda _key: None
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._on_show = theme, on_show
        self.columnconfigure(0, weight=1)
        self.rowconfigure(1, weight=1)
        self._row = ttk.Frame(self, style="TFrame")
        self._row.grid(row=0, column=0, sticky="w", pady=(0, theme.px(12)))
        self.buttons: dict[str, ttk.Button] = {}
        self._pages: dict[str, ttk.Frame] = {}
        self.shown = ""

    def add(self, key: str, words: str) -> ttk.Frame:
        px = self._theme.px
        button = ttk.Button(self._row, text=words, command=lambda: self.show(key))
        button.grid(row=0, column=len(self.buttons), padx=(0, px(4)))
        button.bind("<Return>", lambda _event: button.invoke())
        for arrow, step in (("<Left>", -1), ("<Right>", 1)):
            button.bind(arrow, lambda _event, step=step: self._beside(key, step))  # type: ignore[misc]
        page = ttk.Frame(self, style="TFrame")
        page.columnconfigure(0, weight=1)
        page.grid(row=1, column=0, sticky="nsew")
        self.buttons[key], self._pages[key] = button, page
        if not self.shown:
            self.show(key)
        else:
            page.grid_remove()
        return page

    def name(self, key: str, words: str) -> None:
        """Call a page something else, such as with a number."""
        if self.buttons[key].cget("text") != words:
            self.buttons[key].configure(text=words)

    def show(self, key: str) -> None:
        for other, page in self._pages.items():
            self.buttons[other].configure(style="Accent.TButton" if other == key else "TButton")
            if other == key:
                page.grid()
            else:
                page.grid_remove()
        self.shown = key
        self._on_show(key)

    def _beside(self, key: str, step: int) -> None:
        keys = list(self.buttons)
        other = keys[(keys.index(key) + step) % len(keys)]
        self.show(other)
        self.buttons[other].focus_set()
