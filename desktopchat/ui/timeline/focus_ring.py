"""The frame around the timeline that shows when the keys are for it."""

import tkinter as tk

from desktopchat.ui.look.theme import Theme


class FocusRing(tk.Frame):
    """It shows only what the keyboard focused: whoever clicked knows where."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self.restyle()

    def restyle(self) -> None:
        self.show(False)
        self.configure(background=self._theme.palette.page, highlightthickness=self._theme.px(2))

    def show(self, shown: bool) -> None:
        palette = self._theme.palette
        ring = palette.accent if shown else palette.page
        # A frame takes the one or the other by whether something in it has the focus.
        self.configure(highlightbackground=ring, highlightcolor=ring)
