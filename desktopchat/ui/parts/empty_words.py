"""What a list says that has nothing to show: why, and what to do next."""

import tkinter as tk
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import ROUND

_AIR = 8  # pixels at 100 % at each side


class EmptyWords(ttk.Label):
    """In the middle of `over`, and as wide at most. To be made after it, as its sibling."""

    def __init__(self, parent: tk.Misc, theme: Theme, over: tk.Misc) -> None:
        super().__init__(parent, style="Dim.TLabel", justify="center", anchor="center")
        self._theme, self._over = theme, over
        over.bind("<Configure>", self._resized, add=True)

    @property
    def words(self) -> str:
        """What is said, "" while there is something to show."""
        return str(self.cget("text")) if self.winfo_manager() else ""

    def say(self, words: str) -> None:
        """Say it; "" makes way for what there is to show."""
        if not words:
            self.place_forget()
            return
        self.configure(text=words)
        self.place(in_=self._over, relx=0.5, rely=0.4, anchor="center")

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        room = event.width - 2 * self._theme.px(_AIR) - ROUND
        self.configure(wraplength=max(1, room))
