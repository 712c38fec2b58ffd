"""What is being written as it will be read, above a field that can't show it so.

Tk on X11 shows what one types in the order of typing, so Hebrew stands reversed in the field and
Arabic is not joined. The cursor and the selection need that order, so the field stays as it is.
"""

import tkinter as tk

from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme

_MOST = 1000  # characters, the last ones
_LINES = 4  # the last ones


class ReadingLine(tk.Label):
    """Shows itself at its place in a grid while there is something to be read. text: the field."""

    def __init__(self, parent: tk.Misc, text: tk.Text, theme: Theme) -> None:
        super().__init__(parent, borderwidth=0, padx=theme.px(4), font=theme.font("body"))
        self._text, self._theme = text, theme

    def show(self) -> None:
        """Say what the field has now."""
        words = self._text.get(f"end-1c-{_MOST}c", "end-1c").strip("\n")
        if not bidi.has_rtl(words):
            self.configure(text="")
            self.grid_remove()
            return
        room = self._text.winfo_width() - 2 * self._theme.px(4)
        shown = bidi.wrapped(words, max(1, room), self._theme.font("body").measure)
        from_right = bool(bidi.base_level(words))
        self.configure(
            text="\n".join(shown.split("\n")[-_LINES:]),
            anchor="e" if from_right else "w",
            justify="right" if from_right else "left",
        )
        self.grid()

    def restyle(self) -> None:
        palette = self._theme.palette
        self.configure(background=palette.field, foreground=palette.dim, padx=self._theme.px(4))
        self.show()
