"""The two buttons that lie over the timeline: at its lower edge the way to the newest message, at
its upper edge one that somebody lends. The words of the conversation stand between them.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr, trn

_AIR = 8  # pixels at 100 % above and below a button


class EdgeButtons:
    """between: the packed widgets whose padding keeps them clear of the buttons that are shown."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        between: Sequence[tk.Widget],
        to_newest: Callable[[], object],
    ) -> None:
        self._theme, self._between = theme, between
        self.newest = ttk.Button(parent, style="Accent.TButton", command=to_newest, takefocus=True)
        self._above: ttk.Button | None = None
        self._high = 0  # pixels that the upper one takes

    def offer_newest(self, unseen: int, *, far: bool) -> None:
        """Offer the way to the newest message when something was said below the view, or when it
        is far."""
        if unseen:
            many = trn("{n} new message", "{n} new messages", unseen)
            self._show_newest(f"↓  {many}", "Accent.TButton")
        elif far:
            self._show_newest("↓  " + tr("To the newest"), "TButton")
        elif self.newest.winfo_manager():
            self.newest.place_forget()
            self._make_room()

    def offer_above(self, button: ttk.Button | None) -> int:
        """Show a button above the words; None for none. Returns how many pixels lower the words
        begin now."""
        if button is self._above:
            return 0
        if self._above is not None:
            self._above.place_forget()
        self._above = button
        if button is not None:
            button.place(relx=0.5, y=self._theme.px(_AIR), anchor="n")
            button.lift()
        return self._make_room()

    def _show_newest(self, words: str, style: str) -> None:
        self.newest.configure(text=words, style=style)
        if not self.newest.winfo_manager():
            self.newest.place(relx=0.5, rely=1.0, y=-self._theme.px(_AIR), anchor="s")
            self.newest.lift()
            self._make_room()

    def _make_room(self) -> int:
        around = 2 * self._theme.px(_AIR)
        high = self._above.winfo_reqheight() + around if self._above is not None else 0
        low = self.newest.winfo_reqheight() + around if self.newest.winfo_manager() else 0
        for widget in self._between:
            widget.pack_configure(pady=(high, low))
        before, self._high = self._high, high
        return high - before
