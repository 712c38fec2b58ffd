"""What the composer's text is for when it is no new message, and the slim bar that says so."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.client.model import Entry
from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.timeline.markup import album

_LONGEST = 200  # characters of a message that are said; the label cuts what has no room


@dataclass(slots=True, frozen=True)
class ReplyOrEdit:
    """An answer to `entry`, or with `edits` its new words. about: what the bar says of it. said:
    of one that is edited, what it says, or what it is about to say."""

    entry: Entry
    edits: bool
    about: str
    said: str = ""

    @property
    def text(self) -> str:
        """What is edited: the message's words, without the links of files that it ends in."""
        return album(self.said, bool)[0]

    def edited(self, text: str) -> str:
        """The message with these words."""
        files = self.said.rstrip()[len(self.text) :]
        return text + files if not files or files[0].isspace() else f"{text} {files}"

    @property
    def words(self) -> str:
        return " ".join(self.about.split())[:_LONGEST]


class ReplyOrEditBar(ttk.Frame):
    """The bar; on_cancel: it is not to be done after all."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_cancel: Callable[[], object]) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._icons = theme, Icons(theme)
        self._doing: ReplyOrEdit | None = None
        self.words = ""
        """What it says, whole."""
        px = theme.px
        self.columnconfigure(1, weight=1)
        self._icon = ttk.Label(self, style="Dim.TLabel")
        self._icon.grid(row=0, column=0, padx=(px(4), px(8)))
        # A width of its own, so that long words are cut instead of widening the window.
        self._label = ttk.Label(self, style="Dim.TLabel", width=1)
        self._label.grid(row=0, column=1, sticky="ew")
        self._label.bind("<Configure>", lambda _event: self._fit())
        self._close = ttk.Button(self, style="Tool.TButton", takefocus=False, command=on_cancel)
        self._close.grid(row=0, column=2)
        Tip(self._close, theme, "Cancel (Esc)")
        self.restyle()

    def show(self, doing: ReplyOrEdit | None) -> None:
        """Say what is being done; the owner places the bar or takes it away."""
        self._doing = doing
        self.words = doing.words if doing is not None else ""
        self._fit()
        self.restyle()

    def _fit(self) -> None:
        """Show as many of the words as there is room for."""
        shown, room = self.words, self._label.winfo_width() - self._theme.px(4)
        if room > 0:  # else it is not on the screen yet
            shown = elided(shown, room, self._theme.font("body").measure)
        self._label.configure(text=bidi.visual(shown, 0))

    def restyle(self) -> None:
        edits = self._doing is not None and self._doing.edits
        self._icon.configure(image=self._icons.image("edit" if edits else "reply"))
        self._close.configure(image=self._icons.image("close"))
