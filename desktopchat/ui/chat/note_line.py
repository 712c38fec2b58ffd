"""The line above the field: why the text was not sent, or an answer. It leaves by itself."""

import tkinter as tk
from tkinter import ttk

from desktopchat.ui.chat.passing import Passing
from desktopchat.ui.look.theme import Theme


class NoteLine(ttk.Label):
    """wrong: it says what is wrong, not an answer."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent, style="Error.TLabel", justify="left")
        self._theme = theme
        self._passing = Passing()
        self.wrong = True

    @property
    def said(self) -> str:
        return str(self.cget("text"))

    def say(self, words: str, *, wrong: bool) -> None:
        """ "" says nothing, and takes no room."""
        self.wrong = wrong
        self._passing.say(words)
        self.configure(text=words, style="Error.TLabel" if wrong else "Dim.TLabel")
        if words:
            self.grid(row=0, column=0, sticky="w", pady=(0, self._theme.px(4)))
        else:
            self.grid_remove()

    def look(self) -> None:
        """Leave, when there was time to read it."""
        if self.said and not self._passing.words:
            self.say("", wrong=False)

    def fit(self, width: int) -> None:
        self.configure(wraplength=max(1, width))
