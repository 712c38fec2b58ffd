"""One of the things that are about to be sent: its picture or sign, its name and size, what is to
be known of it, and the way to take it out."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.client.files.sizes import size_words
from desktopchat.irc.filehost import is_picture
from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.outgoing import Choices, Outgoing
from desktopchat.ui.parts.scrolled import ROUND, WrappedLabel
from desktopchat.ui.parts.tip import Tip
from desktopchat.words import tr, trn

_CARD = 40  # pixels at 100 % of the picture or sign
_END_SEEN = 14  # characters at the end of a name that is cut


class OutgoingRow(ttk.Frame):
    """on_take_out gets the item."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        icons: Icons,
        item: Outgoing,
        on_take_out: Callable[[Outgoing], object],
    ) -> None:
        super().__init__(parent, style="TFrame")
        px = theme.px
        self.item, self._icons, self._theme = item, icons, theme
        self._image: tk.PhotoImage | None = None
        self.columnconfigure(1, weight=1)
        self._card = tk.Label(
            self, width=px(_CARD), height=px(_CARD), borderwidth=0, background=theme.palette.code
        )
        self._name = _Name(self, theme)
        self._name.grid(row=0, column=1, sticky="sew")
        self._note = WrappedLabel(self, style="Small.TLabel")
        self._note.grid(row=1, column=1, sticky="new")
        self.out = ttk.Button(
            self,
            image=icons.image("close"),
            style="Tool.TButton",
            command=lambda: on_take_out(item),
        )
        self.out.bind("<Return>", lambda _event: self.out.invoke())
        Tip(self.out, theme, tr("Do not send this one"))

    def show(self, choices: Choices, wrong: str, *, small: bool, alone: bool) -> None:
        """Say what is known of it. small: with its picture. alone: it can't be taken out."""
        px = self._theme.px
        if small:
            self._show_card()
            self._card.grid(row=0, column=0, rowspan=2, padx=(0, px(10)))
        else:
            self._card.grid_remove()
        if alone:
            self.out.grid_remove()
        else:
            self.out.grid(row=0, column=2, rowspan=2, padx=(px(8), 0))
        self._name.show(self.item.name)
        self._note.configure(
            text=wrong or facts(self.item, choices),
            style="Error.TLabel" if wrong else "Small.TLabel",
        )

    def _show_card(self) -> None:
        look = self.item.look
        picture = look.picture if look is not None else None
        if picture is None:
            self._card.configure(image=self._icons.image(kind_of(self.item)))
        elif self._image is None:
            # Kept here: Tk keeps none that Python has let go.
            self._image = tk.PhotoImage(master=self, data=picture.png)
            self._card.configure(image=self._image)


def kind_of(item: Outgoing) -> str:
    """ "folder", "picture" or "file", which is the name of its sign, too."""
    if item.is_folder:
        return "folder"
    return "picture" if is_picture(item.name) else "file"


def facts(item: Outgoing, choices: Choices) -> str:
    """Its size, and what else is to be known before it goes."""
    look = item.look
    if look is None:
        return tr("Looking…")
    size = size_words(item.size(choices))
    if look.files:
        return trn(
            "A folder with {n} file, {size}. It goes as one ZIP file.",
            "A folder with {n} files, {size}. It goes as one ZIP file.",
            look.files,
            size=size,
        )
    words = size
    if look.picture is not None:
        words = tr(
            "{width} × {height} pixels, {size}",
            width=look.picture.width,
            height=look.picture.height,
            size=size,
        )
        if choices.smaller and item.can_be_smaller:
            before = size_words(look.size)
            words = tr(
                "{before}, smaller: {size}",
                before=before,
                size=size if item.made(choices) else "…",
            )
    if look.stays:
        words = tr("{facts}. It may tell where it was taken.", facts=words)
    return words


class _Name(ttk.Label):
    """A file's name in the room that there is."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        self._whole, self._measure = "", theme.font("body").measure
        # A width of its own, so that a long name is cut instead of widening the sheet.
        super().__init__(parent, anchor="w", width=1)
        self.bind("<Configure>", lambda event: self._fit(event.width))

    def show(self, name: str) -> None:
        whole = " ".join(name.split())
        if whole != self._whole:
            self._whole = whole
            self._fit(self.winfo_width())

    def _fit(self, width: int) -> None:
        shown = elided(self._whole, width - ROUND, self._measure, _END_SEEN)
        self.configure(text=bidi.visual(shown, 0))
