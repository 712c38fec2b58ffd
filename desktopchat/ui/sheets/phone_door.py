"""A phone without the program: the switch for the page for browsers, its picture and its link.

The page may be there twice, encrypted and not, each with its own.
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from urllib.parse import urlsplit

from PIL import ImageTk

from desktopchat.irc import fingerprint
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.qr_picture import qr_picture
from desktopchat.ui.parts.scrolled import SideBySide, WrappedLabel
from desktopchat.words import tr

_INSET = 26  # pixels at 100 % from a box's left edge to its words


@dataclass(slots=True, frozen=True)
class PhoneDoorWords:
    """switch: what it does. about: what one should know of it before."""

    switch: str
    about: str


def plain_door() -> PhoneDoorWords:
    """Of the page that is not encrypted."""
    return PhoneDoorWords(
        tr("Let phones join by a page in their browser"),
        tr(
            "On this network the page is not encrypted: others could read along. Whoever has"
            " its link comes in, without the password."
        ),
    )


def encrypted_door(key: str) -> PhoneDoorWords:
    """Of the encrypted one. key: the host's fingerprint, "" where it is not known."""
    about = tr(
        "Others can't read along. Whoever has its link comes in, without the password. A browser"
        " warns first, since it can't know this host's key: there choose Advanced, then to go on"
        " (iPhone: Show Details, then visit this website)."
    )
    if key:
        about += "\n" + tr(
            "To be sure that the warning is about this host, let it show the certificate: its"
            " SHA-256 fingerprint begins with {pairs}. In words that is {words}.",
            pairs=fingerprint.pairs(key),
            words=fingerprint.words(key),
        )
    return PhoneDoorWords(tr("Let phones join by an encrypted page"), about)


class PhoneDoor(ttk.Frame):
    """on_switch: opens and closes the page. open_link: shows it in the browser of this computer.
    side: of the picture, in pixels. see: scrolls to a widget."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        words: PhoneDoorWords,
        on_switch: Callable[[bool], object],
        open_link: Callable[[str], object],
        side: int,
        see: Callable[[tk.Misc], object] = lambda _widget: None,
    ) -> None:
        px = theme.px
        super().__init__(parent, style="TFrame")
        self._on_switch, self._side, self._see = on_switch, side, see
        self._wanted: bool | None = None  # what the host was asked for and has not answered yet
        self.link = ""
        self.columnconfigure(0, weight=1)
        self._on = tk.BooleanVar(self, False)
        self.switch = ttk.Checkbutton(
            self, text=words.switch, variable=self._on, command=self._switched
        )
        self.switch.grid(sticky="w", pady=(px(2), 0))
        WrappedLabel(self, words.about, "Small.TLabel").grid(sticky="ew", padx=(px(_INSET), 0))
        self._state = WrappedLabel(self, style="Dim.TLabel")
        self._state.grid(row=3, sticky="ew", padx=(px(_INSET), 0), pady=(px(4), 0))
        self._image: ImageTk.PhotoImage | None = None
        self._open = SideBySide(self, least=px(480), gap=px(20), weights=(0, 1))
        self._open.grid(row=4, sticky="ew", pady=(px(12), 0))
        self.picture = ttk.Label(self._open, anchor="n")
        beside = ttk.Frame(self._open, style="TFrame")
        beside.columnconfigure(0, weight=1)
        self._open.put(self.picture, beside)
        WrappedLabel(beside, tr("Point its camera at the picture, or send it the link:")).grid(
            columnspan=2, sticky="ew"
        )
        self._link = WrappedLabel(beside)
        self._link.grid(row=1, sticky="ew", pady=(px(8), 0))
        self.copy = ttk.Button(
            beside, text=tr("Copy"), style="Link.TButton", command=self._copy_link
        )
        self.copy.bind("<Return>", lambda _event: self.copy.invoke())
        self.copy.grid(row=1, column=1, sticky="ne", padx=(px(8), 0), pady=(px(6), 0))
        self.wall = ttk.Button(
            beside,
            text=tr("Show it on a projector"),
            style="Link.TButton",
            command=lambda: open_link(_wall(self.link)),
        )
        self.wall.bind("<Return>", lambda _event: self.wall.invoke())
        self.wall.grid(row=2, columnspan=2, sticky="w", pady=(px(8), 0))
        self._draw("")

    @property
    def on(self) -> bool:
        """How the switch stands."""
        return self._on.get()

    def show(self, link: str, problem: str = "") -> None:
        """What the host says: the page's link, "" while it is closed; or why what it was asked for
        last can't be done."""
        if self._wanted is None:
            problem = ""  # that was about the other page, or is said already
        elif not problem and bool(link) is not self._wanted:
            return  # it has not answered yet
        answered, self._wanted = self._wanted is not None, None
        if answered or link != self.link or problem:
            self._on.set(bool(link))
            self._draw(link, problem)
        if answered and link:
            self.update_idletasks()
            self._see(self.picture)

    def _switched(self) -> None:
        self._wanted = self._on.get()
        self._draw("", tr("Opening…") if self._wanted else "")
        self._on_switch(self._wanted)

    def _draw(self, link: str, words: str = "") -> None:
        self._state.configure(text=words)
        if words:
            self._state.grid()
        else:
            self._state.grid_remove()
        if link and link != self.link:
            picture = qr_picture(link, self._side)
            self._image = ImageTk.PhotoImage(picture.convert("L"), master=self)
            self.picture.configure(image=self._image)
            self._link.configure(text=link)
        self.copy.configure(text=tr("Copy"))
        self.link = link
        if link:
            self._open.grid()
        else:
            self._open.grid_remove()

    def _copy_link(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self.link)
        self.copy.configure(text=tr("Copied"))


def _wall(link: str) -> str:
    """The page's link as a room on a wall: large, to be read only, with the picture to join by."""
    return urlsplit(link)._replace(query="wall").geturl()
