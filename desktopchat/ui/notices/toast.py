"""A small card at the window's edge: somebody wrote in another conversation."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from desktopchat.ui.look import bidi
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.notices.notice import Told
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.sheets.corners import Corners

SHOWN_FOR = 6000  # milliseconds; under the pointer it stays
_WIDE, _PICTURE, _EDGE = 320, 36, 16  # pixels at 100 %
_AROUND = 92  # of the card's width: paddings and the button that closes it


class Toasts:
    """One at a time, in the corner at the top right."""

    def __init__(self, root: tk.Misc, theme: Theme) -> None:
        self._root, self._theme = root, theme
        self._card: tk.Frame | None = None
        self._told: Told | None = None
        self._timer = ""

    @property
    def told(self) -> Told | None:
        """What is shown now."""
        return self._told

    def show(self, told: Told, avatars: Avatars) -> None:
        """Show one, in place of the last one."""
        self.close()
        palette, px = self._theme.palette, self._theme.px
        self._told = told
        card = self._card = tk.Frame(self._root, background=palette.edge, takefocus=False)
        inner = tk.Frame(card, background=palette.page, padx=px(12), pady=px(10))
        inner.pack(fill="both", expand=True, padx=1, pady=1)
        picture = tk.Label(inner, background=palette.page)
        picture.configure(
            image=avatars.image(told.notice.nick, told.notice.who, px(_PICTURE), "page")
        )
        picture.grid(row=0, column=0, rowspan=2, padx=(0, px(10)))
        inner.columnconfigure(1, weight=1)
        room = px(_WIDE - _PICTURE - _AROUND)
        for row, (words, font, colour) in enumerate(
            ((told.title, "bold", palette.text), (told.words, "body", palette.dim))
        ):
            shown = elided(" ".join(words.split()), room, self._theme.font(font).measure)
            label = tk.Label(
                inner, text=bidi.visual(shown, 0), font=self._theme.font(font), anchor="w",
                background=palette.page, foreground=colour, padx=0, pady=0, borderwidth=0,
            )  # fmt: skip
            label.grid(row=row, column=1, sticky="ew")
        close = ttk.Button(inner, text="×", style="Tool.TButton", width=2, command=self.close)
        close.configure(takefocus=False)
        close.grid(row=0, column=2, rowspan=2, padx=(px(4), 0))
        for widget in (card, inner, picture, *inner.grid_slaves(column=1)):
            widget.configure({"cursor": "hand2"})
            widget.bind("<ButtonRelease-1>", self._clicked)
        card.bind("<Enter>", lambda _event: self._stay())
        card.bind("<Leave>", lambda _event: self._go_soon())
        corners = Corners(card, self._theme)
        card.bind("<Configure>", lambda event: corners.fit(event.width, event.height))
        card.place(relx=1.0, x=-px(_EDGE), y=px(_EDGE), anchor="ne", width=px(_WIDE))
        tk.Misc.lift(card)
        self._go_soon()

    def withdraw(self, key: str) -> None:
        """What it told of was read."""
        if self._told is not None and self._told.notice.key == key:
            self.close()

    def close(self) -> None:
        self._stay()
        card, self._card, self._told = self._card, None, None
        if card is not None:
            take_away(card)

    def _clicked(self, _event: tk.Event[tk.Misc]) -> None:
        told = self._told
        self.close()
        if told is not None:
            told.notice.show()

    def _stay(self) -> None:
        if self._timer:
            self._root.after_cancel(self._timer)
            self._timer = ""

    def _go_soon(self) -> None:
        self._stay()
        self._timer = self._root.after(SHOWN_FOR, self.close)
