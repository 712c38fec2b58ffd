"""What stands where one writes while one is not in the room: why, and the way back in."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr, tr_noop

WORDS = tr_noop("You are not in this room. What was said before stays here to read.")


class OutsideBar(ttk.Frame):
    """You are not in this room, with *Join again*."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_join: Callable[[], object]) -> None:
        px = theme.px
        super().__init__(parent, style="Field.TFrame", padding=(px(12), px(8), px(8), px(8)))
        self._around = px(12) + 2 * px(8)  # pixels beside the words and the button
        self.columnconfigure(0, weight=1)
        self._label = ttk.Label(self, text=tr(WORDS), style="Field.TLabel", justify="left")
        self._label.grid(row=0, column=0, sticky="ew")
        self.button = ttk.Button(
            self, text=tr("Join again"), style="Composer.Accent.TButton", command=on_join
        )
        self.button.grid(row=0, column=1, padx=(px(8), 0))
        self.button.bind("<Return>", lambda _event: self.button.invoke())
        self.bind("<Configure>", self._resized)

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        room = event.width - self.button.winfo_reqwidth() - self._around
        self._label.configure(wraplength=max(1, room))
