"""The quiet line of whoever keeps a copy of somebody else's chat: how it stands, and its end."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr


class CopyBar(ttk.Frame):
    """Your computer keeps a copy of this chat · in step, with *Stop*. on_stop: asks whether."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_stop: Callable[[], object]) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self.words = ""
        self._label = ttk.Label(self, style="Bar.TLabel", anchor="w", width=1)
        self._label.grid(row=0, column=0, sticky="ew")
        self.stop = ttk.Button(self, text=tr("Stop…"), style="Bar.Link.TButton", command=on_stop)
        self.stop.bind("<Return>", lambda _event: self.stop.invoke())
        self.stop.grid(row=0, column=1)

    def show(self, words: str) -> None:
        """Say it; "" for nothing, in no room."""
        if words == self.words:
            return
        self.words = words
        self._label.configure(text=bidi.visual(words, 0))
        if words:
            self.grid()
        else:
            self.grid_remove()
