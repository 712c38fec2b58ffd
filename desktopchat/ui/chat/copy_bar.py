"""The quiet line of whoever keeps a copy of somebody else's chat: how it stands, and its end."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.words import tr


class CopyBar(ttk.Frame):
    """Your computer keeps a copy of this chat, with *Stop*. on_stop: asks whether. on_doctor: finds
    what keeps others away, where they can't come here."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        on_stop: Callable[[], object],
        on_doctor: Callable[[], object] = lambda: None,
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self.words = ""
        self._label = WrappedLabel(self, style="Bar.TLabel")
        self._label.grid(row=0, column=0, sticky="ew")
        self.doctor = ttk.Button(
            self, text=tr("What keeps us apart?"), style="Bar.Link.TButton", command=on_doctor
        )
        self.doctor.bind("<Return>", lambda _event: self.doctor.invoke())
        self.stop = ttk.Button(self, text=tr("Stop…"), style="Bar.Link.TButton", command=on_stop)
        self.stop.bind("<Return>", lambda _event: self.stop.invoke())
        self.stop.grid(row=0, column=2)

    def show(self, words: str, *, cut_off: bool = False, can_stop: bool = True) -> None:
        """Say it; "" for nothing, in no room. cut_off: others can't come here. can_stop: whether it
        can be ended now."""
        if words == self.words:
            return
        self.words = words
        self._label.configure(text=words)
        if cut_off:
            self.doctor.grid(row=0, column=1)
        else:
            self.doctor.grid_remove()
        if can_stop:
            self.stop.grid()
        else:
            self.stop.grid_remove()
        if words:
            self.grid()
        else:
            self.grid_remove()
